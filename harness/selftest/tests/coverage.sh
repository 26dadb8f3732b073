# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# `ommcts coverage`, on a fake suite with small tables of its own, and on the real tables.

run_coverage() {
    run_command "$SELFTEST_PROGRAMS/fake_coverage" coverage "$@"
}

# make_report FILE ARGS...: results of the fake suite, violations among them.
make_report() {
    local file=$1
    shift
    run_command "$SELFTEST_PROGRAMS/fake_coverage" run --layers both --junit "$file" "$@"
    [ -s "$file" ] || broken "no report was written"
}

expect_narrow() {
    awk 'length > 100 { exit 1 }' "$1" || broken "$1 is wider than 100 columns"
}

test_text() {
    run_coverage
    expect_exit 1
    expect_empty err
    expect_narrow out
    expect_golden out
}

test_text_with_results() {
    make_report report.xml
    run_coverage --from report.xml
    expect_exit 1
    expect_narrow out
    expect_golden out
}

test_tsv() {
    make_report report.xml
    run_coverage --format tsv --from report.xml
    expect_exit 1
    expect_golden out
    awk -F '\t' 'NR == 1 { columns = NF } NF != columns { exit 1 }' out || broken "columns differ from row to row"
    expect_equal 13 "$(wc -l <out)" "lines: a header, eight IDs and four assertions"
    expect_in err "VUID-vkFakeCopyEXT-pInfo-parameter has no edge and no waiver"
}

test_json() {
    make_report report.xml
    run_coverage --format json --from report.xml
    expect_exit 1
    expect_golden out
    command -v jq >/dev/null || skip_test "jq is not installed"
    expect_equal 4 "$(jq '.missing | length' out)" "missing"
    expect_equal reported "$(jq -r '.vuids[0].layers["khronos-1.3.239"].seen' out)" "who reported it"
}

test_html() {
    make_report report.xml
    run_coverage --format html --from report.xml
    expect_exit 1
    expect_golden out
    tail -n +2 out >page.xml
    xmllint --nonet --noout page.xml || broken "the page is not well-formed"
    expect_in out '<!DOCTYPE html>' 'one that is &lt;known&gt; &amp; allowed'
    expect_not_in out '<known>' 'src=' 'href=' 'url('
    expect_equal 7 "$(xpath page.xml 'count(//tr[starts-with(@id, "VUID-")])')" "rows of IDs that are not former"
}

test_missing_is_told() {
    run_coverage --format json
    expect_in out "VUID-vkFakeCopyEXT-pInfo-parameter has no edge and no waiver" \
        "VUID-vkFakeCopyEXT-pInfo-parameter has no violation and no waiver" "so data/vuids.tsv must not waive" \
        "VUID-vkFakeBuildEXT-type-00005 has no edge and no waiver" "A002 (D) has no case"
    expect_not_in out "no layer reported" "A003 (I) has no case"
}

test_results_of_several_runs() {
    make_report khronos.xml -n '*.violation*.khronos'
    make_report ommcts.xml -n '*.violation*.ommcts'
    run_coverage --from khronos.xml
    expect_exit 1
    expect_in out "VUID-vkFakeCopyEXT-src-00002: no layer reported its violation; it did not run"
    run_coverage --from khronos.xml --from ommcts.xml
    expect_exit 1
    expect_match out '^  src-00002 .* \(no\) +\(no\) +reported$'
    expect_match out '^  dst-00003 .* silent +\(no\) +silent$'
    run_coverage --format json --from khronos.xml --from ommcts.xml
    expect_in out "VUID-vkFakeCopyEXT-dst-00003: no layer reported its violation; silent: khronos-1.3.239, ommcts" \
        "khronos-1.3.239 does not report its violation; data/vuids.tsv says yes"
}

test_results_of_several_devices() {
    export FAKE_DEVICES=three
    make_report report.xml --device all -n '*.mode_00001.*'
    grep -q 'classname="device2\.omm' report.xml || broken "the report is not of two devices"
    run_coverage --from report.xml
    expect_match out '^  mode-00001 .* reported +\(yes\) +reported$'
    expect_not_in out "that this program does not have"
}

# A layer version that the table does not have gets a column of its own.
test_results_of_an_unknown_version() {
    make_report report.xml -n '*.mode_00001.*'
    sed 's/validation 1\.3\.239/validation 1.3.999/' report.xml >later.xml
    run_coverage --from later.xml
    expect_match out ' khronos +khronos +ommcts +khronos$'
    expect_match out ' 1\.3\.239 +1\.4\.363 +1\.3\.999$'
    expect_match out '^  mode-00001 .* \(yes\) +\(yes\) +reported +reported$'
}

# refused FILE TEXT...
refused() {
    local file=$1
    shift
    run_coverage --from "$file"
    expect_exit 2
    expect_empty out
    expect_in err "'$file'" "$@"
}

test_bad_results() {
    make_report report.xml -n '*.mode_00001.*'
    refused absent.xml "No such file"
    refused . "Is a directory"
    : >empty.xml
    refused empty.xml "no well-formed XML"
    echo 'name,Pass' >list.xml
    refused list.xml "no well-formed XML"
    head -c 900 report.xml >cut.xml
    refused cut.xml "no well-formed XML"
    echo '<html><body/></html>' >page.xml
    refused page.xml "--from 'page.xml'" "no report of ommcts"
    sed 's/omm\.vuid/other.vuid/' report.xml >foreign.xml
    refused foreign.xml "no result of any case of this program"
}

test_foreign_results_are_told() {
    make_report report.xml -n '*.mode_00001.*'
    sed 's/name="one"/name="another"/' report.xml >mixed.xml
    run_coverage --from mixed.xml
    expect_in out "mixed.xml has 1 results of cases that this program does not have"
}

test_bad_options() {
    run_coverage --format yaml
    expect_exit 2
    expect_in err "--format wants 'text', 'tsv', 'json' or 'html', not 'yaml'"
    run_coverage -n omm.vuid
    expect_exit 2
    run_coverage everything
    expect_exit 2
    expect_empty out
}

test_full_disk() {
    [ -e /dev/full ] || skip_test "there is no /dev/full"
    "$SELFTEST_PROGRAMS/fake_coverage" coverage >/dev/full 2>err
    status=$?
    expect_exit 1
    expect_in err "can't be written"
}

# The promise of the suite: each of the 123 has its cases or a reason.
test_real_tables() {
    run_ommcts coverage
    expect_exit 0
    expect_in out "IDs of the copy set: 123;" "IDs of the build set: 95;"
    expect_not_in out "which no table has" "does not list it as covered" "MISSING"
}
