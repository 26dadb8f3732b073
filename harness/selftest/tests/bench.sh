# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# `ommcts bench`: what is measured, and how it is told.

# shellcheck source=../browse.sh
. "$here/browse.sh"

good='*.copy.*,*.call,*.names'

test_table() {
    run_fake bench -n "$good"
    expect_exit 0
    expect_golden out
    expect_in err "5 cases" "5 Pass"
}

# Measuring and testing don't mix: each command has its own, and a name is the way to the other's.
test_apart() {
    run_fake list
    expect_not_in out omm.bench
    run_fake run -n 'omm.*.plain.pass*' -q
    expect_not_in out omm.bench
    run_fake run -n omm.bench.fixed.call
    expect_exit 0
    expect_in out "Test case 'omm.bench.fixed.call'.."
    run_fake bench -n 'omm.verdict.*'
    expect_exit 2
    expect_in err "no benchmark is left"
    run_fake bench -n omm.bench.fixed.cal
    expect_exit 2
    expect_in err "did you mean 'omm.bench.fixed.call'?"
    run_fake explain omm.bench.fixed.call
    expect_in out "nobody: it is a benchmark"
}

# What was measured before a crash is worth something; that it crashed is told, too.
test_crash() {
    run_fake bench -n '*.dies,*.call'
    expect_exit 1
    expect_in out "omm.bench.fixed.call" "omm.bench.fixed.dies"
    expect_in err "omm.bench.fixed.dies: Crash: signal 6 (SIGABRT)" "1 Pass, 1 Crash"
}

test_no_device() {
    FAKE_DEVICES=no_loader run_fake bench
    expect_exit 77
    expect_equal "" "$(cat out)" "a table of nothing"
}

test_json() {
    run_fake bench -n '*.copy.1MiB,*.dies' --json bench.json
    expect_exit 1
    expect_equal '["omm.bench.fixed.copy.1MiB","omm.bench.fixed.dies"]' "$(jq -c '[.benchmarks[].name]' bench.json)" names
    expect_equal '["Pass","Crash"]' "$(jq -c '[.benchmarks[].status]' bench.json)" statuses
    expect_equal '{"series":"device","against":"host","bytes":1048576,"rounds":9,"medianPicoseconds":419430400,"lowPicoseconds":398458880,"highPicoseconds":461373440,"bytesPerSecond":2500000000,"ratio":0.25,"ratioToAgainst":0.5}' \
        "$(jq -c '.benchmarks[0].measures[2]' bench.json)" "a line of it"
    expect_equal 'Fake Alpha' "$(jq -r '.devices[0].properties.device' bench.json)" "the device"
    run_fake bench -n '*.call' --json nowhere/bench.json
    expect_exit 2
    expect_in err "nowhere/bench.json"
}

# Every report of a run has it, and so have those that are made of what lies on the disk.
test_output_and_merge() {
    run_fake bench -n "$good" --output whole --html whole.html
    run_fake bench -n '*.copy.*' --output one
    run_fake bench -n '*.call,*.names' --output two
    run_fake merge one two --output merged --html merged.html
    expect_exit 0
    for folder in whole merged; do
        jq -c '[.cases[] | {name, measures}] | sort_by(.name)' $folder/results.json >$folder.measures
    done
    expect_lines merged.measures <whole.measures
    expect_in whole.measures '"medianPicoseconds":5250'
    expect_equal "$(plots whole.html)" "$(plots merged.html)" "plots"
}

plots() {
    tail -n +2 "$1" | xmllint --nonet --xpath "//section[@id='benchmarks']//svg" -
}

test_page() {
    run_fake bench -n "$good" --html page.html
    check_page page.html
    expect_xpath page.xml "count(//section[@id='benchmarks']/h3) = 3"
    # A line and its sample for each of three series, over three sizes; nothing to draw of the others.
    expect_xpath page.xml "count(//svg) = 1 and count(//svg/polyline[starts-with(@class, 'line')]) = 6"
    expect_xpath page.xml "//svg/polyline[@class='line1' and string-length(@points) - string-length(translate(@points, ',', '')) = 3]"
    expect_xpath page.xml "//svg/text[. = '4 KiB'] and //svg/text[. = '256 MiB'] and //svg/text[. = 'device']"
    expect_xpath page.xml "//tr[th = 'device'][td[1] = '4 KiB'][td[6] = '0.500 x host']"
    run_fake run -n omm.verdict.plain.pass --html plain.html
    check_page plain.html
    expect_xpath page.xml "not(//section[@id='benchmarks'])"
}

test_page_in_a_browser() {
    has_browser
    run_fake bench -n "$good" --html page.html
    expect_readable page.html light 1200
    expect_readable page.html dark 400
}

test_full_disk() {
    [ -e /dev/full ] || skip_test "there is no /dev/full"
    "$SELFTEST_PROGRAMS/fake_suite" bench -n '*.call' >/dev/full 2>err
    expect_equal 1 $? "exit status"
    expect_in err "the table can't be written"
}

# The real ones, the least amounts of them: whether they run, not how fast.
test_reference() {
    run_ommcts bench --reference -n '*.4KiB,*.least' --json bench.json
    expect_exit 0
    expect_equal '["device","host","memcpy"]' \
        "$(jq -c '[.benchmarks[] | select(.name | test("clone")) | .measures[].series | select(startswith("deferred") | not)] | sort' bench.json)" \
        "who takes part"
    expect_equal 0 "$(jq '[.benchmarks[].measures[] | select(.medianPicoseconds == 0 or .rounds < 9)] | length' bench.json)" "lines without time"
    run_ommcts bench --reference=no-host-commands -n '*.clone.4KiB'
    expect_exit 0
    expect_in out device
    expect_not_in out joiner
}
