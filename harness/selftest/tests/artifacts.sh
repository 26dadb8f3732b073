# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# --artifacts DIR: checked before anything runs, and failing cases leave pictures there.

expect_refused() {
    expect_exit 2
    expect_empty out
    expect_in err --artifacts "$1"
}

test_parent_is_not_there() {
    run_suite -n omm.verdict.plain.pass --artifacts no/such/folder
    expect_refused no/such/folder
    [ ! -e no ] || broken "folders were made on the way"
}

test_is_a_file() {
    echo precious >file
    run_suite -n omm.verdict.plain.pass --artifacts file
    expect_refused file
    expect_lines file <<<precious
}

test_read_only() {
    mkdir folder
    if [ "$(id -u)" -eq 0 ]; then
        mount -t tmpfs -o ro none folder 2>/dev/null || skip_test "nothing can be mounted read-only here"
        trap 'umount "$scratch/folder"; leave_scratch' EXIT
    else
        chmod a-w folder
    fi
    run_suite -n omm.verdict.plain.pass --artifacts folder
    expect_refused folder
}

test_not_made_when_nothing_runs() {
    run_suite -n 'omm.nothing.*' --artifacts folder
    expect_exit 2
    [ ! -e folder ] || broken "the folder was made for nothing"
}

test_empty_value() {
    run_suite -n omm.verdict.plain.pass --artifacts ''
    expect_refused "a value that is not empty"
}

test_made_when_missing() {
    run_suite -n omm.verdict.plain.pass --artifacts folder
    expect_exit 0
    [ -d folder ] || broken "the folder was not made"
    [ -z "$(ls -A folder)" ] || broken "something was left in it"
}

test_is_part_of_the_reproduction() {
    printf '' >known.tsv
    run_suite -n omm.verdict.plain.fail --artifacts 'my folder' --blobs blobs --layer-known known.tsv
    expect_exit 1
    # By names that mean the same wherever it is run.
    expect_in err " --layer-known $scratch/known.tsv --artifacts '$scratch/my folder' --blobs $scratch/blobs "
}

picture=artifacts/omm.readback.oracle.one_state_of_many.s4_l2_n33.svg

# fail_to_read_back [OPTION...]: one case, on a driver that mistakes the curve.
fail_to_read_back() {
    export OMMREF_FAULT=opacity_curve_unflipped
    run_ommcts run --reference -n omm.readback.oracle.one_state_of_many.s4_l2_n33 "$@"
    check_protocol
    expect_exit 1
}

test_picture() {
    fail_to_read_back --artifacts artifacts --isolate worker
    expect_match verdicts ",Fail,.*\(see $picture\)"
    xmllint --nonet --noout $picture || broken "$picture is not well-formed"
    expect_xpath $picture "count(/*[local-name() = 'svg']) = 1"
    expect_xpath $picture "contains(//*[local-name() = 'title'], 'omm.readback.oracle.one_state_of_many.s4_l2_n33')"
    expect_xpath $picture "//*[local-name() = 'path' and @class = 'wrong']"
    expect_equal "$(ls -A artifacts)" "$(basename $picture)" "files"
}

test_picture_without_isolation() {
    fail_to_read_back --artifacts artifacts --isolate none
    xmllint --nonet --noout $picture || broken "$picture is not well-formed"
}

test_picture_in_the_report() {
    fail_to_read_back --artifacts artifacts --isolate worker --junit report.xml
    check_junit report.xml
    expect_xpath report.xml "contains(//failure/@message, '$picture')"
}

test_old_picture_is_replaced() {
    mkdir artifacts
    echo old >$picture
    fail_to_read_back --artifacts artifacts --isolate worker
    xmllint --nonet --noout $picture || broken "$picture is not well-formed"
}

test_no_picture_unasked() {
    fail_to_read_back --isolate worker
    [ -z "$(find . -name '*.svg')" ] || broken "a picture was left"
    expect_not_in out .svg
}

# The folder goes away while the run has it: the failure is told all the same.
test_folder_goes_away() {
    mkdir artifacts
    cat >wrapper <<'TEXT'
#!/bin/sh
rm -rf artifacts
exec "$@"
TEXT
    chmod +x wrapper
    fail_to_read_back --artifacts artifacts --isolate worker --wrapper ./wrapper
    expect_match verdicts ',Fail,.*read-back'
    expect_not_in verdicts "(see "
    expect_in err "can't be written"
}

# These see complaints on purpose, and pass.
test_passing_cases_leave_none() {
    run_ommcts run --reference -n 'omm.readback.oracle.one_state_of_many.*' --artifacts artifacts
    check_protocol
    expect_exit 0
    expect_match verdicts ,Pass,
    [ -z "$(ls -A artifacts)" ] || broken "a case that passed left something"
}
