# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A case that does not come back costs its time limit, and nobody is left behind.

test_plain() {
    run_suite --timeout 1 -n omm.hang.forever.plain,omm.verdict.plain.pass --junit report.xml
    expect_exit 1
    expect_verdicts <<EOF
hang.forever.plain,Timeout
verdict.plain.pass,Pass
EOF
    expect_message hang.forever.plain "1 s"
    check_junit report.xml
    expect_xpath report.xml "//testcase[@name='plain']/error[@type='Timeout']"
}

# Who runs it again does so within the same limits.
test_limits_are_part_of_the_reproduction() {
    run_suite --timeout 2 --timeout-multiplier 0.25 -n omm.hang.forever.plain
    expect_in err "fake_suite run --timeout 2 --timeout-multiplier 0.250000 --seed 0 -n omm.hang.forever.plain"
    run_suite --deqp-watchdog=disable -n omm.verdict.plain.fail
    expect_in err "fake_suite run --timeout 0 --seed 0 -n omm.verdict.plain.fail"
}

test_spinning() {
    run_suite --timeout 1 -n omm.hang.forever.spins,omm.verdict.plain.pass
    expect_exit 1
    expect_verdicts <<EOF
hang.forever.spins,Timeout
verdict.plain.pass,Pass
EOF
}

test_ignores_sigterm() {
    run_suite --timeout 1 -n omm.hang.forever.ignores_sigterm,omm.verdict.plain.pass
    expect_exit 1
    expect_verdicts <<EOF
hang.forever.ignores_sigterm,Timeout
verdict.plain.pass,Pass
EOF
    wait_until_gone "$(head -n 1 records/ignores_sigterm)"
}

test_in_cleanup() {
    run_suite --timeout 1 -n omm.cleanup.lifo.hang_in_cleanup,omm.verdict.plain.pass
    expect_exit 1
    expect_verdicts <<EOF
cleanup.lifo.hang_in_cleanup,Timeout
verdict.plain.pass,Pass
EOF
}

test_multiplier_stretches_the_limit() {
    # 0.01 s would be too short for a case that sleeps 0.12 s; a hundred times that is plenty.
    run_suite --timeout 0.01 --timeout-multiplier 500 -n omm.order.numbered.slow_first.n1
    expect_exit 0
}

test_no_limit_with_timeout_0() {
    run_suite --timeout 0 -n omm.order.numbered.slow_first.n1
    expect_exit 0
}

test_leaked_child() {
    run_suite -n omm.hang.forever.leaked_child,omm.verdict.plain.pass
    expect_exit 0
    expect_verdicts <<EOF
hang.forever.leaked_child,Pass
verdict.plain.pass,Pass
EOF
    # It was in the worker's process group, so it went with it.
    wait_until_gone "$(cat records/leaked_child)"
}

test_leaked_daemon_holds_nobody_up() {
    run_suite -n omm.hang.forever.leaked_daemon,omm.verdict.plain.pass
    expect_exit 0
    expect_verdicts <<EOF
hang.forever.leaked_daemon,Pass
verdict.plain.pass,Pass
EOF
}

# Whoever reads our output to its end, as deqp-runner does, must reach that end.
test_leaked_daemon_does_not_hold_our_output() {
    "$SELFTEST_PROGRAMS/fake_suite" run -j 1 -n omm.hang.forever.leaked_daemon 2>err </dev/null |
        timeout 20 cat >out
    expect_equal 0 "${PIPESTATUS[1]}" "status of the reader"
}

test_child_of_a_hanging_case_dies_with_it() {
    run_suite --timeout 1 -n omm.hang.forever.hangs_with_child
    expect_exit 1
    for child in $(cat records/hangs_with_child); do
        wait_until_gone "$child"
    done
}

test_report_says_where_it_hangs() {
    run_suite --timeout 1 -n omm.hang.forever.plain --junit report.xml
    expect_in report.xml omm_body_plain
}
