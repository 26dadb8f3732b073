# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# `ommcts merge`: shares of a run, and what a killed run left, as one set of reports.

cases='omm.verdict.plain.*,omm.order.*,omm.message.*'

# Runs the cases in $1 shares, into the folders share1, share2, ...
run_shares() {
    local i
    for i in $(seq "$1"); do
        run_suite -n "$cases" --fraction "$1" --fraction-start "$i" --output "share$i"
    done
}

# A JUnit report or a log without what differs from run to run.
settled() {
    sed -E -e 's/ (time|timestamp)="[^"]*"//g' -e 's/0x[0-9a-f]+/ADDRESS/g' -e '/name="command"/d' -e '/^ *#[0-9]/d' "$1"
}

# What the shares make together is what the whole makes, up to times.
test_shares_equal_the_whole() {
    run_suite -n "$cases" --output whole
    run_shares 3
    run_fake merge share1 share2 share3 --output merged
    expect_exit 1
    for table in results failures; do
        cut -d, -f1,2 whole/$table.csv | expect_lines <(cut -d, -f1,2 merged/$table.csv)
    done
    expect_lines merged/failures.txt <whole/failures.txt
    expect_lines merged/cases.txt <whole/cases.txt
    check_junit merged/junit.xml
    settled merged/junit.xml >merged.xml
    settled whole/junit.xml | expect_lines merged.xml
    expect_equal "$(ls merged/logs)" "$(ls whole/logs)" "logs"
    for log in whole/logs/*; do
        settled "merged/logs/$(basename "$log")" >log
        settled "$log" | expect_lines log
    done
}

# Merging is merging again: nothing is lost on the way through a folder.
test_merged_again() {
    run_shares 2
    run_fake merge share1 share2 --output merged
    run_fake merge merged --output again
    expect_exit 1
    cmp merged/results.csv again/results.csv || broken "the results differ"
    settled merged/junit.xml >merged.xml
    settled again/junit.xml | expect_lines merged.xml
    for file in merged/logs/*; do cmp "$file" "again/logs/$(basename "$file")" || broken "$file differs"; done
}

test_missing_share() {
    run_shares 3
    run_fake merge share3 share1 --output merged
    expect_exit 1
    expect_in err "3 shares" "missing: 2"
    expect_in merged/results.json "missing: 2" '"complete":false'
}

test_all_green() {
    run_suite -n omm.verdict.plain.pass --output one
    run_suite -n omm.device.needs.nothing --output two
    run_fake merge one two --output merged
    expect_exit 0
    expect_equal "$(wc -l <merged/results.csv)" 2 "results"
}

# What several runs have counts with its worst result, whatever their order.
test_overlap() {
    run_suite -n omm.verdict.memory.then_fail,omm.verdict.plain.pass --output red
    rm -f records/*
    printf 'omm.verdict.memory.then_fail,Fail\n' >baseline
    run_suite -n omm.verdict.memory.then_fail --baseline baseline --output expected
    for order in "red expected" "expected red"; do
        # shellcheck disable=SC2086
        run_fake merge $order --output "merged ${order% *}"
        expect_exit 1
        expect_in "merged ${order% *}/results.csv" omm.verdict.memory.then_fail,Fail
        expect_in err "ommcts: 1 case has different results in different directories, of which the worst counts: 'omm.verdict.memory.then_fail'"
    done
    run_fake merge red red --output same
    expect_not_in err "different results"
}

test_full_disk() {
    [ "$(id -u)" -eq 0 ] || skip_test "only root can mount a small disk"
    mkdir disk
    run_suite -n 'omm.verdict.plain.*' --output whole
    mount -t tmpfs -o size=16k none disk 2>/dev/null || skip_test "no tmpfs can be mounted here"
    trap 'umount "$scratch/disk"; leave_scratch' EXIT
    run_fake merge whole --output disk/merged --junit joined.xml --html disk/page.html
    expect_exit 1
    expect_in err "disk/merged" "can't be written: No space left on device"
    # What has room is whole.
    check_junit joined.xml
}

test_killed_run() {
    start_suite -n 'omm.device.needs.nothing,omm.hang.forever.waits_for_signal,omm.verdict.plain.pass' --timeout 30 \
        --output killed
    wait_for_record waiting
    kill -KILL "$runner"
    finish_runner 2>/dev/null
    run_fake merge killed --output merged
    expect_exit 1
    check_junit merged/junit.xml
    expect_in err omm.hang.forever.waits_for_signal "2 of 3"
    expect_in merged/results.csv omm.device.needs.nothing,Pass omm.verdict.plain.pass,Missing
    expect_xpath merged/junit.xml "//testcase[@name='waits_for_signal']/error[contains(@message, 'it had begun')]"
    # A run that does what is missing completes it.
    run_suite -f merged/failures.txt -e '*.waits_for_signal' --output rest
    run_suite -n omm.hang.forever.waits_for_signal --isolate case --timeout 1 --output slow
    run_fake merge killed rest slow --output complete
    expect_in complete/results.csv omm.hang.forever.waits_for_signal,Timeout omm.verdict.plain.pass,Pass
    expect_in complete/results.json '"complete":true'
}

# Killed at any moment, a run leaves what can be merged: nothing that had a result is lost.
test_killed_at_any_moment() {
    local delay
    for delay in 0.02 0.05 0.09 0.15; do
        start_suite -n 'omm.order.*,omm.verdict.*' --repeat 3 --output "killed$delay"
        sleep $delay
        kill -KILL "$runner" 2>/dev/null
        finish_runner 2>/dev/null
        # Before it knows its device it has nothing to lose.
        grep -q '^{"device":' "killed$delay/journal.jsonl" 2>/dev/null || continue
        grep -o '"case":"[^"]*"' "killed$delay/journal.jsonl" | sort -u >had
        run_fake merge "killed$delay" --output "merged$delay"
        expect_exit 1
        check_junit "merged$delay/junit.xml"
        expect_equal "$(grep -c -v ,Missing, "merged$delay/results.csv")" "$(wc -l <had)" "results"
    done
}

# A line that was cut short is what the runner was writing when it was killed.
test_torn_journal() {
    run_suite -n 'omm.verdict.plain.*' --output results
    head -c -200 results/journal.jsonl >torn
    cp torn results/journal.jsonl
    run_fake merge results --output merged
    expect_exit 1
    expect_in err "without a word"
    check_junit merged/junit.xml
}

test_killed_before_anything_ran() {
    run_suite -n omm.verdict.plain.pass --output results
    head -n 1 results/journal.jsonl >head
    for journal in head /dev/null; do
        cp $journal results/journal.jsonl
        run_fake merge results --output merged
        expect_exit 2
        expect_in err results/journal.jsonl anew
        run_suite -n omm.verdict.plain.pass --resume results
        expect_exit 2
        expect_in err results/journal.jsonl anew
    done
}

test_several_devices() {
    export FAKE_DEVICES=three
    cases='omm.verdict.plain.*'
    run_suite -n "$cases" --device all --output whole
    for i in 1 2; do
        run_suite -n "$cases" --device all --fraction 2 --fraction-start $i --output "share$i"
    done
    run_fake merge share1 share2 --output merged
    cut -d, -f1,2 whole/results.csv | expect_lines <(cut -d, -f1,2 merged/results.csv)
    run_suite -n "$cases" --device 1 --output alone
    run_fake merge whole alone --output mixed
    expect_exit 2
    expect_in err "prefix of names"
    [ ! -e mixed ] || broken "something was written"
}

test_different_runs() {
    run_suite -n omm.verdict.plain.pass --output one
    run_suite -n omm.verdict.plain.fail --seed 2 --output seed
    run_suite -n omm.verdict.plain.fail --layers khronos --output layers
    FAKE_DEVICES=three run_suite -n omm.verdict.plain.fail --device 1 --output device
    for other in seed layers device; do
        run_fake merge one $other --output merged
        expect_exit 2
        expect_in err one "$other"
        [ ! -e merged ] || broken "something was written"
    done
    expect_in err "Fake Alpha" "Fake Beta"
}

test_qpa_and_junit() {
    run_shares 2
    run_fake merge share1 share2 --output merged --qpa --junit report.xml
    cmp report.xml merged/junit.xml || broken "two reports of one run differ"
    expect_equal "$(grep -c '^#beginTestCaseResult ' merged/run.qpa)" "$(wc -l <merged/cases.txt)" "blocks"
}

# --- refusals ------------------------------------------------------------------------------------

test_usage() {
    run_fake merge
    expect_exit 2
    expect_in err "merge DIR"
    run_suite -n omm.verdict.plain.pass --output one
    run_fake merge one
    expect_exit 2
    expect_in err --output
}

test_no_folder() {
    run_fake merge nowhere --output merged
    expect_exit 2
    expect_in err nowhere journal.jsonl
    [ ! -e merged ] || broken "something was written"
}

test_broken_folder() {
    run_suite -n omm.verdict.plain.pass --output one
    echo 'no json' >>one/journal.jsonl
    run_fake merge one --output merged
    expect_exit 2
    expect_in err "one/journal.jsonl:" "no JSON"
    sed -i -e '$d' -e '1s/"format":1/"format":99/' one/journal.jsonl
    run_fake merge one --output merged
    expect_exit 2
    expect_in err "one/journal.jsonl:1:" "another format"
}

test_output_of_another_run() {
    run_suite -n omm.verdict.plain.pass --output one
    run_fake merge one --output one
    expect_exit 2
    expect_in err "another run"
}
