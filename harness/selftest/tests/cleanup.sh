# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Clean-up runs last in, first out, whatever the case came to.

expect_undone() {
    run_suite -n "omm.cleanup.lifo.$1"
    expect_lines records/cleanup <<EOF
undo three
undo two
undo one
EOF
}

test_after_pass() {
    expect_undone after_pass
    expect_exit 0
}

test_after_failed_assertion() {
    expect_undone after_fail
    expect_exit 1
}

test_after_omm_fail() {
    expect_undone after_omm_fail
    expect_exit 1
}

test_after_not_supported() {
    expect_undone after_not_supported
    expect_exit 77
}

test_memory_goes_in_its_turn() {
    run_suite -n omm.cleanup.lifo.alloc_goes_in_turn
    expect_exit 0
    expect_lines records/cleanup <<<"undo block"
}

test_scope() {
    run_suite -n omm.cleanup.lifo.scope
    expect_exit 0
    expect_lines records/cleanup <<EOF
undo inner two
undo inner one
after the scope
undo outer
EOF
}
