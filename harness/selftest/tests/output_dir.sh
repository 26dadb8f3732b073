# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# --output DIR and the QPA log: every file, at any time, whatever happens to the run or to the disk.

# All that stands in the folder $1 can be read by what it is made for.
check_folder() {
    local file
    command -v jq >/dev/null || skip_test "jq is not installed"
    check_junit "$1/junit.xml"
    for file in results.json environment.json; do
        jq -e . "$1/$file" >/dev/null 2>problem || broken "$1/$file is no JSON: $(cat problem)"
    done
    jq -e . "$1/journal.jsonl" >/dev/null 2>problem || broken "the journal is no JSON: $(cat problem)"
    for file in results.csv failures.csv failures.txt; do
        sort -c "$1/$file" || broken "$1/$file is not sorted"
    done
    expect_equal "$(wc -l <"$1/results.csv")" "$(jq '.cases | length' "$1/results.json")" "cases"
    expect_equal "$(wc -l <"$1/results.csv")" "$(xpath "$1/junit.xml" 'count(//testcase)')" "cases"
    [ -z "$(find "$1" -name '*.tmp')" ] || broken "temporary files were left behind"
}

# The statuses of results.csv, without times and without the "omm.".
statuses() {
    cut -d, -f1,2 "$1/results.csv" | sed 's/^omm\.//'
}

test_every_file() {
    run_suite -n 'omm.verdict.plain.*,omm.crash.signals.aborts' --output results --seed 1
    expect_exit 1
    check_folder results
    statuses results >statuses
    expect_lines statuses <<'TEXT'
crash.signals.aborts,Crash
verdict.plain.checked_by_hand,Pass
verdict.plain.fail,Fail
verdict.plain.fail_deep,Fail
verdict.plain.no_check,Fail
verdict.plain.not_supported,Skip
verdict.plain.notes,Fail
verdict.plain.pass,Pass
verdict.plain.quality_warning,Warn
verdict.plain.resource_error,Fail
verdict.plain.skip,Skip
verdict.plain.warning_then_fail,Fail
TEXT
    expect_match results/results.csv '^omm\.verdict\.plain\.pass,Pass,[0-9]+\.[0-9]{6}$'
    expect_equal "$(grep -c -E ',(Fail|Crash)$' results/failures.csv)" "$(wc -l <results/failures.csv)" "lines"
    expect_equal "$(cut -d, -f1 results/failures.csv | tr '\n' ' ')" "$(tr '\n' ' ' <results/failures.txt)" "names"
    [ ! -e results/run.qpa ] || broken "a QPA log was written unasked"
}

test_failures_can_run_again() {
    run_suite -n 'omm.verdict.plain.*' --output first
    run_suite -f first/failures.txt --output second
    expect_exit 1
    expect_equal "$(cut -d, -f1 second/results.csv)" "$(cat first/failures.txt)" "cases"
}

test_failures_are_a_baseline() {
    run_suite -n 'omm.verdict.plain.*,omm.crash.signals.aborts' --output first
    for table in failures results; do
        run_suite -n 'omm.verdict.plain.*,omm.crash.signals.aborts' --baseline first/$table.csv --output "by_$table"
        expect_exit 0
        expect_empty "by_$table/failures.csv"
        expect_in "by_$table/results.csv" omm.verdict.plain.fail,ExpectedFail omm.crash.signals.aborts,ExpectedFail
    done
}

test_log_of_a_crash() {
    run_suite -n 'omm.crash.signals.aborts,omm.verdict.plain.*' --output results
    expect_in results/logs/omm.crash.signals.aborts.log SIGABRT "backtrace:" omm_body_aborts "device: Fake Alpha" \
        "run --seed 0 -n omm.crash.signals.aborts" cases/crash/signals.c
    expect_in results/logs/omm.verdict.plain.notes.log "output:" "the first note"
    [ ! -e results/logs/omm.verdict.plain.pass.log ] || broken "a passed case left a log"
    [ ! -e results/logs/omm.verdict.plain.skip.log ] || broken "a skipped case left a log"
}

test_log_of_messages() {
    run_suite -n 'omm.message.layer.*' --layers khronos --output results
    expect_exit 1
    check_folder results
    expect_in "$(grep -l -r 'messages of layers' results/logs | head -n 1)" VK_LAYER_KHRONOS_validation error
}

test_environment() {
    export VK_LOADER_DEBUG=error
    run_suite -n omm.verdict.plain.pass --output results --seed 7
    expect_exit 0
    jq -e '.environment.kernel and .environment["variable VK_LOADER_DEBUG"] == "error" and .properties.seed == "7"
        and .properties.suite and .devices[0].properties.driver == "fake driver"
        and .devices[0].facts.micromapHostCommands == "yes"' results/environment.json >answer ||
        broken "the environment lacks something: $(cat results/environment.json)"
}

test_environment_of_a_device() {
    run_ommcts run --reference -n omm.info.renderer --output results
    [ "$status" -ne 2 ] || skip_test "the reference driver is not built"
    expect_exit 0
    jq -e '.devices[0] | .properties.loader and .properties.layers and (.facts["limits.maxImageDimension2D"] | tonumber > 0)
        and .facts["memory.type0"] and .facts["memory.heap0"] and .facts["properties.pipelineCacheUUID"]
        and ([.facts | keys[] | select(startswith("limits."))] | length == 106)' results/environment.json >answer ||
        broken "the device lacks something: $(jq .devices results/environment.json)"
}

test_hostile_strings() {
    export FAKE_DEVICES=bad_bytes
    printf '%s\n' omm.output.loud.bad_bytes omm.output.loud.megabyte_then_fail $'omm.no\xff\x1b,such' >list
    run_suite -f list --output results --qpa
    check_folder results
    for file in results/*.* results/logs/*; do
        iconv -f UTF-8 -t UTF-8 "$file" >/dev/null 2>&1 || broken "$file is not UTF-8"
        ! grep -a -q -P '[\x00-\x08\x0b-\x1f\x7f]' "$file" || broken "$file has control bytes"
    done
    expect_in results/results.csv 'omm.no\xFF\x1B\x2Csuch,Fail'
    expect_equal "$(awk -F, 'NF != 3' results/results.csv)" "" "odd lines"
    run_fake merge results --output merged
    expect_exit 1
    check_folder merged
    cmp results/results.csv merged/results.csv || broken "merging changed the results"
}

test_several_devices() {
    export FAKE_DEVICES=three
    run_suite --device all -n 'omm.verdict.plain.*' --output results
    expect_exit 1
    check_folder results
    expect_equal "$(wc -l <results/results.csv)" 33 "results"
    expect_in results/failures.csv device1.omm.verdict.plain.fail,Fail device3.omm.verdict.plain.fail,Fail
    # -f takes names of cases, each once.
    expect_equal "$(grep -c -x omm.verdict.plain.fail results/failures.txt)" 1 "names"
    [ -e results/logs/device2.omm.verdict.plain.fail.log ] || broken "the second device's log is missing"
    expect_in results/logs/device2.omm.verdict.plain.fail.log "--device 2"
}

test_repeat_keeps_the_worst() {
    run_suite -n 'omm.verdict.memory.*,omm.verdict.plain.pass' --repeat 3 --output results --qpa
    check_folder results
    expect_equal "$(grep -c '"case":"omm.verdict.plain.pass"' results/journal.jsonl)" 3 "rounds in the journal"
    expect_equal "$(grep -c '#beginTestCaseResult omm.verdict.plain.pass$' results/run.qpa)" 1 "blocks"
}

test_no_device() {
    export FAKE_DEVICES=zero
    run_suite -n 'omm.verdict.plain.*' --output results
    expect_exit 77
    check_folder results
    expect_equal "$(grep -c ,Skip, results/results.csv)" 11 "skips"
}

# --- the QPA log ---------------------------------------------------------------------------------

test_qpa() {
    run_suite -n 'omm.verdict.plain.*,omm.crash.signals.aborts' --deqp-log-filename=log.qpa
    expect_equal "$(head -n 1 out)" "Writing test log into log.qpa" "first line"
    expect_match log.qpa '^#sessionInfo releaseName ommcts-'
    expect_match log.qpa '^#sessionInfo releaseId 0x[0-9a-f]{8}$'
    expect_in log.qpa '#sessionInfo targetName "Default"' '#sessionInfo deviceName "Fake Alpha"' "#endSession"
    # As deqp-runner cuts it: from the line of a name to the mark of its end, which is one XML document.
    awk '/^#beginTestCaseResult /{file = $2 ".xml"; next} /^#endTestCaseResult/{file = ""} file{print > file}' log.qpa
    expect_equal "$(find . -maxdepth 1 -name 'omm.*.xml' | wc -l)" 12 "blocks"
    for file in omm.*.xml; do
        expect_equal "$(head -c 5 "$file")" "<?xml" "first bytes of $file"
        expect_xpath "$file" "/TestCaseResult[@Version and @CaseType]/@CasePath = '${file%.xml}'"
        expect_xpath "$file" "number(//Number[@Name='TestDuration' and @Unit='us']) >= 0"
    done
    expect_xpath omm.verdict.plain.fail.xml "//Result[@StatusCode='Fail' and contains(., '4 != 5')]"
    expect_xpath omm.crash.signals.aborts.xml "//Result[@StatusCode='Crash']"
    expect_xpath omm.crash.signals.aborts.xml "//Text[contains(., 'omm_body_aborts')]"
    expect_xpath omm.verdict.plain.skip.xml "//Result[@StatusCode='NotSupported']"
}

# Cases that tell something can't look like the end of their block.
test_qpa_marks_in_texts() {
    run_suite -n 'omm.output.loud.*' --deqp-log-filename log.qpa
    expect_equal "$(grep -c '#beginTestCaseResult' log.qpa)" "$(grep -c '#endTestCaseResult' log.qpa)" "marks"
}

test_qpa_of_a_killed_run() {
    start_suite -n 'omm.hang.forever.waits_for_signal' --timeout 30 --output results --qpa
    wait_for_record waiting
    kill -KILL "$runner"
    finish_runner 2>/dev/null
    expect_match results/run.qpa '^#beginTestCaseResult omm.hang.forever.waits_for_signal$'
    expect_not_in results/run.qpa '#endTestCaseResult' '#endSession'
}

test_two_reports_in_one_file() {
    local other
    for other in --html --deqp-log-filename; do
        run_suite -n omm.verdict.plain.pass --junit report "$other" report
        expect_exit 2
        expect_empty out
        expect_in err "two reports can't be the same file"
        [ ! -e report ] || broken "one of them was written"
    done
    run_suite -n omm.verdict.plain.pass --junit -
    expect_exit 2
    expect_in err "a report wants a file, not '-'"
}

test_qpa_that_can_not_be() {
    run_suite -n omm.verdict.plain.pass --deqp-log-filename no/such/log.qpa
    expect_exit 2
    expect_in err no/such/log.qpa
    expect_empty out
}

# --- refusals ------------------------------------------------------------------------------------

expect_refused() {
    expect_exit 2
    expect_empty out
    expect_in err "$@"
}

test_folder_of_another_run() {
    run_suite -n omm.verdict.plain.pass --output results
    cp -r results before
    run_suite -n omm.verdict.plain.pass --output results
    expect_refused results --resume
    diff -r before results || broken "the other run's files were changed"
}

test_folder_with_tables_of_deqp_runner() {
    mkdir results
    echo precious >results/results.csv
    run_suite -n omm.verdict.plain.pass --output results
    expect_refused results results.csv
    expect_lines results/results.csv <<<precious
}

test_empty_folder_is_fine() {
    mkdir results
    run_suite -n omm.verdict.plain.pass --output results
    expect_exit 0
    check_folder results
}

test_parent_is_not_there() {
    run_suite -n omm.verdict.plain.pass --output no/such/folder
    expect_refused --output no/such/folder
}

test_unwritable_folder() {
    mkdir results
    chmod 555 results
    touch results/probe 2>/dev/null && skip_test "this user may write everywhere"
    run_suite -n omm.verdict.plain.pass --output results
    expect_refused --output results
}

# Also where permissions mean nothing, as for root.
test_read_only_file_system() {
    run_suite -n omm.verdict.plain.pass --output /proc/results
    expect_refused --output /proc/results
}

test_options_that_contradict() {
    run_suite -n omm.verdict.plain.pass --qpa
    expect_refused --qpa --output
    run_suite -n omm.verdict.plain.pass --output a --resume b
    expect_refused --resume --output
}

# --- ends ----------------------------------------------------------------------------------------

cut_short() {
    start_suite -n omm.hang.forever.waits_for_signal,omm.verdict.plain.pass,omm.device.needs.nothing \
        --output results --timeout 30
    wait_for_record waiting
    kill "-$1" "$runner"
    finish_runner 2>/dev/null
}

test_sigint() {
    cut_short INT
    expect_exit 1
    check_folder results
    expect_in results/results.csv omm.verdict.plain.pass,Missing
    expect_in results/failures.txt omm.verdict.plain.pass
    jq -e '.run.complete == false and (.run.why | contains("SIGINT"))' results/results.json >/dev/null ||
        broken "results.json doesn't say what ended the run"
}

test_sigterm() {
    cut_short TERM
    expect_exit 1
    check_folder results
    jq -e '.run.why | contains("SIGTERM")' results/results.json >/dev/null || broken "no reason"
}

test_sigkill() {
    cut_short KILL
    check_folder results
    expect_in results/results.csv omm.verdict.plain.pass,Missing omm.hang.forever.waits_for_signal,Missing
    expect_xpath results/junit.xml "count(//error[@type='NotRun']) >= 2"
    expect_in results/journal.jsonl '{"start":"omm.hang.forever.waits_for_signal","device":0}'
    jq -e '.run.complete == false' results/results.json >/dev/null || broken "it says that it is complete"
}

# Results are in the reports soon, although the case that runs has not ended.
test_reports_follow_while_a_case_hangs() {
    start_suite -n omm.device.needs.nothing,omm.hang.forever.waits_for_signal --output results --timeout 60
    wait_for_record waiting
    for _ in $(seq 100); do
        grep -q omm.device.needs.nothing,Pass results/results.csv && break
        sleep 0.1
    done
    kill -KILL "$runner"
    finish_runner 2>/dev/null
    expect_in results/results.csv omm.device.needs.nothing,Pass
    expect_xpath results/junit.xml "//testcase[@name='waits_for_signal']/error[contains(@message, 'it had begun')]"
}

# A small disk, which is full at one moment or another.
test_full_disk() {
    [ "$(id -u)" -eq 0 ] || skip_test "only root can mount a small disk"
    mkdir disk
    mount -t tmpfs -o size=96k none disk 2>/dev/null || skip_test "no tmpfs can be mounted here"
    trap 'umount "$scratch/disk"; leave_scratch' EXIT
    run_suite -n 'omm.output.loud.*,omm.verdict.plain.*,omm.crash.*' --output disk/results
    expect_exit 1
    expect_in err "disk/results"
    jq -e . disk/results/journal.jsonl >/dev/null || broken "the journal is broken"
    for file in disk/results/*.xml; do check_junit "$file"; done
    for file in disk/results/*.json; do jq -e . "$file" >/dev/null || broken "$file is broken"; done
    run_fake merge disk/results --output merged
    expect_exit 1
    check_folder merged
    expect_in merged/results.csv ,Missing,
}

test_disk_that_is_full_from_the_start() {
    [ "$(id -u)" -eq 0 ] || skip_test "only root can mount a small disk"
    mkdir disk
    mount -t tmpfs -o size=4k none disk 2>/dev/null || skip_test "no tmpfs can be mounted here"
    trap 'umount "$scratch/disk"; leave_scratch' EXIT
    run_suite -n 'omm.verdict.plain.*' --output disk/results
    [ "$status" -ne 0 ] || broken "a run without its reports must not exit 0"
    expect_in err disk/results
}
