# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The words that tests are written in. Sourced by check.sh. After each `run...` a test finds the standard
# output in the file `out`, the standard error in `err`, and the exit status in $status (128 + signal).

# Every test has a folder of its own, and an environment in which nothing steers Vulkan or the fakes.
enter_scratch() {
    local name
    for name in $(compgen -e); do
        case $name in
        VK_* | OMMREF_* | OMMCTS_* | FAKE_* | DEQP_* | GTEST_* | CI_* | MESA_* | LC_* | LANG | LANGUAGE) unset "$name" ;;
        esac
    done
    export LC_ALL=C
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/selftest.XXXXXX") || exit 99
    trap leave_scratch EXIT
    cd "$scratch" || exit 99
    mkdir records
    export FAKE_SCRATCH=$scratch/records
    last_command='(nothing ran yet)'
}

# Also ends the processes that fake cases left behind on purpose: they recorded their numbers.
leave_scratch() {
    local pid
    for pid in $(cat records/leaked_* records/hangs_with_child 2>/dev/null); do
        kill -KILL "$pid" 2>/dev/null
    done
    cd / && rm -rf "$scratch"
}

# --- running -------------------------------------------------------------------------------------

# No test may hang: seconds for one command. Generous, because machines are busy and sanitizers slow.
limit=60

run_command() {
    last_command="$*"
    timeout --kill-after=2 "$limit" "$@" >out 2>err </dev/null
    status=$?
    if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
        broken "it did not end within $limit seconds"
    fi
}

# `ommcts run` of the fake suite, with its standard output checked against the protocol.
run_suite() {
    run_command "$SELFTEST_PROGRAMS/fake_suite" run "$@"
    check_protocol
}

# Any other command of the fake suite: list, explain, devices, --help, ...
run_fake() {
    run_command "$SELFTEST_PROGRAMS/fake_suite" "$@"
}

# The real binary with the real backend.
run_ommcts() {
    [ -x "$OMMCTS" ] || skip_test "the binary $OMMCTS is not built"
    run_command "$OMMCTS" "$@"
}

# The fake suite in the background: sets $runner. Ends with finish_runner.
start_suite() {
    last_command="fake_suite run $* (in the background)"
    "$SELFTEST_PROGRAMS/fake_suite" run "$@" >out 2>err </dev/null &
    runner=$!
}

finish_runner() {
    local tries
    for tries in $(seq 200); do
        kill -0 "$runner" 2>/dev/null || break
        sleep 0.1
        [ "$tries" -lt 200 ] || { kill -KILL "$runner"; broken "the runner did not end in 20 seconds"; }
    done
    wait "$runner"
    status=$?
}

# Waits until a fake case has recorded a line in the file $1.
wait_for_record() {
    local tries
    for tries in $(seq 200); do
        [ -s "records/$1" ] && return
        sleep 0.05
    done
    broken "no case recorded anything in $1 within 10 seconds (${tries} tries)"
}

# Waits until the process $1 is gone (a zombie that nobody has reaped yet counts as gone).
wait_until_gone() {
    local tries
    for tries in $(seq 100); do
        [ -r "/proc/$1/stat" ] || return 0
        [ "$(sed 's/.*) \(.\).*/\1/' "/proc/$1/stat" 2>/dev/null)" = Z ] && return 0
        sleep 0.05
    done
    broken "process $1 is still there 5 seconds later (${tries} tries)"
}

# --- judging -------------------------------------------------------------------------------------

# Whether the fake programs report memory errors themselves, and so end with another status.
is_sanitized() {
    grep -q -a -E "__(asan|tsan)_init" "$SELFTEST_PROGRAMS/fake_suite"
}

# Ends the test as failed, with everything a reader needs to see why.
broken() {
    {
        echo "$topic.$name: $1"
        echo "  command: $last_command"
        echo "  exit status: ${status:-(none)}"
        show_file "standard output" out
        show_file "standard error" err
    } >&2
    exit 1
}

show_file() {
    [ -s "$2" ] || return
    echo "--- $1 (first 60 lines)"
    head -n 60 "$2" | cut -c 1-300 | cat -v
}

skip_test() {
    echo "$topic.$name: skipped: $1" >&2
    exit 77
}

expect_exit() {
    [ "$status" -eq "$1" ] || broken "expected exit status $1, got $status"
}

# expect_in FILE TEXT...: every TEXT stands in FILE, as it is.
expect_in() {
    local file=$1 text
    shift
    for text in "$@"; do
        grep -a -q -F -e "$text" "$file" || broken "expected in $file: $text"
    done
}

expect_not_in() {
    local file=$1 text
    shift
    for text in "$@"; do
        ! grep -a -q -F -e "$text" "$file" || broken "did not expect in $file: $text"
    done
}

# expect_match FILE REGEX: some line of FILE matches the extended regular expression.
expect_match() {
    grep -a -q -E -e "$2" "$1" || broken "expected in $1 a line that matches: $2"
}

expect_equal() {
    [ "$1" = "$2" ] || broken "$3: expected '$1', got '$2'"
}

expect_empty() {
    [ ! -s "$1" ] || broken "expected nothing in $1"
}

# Compares the file $1 with the lines on standard input.
expect_lines() {
    cat >expected
    diff expected "$1" >difference || {
        cat difference >&2
        broken "$1 is not what was expected (< expected, > got)"
    }
}

# The verdicts of the run, one "name,Status" per line in the order of the protocol, without the "omm.".
expect_verdicts() {
    cut -d, -f1,2 verdicts | sed 's/^omm\.//' >short
    expect_lines short
}

# expect_message CASE TEXT: the protocol says TEXT in the parentheses after CASE's status.
expect_message() {
    grep -a -F -e "omm.$1," verdicts >line || broken "there is no verdict for omm.$1"
    expect_in line "$2"
}

# Compares FILE, with whatever differs from run to run replaced, with golden/TOPIC.NAME.FILE.
expect_golden() {
    local golden
    golden=$here/golden/$topic.$name.$(basename "$1")
    sed -E -e "s|$scratch|SCRATCH|g" -e "s|$SELFTEST_PROGRAMS|PROGRAMS|g" -e "s|$source_root|SOURCE|g" \
        -f "$here/normalise.sed" "$1" >normal
    if [ "${UPDATE_GOLDEN:-}" ]; then
        cp normal "$golden"
    fi
    diff -u "$golden" normal >difference || {
        cat difference >&2
        broken "$1 differs from golden/$(basename "$golden") (UPDATE_GOLDEN=1 rewrites it)"
    }
}

# --- reports -------------------------------------------------------------------------------------

# Reads `out` as deqp-runner does, and stricter; leaves "name,Status,message" lines in `verdicts`.
check_protocol() {
    : >verdicts
    case $status in 2 | 99) [ -s out ] || return 0 ;; esac
    iconv -f UTF-8 -t UTF-8 out >/dev/null 2>&1 || broken "standard output is not UTF-8"
    awk -f "$here/deqp_parse.awk" out >verdicts 2>protocol ||
        broken "standard output breaks the protocol: $(cat protocol)"
}

# xpath FILE EXPRESSION: the value of an XPath expression in an XML file.
xpath() {
    xmllint --nonet --xpath "$2" "$1" 2>/dev/null
}

# expect_xpath FILE EXPRESSION: the expression is true there.
expect_xpath() {
    [ "$(xpath "$1" "boolean($2)")" = true ] || broken "in $1 this is not true: $2"
}

# The rules that every JUnit file of ours keeps, whatever ran.
check_junit() {
    xmllint --nonet --noout "$1" 2>problem || broken "$1 is not well-formed: $(head -n 3 problem)"
    check_junit_counts "$1"
    check_junit_names "$1"
    check_junit_reasons "$1"
    check_junit_times "$1"
    [ ! -e "$1.tmp" ] || broken "$1.tmp was left behind"
}

check_junit_counts() {
    local counter
    expect_xpath "$1" "/testsuites/testsuite"
    expect_xpath "$1" "not(//testsuite//testsuite)"
    expect_xpath "$1" "/testsuites/@tests = count(//testcase)"
    expect_xpath "$1" "sum(//testsuite/@tests) = count(//testcase)"
    expect_xpath "$1" "not(//testsuite[@tests != count(testcase)])"
    for counter in failure:failures error:errors; do
        expect_xpath "$1" "/testsuites/@${counter#*:} = count(//testcase/${counter%:*})"
        expect_xpath "$1" "not(//testsuite[@${counter#*:} != count(testcase/${counter%:*})])"
    done
    expect_xpath "$1" "not(//testsuite[@skipped != count(testcase/skipped)])"
    expect_xpath "$1" "not(//testsuite[not(@skipped) or not(@name) or not(@time)])"
    expect_xpath "$1" "not(//testcase[count(failure | error | skipped) > 1])"
}

check_junit_names() {
    expect_xpath "$1" "not(//testcase[not(@name) or not(@classname) or @name = '' or @classname = ''])"
    xpath "$1" "//testcase/@classname | //testcase/@name" | paste - - | sort | uniq -d >twice
    [ ! -s twice ] || broken "$1 has these names twice: $(cat twice)"
}

# GitLab shows the text of the element, Jenkins and GitHub the attribute.
check_junit_reasons() {
    local kind="(//failure | //error | //skipped)"
    expect_xpath "$1" "not(${kind}[normalize-space(@message) = ''])"
    expect_xpath "$1" "not(${kind}[normalize-space(.) = ''])"
    expect_xpath "$1" "not((//failure | //error)[not(@type)])"
}

check_junit_times() {
    xpath "$1" "//@time" | grep -v -E '^ time="[0-9]+\.[0-9]{3,}"$' >odd
    [ ! -s odd ] || broken "$1 has odd times: $(head -n 3 odd)"
    expect_match "$1" 'timestamp="[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}'
}
