# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# --html FILE: one page that needs nothing else, whatever drivers and cases say.

# shellcheck source=../browse.sh
. "$here/browse.sh"

# A picture as failing cases leave it, with a script that must never run.
write_picture() {
    cat >"$1" <<'TEXT'
<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" width="20" height="10"><title>t</title>
<script>parent.owned = 4; owned = 4</script><rect width="20" height="10" fill="#c00"/></svg>
TEXT
}

# Something of everything: verdicts, crashes, floods, markup, skips, a picture.
run_all_kinds() {
    write_picture picture.svg
    export FAKE_PICTURE=$scratch/picture.svg FAKE_DEVICES=bad_bytes
    run_suite -j 2 -n 'omm.verdict.plain.*,omm.crash.signals.aborts,omm.output.*,omm.message.*,omm.order.*' \
        --html page.html
    expect_exit 1
    check_page page.html
}

expect_tile() {
    expect_equal "$2" "$(xpath page.xml "string(//ul[@class='tiles']/li[contains(., '$1')]//b)")" "the tile of $1"
}

test_tiles() {
    run_suite -n 'omm.verdict.plain.*,omm.crash.signals.aborts' --html page.html
    expect_exit 1
    check_page page.html
    expect_tile Pass "$(grep -c ,Pass, verdicts)"
    expect_tile Fail "$(grep -c ,Fail, verdicts)"
    expect_tile Crash 1
    expect_tile NotSupported 2
    expect_tile QualityWarning 1
    expect_xpath page.xml "contains(//h1, '7 unexpected results') and //title = //h1"
    expect_xpath page.xml "count(//article) = 7"
    expect_equal Crash "$(xpath page.xml "string(//li[contains(., '1Crash')]/a/text())")" "a word in the tile"
}

test_failure() {
    run_suite -n omm.verdict.plain.fail_deep,omm.crash.signals.segv --html page.html
    check_page page.html
    expect_xpath page.xml "//article[.//code = 'omm.verdict.plain.fail_deep']//pre[contains(., '-n omm.verdict.plain.fail_deep')]"
    expect_xpath page.xml "//article[.//code = 'omm.crash.signals.segv' and contains(., 'SIGSEGV')]//details[summary = 'Backtrace']/pre[contains(., '#0')]"
}

test_nothing_unexpected() {
    run_suite -n omm.verdict.plain.pass --html page.html
    expect_exit 0
    check_page page.html
    expect_xpath page.xml "contains(//h1, 'nothing unexpected')"
    expect_xpath page.xml "not(//section[@id='failures']) and not(//article)"
    expect_xpath page.xml "//section[@id='passes']//code = 'omm.verdict.plain.pass'"
    expect_not_in page.html "not complete"
}

# All green, and nothing was proven.
test_nothing_supported() {
    export FAKE_DEVICES=zero
    run_suite -n 'omm.verdict.plain.*' --html page.html
    expect_exit 77
    check_page page.html
    expect_xpath page.xml "contains(//h1, 'no case is supported')"
    expect_in page.html "Device:</span> none"
}

test_skips_by_reason() {
    run_suite -n 'omm.verdict.plain.*,omm.device.needs.*' --html page.html
    check_page page.html
    expect_xpath page.xml "//section[@id='skips']/details[contains(summary, '1 × there is no such moon')]//code = 'omm.verdict.plain.skip'"
}

test_notes() {
    echo omm.verdict.plain.fail,Fail >expected.csv
    run_suite -n omm.verdict.plain.fail,omm.verdict.plain.quality_warning --baseline expected.csv --html page.html
    expect_exit 0
    check_page page.html
    expect_xpath page.xml "//section[@id='notes']//tr[th = 'omm.verdict.plain.fail' and contains(., 'ExpectedFail')]"
    expect_xpath page.xml "//section[@id='notes']//tr[contains(., 'from 64 to 65')]"
}

test_slowest() {
    run_suite -n 'omm.order.numbered.slow_first.*' --html page.html
    check_page page.html
    xpath page.xml "//section[@id='slowest']//td[@class='number']/text()" | grep -v '^$' >seconds
    expect_equal 8 "$(wc -l <seconds)" "cases with a time"
    sort -n -r seconds | diff - seconds >/dev/null || broken "they are not sorted: $(paste -s seconds)"
}

test_environment() {
    run_suite -n omm.verdict.plain.pass --seed 9 --html page.html
    check_page page.html
    expect_xpath page.xml "//section[@id='environment']//tr[th = 'device' and td = 'Fake Alpha']"
    expect_xpath page.xml "//section[@id='environment']//tr[th = 'seed' and td = '9']"
    expect_xpath page.xml "contains(//body/p[1], 'Fake Alpha; fake driver 1.0')"
}

test_several_devices() {
    export FAKE_DEVICES=three
    run_suite --device all -n omm.verdict.plain.fail,omm.device.needs.host_commands --html page.html
    check_page page.html
    expect_xpath page.xml "count(//article[starts-with(.//code, 'device')]) = 3"
    expect_xpath page.xml "//section[@id='environment']/h3 = 'Device 3'"
}

# Grids of a run: verdicts of edges and violations, who reported, and the way to what failed.
test_grids() {
    run_command "$SELFTEST_PROGRAMS/fake_coverage" run --layers both --html page.html
    check_page page.html
    local row="//tr[@id='VUID-vkFakeCopyEXT-mode-00001']"
    expect_xpath page.xml "${row}[td[2] = '2 Pass' and td[3] = '4 Pass' and td[4] = 'reported' and td[5] = '(yes)' and td[6] = 'reported']"
    row="//tr[@id='VUID-vkFakeCopyEXT-dst-00003']"
    expect_xpath page.xml "${row}[td[4] = 'silent' and starts-with(td[3], '2 Fail')]"
    expect_xpath page.xml "//article/@id = substring(${row}/td[3]/a/@href, 2)"
    expect_xpath page.xml "//tr[@id='A001']/td[last()] = '2 Pass'"
    expect_xpath page.xml "//tr[@id='A002']/td[last()][@class = 'bad' and . = '-']"
    expect_xpath page.xml "//article//p[starts-with(., 'Covers')]/a/@href = '#VUID-vkFakeCopyEXT-dst-00003'"
}

test_grid_of_what_was_not_selected() {
    run_command "$SELFTEST_PROGRAMS/fake_coverage" run -n '*.src_00002.edge' --html page.html
    check_page page.html
    expect_xpath page.xml "//tr[@id='VUID-vkFakeCopyEXT-mode-00001']/td[2] = 'not selected'"
}

test_picture() {
    write_picture picture.svg
    export FAKE_PICTURE=$scratch/picture.svg
    run_suite -n omm.output.markup.picture --html page.html
    check_page page.html
    xpath page.xml "string(//article//img/@src)" | sed 's/^data:image\/svg+xml;base64,//' | base64 -d -i >copy.svg
    cmp picture.svg copy.svg || broken "the picture in the page is another one"
}

# A message may name any file: only pictures get into the page.
test_what_is_no_picture() {
    local file
    echo 'root:hidden' >passwords
    echo '<?xml version="1.0"?><svg > hidden' >picture.png
    echo '<html>hidden <svg ></html>' >page.svg
    for file in passwords picture.png page.svg; do
        expect_left_beside "$file"
        expect_not_in page.html hidden "$(base64 -w 0 <"$file")"
    done
    expect_left_beside absent.svg
    expect_left_beside .
}

expect_left_beside() {
    export FAKE_PICTURE=$1
    run_suite -n omm.output.markup.picture --html page.html
    check_page page.html
    expect_xpath page.xml "not(//img)"
    expect_xpath page.xml "contains(//article, 'Left beside the report: $1')"
}

test_real_picture() {
    export OMMREF_FAULT=opacity_curve_unflipped
    run_ommcts run --reference -n omm.readback.oracle.one_state_of_many.s4_l2_n33 --isolate worker \
        --artifacts artifacts --html page.html
    expect_exit 1
    check_page page.html
    expect_xpath page.xml "count(//article//img) = 1"
}

test_hostile() {
    run_all_kinds
    # Clipped, not dropped: the head and the tail of a flood are there.
    expect_in page.html "bytes left out" '&lt;script&gt;owned = 1' '\xE2\x80\xAE' '\x1B[31mred'
    expect_xpath page.xml "//section[@id='skips'][contains(., '<script>owned = 1</script>')]"
    expect_xpath page.xml "//section[@id='notes'][contains(., '<script>owned = 1</script>')]"
    expect_xpath page.xml "//section[@id='environment'][contains(., ']]>')]"
    [ "$(wc -c <page.html)" -lt 1000000 ] || broken "the page has $(wc -c <page.html) bytes"
}

# More failures than a page can tell in full.
test_thousands_of_failures() {
    seq 12000 | sed 's/^/omm.no.such.case_/' >list
    run_suite -q -f list --html page.html
    expect_exit 1
    check_page page.html
    expect_tile InternalError 12000
    expect_xpath page.xml "count(//article) = 300"
    expect_xpath page.xml "//section[@id='failures'][contains(., '11700 more, in short') and contains(., 'And 1700 more.')]"
    [ "$(wc -c <page.html)" -lt 8000000 ] || broken "the page has $(wc -c <page.html) bytes"
}

# start_hanging GLOB...: one case that hangs, and others behind it.
start_hanging() {
    start_suite -n "omm.hang.forever.waits_for_signal$*" --html page.html
    wait_for_record waiting
}

test_killed_runner() {
    start_hanging ,omm.verdict.plain.pass
    kill -KILL "$runner"
    finish_runner 2>/dev/null
    check_page page.html
    expect_xpath page.xml "//p[@class='bad'][contains(., 'not complete: it has not ended')]"
    expect_tile NotRun 2
}

test_killed_at_its_only_case() {
    start_hanging
    # That it began is in the page when it is written next.
    for _ in $(seq 200); do
        if grep -q "it had begun" page.html; then break; fi
        sleep 0.1
    done
    kill -KILL "$runner"
    finish_runner 2>/dev/null
    check_page page.html
    expect_tile NotRun 1
    expect_xpath page.xml "//article[contains(., 'it had begun when the runner ended')]"
}

test_interrupted_runner() {
    start_hanging ,omm.verdict.plain.pass
    kill -INT "$runner"
    finish_runner
    check_page page.html
    expect_xpath page.xml "//p[@class='bad'][contains(., 'not complete') and contains(., 'SIGINT')]"
    expect_xpath page.xml "//section[@id='no-turn']//code = 'omm.verdict.plain.pass'"
}

test_folder_is_not_there() {
    run_suite -n omm.verdict.plain.pass --html no/such/folder/page.html
    expect_exit 2
    expect_in err no/such/folder
    expect_empty out
}

test_old_page_survives_a_bad_run() {
    echo precious >page.html
    run_suite -n 'omm.nothing.*' --html page.html
    expect_exit 2
    expect_lines page.html <<<precious
}

test_full_disk() {
    [ "$(id -u)" -eq 0 ] || skip_test "only root can mount a small disk"
    mkdir disk
    mount -t tmpfs -o size=16k none disk 2>/dev/null || skip_test "no tmpfs can be mounted here"
    trap 'umount "$scratch/disk"; leave_scratch' EXIT
    run_suite -n 'omm.verdict.plain.*' --html disk/page.html
    [ "$status" -ne 0 ] || broken "a page that could not be written must not exit 0"
    expect_in err disk/page.html
    [ -z "$(ls -A disk)" ] || broken "half a page was left"
}

test_merged() {
    run_suite -n 'omm.verdict.plain.*' --fraction 2 --fraction-start 1 --output one
    run_suite -n 'omm.verdict.plain.*' --fraction 2 --fraction-start 2 --output two
    run_fake merge one two --output both --html page.html
    expect_exit 1
    check_page page.html
    expect_xpath page.xml "contains(//body, '11 cases')"
    expect_xpath page.xml "count(//article) = 6"
}

test_every_locale() {
    local name
    name=$(locale -a 2>/dev/null | grep -i -m 1 '^\(de\|fr\|es\)_.*utf') || skip_test "no locale with a decimal comma"
    LC_ALL=$name run_suite -n 'omm.verdict.plain.pass' --html page.html
    check_page page.html
    expect_match page.xml ' in [0-9]+\.[0-9]{3} s'
}

# --- in a browser --------------------------------------------------------------------------------

test_in_dark_on_a_telephone() {
    has_browser
    run_all_kinds
    expect_readable page.html dark 390
    expect_in answers "images 1"
    expect_screenshot page.html dark
}

test_in_light_on_a_desk() {
    has_browser
    run_command "$SELFTEST_PROGRAMS/fake_coverage" run --layers both --html page.html
    check_page page.html
    expect_readable page.html light 1300
    expect_screenshot page.html light
}

test_coverage_in_light_on_a_telephone() {
    has_browser
    "$SELFTEST_PROGRAMS/fake_coverage" coverage --format html >page.html 2>err
    check_page page.html
    expect_readable page.html light 390
}

# The probe finds what it looks for.
test_probe() {
    has_browser
    cat >page.html <<'TEXT'
<!DOCTYPE html>
<html><head><title>bad</title><style>p{color:#999;background:#fff}</style></head><body onload="owned = 1"><h1>a</h1>
<h3 id="x">b</h3><p id="x">pale</p><img src="absent.png"><a href="#nowhere">c</a><table><tr><th>d</th></tr></table>
<div style="width:2000px" role="region">e</div><script>owned = 1</script></body></html>
TEXT
    look_at page.html light 390
    expect_in answers "owned yes" "scripts 1" "handlers 1" "foreign 1" "broken_images 1" "silent_images 1" "dead_links 1" \
        "twice_ids 1" "heading_jumps 1" "bare_headers 1" "bare_tables 1" "unnamed_regions 1" "contrast_good no: 2.8"
    expect_match answers '^sticks_out [1-9]'
}
