# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What a validation layer says during a case that breaks no rule.

test_silent_layer() {
    run_suite --layers khronos -n omm.message.layer.silent
    expect_exit 0
}

test_unknown_message_is_an_internal_error() {
    run_suite --layers khronos -n omm.message.layer.unknown --junit report.xml
    expect_exit 1
    expect_verdicts <<<"message.layer.unknown,InternalError"
    expect_message message.layer.unknown VUID-fake-unknown
    expect_in report.xml "reported, and nobody knows why"
}

test_info_is_no_complaint() {
    run_suite --layers khronos -n omm.message.layer.info
    expect_exit 0
    expect_verdicts <<<"message.layer.info,Pass"
}

test_failure_outweighs_a_message() {
    run_suite --layers khronos -n omm.message.layer.fails_too
    expect_exit 1
    expect_verdicts <<<"message.layer.fails_too,Fail"
}
