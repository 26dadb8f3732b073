# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# LABEL suite
# TIMEOUT 900
# Every deliberate bug of the reference driver is noticed by the cases that its row in data/faults.tsv names, and no
# personality of it is blamed for anything.

limit=880

test_kill_matrix() {
    [ -x "$OMMCTS" ] || skip_test "the binary $OMMCTS is not built"
    if is_sanitized; then skip_test "which case catches which bug is no matter of sanitizers"; fi
    run_command "$source_root/scripts/kill-matrix" --ommcts "$OMMCTS" --output matrix
    cat out
    expect_exit 0
    expect_match out '^faults caught ([1-9][0-9]*)/\1, false alarms 0/[1-9][0-9]*$'
    for table in faults assertions cases matrix alarms; do
        [ -s "matrix/$table.tsv" ] || broken "there is no table of $table"
    done
    expect_match matrix/index.html '<h1>faults caught'
}

test_kill_matrix_tells_survivors() {
    [ -x "$OMMCTS" ] || skip_test "the binary $OMMCTS is not built"
    cat >blind <<EOF
#!/bin/sh
unset OMMREF_FAULT
exec "$OMMCTS" "\$@"
EOF
    chmod +x blind
    run_command "$source_root/scripts/kill-matrix" --ommcts ./blind --output matrix --faults-only sizes_read_data
    expect_exit 1
    expect_in out 'survived: sizes_read_data' 'faults caught 0/1'
}

# weigh VERDICT FAULT: what is said when the only case that meets the fault ends so.
weigh() {
    cat >fake <<EOF
#!/bin/sh
[ "\$1" = run ] && printf "Test case 'omm.query.array.results'..\\n  $1 (words)\\n"
EOF
    chmod +x fake
    run_command "$source_root/scripts/kill-matrix" --ommcts ./fake --output matrix --faults-only "$2"
}

# Of a bug that breaks an assertion of class I a case may warn, and nothing else; of others a warning is too little.
test_kill_matrix_weighs_warnings() {
    weigh QualityWarning query_clears_gaps
    expect_exit 0
    expect_in out 'faults caught 1/1'
    weigh Fail query_clears_gaps
    expect_exit 1
    expect_in out 'too harsh: query_clears_gaps (A041)' 'faults caught 0/1'
    weigh QualityWarning query_ignores_stride
    expect_exit 1
    expect_in out 'survived: query_ignores_stride' 'faults caught 0/1'
    weigh Fail query_ignores_stride
    expect_exit 0
}

test_kill_matrix_mistakes() {
    run_command "$source_root/scripts/kill-matrix" --ommcts "$OMMCTS" no_such_fault
    expect_exit 2
    expect_in err no_such_fault
    run_command "$source_root/scripts/kill-matrix" --ommcts ./nothing
    expect_exit 2
    expect_in err ./nothing
    run_command "$source_root/scripts/kill-matrix" --jobs
    expect_exit 2
}

test_unknown_fault_is_told() {
    export OMMREF_FAULT=no_such_fault
    run_ommcts run --reference -n 'omm.advertise.*'
    [ "$status" -ne 0 ] || broken "an unknown fault must not look like a good driver"
    expect_in err no_such_fault
}
