# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The JUnit file: complete, well-formed, and never half-written.

test_shape() {
    run_suite -n 'omm.verdict.plain.*,omm.crash.signals.aborts' --junit report.xml
    expect_exit 1
    check_junit report.xml
    expect_xpath report.xml "count(//testcase) = 12"
    expect_xpath report.xml "count(//failure) = 5"
    expect_xpath report.xml "//testcase[@classname='omm.verdict.plain' and @name='fail']/failure[@type='Fail']"
    expect_xpath report.xml "//testcase[@name='resource_error']/error[@type='ResourceError']"
    expect_xpath report.xml "//testcase[@name='skip']/skipped[@message='there is no such moon']"
    expect_xpath report.xml "not(//testcase[@name='pass']/*[self::failure or self::error or self::skipped])"
    expect_xpath report.xml "not(//testcase[@name='quality_warning']/failure)"
    expect_xpath report.xml "contains(//testcase[@name='quality_warning'], 'from 64 to 65')"
}

test_golden() {
    run_suite -n 'omm.verdict.plain.*' --junit report.xml --seed 1
    check_junit report.xml
    expect_golden report.xml
}

test_covers_are_told() {
    run_suite -n omm.verdict.plain.pass --junit report.xml
    expect_in report.xml A001 VUID-fake-00001
}

test_properties() {
    run_suite -n omm.verdict.plain.pass --junit report.xml --seed 9
    expect_xpath report.xml "//property[@name='device' and @value='Fake Alpha']"
    expect_xpath report.xml "//property[@name='layers']"
    expect_xpath report.xml "//property[@name='seed' and @value='9']"
    expect_xpath report.xml "not(//property[@name = preceding-sibling::property/@name])"
}

test_failure_has_a_command() {
    run_suite -n omm.verdict.plain.fail --junit report.xml
    expect_xpath report.xml "contains(//failure, '-n omm.verdict.plain.fail')"
}

test_folder_is_not_there() {
    run_suite -n omm.verdict.plain.pass --junit no/such/folder/report.xml
    expect_exit 2
    expect_in err no/such/folder
    # Found out before the first case ran.
    expect_empty out
}

test_path_is_a_folder() {
    mkdir folder
    run_suite -n omm.verdict.plain.pass --junit folder
    expect_exit 2
    expect_empty out
}

test_old_report_survives_a_bad_run() {
    echo precious >report.xml
    run_suite -n 'omm.nothing.*' --junit report.xml
    expect_exit 2
    expect_lines report.xml <<<precious
}

test_old_report_survives_a_run_without_a_first_case() {
    export FAKE_DEVICES=three
    echo precious >report.xml
    run_suite --device nonesuch -n omm.verdict.plain.pass --junit report.xml
    expect_exit 2
    expect_lines report.xml <<<precious
}

test_new_report_takes_the_place_of_the_old_one() {
    echo precious >real.xml
    ln -s real.xml report.xml
    run_suite -n omm.verdict.plain.pass --junit report.xml
    expect_exit 0
    check_junit real.xml
    [ -L report.xml ] || broken "the link was replaced"
}

test_full_disk() {
    [ "$(id -u)" -eq 0 ] || skip_test "only root can mount a small disk"
    mkdir disk
    mount -t tmpfs -o size=16k none disk 2>/dev/null || skip_test "no tmpfs can be mounted here"
    trap 'umount "$scratch/disk"; leave_scratch' EXIT
    run_suite -n 'omm.output.loud.megabyte_then_fail,omm.verdict.plain.*' --junit disk/report.xml
    [ "$status" -ne 0 ] || broken "a report that could not be written must not exit 0"
    expect_in err disk/report.xml
    [ ! -e disk/report.xml ] || check_junit disk/report.xml
}

test_same_bytes_twice() {
    run_suite -n 'omm.verdict.plain.*' --junit first.xml --seed 1
    run_suite -n 'omm.verdict.plain.*' --junit second.xml --seed 1 -j 2
    for file in first second; do
        sed -E -f "$here/normalise.sed" $file.xml | sed -e 's/first.xml//' -e 's/second.xml//' >$file
    done
    expect_equal "$(grep -c '<testcase' first)" "$(grep -c '<testcase' second)" "cases"
}
