# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What is known in advance of how cases come out: several baselines, lists of flakes and skips, folders of them,
# waivers, cases that are run again.

test_several_baselines() {
    echo omm.verdict.plain.fail,Fail >one
    echo omm.crash.signals.aborts,Crash >two
    run_suite --baseline one --baseline two -n omm.verdict.plain.fail,omm.crash.signals.aborts
    expect_exit 0
    expect_in err "2 ExpectedFail"
}

test_duplicate_across_baselines() {
    echo omm.verdict.plain.fail,Fail >one
    printf '# again\nomm.verdict.plain.fail,Fail\n' >two
    run_suite --baseline one --baseline two -n omm.verdict.plain.fail
    expect_exit 2
    expect_in err "two:2: 'omm.verdict.plain.fail' stands in one:1 already"
    expect_empty out
}

test_stale_lines_are_errors() {
    printf '\nomm.gone.away,Fail\n' >fails
    echo 'omm\.gone\.(to|fro)$' >flakes
    printf '# none\nomm.gone.*\n' >skips
    run_suite --baseline fails --flakes flakes --skips skips -n omm.verdict.plain.pass
    expect_exit 1
    expect_verdicts <<<"verdict.plain.pass,Pass"
    expect_in err "fails:2: there is no case 'omm.gone.away'" "flakes:1: 'omm\\.gone\\.(to|fro)\$'" \
        "skips:2: 'omm.gone.*'"
}

test_link_in_baseline() {
    cat >fails <<EOF
# Fake bug: https://example.org/issues/7, seen since spring.
omm.verdict.plain.fail,Fail
omm.verdict.plain.pass,Fail

omm.verdict.plain.fail_deep,Fail
EOF
    run_suite --baseline fails -n 'omm.verdict.plain.fail*,omm.verdict.plain.pass'
    expect_exit 1
    expect_match err "^omm.verdict.plain.fail: ExpectedFail: expected Fail; see https://example.org/issues/7: "
    expect_match err "^omm.verdict.plain.pass: UnexpectedImprovement: .* expects Fail; see https://example.org/issues/7"
    expect_match err "^omm.verdict.plain.fail_deep: ExpectedFail: expected Fail: "
}

test_known_flake() {
    printf '# Failure Rate: 50\nplain\\.fail$\n' >flakes
    run_suite --flakes flakes --junit report.xml -n omm.verdict.plain.fail,omm.verdict.plain.pass
    expect_exit 0
    expect_verdicts <<EOF
verdict.plain.fail,Fail
verdict.plain.pass,Pass
EOF
    expect_in err "KnownFlake: known flake (flakes:2), this time Fail: " "1 KnownFlake"
    check_junit report.xml
    expect_xpath report.xml "//testcase[@name='fail']/skipped[contains(@message, 'known flake')]"
}

test_known_flake_after_baseline() {
    echo omm.verdict.plain.pass,Fail >fails
    echo plain.pass >flakes
    run_suite --baseline fails --flakes flakes -n omm.verdict.plain.pass
    expect_exit 0
    expect_in err "this time UnexpectedImprovement"
}

test_flake_patterns_are_those_of_deqp_runner() {
    printf '%s\n' 'verdict\.plain\.(?:fail|pass)$' 'numbered.\w+\.n[\d]$' >flakes
    run_suite --flakes flakes -n 'omm.verdict.plain.fail*' -e '*deep'
    expect_exit 0
    run_suite --flakes flakes -n omm.verdict.plain.fail_deep
    expect_exit 1
}

test_bad_pattern() {
    printf '# fine\nplain.(pass\n' >flakes
    run_suite --flakes flakes -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err "flakes:2: 'plain.(pass'"
    expect_empty out
}

test_pattern_twice() {
    echo plain.pass >one
    printf 'plain.fail\nplain.pass\n' >two
    run_suite --skips one --skips two -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err "two:2: 'plain.pass' stands in one:1 already"
}

test_skips() {
    echo 'hang\.forever' >skips
    run_suite --skips skips --timeout 5 --junit report.xml -n 'omm.hang.forever.spins,omm.verdict.plain.pass'
    expect_exit 0
    expect_verdicts <<EOF
hang.forever.spins,NotSupported
verdict.plain.pass,Pass
EOF
    expect_message hang.forever.spins "skips it (skips:1)"
    check_junit report.xml
}

test_skipped_cases_are_not_required() {
    echo plain.fail >skips
    run_suite --skips skips --fail-on-skip -n omm.verdict.plain.fail,omm.verdict.plain.pass
    expect_exit 0
}

test_everything_skipped() {
    echo . >skips
    run_suite --skips skips -n 'omm.verdict.plain.*'
    expect_exit 77
}

test_folder() {
    mkdir known
    echo omm.verdict.plain.fail,Fail >known/all-fails.txt
    echo omm.verdict.plain.fail_deep,Fail >known/radv-fails.txt
    echo plain.no_check >known/radv-navi31-flakes.txt
    echo plain.notes >known/radv-skips.txt
    echo plain.pass >known/radv-navi21-skips.txt
    echo omm.gone.away,Fail >known/anv-fails.txt
    run_suite --expectations-dir known --expectations-key radv-navi31 \
        -n 'omm.verdict.plain.fail*,omm.verdict.plain.no*,omm.verdict.plain.pass' -e '*not_supported'
    expect_exit 0
    expect_in err "2 ExpectedFail" "1 KnownFlake" "1 Pass" "1 NotSupported"
}

test_folder_without_files() {
    mkdir known
    echo omm.verdict.plain.fail,Fail >known/anv-fails.txt
    run_suite --expectations-dir known --expectations-key radv-navi31 -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err "'known' has nothing for 'radv-navi31'"
    # A key without a graphics processor: its one file is read once.
    run_suite --expectations-dir known --expectations-key anv -n omm.verdict.plain.fail
    expect_exit 0
    expect_in err "1 ExpectedFail"
}

test_folder_needs_a_key() {
    run_suite --expectations-dir . -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err --expectations-key
    run_suite --expectations-key radv-navi31 -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err --expectations-dir
}

# waiver VENDOR DEVICE NAME...: a waiver file of the Vulkan CTS's format.
waiver() {
    echo '<?xml version="1.0" encoding="UTF-8"?>'
    echo "<waiver_list><waiver vendor=\"Fake\" vendorId=\"$1\" url=\"https://example.org/waivers/3\">"
    echo "<description>It is known.</description>"
    echo "<device_list><d>0x1</d><d>$2</d></device_list>"
    shift 2
    printf '<t>%s</t>\n' "$@"
    echo '</waiver></waiver_list>'
}

test_waiver() {
    waiver 0xFA4E 0x0A1 omm.verdict.plain.fail 'omm.verdict.pl*.pass' 'omm.crash.*.aborts' >waivers.xml
    run_suite --deqp-waiver-file waivers.xml --junit report.xml \
        -n omm.verdict.plain.fail,omm.crash.signals.aborts,omm.verdict.plain.fail_deep -e '*deep'
    expect_exit 0
    expect_verdicts <<EOF
crash.signals.aborts,Waiver
verdict.plain.fail,Waiver
EOF
    expect_message verdict.plain.fail "https://example.org/waivers/3: Fail: "
    expect_match out '^  Waived: +2/2'
    check_junit report.xml
    expect_xpath report.xml "//testcase[@name='fail']/skipped[contains(@message, 'https://example.org/waivers/3')]"
}

test_waived_case_that_passes_is_told() {
    waiver 0xfa4e 0xa1 omm.verdict.plain.pass >waivers.xml
    run_suite --deqp-waiver-file=waivers.xml -n omm.verdict.plain.pass
    expect_exit 1
    expect_verdicts <<<"verdict.plain.pass,Pass"
    expect_in err "UnexpectedImprovement(Pass): Waiver (https://example.org/waivers/3; now passes), waivers.xml:5"
}

test_waiver_of_another_device() {
    waiver 0xfa4e 0xa2 omm.verdict.plain.fail >waivers.xml
    run_suite --deqp-waiver-file waivers.xml -n omm.verdict.plain.fail
    expect_exit 1
    expect_verdicts <<<"verdict.plain.fail,Fail"
    waiver 0xfa4f 0xa1 omm.verdict.plain.fail >waivers.xml
    run_suite --deqp-waiver-file waivers.xml -n omm.verdict.plain.fail
    expect_exit 1
}

test_star_of_a_waiver_stays_in_its_part() {
    waiver 0xfa4e 0xa1 'omm.verdict.*' 'omm.*.plain.*_deep' >waivers.xml
    run_suite --deqp-waiver-file waivers.xml -n 'omm.verdict.plain.fail*'
    expect_exit 1
    expect_verdicts <<EOF
verdict.plain.fail,Fail
verdict.plain.fail_deep,Waiver
EOF
    expect_in err "waivers.xml:5: take this waiver out, no case matches 'omm.verdict.*'"
}

test_waivers_of_other_suites_are_passed_over() {
    waiver 0xfa4e 0xa1 'dEQP-VK.api.*' >waivers.xml
    run_suite --deqp-waiver-file waivers.xml -n omm.verdict.plain.pass
    expect_exit 0
}

test_waiver_twice() {
    waiver 0xfa4e 0xa1 omm.verdict.plain.fail >one.xml
    waiver 0xfa4e 0xa2 omm.verdict.plain.fail | sed 's/<d>0x1</<d>0x2</' >two.xml
    run_suite --deqp-waiver-file one.xml --deqp-waiver-file two.xml -n omm.verdict.plain.fail
    expect_exit 0
    waiver 0xfa4e 0xa1 omm.crash.signals.aborts omm.verdict.plain.fail >two.xml
    run_suite --deqp-waiver-file one.xml --deqp-waiver-file two.xml -n omm.verdict.plain.fail
    expect_exit 2
    expect_in err "two.xml:6: 'omm.verdict.plain.fail' stands in one.xml:5 already"
}

test_bad_waivers() {
    waiver 0xfa4e 0xa1 omm.verdict.plain.fail | sed 's/ url="[^"]*"//' >waivers.xml
    run_suite --deqp-waiver-file waivers.xml -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err "waivers.xml:2: this waiver has no url"
    waiver Fake 0xa1 omm.verdict.plain.fail >waivers.xml
    run_suite --deqp-waiver-file waivers.xml -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err "waivers.xml:2: a vendorId is a number, not 'Fake'"
    echo '<waiver_list>' >waivers.xml
    run_suite --deqp-waiver-file waivers.xml -n omm.verdict.plain.pass
    expect_exit 2
    expect_match err "waivers.xml:[0-9]+: this is no XML"
    expect_empty out
}

test_retries() {
    run_suite --retries 1 --junit report.xml -n omm.flake.again.second,omm.flake.again.third
    expect_exit 1
    expect_verdicts <<EOF
flake.again.second,QualityWarning
flake.again.third,Fail
EOF
    expect_match err "^omm.flake.again.second: Flake: Fail at first: .*; when it was run again \(attempt 2\): Pass"
    expect_match err "^omm.flake.again.third: Fail: .*; run 1 more time: Fail"
    check_junit report.xml
    expect_xpath report.xml "//testcase[@name='second']/system-out[contains(., 'Fail at first')]"
    expect_xpath report.xml "not(//testcase[@name='second']/failure)"
}

test_more_retries() {
    run_suite --retries 2 -j 3 -n 'omm.flake.again.*d,omm.order.crash_first.b'
    expect_exit 0
    expect_verdicts <<EOF
flake.again.second,QualityWarning
flake.again.third,QualityWarning
order.crash_first.b,Pass
EOF
    expect_equal 3 "$(wc -l <records/flake_third)" "attempts"
}

test_what_never_passes_is_no_flake() {
    run_suite --retries 2 -n 'omm.flake.again.never,omm.flake.again.worse'
    expect_exit 1
    expect_verdicts <<EOF
flake.again.never,Fail
flake.again.worse,Fail
EOF
    expect_match err "wrong before it crashes.*; run 2 more times: Crash"
}

test_no_retry_without_the_option() {
    run_suite -n omm.flake.again.second
    expect_exit 1
    expect_equal 1 "$(wc -l <records/flake_second)" "attempts"
}

test_retries_without_workers() {
    run_suite --retries 2 --isolate none -n 'omm.flake.again.*d'
    expect_exit 0
    expect_in err "2 Flake"
}

test_max_fails() {
    run_suite --max-fails 2 --junit report.xml -n 'omm.verdict.plain.*'
    expect_exit 1
    expect_verdicts <<EOF
verdict.plain.checked_by_hand,Pass
verdict.plain.fail,Fail
verdict.plain.fail_deep,Fail
EOF
    expect_in out ABORTED!
    expect_in err "the run ended early: unexpected results: 2 (--max-fails 2)"
    check_junit report.xml
}

test_max_fails_counts_unknown_names() {
    printf 'omm.no.such.case\nomm.order.crash_first.b\nomm.order.crash_first.c\n' >list
    run_suite --max-fails 1 -f list
    expect_exit 1
    expect_in err "unexpected results: 1 (--max-fails 1)" "1 NotRun"
}

test_min_pass() {
    run_suite --min-pass 2 -n omm.verdict.plain.pass,omm.verdict.plain.skip
    expect_exit 1
    expect_in err "1 case passed, and --min-pass wants 2"
    run_suite --min-pass 1 -n omm.verdict.plain.pass,omm.verdict.plain.skip
    expect_exit 0
}

test_fail_on_skip() {
    run_suite --fail-on-skip -n omm.verdict.plain.pass,omm.verdict.plain.skip
    expect_exit 1
    expect_message verdict.plain.skip "there is no such moon"
    run_suite --fail-on-skip='omm.order.*' -n omm.verdict.plain.pass,omm.verdict.plain.skip
    expect_exit 0
}

test_statuses_are_those_of_deqp_runner() {
    echo plain.notes >flakes
    printf 'omm.verdict.plain.pass,Fail\nomm.verdict.plain.fail,Fail\n' >fails
    waiver 0xfa4e 0xa1 omm.verdict.plain.fail_deep >waivers.xml
    run_suite --retries 1 --flakes flakes --baseline fails --deqp-waiver-file waivers.xml --output dir \
        -n 'omm.flake.again.second,omm.verdict.plain.fail*,omm.verdict.plain.pass,omm.verdict.plain.no*' -e '*_check'
    expect_exit 1
    cut -d, -f 1,2 dir/results.csv | sed 's/^omm\.//' >statuses
    expect_lines statuses <<EOF
flake.again.second,Flake
verdict.plain.fail,ExpectedFail
verdict.plain.fail_deep,Warn
verdict.plain.not_supported,Skip
verdict.plain.notes,KnownFlake
verdict.plain.pass,UnexpectedImprovement(Pass)
EOF
    # What is red serves as the next baseline.
    run_suite --baseline dir/failures.csv -n omm.verdict.plain.pass
    expect_exit 0
}
