# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The suite under deqp-runner, or rather under deqp_runner.bash, which does what it does.

# simulate [OPTION...]: `deqp-runner run` of the fake suite over the names on standard input, results in out/.
simulate() {
    cat >names
    run_command "$here/deqp_runner.bash" run --deqp "$SELFTEST_PROGRAMS/fake_suite" --caselist names --output run "$@"
    [ -f run/results.csv ] || broken "there is no results.csv"
}

# The lines "name,Status" on standard input are all of the results, without the "omm.".
expect_results() {
    cut -d, -f 1,2 run/results.csv | sed 's/^omm\.//' >results
    expect_lines results
}

test_every_status() {
    "$SELFTEST_PROGRAMS/fake_suite" list -n 'omm.verdict.plain.*,omm.crash.signals.segv,omm.hang.forever.plain' >all
    simulate --timeout 20 -- --timeout 1 <all
    expect_exit 1
    expect_results <<EOF
crash.signals.segv,Crash
hang.forever.plain,Timeout
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
EOF
    # One process did it all, twice because of the failures: no crash of a case is a crash of the suite.
    expect_equal 2 "$(find run -name 'c*.caselist.txt' | wc -l)" "processes"
}

# Where a crash takes the process with it, the rest runs in the next one, and order stays the same.
test_restarts_after_a_crash() {
    simulate -- --isolate none <<EOF
omm.order.crash_middle.a
omm.order.crash_middle.b
omm.order.crash_middle.c
omm.verdict.plain.pass
EOF
    expect_exit 1
    expect_results <<EOF
order.crash_middle.a,Pass
order.crash_middle.b,Crash
order.crash_middle.c,Pass
verdict.plain.pass,Pass
EOF
    expect_lines run/c0.r2.caselist.txt <<EOF
omm.order.crash_middle.c
omm.verdict.plain.pass
EOF
}

# deqp-runner kills the process that it started and no other; ours do not outlive it, and its pipe closes.
test_its_own_timeout() {
    simulate --timeout 2 -- --timeout 50 <<EOF
omm.hang.forever.waits_for_signal
omm.verdict.plain.pass
EOF
    expect_exit 1
    expect_results <<EOF
hang.forever.waits_for_signal,Timeout
verdict.plain.pass,Pass
EOF
    local pid
    while read -r pid; do wait_until_gone "$pid"; done <records/waiting
}

# A result that changes is a flake, and green; one that stays is not.
test_retry_compares_position_by_position() {
    simulate -- --isolate none <<EOF
omm.crash.signals.once_only
omm.verdict.plain.pass
EOF
    expect_exit 0
    expect_results <<EOF
crash.signals.once_only,Flake
verdict.plain.pass,Pass
EOF
}

test_many_groups_at_once() {
    "$SELFTEST_PROGRAMS/fake_suite" list -n 'omm.order.numbered.*,omm.input.*,omm.order.crash_*' >all
    simulate --jobs 4 --tests-per-group 3 <all
    expect_exit 1
    cut -d, -f 1 run/results.csv >listed
    expect_lines listed <all
    cut -d, -f 1 run/failures.csv >red
    expect_lines red <<EOF
omm.order.crash_first.a
omm.order.crash_last.c
omm.order.crash_middle.b
EOF
}

# What it writes is the next baseline.
test_failures_are_a_baseline() {
    "$SELFTEST_PROGRAMS/fake_suite" list -n 'omm.verdict.plain.*' >all
    simulate <all
    expect_exit 1
    mv run/failures.csv baseline
    rm -r run
    simulate --baseline baseline <all
    expect_exit 0
    expect_in run/results.csv omm.verdict.plain.fail,ExpectedFail
    run_suite --baseline baseline -n 'omm.verdict.plain.*'
    expect_exit 0
}

# A list of another version of the suite: told, and the others run.
test_unknown_name() {
    simulate <<EOF
omm.no.such.case
omm.verdict.plain.pass
EOF
    expect_exit 1
    expect_results <<EOF
no.such.case,Fail
verdict.plain.pass,Pass
EOF
}

# A driver's chatter on standard output and bytes that are no UTF-8 cost nobody a result.
test_noise() {
    "$SELFTEST_PROGRAMS/fake_suite" list -n 'omm.output.loud.bad_bytes_*,omm.output.loud.looks_like_protocol' >all
    simulate <all
    expect_exit 1
    expect_results <<EOF
output.loud.bad_bytes_message,Fail
output.loud.bad_bytes_printed,Fail
output.loud.bad_bytes_reason,Skip
output.loud.bad_bytes_warning,Warn
output.loud.looks_like_protocol,Pass
EOF
}

test_no_device() {
    export FAKE_DEVICES=no_loader
    simulate <<<omm.verdict.plain.pass
    expect_exit 0
    expect_results <<<verdict.plain.pass,Skip
}

# The lists that Flakebi's runner and Mesa's scripts start from.
test_caselist_modes() {
    run_fake --deqp-runmode=txt-caselist --deqp-caselist-export-file=list.txt -n 'omm.order.crash_*'
    expect_exit 0
    expect_equal 9 "$(grep -c '^TEST: omm\.order\.' list.txt)" "TEST lines"
    run_fake --deqp-runmode=stdout-caselist -n 'omm.order.crash_*'
    sed -n 's/^TEST: //p' out >names
    run_suite --deqp-caselist-file names
    expect_equal 9 "$(wc -l <verdicts)" "results"
    run_fake --deqp-runmode=xml-caselist --deqp-caselist-export-file=list.xml -n 'omm.order.crash_*'
    expect_exit 0
    xmllint --nonet --noout list.xml || broken "the XML list is not well-formed"
    expect_equal 9 "$(xpath list.xml "count(//TestCase[@CaseType='SelfValidate'])")" "cases in XML"
    expect_xpath list.xml "/TestCaseList/TestCase[@Name='order']/TestCase[@Name='crash_first']/TestCase[@Name='a']"
    run_fake --deqp-runmode=txt-trie --deqp-caselist-export-file=list.trie -n 'omm.order.crash_*,omm.verdict.plain.pass'
    expect_exit 0
    expect_equal '{omm{order{crash_first{a,b,c},crash_last{a,b,c},crash_middle{a,b,c}},verdict{plain{pass}}}}' \
        "$(cat list.trie)" "the trie"
    run_suite --deqp-caselist "$(cat list.trie)"
    expect_equal 10 "$(wc -l <verdicts)" "results"
    run_fake --deqp-runmode=txt-caselist --deqp-caselist-export-file=no/such/folder/list.txt
    expect_exit 2
    expect_in err no/such/folder/list.txt
}

# Every option that a dEQP binary has, in both spellings: an unknown one would be fatal. What is not heeded is named.
test_options_of_deqp() {
    echo omm.verdict.plain.pass >list
    run_suite --deqp-caselist-file=list --deqp-case='omm.*' --deqp-exclude-case='*.fail' --deqp-runmode execute \
        --deqp-log-filename="$scratch/a.qpa" --deqp-log-flush=disable \
        --deqp-log-images disable --deqp-log-shader-sources=disable --deqp-log-empty-loginfo disable \
        --deqp-shadercache=disable --deqp-shadercache-filename "$scratch/b" --deqp-shadercache-truncate=disable \
        --deqp-watchdog=disable --deqp-watchdog-total-time-limit=300 --deqp-watchdog-interval-time-limit 30 \
        --deqp-vk-library-path=/no/such/lib.so --deqp-base-seed=7 --deqp-test-iteration-count 1 \
        --deqp-terminate-on-fail=disable --deqp-terminate-on-device-lost=enable --deqp-vk-validation=disable \
        --deqp-archive-dir="$scratch" --deqp-surface-type fbo --deqp-surface-width=256 --deqp-screen-rotation unspecified \
        --deqp-vk-device-id=1 --deqp-vk-device-group-id 1 --deqp-fraction=0,1 --deqp-renderdoc=disable \
        --deqp-fraction-mandatory-caselist-file=list
    expect_exit 0
    expect_verdicts <<<"verdict.plain.pass,Pass"
    expect_in err "(seed 7)"
    [ -s a.qpa ] || broken "there is no QPA log"
    grep '^ommcts: accepted, but without effect here: ' err | sed 's/.*here: //' | tr -d ' ' | tr , '\n' | cut -d= -f1 >named
    expect_lines named <<EOF
--deqp-log-flush
--deqp-log-images
--deqp-log-shader-sources
--deqp-log-empty-loginfo
--deqp-shadercache
--deqp-shadercache-filename
--deqp-shadercache-truncate
--deqp-watchdog-total-time-limit
--deqp-watchdog-interval-time-limit
--deqp-vk-library-path
--deqp-test-iteration-count
--deqp-terminate-on-device-lost
--deqp-archive-dir
--deqp-surface-type
--deqp-surface-width
--deqp-screen-rotation
--deqp-vk-device-group-id
--deqp-renderdoc
--deqp-fraction-mandatory-caselist-file
EOF
}
