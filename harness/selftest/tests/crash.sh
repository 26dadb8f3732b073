# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A crash costs exactly the case in flight, and its report says what happened.

# Names the case, the signal that must be told; the case beside it must still pass.
expect_crash() {
    run_suite -n "omm.crash.signals.$1,omm.verdict.plain.pass" --junit report.xml
    expect_exit 1
    expect_verdicts <<EOF
crash.signals.$1,Crash
verdict.plain.pass,Pass
EOF
    expect_message "crash.signals.$1" "$2"
    check_junit report.xml
    expect_xpath report.xml "//testcase[@name='$1']/error[@type='Crash']"
}

test_segv() {
    expect_crash segv SIGSEGV
    expect_in report.xml write_nowhere
}

test_abort() {
    expect_crash aborts SIGABRT
}

test_exit_with_0() {
    expect_crash exits_with_0 "exit"
}

test_exit_with_3() {
    expect_crash exits_with_3 "3"
}

test_sigkill() {
    expect_crash killed SIGKILL
}

test_stack_overflow() {
    expect_crash stack_overflow "the stack overflowed"
}

test_in_thread() {
    expect_crash in_thread SIGSEGV
}

test_stack_overflow_in_thread() {
    expect_crash stack_overflow_in_thread "the stack overflowed"
}

test_guard_page_is_a_sentence() {
    expect_crash guard_page "the access was 16 bytes past the end of the fake block"
}

test_backtrace_names_the_function() {
    run_suite -n omm.crash.signals.segv --junit report.xml
    expect_in report.xml write_nowhere
}

test_first() {
    run_suite -n 'omm.order.crash_first.*'
    expect_exit 1
    expect_verdicts <<EOF
order.crash_first.a,Crash
order.crash_first.b,Pass
order.crash_first.c,Pass
EOF
    expect_golden out
}

test_middle() {
    run_suite -n 'omm.order.crash_middle.*'
    expect_exit 1
    expect_verdicts <<EOF
order.crash_middle.a,Pass
order.crash_middle.b,Crash
order.crash_middle.c,Pass
EOF
    expect_golden out
}

test_last() {
    run_suite -n 'omm.order.crash_last.*'
    expect_exit 1
    expect_verdicts <<EOF
order.crash_last.a,Pass
order.crash_last.b,Pass
order.crash_last.c,Crash
EOF
    expect_golden out
}

test_with_four_workers() {
    run_suite -j 4 -n 'omm.order.crash_*'
    expect_exit 1
    expect_equal 3 "$(grep -c ,Crash, verdicts)" "crashes"
    expect_equal 6 "$(grep -c ,Pass, verdicts)" "passes"
}

test_each_case_alone() {
    run_suite --isolate case -n 'omm.order.crash_*'
    expect_exit 1
    expect_equal 3 "$(grep -c ,Crash, verdicts)" "crashes"
    expect_equal 6 "$(grep -c ,Pass, verdicts)" "passes"
}

test_reproduces_alone() {
    run_suite -n omm.crash.signals.segv --junit report.xml
    expect_match report.xml "(again|alone|reproduce)"
    expect_not_in report.xml "not reproduce"
}

test_does_not_reproduce_alone() {
    run_suite -n omm.process.sharing.g_makes_dirty,omm.process.sharing.h_stumbles --junit report.xml
    expect_exit 1
    expect_verdicts <<EOF
process.sharing.g_makes_dirty,Pass
process.sharing.h_stumbles,Crash
EOF
    expect_match report.xml "not reproduce"
    # It ran twice: beside the case before it, and alone.
    expect_equal 2 "$(grep -c '^h ' records/pids)" "runs of the crashing case"
}

test_no_isolation_ends_the_run() {
    run_command "$SELFTEST_PROGRAMS/fake_suite" run --isolate none -n omm.crash.signals.segv
    [ "$status" -ne 0 ] || broken "a crash without isolation must not exit 0"
}

# Without workers nothing can be tried again, and that is said.
test_no_isolation_tries_nothing_again() {
    run_suite --isolate none -n 'omm.device.lost.*,omm.verdict.memory.always'
    expect_exit 1
    expect_message device.lost.b_lost "device lost: "
    expect_message verdict.memory.always "out of memory, and not tried again without workers"
    run_suite --isolate none -n 'omm.device.unavailable.always.*'
    expect_exit 1
    expect_message device.unavailable.always.n3 VK_ERROR_INITIALIZATION_FAILED
    expect_in err "the run ended early: no device could be opened 3 times in a row"
}

test_crash_in_cleanup() {
    run_suite -n omm.cleanup.lifo.crash_in_cleanup,omm.verdict.plain.pass
    expect_exit 1
    expect_verdicts <<EOF
cleanup.lifo.crash_in_cleanup,Crash
verdict.plain.pass,Pass
EOF
}

test_crash_that_happens_once_stays_a_crash() {
    run_suite -n omm.crash.signals.once_only,omm.verdict.plain.pass
    expect_exit 1
    expect_match verdicts "omm.crash.signals.once_only,Crash,.*not reproduce"
    expect_equal 2 "$(wc -l <records/crash_once)" "runs"
}
