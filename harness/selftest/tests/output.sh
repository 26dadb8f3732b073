# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What cases and drivers print never reaches the protocol, and no byte of it breaks a report.

test_megabyte_of_output() {
    run_suite -n 'omm.output.loud.megabyte_then*' --junit report.xml
    expect_exit 1
    expect_verdicts <<EOF
output.loud.megabyte_then_crash,Crash
output.loud.megabyte_then_fail,Fail
output.loud.megabyte_then_pass,Pass
EOF
    check_junit report.xml
    # Head and tail of the flood are kept, its middle is not: at most 64 KiB of text per case.
    expect_in report.xml "FIRST LINE OF THE FLOOD" "LAST LINE OF THE FLOOD"
    [ "$(wc -c <report.xml)" -lt 400000 ] || broken "the report is larger than 400,000 bytes"
}

test_megabyte_message() {
    run_suite -n omm.output.loud.megabyte_message,omm.verdict.plain.pass --junit report.xml
    expect_exit 1
    expect_verdicts <<EOF
output.loud.megabyte_message,Fail
verdict.plain.pass,Pass
EOF
    check_junit report.xml
}

test_bad_bytes() {
    run_suite -n 'omm.output.loud.bad_bytes_*' --junit report.xml
    expect_exit 1
    expect_verdicts <<EOF
output.loud.bad_bytes_message,Fail
output.loud.bad_bytes_printed,Fail
output.loud.bad_bytes_reason,NotSupported
output.loud.bad_bytes_warning,QualityWarning
EOF
    check_junit report.xml
    # Replaced, not dropped.
    expect_in report.xml '\x1B' '\xFF' '\xC3' '\x01' 'before NUL' 'after NUL'
    expect_golden out
}

test_bad_bytes_reach_no_terminal() {
    run_suite -n 'omm.output.loud.bad_bytes_*'
    for file in out err; do
        ! grep -a -q -P '[\x00-\x08\x0b-\x1f\x7f\xff]' $file || broken "$file has control bytes"
    done
}

test_bad_bytes_of_a_driver() {
    export FAKE_DEVICES=bad_bytes
    run_suite -n omm.verdict.plain.pass --junit report.xml
    expect_exit 0
    check_junit report.xml
}

test_looks_like_protocol() {
    run_suite -n omm.output.loud.looks_like_protocol,omm.verdict.plain.pass
    expect_exit 0
    expect_verdicts <<EOF
output.loud.looks_like_protocol,Pass
verdict.plain.pass,Pass
EOF
    expect_not_in out "not from the runner" "Bogus" "omm.not.a.case"
}

test_odd_messages() {
    run_suite -n omm.output.loud.empty_message,omm.output.loud.odd_messages --junit report.xml
    expect_exit 1
    expect_verdicts <<EOF
output.loud.empty_message,Fail
output.loud.odd_messages,Fail
EOF
    check_junit report.xml
}

test_writing_to_every_descriptor_costs_one_case() {
    run_suite -n omm.output.loud.writes_to_every_fd,omm.output.loud.zz_pass --timeout 5
    expect_match verdicts "omm.output.loud.zz_pass,Pass"
}
