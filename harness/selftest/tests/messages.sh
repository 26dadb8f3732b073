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

test_no_more_messages_than_anybody_reads() {
    run_suite --layers khronos -n omm.message.layer.many --output results
    expect_exit 0
    expect_equal 200 "$(grep -o 'just so you know' results/results.json | wc -l)" "messages"
    expect_in results/results.json "50 more messages were left out"
}

test_failure_outweighs_a_message() {
    run_suite --layers khronos -n omm.message.layer.fails_too
    expect_exit 1
    expect_verdicts <<<"message.layer.fails_too,Fail"
}

# run_with_table CASE... : runs with a table of known messages, whose rows come from standard input with blanks
# for tabs.
run_with_table() {
    tr ' ' '\t' >known.tsv
    run_suite --layers khronos --layer-known known.tsv -n "$1"
}

test_known_message() {
    run_with_table omm.message.layer.known <<EOF
# layer version glob ID reason
VK_LAYER_KHRONOS_validation 1.3.239 omm.message.layer.known VUID-fake-known because
EOF
    expect_exit 0
    expect_verdicts <<<"message.layer.known,Pass"
}

test_message_known_for_another_version() {
    run_with_table omm.message.layer.known <<EOF
VK_LAYER_KHRONOS_validation 1.4.363 omm.message.layer.known VUID-fake-known because
EOF
    expect_exit 1
    expect_verdicts <<<"message.layer.known,InternalError"
}

test_message_known_for_another_case() {
    run_with_table omm.message.layer.known <<EOF
VK_LAYER_KHRONOS_validation 1.3.239 omm.message.layer.silent VUID-fake-known because
EOF
    expect_exit 1
}

test_stale_row_fails() {
    run_with_table omm.message.layer.silent <<EOF
VK_LAYER_KHRONOS_validation 1.3.239 omm.message.layer.silent VUID-fake-known because
EOF
    expect_exit 1
    expect_verdicts <<<"message.layer.silent,Pass"
    expect_in err known.tsv:1 VUID-fake-known
}

test_row_of_a_case_that_did_not_run_is_not_stale() {
    run_with_table omm.message.layer.silent <<EOF
VK_LAYER_KHRONOS_validation 1.3.239 omm.message.layer.known VUID-fake-known because
EOF
    expect_exit 0
}

test_bad_row() {
    run_with_table omm.message.layer.silent <<<"VK_LAYER_KHRONOS_validation 1.3.239"
    expect_exit 2
    expect_in err known.tsv:1
    expect_empty out
}

test_violation_may_be_reported() {
    run_suite --layers khronos -n 'omm.message.layer.VUID_fake_00002.violation.*'
    expect_exit 0
    expect_verdicts <<EOF
message.layer.VUID_fake_00002.violation.khronos,Pass
message.layer.VUID_fake_00002.violation.ommcts,Pass
EOF
}

test_violation_has_a_process_of_its_own() {
    run_suite --layers khronos -n 'omm.message.layer.VUID_fake_00002.*'
    expect_exit 0
    expect_equal 2 "$(sort -u records/closed | wc -l)" "workers"
}

test_violation_is_told_its_layer() {
    run_suite --isolate none -n omm.message.layer.VUID_fake_00002.violation.ommcts
    expect_in err "under ommcts"
    expect_not_in err "under khronos"
}
