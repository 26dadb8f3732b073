# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What each kind of verdict looks like on the protocol, in the exit code and in the summary.

test_each_kind() {
    run_suite -n 'omm.verdict.plain.*'
    expect_exit 1
    expect_verdicts <<EOF
verdict.plain.checked_by_hand,Pass
verdict.plain.fail,Fail
verdict.plain.fail_deep,Fail
verdict.plain.no_check,Fail
verdict.plain.not_supported,NotSupported
verdict.plain.notes,Fail
verdict.plain.pass,Pass
verdict.plain.quality_warning,QualityWarning
verdict.plain.resource_error,ResourceError
verdict.plain.skip,NotSupported
verdict.plain.warning_then_fail,Fail
EOF
    expect_golden out
}

test_messages_say_why() {
    run_suite -n 'omm.verdict.plain.*'
    expect_message verdict.plain.fail "plain.c:"
    expect_message verdict.plain.fail_deep "the driver answered 0 from deep down"
    expect_message verdict.plain.no_check "check"
    expect_message verdict.plain.not_supported "VK_EXT_fake is missing"
    expect_message verdict.plain.skip "there is no such moon"
    expect_message verdict.plain.quality_warning "the size changed from 64 to 65"
    expect_message verdict.plain.resource_error "the file moon.bin could not be read"
    expect_message verdict.plain.warning_then_fail "this is"
}

test_values_of_a_failed_comparison_are_told() {
    run_suite -n omm.verdict.plain.fail --junit report.xml
    expect_exit 1
    check_junit report.xml
    expect_in report.xml "Expected: 4" "Got: 5"
}

test_notes_are_shown_with_a_failure() {
    run_suite -n omm.verdict.plain.notes --junit report.xml
    expect_in report.xml "the first note" "the second note"
    expect_in err "the first note"
}

test_only_passes_exit_0() {
    run_suite -n omm.verdict.plain.pass
    expect_exit 0
}

test_passes_and_skips_exit_0() {
    run_suite -n omm.verdict.plain.pass,omm.verdict.plain.skip
    expect_exit 0
    expect_in err "there is no such moon"
}

test_only_skips_exit_77() {
    run_suite -n omm.verdict.plain.skip,omm.verdict.plain.not_supported
    expect_exit 77
}

test_a_warning_alone_exits_0() {
    run_suite -n omm.verdict.plain.quality_warning
    expect_exit 0
}

test_a_resource_error_exits_1() {
    run_suite -n omm.verdict.plain.resource_error
    expect_exit 1
}

test_no_check_is_a_failure() {
    run_suite -n omm.verdict.plain.no_check
    expect_exit 1
    expect_verdicts <<<"verdict.plain.no_check,Fail"
}

test_out_of_memory() {
    run_suite -n 'omm.verdict.memory.*'
    expect_exit 1
    expect_verdicts <<EOF
verdict.memory.always,QualityWarning
verdict.memory.once,Pass
verdict.memory.then_fail,Fail
verdict.memory.twice,Pass
EOF
    expect_message verdict.memory.always "VK_ERROR_OUT_OF_HOST_MEMORY"
    # Tried twice more, each time in a process that has not seen the case before.
    expect_equal 3 "$(wc -l <records/oom_always)" "attempts"
    expect_equal 3 "$(sort -u records/oom_always | wc -l)" "processes"
    expect_equal 2 "$(wc -l <records/oom_once)" "attempts"
    expect_equal 3 "$(wc -l <records/oom_twice)" "attempts"
}

test_summary_has_a_command_that_reproduces() {
    run_suite -n omm.verdict.plain.fail --seed 7
    expect_match err "fake_suite.* -n '?omm\.verdict\.plain\.fail"
    expect_match err "--seed[ =]7"
    # The command works as it stands.
    grep -a -o -E "[^ ]*fake_suite.* -n '?omm\.verdict\.plain\.fail.*" err | head -n 1 >again
    run_command bash -c "$(cat again)"
    check_protocol
    expect_exit 1
    expect_verdicts <<<"verdict.plain.fail,Fail"
}
