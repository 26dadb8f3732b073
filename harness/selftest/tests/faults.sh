# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# LABEL suite
# Every deliberate bug of the reference driver is noticed by the cases that its row in data/faults.tsv names.

limit=200

test_kill_faults() {
    [ -x "$OMMCTS" ] || skip_test "the binary $OMMCTS is not built"
    run_command "$here/kill_faults.sh" "$OMMCTS"
    cat out
    expect_exit 0
    expect_match out '^faults caught ([1-9][0-9]*)/\1$'
}

# The other half of the proof: what catches the faults finds nothing in the driver without them.
test_nothing_to_catch_without_a_fault() {
    run_ommcts run --reference -j 2 -n "$(awk -F'\t' '!/^#/ && $4 { print $4 }' \
        "$source_root/data/faults.tsv" | sort -u | paste -s -d,)"
    check_protocol
    expect_exit 0
}

test_unknown_fault_is_told() {
    export OMMREF_FAULT=no_such_fault
    run_ommcts run --reference -n 'omm.advertise.*'
    [ "$status" -ne 0 ] || broken "an unknown fault must not look like a good driver"
    expect_in err no_such_fault
}
