# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# `ommcts diff A B`: two runs, or two tables, beside each other.

# shellcheck source=../browse.sh
. "$here/browse.sh"

run_diff() {
    run_command "$SELFTEST_PROGRAMS/fake_suite" diff "$@"
}

# two_tables LINE...: "name before after"; "-" where a table does not have it.
two_tables() {
    : >a.csv
    : >b.csv
    local line name before after
    for line in "$@"; do
        read -r name before after <<<"$line"
        [ "$before" = - ] || echo "$name,$before" >>a.csv
        [ "$after" = - ] || echo "$name,$after" >>b.csv
    done
}

# Every way in which a result may differ.
every_change() {
    two_tables 'same Pass,0.1 Pass,0.1' 'still_bad Fail,0.1 Fail,0.1' 'fails Pass,0.1 Fail,0.1' \
        'crashes Skip,0.1 Crash,0.1' 'appears_bad - Timeout,0.1' 'skipped Pass,0.1 Skip,0.1' 'gone Pass,0.1 -' \
        'mended Fail,0.1 Pass,0.1' 'improved ExpectedFail,0.1 UnexpectedImprovement(Pass),0.1' \
        'otherwise Fail,0.1 Crash,0.1' 'flaky Pass,0.1 Flake,0.1' 'appears - Pass,0.1' 'slow Pass,0.1 Pass,0.25' \
        'fast Pass,2.5 Warn,0.5' 'moody Pass,0.010 Pass,0.080' 'steady Pass,3 Pass,4'
}

test_golden() {
    every_change
    run_diff a.csv b.csv
    expect_exit 1
    expect_empty err
    expect_golden out
}

test_equal_runs() {
    run_suite -n 'omm.verdict.plain.*' --output a
    run_suite -n 'omm.verdict.plain.*' --output b -j 2
    run_diff a b
    expect_exit 0
    expect_in out "as before: $(wc -l <verdicts)"
    expect_not_in out Newly Gone Changed "What they ran on"
}

# doctor SED: a second run, in which other things happened.
doctor() {
    cp -r a b
    sed -i -E "$1" b/journal.jsonl
}

test_newly_failing() {
    run_suite -n omm.verdict.plain.pass,omm.verdict.plain.fail --output a
    doctor '/"case": ?"omm.verdict.plain.pass"/s/"(told|judged)": ?"Pass"/"\1":"Crash"/g; s/("reason": ?)(null|"")/\1"it fell over"/'
    run_diff a b
    expect_exit 1
    expect_in out "Newly failing, 1:" "  omm.verdict.plain.pass  Pass -> Crash"
    run_diff b a
    expect_exit 0
    expect_in out "Newly passing, 1:" "  omm.verdict.plain.pass  Crash -> Pass"
}

# What is expected may change between two runs; what happened did not.
test_expectations_do_not_count() {
    echo omm.verdict.plain.fail,Fail >expected.csv
    run_suite -n omm.verdict.plain.fail --output a
    run_suite -n omm.verdict.plain.fail --output b --baseline expected.csv
    run_diff a b
    expect_exit 0
    expect_in out "Changed otherwise, 1:" "Fail -> ExpectedFail"
    run_diff b a
    expect_exit 0
}

test_gone_and_new() {
    run_suite -n omm.verdict.plain.pass,omm.verdict.plain.skip --output a
    run_suite -n omm.verdict.plain.pass --output b
    run_diff a b
    expect_exit 1
    expect_in out "Gone, 1:" "omm.verdict.plain.skip  NotSupported -> absent"
    run_diff b a
    expect_exit 0
    expect_in out "New, 1:" "omm.verdict.plain.skip  absent -> NotSupported"
}

test_what_they_ran_on() {
    run_suite -n omm.verdict.plain.pass --output a
    FAKE_DEVICES=bad_bytes run_suite -n omm.verdict.plain.pass --output b
    run_diff a b --html page.html
    expect_exit 0
    expect_match out '^  driverInfo: 1\.0 -> 1\.0 \\xFF\\x1B'
    check_page page.html
    expect_xpath page.xml "//section[@id='environment']//tr[th = 'driverInfo' and td[1] = '1.0' and contains(td[2], ']]>')]"
}

test_directory_and_table() {
    run_suite -n 'omm.verdict.plain.*' --output a
    run_diff a a/results.csv
    expect_exit 0
    expect_in out "as before: $(wc -l <verdicts)"
    expect_not_in out Newly Changed "What they ran on"
}

# A run with a result of each kind: sets the array every_verdict.
every_verdict() {
    cat >baseline.csv <<'EOF'
omm.verdict.plain.fail,Fail
omm.verdict.plain.skip,Fail
omm.verdict.plain.pass,Fail
EOF
    echo 'fail_deep$' >flakes
    cat >waivers.xml <<'EOF'
<waiver_list><waiver vendor="Fake" vendorId="0xfa4e" url="https://example.org/waivers/3"><description>x</description>
<device_list><d>0xa1</d></device_list><t>omm.verdict.plain.notes</t></waiver></waiver_list>
EOF
    every_verdict=(--deqp-waiver-file waivers.xml
        -n 'omm.verdict.plain.*,omm.crash.signals.aborts,omm.hang.forever.waits_for_signal,omm.flake.again.*'
        --timeout 1 --retries 1 --baseline baseline.csv --flakes flakes)
}

# Either JUnit report of a run says the same as its directory, in which all verdicts differ.
test_reports() {
    local other
    every_verdict
    run_suite "${every_verdict[@]}" --output a --junit a.xml
    for other in a/junit.xml a.xml a/results.csv; do
        run_diff a "$other"
        expect_exit 0
        expect_in out "as before: $(wc -l <verdicts)"
        expect_not_in out Newly Changed Gone "What they ran on" "not complete"
        run_diff "$other" a.xml
        expect_exit 0
        expect_in out "as before: $(wc -l <verdicts)"
    done
    cut -d, -f2 a/results.csv | sort -u >statuses
    expect_lines statuses <<'EOF'
Crash
ExpectedFail
Fail
Flake
KnownFlake
Pass
Skip
Timeout
UnexpectedImprovement(Pass)
UnexpectedImprovement(Skip)
Warn
EOF
}

test_reports_of_several_devices() {
    FAKE_DEVICES=three run_suite --device all -n omm.verdict.plain.pass --output a
    run_suite -n omm.verdict.plain.pass --junit b.xml
    run_diff a a/junit.xml
    expect_exit 0
    expect_in out "as before: 3"
    expect_not_in out "What they ran on"
    run_diff a/junit.xml b.xml
    expect_exit 1
    expect_in out "Gone, 3:" "  device2.omm.verdict.plain.pass  Pass -> absent" "  device2.driver: fake driver -> not told"
    expect_not_in out "command: "
}

test_report_newly_failing() {
    run_suite -n 'omm.verdict.plain.*' --junit a.xml
    sed 's|name="pass" time="[^"]*">|& <error type="Crash" message="it fell over"/>|' a.xml >b.xml
    run_diff a.xml b.xml
    expect_exit 1
    expect_in out "Newly failing, 1:" "  omm.verdict.plain.pass  Pass -> Crash: it fell over"
    # From pipes, as where an archive is unpacked on the way.
    run_command bash -c "\"$SELFTEST_PROGRAMS/fake_suite\" diff <(cat b.xml) - <a.xml"
    expect_exit 0
    expect_in out "Newly passing, 1:"
}

test_report_of_a_run_that_was_cut_short() {
    run_suite -n 'omm.verdict.plain.*' --max-fails 1 --output b --junit b.xml
    run_suite -n 'omm.verdict.plain.*' --output a --junit a.xml
    run_diff a.xml b.xml
    expect_exit 1
    expect_match out '^after: .* not complete: [0-9]+ of [0-9]+ cases have no result$'
    expect_in out "omm.verdict.plain.pass  Pass -> NotRun"
    run_diff b b.xml
    expect_exit 0
    expect_in out "as before: $(wc -l <b/results.csv)"
}

test_what_reports_ran_on() {
    run_suite -n omm.verdict.plain.pass --seed 1 --junit a.xml
    run_suite -n omm.verdict.plain.pass --seed 2 --junit b.xml
    run_diff a.xml b.xml
    expect_exit 0
    expect_in out "  seed: 1 -> 2"
    expect_not_in out "command:"
}

test_bad_reports() {
    run_suite -n 'omm.verdict.plain.*' --junit good.xml
    head -c 2500 good.xml >cut.xml
    echo '<html><body/></html>' >page.xml
    sed 's/<testsuites name="ommcts"/<testsuites name="others"/' good.xml >foreign.xml
    sed 's/type="Fail"/type="Wonderful"/' good.xml >word.xml
    sed 's/time="[0-9.]*">$/time="soon">/' good.xml >time.xml
    sed 's/name="fail_deep"/name="fail"/' good.xml >twice.xml
    { cat good.xml && echo '<again/>'; } >more.xml
    printf '<a>\0</a>' >zero.xml
    refused "'cut.xml': it is no well-formed XML" "diff wants" -- good.xml cut.xml
    refused "'page.xml': it is no report of ommcts" -- good.xml page.xml
    refused "'foreign.xml': it is no report of ommcts" -- foreign.xml good.xml
    refused "'word.xml': line 16: it has no name, verdict and time" -- word.xml good.xml
    refused "'time.xml': line 16: it has no name" -- time.xml good.xml
    refused "twice.xml has the case omm.verdict.plain.fail twice" -- good.xml twice.xml
    refused "'more.xml': it is no well-formed XML" -- good.xml more.xml
    refused "'zero.xml': it holds bytes that are 0" -- good.xml zero.xml
    refused "the results 'absent.xml': No such file" -- good.xml absent.xml
}

test_folder_with_nothing_but_a_report() {
    run_suite -n omm.verdict.plain.pass --output a
    mkdir b
    cp a/junit.xml b
    refused "'b' holds no run" "the report 'b/junit.xml' may be compared instead" -- a b
    run_diff a b/junit.xml
    expect_exit 0
}

test_killed_run() {
    start_suite -n omm.hang.forever.waits_for_signal,omm.verdict.plain.pass --output b
    wait_for_record waiting
    kill -KILL "$runner"
    finish_runner 2>/dev/null
    run_suite -n omm.verdict.plain.pass --output a
    run_diff a b
    expect_exit 1
    expect_match out '^after: .* not complete: '
    expect_in out "omm.verdict.plain.pass  Pass -> NotRun"
}

test_html() {
    every_change
    run_diff a.csv b.csv --html page.html
    expect_exit 1
    check_page page.html
    expect_xpath page.xml "contains(//h1, 'the second is worse')"
    expect_xpath page.xml "count(//section[@id='failing']//tbody/tr) = 3"
    expect_xpath page.xml "//section[@id='slower']//tr[th = 'slow' and td = '0.100 s -> 0.250 s']"
    expect_xpath page.xml "//ul[@class='tiles']/li[contains(., 'No longer supported')]//b = '1'"
    expect_xpath page.xml "count(//ul[@class='tiles']/li) = 9"
}

test_html_of_equal_runs() {
    two_tables 'same Pass Pass'
    run_diff a.csv b.csv --html page.html
    expect_exit 0
    check_page page.html
    expect_xpath page.xml "contains(//h1, 'no worse')"
}

test_hostile() {
    run_suite -n 'omm.output.markup.*,omm.output.loud.*' --output a
    doctor 's/"(told|judged)": ?"Fail"/"\1":"Pass"/g'
    run_diff b a --html page.html
    expect_exit 1
    iconv -f UTF-8 -t UTF-8 out >/dev/null || broken "standard output is not UTF-8"
    check_page page.html
    expect_in page.html '&lt;script&gt;owned = 1'
    awk 'length > 1500 { exit 1 }' out || broken "a line is very long"
}

test_in_a_browser() {
    has_browser
    every_change
    run_diff a.csv b.csv --html page.html
    expect_readable page.html dark 390
    expect_readable page.html light 1300
}

# refused TEXT... -- ARGS...
refused() {
    local texts=()
    while [ "$1" != -- ]; do texts+=("$1") && shift; done
    shift
    run_diff "$@"
    expect_exit 2
    expect_empty out
    expect_in err "${texts[@]}"
}

test_bad_input() {
    two_tables 'same Pass Pass'
    mkdir empty
    echo 'name,Wonderful' >word.csv
    printf 'one,Pass\n\ntwo,Pass,soon\n' >time.csv
    printf 'one,Pass\none,Fail\n' >twice.csv
    : >nothing.csv
    printf '\x7fELF\x00\x01' >binary.csv
    refused absent.csv -- absent.csv b.csv
    refused empty -- empty b.csv
    refused word.csv:1: "name,status" -- word.csv b.csv
    refused time.csv:3: -- a.csv time.csv
    refused "twice.csv has the case one twice" -- a.csv twice.csv
    refused "nothing.csv has no result" -- nothing.csv b.csv
    refused "'binary.csv': it holds bytes that are 0" -- binary.csv b.csv
    refused no/such/folder -- a.csv b.csv --html no/such/folder/page.html
}

test_bad_arguments() {
    refused "diff wants two runs" --
    refused "diff wants two runs" -- a
    refused "diff wants two runs" -- a b c
    refused "has no option '--junit'" -- a b --junit report.xml
    refused "has no option '--deqp-log-flush'" -- --deqp-log-flush a b
}

test_full_disk() {
    [ -e /dev/full ] || skip_test "there is no /dev/full"
    two_tables 'same Pass Pass'
    "$SELFTEST_PROGRAMS/fake_suite" diff a.csv b.csv >/dev/full 2>err
    status=$?
    expect_exit 1
    expect_in err "can't be written"
}

test_help() {
    run_diff --help
    expect_exit 0
    expect_in out "ommcts diff" "--html" "no longer supported"
}

# 100,000 results are no matter.
test_large_tables() {
    seq -f 'omm.case.number_%06g,Pass,0.001' 100000 >a.csv
    sed '500s/Pass/Fail/' a.csv | tac >b.csv
    limit=10
    run_diff a.csv b.csv
    expect_exit 1
    expect_in out "omm.case.number_000500  Pass -> Fail" "as before: 99999"
}
