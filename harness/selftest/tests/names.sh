# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Names that no runner could live with: the program refuses to start.

expect_refusal() {
    run_command "$SELFTEST_PROGRAMS/fake_$1" run
    expect_exit 99
    expect_empty out
    shift
    expect_in err "$@"
    run_command "$SELFTEST_PROGRAMS/fake_$name" list
    expect_exit 99
}

test_duplicate() {
    expect_refusal duplicate "omm.duplicate.names.twin" "names.c:7" "names.c:12"
}

test_malformed() {
    expect_refusal malformed "one,two" "names.c:"
}

test_too_long() {
    expect_refusal too_long "200" "names.c:"
}

test_parameter() {
    expect_refusal parameter "not good" "names.c:"
}

test_no_about() {
    expect_refusal no_about "speechless" "about"
}

test_outside() {
    expect_refusal outside "homeless" "names.c:"
}
