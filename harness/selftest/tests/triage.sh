# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What helps to find out why a case fails: stopping at the check, the cases before it, the rule it is about.

test_break_on_failure() {
    run_suite --break-on-failure -n 'omm.trap.check.*'
    expect_exit 1
    expect_verdicts <<EOF
trap.check.assertion,Crash
trap.check.fine,Pass
trap.check.sentence,Crash
EOF
    expect_message trap.check.assertion "signal 5 (SIGTRAP), while stopped at a check that failed (--break-on-failure)"
    expect_match err "#[0-9]+ omm_check_stop"
    expect_match err "^    \\| .*trap/check.c:9: 4 != value \\(expected 4, got 5\\)$"
    expect_in err "    | the fourth word is wrong"
}

test_no_break_without_the_option() {
    run_suite -n 'omm.trap.check.*'
    expect_verdicts <<EOF
trap.check.assertion,Fail
trap.check.fine,Pass
trap.check.sentence,Fail
EOF
}

test_break_on_failure_in_a_debugger() {
    command -v gdb >/dev/null || skip_test "gdb is not installed"
    is_sanitized && skip_test "a sanitizer and gdb get in each other's way"
    last_command="fake_suite run --gdb --break-on-failure"
    printf 'set width 0\nrun\nbacktrace 8\nkill\nquit\n' |
        timeout --kill-after=2 "$limit" "$SELFTEST_PROGRAMS/fake_suite" run --gdb --break-on-failure \
            -n omm.trap.check.assertion >out 2>err
    status=$?
    cat out err >both
    if grep -q -F -e "ptrace: Operation not permitted" -e "Could not trace the inferior" both; then
        skip_test "processes can't be traced here"
    fi
    expect_in both "received signal SIGTRAP"
    expect_in both "check.c:9: 4 != value (expected 4, got 5)"
    expect_match both "omm_check_stop"
    expect_match both " helper \(value=.*trap/check.c:9"
}

test_bisect_names_the_one_before() {
    run_fake bisect omm.trace.left.g_paint -n 'omm.trace.*' -e '*f_both'
    expect_exit 0
    expect_lines out <<EOF
omm.trace.left.g_paint passes alone, and fails after this one of the 5 before it in the same worker:
  omm.trace.left.b_paint
$(sed -n 3,4p out)
EOF
    expect_match out "^Fail: .*paint was left"
    expect_match out "^reproduce: .* -n omm.trace.left.b_paint,omm.trace.left.g_paint$"
    # What it says reproduces it does.
    sed -n 's/^reproduce: //p' out >again.sh
    run_command bash again.sh
    expect_exit 1
    check_protocol
    expect_verdicts <<EOF
trace.left.b_paint,Pass
trace.left.g_paint,Fail
EOF
}

test_bisect_names_two_that_are_needed_together() {
    run_fake bisect trace.left.f_both -n 'omm.trace.*,omm.order.numbered.*'
    expect_exit 0
    expect_in out "fails after these of the 13 before it"
    grep '^  ' out >named
    expect_lines named <<EOF
  omm.trace.left.b_paint
  omm.trace.left.d_thinner
EOF
}

test_bisect_in_another_order() {
    printf 'omm.trace.left.%s\n' e_quiet d_thinner a_quiet b_paint c_quiet f_both >list
    run_fake bisect omm.trace.left.f_both -f list
    expect_exit 0
    grep '^  ' out >named
    expect_lines named <<EOF
  omm.trace.left.d_thinner
  omm.trace.left.b_paint
EOF
    expect_in out "in a file for -f"
}

test_bisect_of_what_fails_alone() {
    run_fake bisect omm.verdict.plain.fail
    expect_exit 0
    expect_in out "omm.verdict.plain.fail fails alone"
}

test_bisect_of_what_passes() {
    run_fake bisect omm.trace.left.h_never -n 'omm.trace.*'
    expect_exit 1
    expect_in out "passes alone, and after all 7 before it"
}

test_bisect_mistakes() {
    run_fake bisect omm.no.such.case
    expect_exit 2
    expect_in err "there is no case 'omm.no.such.case'"
    run_fake bisect omm.verdict.plain.pass -n 'omm.trace.*'
    expect_exit 2
    expect_in err "what is selected doesn't hold 'omm.verdict.plain.pass'"
    run_fake bisect
    expect_exit 2
}

test_bisect_without_a_device() {
    export FAKE_DEVICES=zero
    run_fake bisect omm.verdict.plain.pass
    expect_exit 77
}

test_explain_names_the_section() {
    run_fake explain omm.verdict.plain.pass
    expect_exit 0
    expect_match out "^  A001: If VK_EXT_opacity_micromap is supported"
    expect_match out "^    specification: features-requirements"
    run_ommcts explain vuid.VkCopyMicromapToMemoryInfoEXT.src_07540.edge
    expect_match out "^  VUID-VkCopyMicromapToMemoryInfoEXT-src-07540: "
    expect_match out "specification: VkCopyMicromapToMemoryInfoEXT, Valid Usage, https://.*#VUID-VkCopyMicromapToMemoryInfoEXT-src-07540$"
}
