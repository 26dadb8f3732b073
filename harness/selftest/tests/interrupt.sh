# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A run that is cut short says so, leaves a complete report, and leaves no process behind.

cut_short() {
    start_suite -n omm.hang.forever.waits_for_signal,omm.verdict.plain.pass,omm.verdict.plain.skip \
        --junit report.xml --timeout 30
    wait_for_record waiting
    kill "-$1" "$runner"
    finish_runner
    check_protocol
}

expect_cut_short() {
    expect_exit 1
    expect_in out "ABORTED!" "Test run was ABORTED!"
    check_junit report.xml
    expect_xpath report.xml "count(//testcase) = 3"
    expect_xpath report.xml "count(//error[@type='NotRun']) >= 2"
    wait_until_gone "$(cat records/waiting)"
}

test_sigint() {
    cut_short INT
    expect_cut_short
    expect_in err SIGINT
}

test_sigterm() {
    cut_short TERM
    expect_cut_short
    expect_in err SIGTERM
}

test_sigkill_leaves_no_worker() {
    start_suite -n omm.hang.forever.waits_for_signal --timeout 30
    wait_for_record waiting
    kill -KILL "$runner"
    finish_runner 2>/dev/null
    wait_until_gone "$(cat records/waiting)"
}

# The reader of our output goes away, as `head` does.
test_closed_stdout() {
    last_command="fake_suite run -n 'omm.order.*' | true"
    "$SELFTEST_PROGRAMS/fake_suite" run -n 'omm.order.*' --junit report.xml 2>err </dev/null | true
    status=${PIPESTATUS[0]}
    [ "$status" -ne 0 ] || broken "a run whose output was lost must not exit 0"
}

test_full_stdout() {
    [ -w /dev/full ] || skip_test "there is no /dev/full"
    last_command="fake_suite run >/dev/full"
    "$SELFTEST_PROGRAMS/fake_suite" run -n omm.verdict.plain.pass >/dev/full 2>err </dev/null
    status=$?
    [ "$status" -ne 0 ] || broken "a run whose output was lost must not exit 0"
}
