# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Words for tests of HTML pages, for topics to source.

# The rules that every page of ours keeps, as far as its text shows them.
check_page() {
    [ "$(head -n 1 "$1")" = '<!DOCTYPE html>' ] || broken "$1 does not begin as a page does"
    tail -n +2 "$1" >page.xml
    xmllint --nonet --noout --huge page.xml 2>problem || broken "$1 is not well-formed: $(head -n 3 problem)"
    iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1 || broken "$1 is not UTF-8"
    expect_xpath page.xml "//meta[contains(@content, \"default-src 'none'\")]"
    expect_xpath page.xml "not(//script | //link | //iframe | //object | //embed | //form | //@style)"
    expect_xpath page.xml "not(//*/@*[starts-with(name(), 'on')])"
    expect_xpath page.xml "not(//@src[not(starts-with(., 'data:'))])"
    expect_xpath page.xml "not(//@href[not(starts-with(., '#'))])"
    expect_xpath page.xml "count(//h1) = 1"
    expect_xpath page.xml "not(//a[not(substring(@href, 2) = //@id)])"
    expect_xpath page.xml "not(//img[not(@alt)]) and not(//th[not(@scope)])"
    [ ! -e "$1.tmp" ] || broken "$1.tmp was left behind"
}

has_browser() {
    command -v chromium >/dev/null || skip_test "chromium is not installed"
}

# browse LIGHT OPTION...: LIGHT is light or dark. No profile, no network, no display.
browse() {
    local scheme=1
    [ "$1" = light ] || scheme=0
    shift
    HOME=$scratch timeout --kill-after=2 "$limit" chromium --headless --no-sandbox --disable-gpu --no-first-run \
        --hide-scrollbars --disable-dev-shm-usage --user-data-dir="$scratch/profile" --allow-file-access-from-files \
        --blink-settings=preferredColorScheme=$scheme "$@" 2>browser
}

# look_at FILE LIGHT WIDTH: leaves what probe.html finds out in `answers`.
look_at() {
    last_command="chromium, $2, $3 pixels wide, on $1"
    browse "$2" --dump-dom "file://$here/probe.html#$3,$scratch/$1" >dom
    sed -n '/<pre id="answers">/,/<\/pre>/p' dom >answers
    grep -q '^title ' answers || broken "the browser did not tell anything: $(tail -n 3 browser)"
}

# Everything that a page owes its readers, in light or dark, on a screen so many pixels wide.
expect_readable() {
    look_at "$@"
    local fact
    for fact in scripts handlers foreign broken_images silent_images dead_links twice_ids heading_jumps bare_headers \
        bare_tables unnamed_regions; do
        grep -q -x "$fact 0" answers || broken "in the browser: $(grep "^$fact" answers)"
    done
    expect_in answers "owned no" "main_headings 1" "language en" "sticks_out 0" "contrast_good yes"
    case $2 in
    light) expect_in answers "background rgb(255, 255, 255)" ;;
    dark) expect_in answers "background rgb(20, 23, 27)" ;;
    esac
}

# expect_screenshot FILE LIGHT: the browser draws something.
expect_screenshot() {
    browse "$2" --window-size=1300,900 --screenshot="$scratch/shot.png" "file://$scratch/$1"
    [ "$(head -c 4 shot.png | tail -c 3)" = PNG ] || broken "there is no screenshot: $(tail -n 3 browser)"
    # Of one colour it would take far less.
    [ "$(wc -c <shot.png)" -gt 10000 ] || broken "the screenshot shows nothing"
}
