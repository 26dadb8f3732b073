# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Expected failures, in deqp-runner's syntax.

run_with_baseline() {
    cat >baseline
    run_suite --baseline baseline --junit report.xml "$@"
}

test_expected_fail() {
    run_with_baseline -n omm.verdict.plain.fail,omm.verdict.plain.pass <<EOF
# A driver bug.

omm.verdict.plain.fail,Fail
EOF
    expect_exit 0
    check_junit report.xml
    expect_xpath report.xml "//testcase[@name='fail']/skipped"
    expect_in err ExpectedFail
}

# Less than was expected, and more than nothing.
test_warning_in_place_of_a_failure() {
    run_with_baseline -n omm.verdict.memory.always --output results <<<"omm.verdict.memory.always,Fail"
    expect_exit 1
    expect_in results/results.csv "omm.verdict.memory.always,UnexpectedImprovement(Warn)"
}

test_expected_crash() {
    run_with_baseline -n omm.crash.signals.aborts <<<"omm.crash.signals.aborts,Crash"
    expect_exit 0
}

test_unexpected_improvement() {
    run_with_baseline -n omm.verdict.plain.pass <<<"omm.verdict.plain.pass,Fail"
    expect_exit 1
    check_junit report.xml
    expect_in err "UnexpectedImprovement"
    expect_xpath report.xml "//testcase[@name='pass']/failure"
}

test_improvement_from_crash_to_fail() {
    run_with_baseline -n omm.verdict.plain.fail <<<"omm.verdict.plain.fail,Crash"
    expect_exit 1
    expect_in err "UnexpectedImprovement"
}

test_crash_where_fail_was_expected() {
    run_with_baseline -n omm.crash.signals.aborts <<<"omm.crash.signals.aborts,Fail"
    expect_exit 1
    expect_verdicts <<<"crash.signals.aborts,Crash"
}

test_bad_line() {
    run_with_baseline -n omm.verdict.plain.pass <<<"omm.verdict.plain.pass"
    expect_exit 2
    expect_in err "baseline:1"
    expect_empty out
}

test_bad_status() {
    printf '# fine\nomm.verdict.plain.pass,Explode\n' >lines
    run_with_baseline -n omm.verdict.plain.pass <lines
    expect_exit 2
    expect_in err "baseline:2" "Explode"
}

test_duplicate_line() {
    printf 'omm.verdict.plain.fail,Fail\nomm.verdict.plain.fail,Crash\n' >lines
    run_with_baseline -n omm.verdict.plain.fail <lines
    expect_exit 2
    expect_in err "baseline:2"
}

test_stale_name() {
    run_with_baseline -n omm.verdict.plain.pass <<<"omm.no.such.case,Fail"
    expect_in err "omm.no.such.case"
}

test_unreadable() {
    run_suite --baseline no-such-file -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err no-such-file
    expect_empty out
}
