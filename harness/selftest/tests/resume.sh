# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# --resume DIR: goes on where a run ended, and with nothing else.

cases=omm.device.needs.nothing,omm.hang.forever.waits_for_signal,omm.verdict.plain.fail,omm.verdict.plain.pass

# A run that is killed (or, with $1, interrupted) in its second case.
end_in_the_middle() {
    start_suite -n "$cases" --timeout 30 --output results
    wait_for_record waiting
    kill "-${1:-KILL}" "$runner"
    finish_runner 2>/dev/null
    rm -f records/waiting
}

expect_complete() {
    expect_verdicts <<'TEXT'
device.needs.nothing,Pass
hang.forever.waits_for_signal,Timeout
verdict.plain.fail,Fail
verdict.plain.pass,Pass
TEXT
    check_junit results/junit.xml
    expect_equal "$(cut -d, -f2 results/results.csv | tr '\n' ' ')" "Pass Timeout Fail Pass " "statuses"
    expect_in results/results.json '"complete":true'
}

# Each case has one result in the journal: what had one didn't run again.
expect_one_result_each() {
    expect_equal "$(grep -c '"case":' results/journal.jsonl)" 4 "results in the journal"
}

test_after_sigkill() {
    end_in_the_middle
    run_suite -n "$cases" --timeout 1 --resume results
    expect_exit 1
    expect_in err "1 of 4 cases have a result"
    expect_complete
    expect_one_result_each
}

test_after_sigint() {
    end_in_the_middle INT
    run_suite -n "$cases" --timeout 1 --resume results
    expect_exit 1
    expect_complete
    expect_one_result_each
}

test_when_complete() {
    run_suite -n 'omm.verdict.plain.*' --output results
    cut -d, -f1-3 results/results.csv >before
    run_suite -n 'omm.verdict.plain.*' --resume results
    expect_exit 1
    expect_in err "11 of 11 cases have a result"
    expect_equal "$(grep -c '"case":' results/journal.jsonl)" 11 "results in the journal"
    expect_lines results/results.csv <before
}

test_torn_journal() {
    run_suite -n 'omm.verdict.plain.*' --output results
    head -c -150 results/journal.jsonl >torn
    cp torn results/journal.jsonl
    run_suite -n 'omm.verdict.plain.*' --resume results
    expect_exit 1
    run_fake merge results --output merged
    expect_equal "$(grep -c ,Missing, merged/results.csv)" 0 "missing results"
    cut -d, -f1,2 results/results.csv | expect_lines <(cut -d, -f1,2 merged/results.csv)
}

test_several_devices() {
    export FAKE_DEVICES=three
    start_suite -n "$cases" --timeout 30 --device all --output results
    wait_for_record waiting
    kill -KILL "$runner"
    finish_runner 2>/dev/null
    run_suite -n "$cases" --timeout 1 --device all --resume results
    expect_exit 1
    check_junit results/junit.xml
    expect_equal "$(grep -c ,Timeout, results/results.csv)" 3 "results"
    expect_equal "$(grep -c '"case":' results/journal.jsonl)" 12 "results in the journal"
}

test_qpa_has_all() {
    end_in_the_middle
    run_suite -n "$cases" --timeout 1 --resume results --qpa
    expect_equal "$(grep -c '^#beginTestCaseResult ' results/run.qpa)" 4 "blocks"
}

# --- not the same run ----------------------------------------------------------------------------

# refused TEXT OPTION...: the options don't go with the run in results, and nothing is touched.
refused() {
    local text=$1
    shift
    cp -r results before
    run_suite "$@" --resume results
    expect_exit 2
    expect_empty out
    expect_in err results "$text"
    diff -r before results || broken "the run's files were changed"
    rm -rf before
}

test_other_options() {
    run_suite -n 'omm.verdict.plain.*' --output results
    refused "give what was given before: $SELFTEST_PROGRAMS/fake_suite run -n 'omm.verdict.plain.*' --output results, or" \
        -n 'omm.verdict.plain.*' --seed 3
    refused "seed was '0' and is '3' now" -n 'omm.verdict.plain.*' --seed 3
    refused "layers asked for" -n 'omm.verdict.plain.*' --layers khronos
    refused "case 4 of the selection was 'omm.verdict.plain.no_check'" -n 'omm.verdict.plain.*' -e '*.no_check'
    refused "case 1 of the selection was 'omm.verdict.plain.checked_by_hand'" -n 'omm.verdict.plain.*,omm.verdict.memory.always'
    refused "share was '(nothing)'" -n 'omm.verdict.plain.*' --fraction 2 --fraction-start 1
    run_suite -n 'omm.verdict.plain.*' --repeat 2 --resume results
    expect_exit 2
    expect_in err --repeat
}

test_other_device() {
    run_suite -n omm.verdict.plain.pass --output results
    export FAKE_DEVICES=three
    refused "device was 'Fake Alpha' and is 'Fake Beta' now" -n omm.verdict.plain.pass --device 1
    refused "number of devices" -n omm.verdict.plain.pass --device all
}

test_while_it_runs() {
    start_suite -n "$cases" --timeout 30 --output results
    wait_for_record waiting
    run_suite -n "$cases" --timeout 1 --resume results
    expect_exit 2
    expect_empty out
    expect_in err "another ommcts"
    kill -TERM "$runner"
    finish_runner 2>/dev/null
    check_junit results/junit.xml
}

test_nothing_there() {
    run_suite -n omm.verdict.plain.pass --resume nowhere
    expect_exit 2
    expect_empty out
    expect_in err nowhere
    mkdir empty
    run_suite -n omm.verdict.plain.pass --resume empty
    expect_exit 2
    expect_in err empty journal.jsonl
}
