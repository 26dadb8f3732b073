# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Which cases run: globs, exclusions, lists, and what happens to names that nobody knows.

test_glob() {
    run_suite -n 'omm.order.crash_*.b,omm.verdict.plain.p*'
    expect_exit 1
    expect_verdicts <<EOF
order.crash_first.b,Pass
order.crash_last.b,Pass
order.crash_middle.b,Crash
verdict.plain.pass,Pass
EOF
}

test_long_option_names() {
    run_suite --deqp-case='omm.verdict.plain.*' --deqp-exclude-case '*fail*,*resource*,*not*,*no_*'
    expect_exit 0
    expect_verdicts <<EOF
verdict.plain.checked_by_hand,Pass
verdict.plain.pass,Pass
verdict.plain.quality_warning,QualityWarning
verdict.plain.skip,NotSupported
EOF
}

test_names_without_the_root() {
    run_suite -n verdict.plain.pass,order.crash_first.b
    expect_exit 0
    expect_verdicts <<EOF
order.crash_first.b,Pass
verdict.plain.pass,Pass
EOF
}

test_brackets_and_question_marks() {
    run_suite -n 'omm.order.numbered.slow_first.n[67],order.crash_first.?' -e '*.a'
    expect_exit 0
    expect_verdicts <<EOF
order.crash_first.b,Pass
order.crash_first.c,Pass
order.numbered.slow_first.n6,Pass
order.numbered.slow_first.n7,Pass
EOF
}

test_mistyped_name_gets_a_hint() {
    run_suite -n omm.verdict.plain.pas
    expect_exit 2
    expect_in err omm.verdict.plain.pass
}

test_glob_that_matches_nothing() {
    run_suite -n 'omm.verdict.plain.pass,omm.nothing.like.*'
    expect_exit 2
    expect_in err "omm.nothing.like.*"
}

test_everything_excluded() {
    run_suite -n omm.verdict.plain.pass -e '*'
    expect_exit 2
}

test_list_file() {
    printf 'omm.verdict.plain.pass\nomm.verdict.plain.skip\n' >list
    run_suite -f list
    expect_exit 0
    expect_verdicts <<EOF
verdict.plain.pass,Pass
verdict.plain.skip,NotSupported
EOF
}

test_list_file_of_a_windows_user() {
    printf "\xef\xbb\xbfomm.verdict.plain.pass\r\n" >list
    run_suite -f list
    expect_exit 0
    expect_verdicts <<<"verdict.plain.pass,Pass"
    printf '# a comment\r\n\r\nomm.verdict.plain.pass  \r\n   \r\nomm.verdict.plain.skip\r\n\n\n' >list
    run_suite --deqp-caselist-file=list
    expect_exit 0
    expect_verdicts <<EOF
verdict.plain.pass,Pass
verdict.plain.skip,NotSupported
EOF
}

# As some shells of Windows write them. What comes after the first such byte must not be left out in silence.
test_list_file_in_other_encodings() {
    printf 'omm.verdict.plain.pass\nomm.verdict.plain.fail\n' | iconv -f UTF-8 -t UTF-16 >list
    run_suite -f list
    expect_exit 2
    expect_empty out
    expect_in err "cannot read the case list 'list': it holds bytes that are 0, so it is no text in UTF-8"
    printf 'omm.verdict.plain.pass\n\0omm.verdict.plain.fail\n' >list
    run_suite -f list
    expect_exit 2
    expect_in err "bytes that are 0"
}

test_list_file_without_last_newline() {
    printf 'omm.verdict.plain.pass' >list
    run_suite -f list
    expect_exit 0
    expect_verdicts <<<"verdict.plain.pass,Pass"
}

test_list_file_keeps_its_order() {
    printf 'omm.verdict.plain.skip\nomm.verdict.plain.pass\nomm.order.crash_first.b\n' >list
    run_suite -j 3 -f list
    expect_exit 0
    expect_verdicts <<EOF
verdict.plain.skip,NotSupported
verdict.plain.pass,Pass
order.crash_first.b,Pass
EOF
}

test_list_on_stdin() {
    last_command="fake_suite run -f - (from a pipe)"
    echo omm.verdict.plain.pass | "$SELFTEST_PROGRAMS/fake_suite" run -f - >out 2>err
    status=$?
    check_protocol
    expect_exit 0
    expect_verdicts <<<"verdict.plain.pass,Pass"
}

test_all_options_combine() {
    printf 'omm.verdict.plain.pass\nomm.verdict.plain.skip\nomm.order.crash_first.b\n' >list
    run_suite -f list -n 'omm.verdict.*' -e '*skip'
    expect_exit 0
    expect_verdicts <<<"verdict.plain.pass,Pass"
}

test_unknown_name_in_list() {
    printf 'omm.verdict.plain.pass\nomm.no.such.case\nomm.order.crash_first.b\n' >list
    run_suite -f list --junit report.xml
    expect_exit 1
    expect_in err "list:2" "omm.no.such.case"
    expect_match verdicts "omm.no.such.case,InternalError"
    expect_match verdicts "omm.verdict.plain.pass,Pass"
    expect_match verdicts "omm.order.crash_first.b,Pass"
    check_junit report.xml
}

test_list_of_unknown_names_only() {
    echo omm.no.such.case >list
    run_suite -f list
    [ "$status" -eq 1 ] || [ "$status" -eq 2 ] || broken "expected exit status 1 or 2"
    expect_in err "list:1"
}

test_unreadable_list() {
    run_suite -f no-such-list
    expect_exit 2
    expect_in err no-such-list
    expect_empty out
}

test_list_is_a_folder() {
    mkdir folder
    run_suite -f folder
    expect_exit 2
    expect_in err folder
}

test_empty_list() {
    : >list
    run_suite -f list
    expect_exit 2
    expect_empty out
    expect_in err "nothing is selected: the list names no case"
    run_suite -f list -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err "-n, -e and -f together leave no case"
}

test_name_twice_in_list() {
    printf 'omm.verdict.plain.pass\nomm.verdict.plain.pass\n' >list
    run_suite -f list
    expect_equal 1 "$(wc -l <verdicts)" "verdicts"
}

test_order_is_that_of_list() {
    run_fake list -n 'omm.order.numbered.*,omm.verdict.plain.pass'
    cp out listed
    run_suite -j 4 -n 'omm.order.numbered.*,omm.verdict.plain.pass'
    expect_exit 0
    cut -d, -f1 verdicts >ran
    diff listed ran >difference || broken "the order differs from that of list: $(cat difference)"
}

test_order_does_not_depend_on_workers() {
    run_suite -j 1 -n 'omm.order.*'
    cut -d, -f1,2 verdicts >alone
    run_suite -j 4 -n 'omm.order.*'
    cut -d, -f1,2 verdicts >together
    diff alone together >difference || broken "four workers changed the order: $(cat difference)"
}

test_violations_only_when_asked() {
    run_suite -n 'omm.message.*'
    expect_not_in out violation
    expect_match verdicts "omm.message.layer.VUID_fake_00002.edge,"
}

test_violation_by_name() {
    run_fake list -n 'omm.message.layer.VUID_fake_00002.violation.*'
    expect_exit 0
    expect_lines out <<EOF
omm.message.layer.VUID_fake_00002.violation.khronos
omm.message.layer.VUID_fake_00002.violation.ommcts
EOF
}

test_violations_with_layers() {
    run_fake list --layers khronos -n 'omm.message.*'
    expect_in out omm.message.layer.VUID_fake_00002.violation.khronos
    expect_not_in out violation.ommcts
    run_fake list --layers both -n 'omm.message.*'
    expect_in out violation.khronos violation.ommcts
    run_fake list --layers none --reference -n 'omm.message.*'
    expect_not_in out violation
}

test_violation_named_for_another_layer_runs_all_the_same() {
    run_fake list --layers none -n 'omm.message.layer.VUID_fake_00002.violation.ommcts'
    expect_lines out <<<omm.message.layer.VUID_fake_00002.violation.ommcts
}

test_require() {
    run_suite -n 'omm.verdict.plain.pass,omm.verdict.plain.skip' --require 'omm.verdict.*'
    expect_exit 1
    expect_verdicts <<EOF
verdict.plain.pass,Pass
verdict.plain.skip,Fail
EOF
    expect_message verdict.plain.skip "there is no such moon"
}

test_require_elsewhere() {
    run_suite -n 'omm.verdict.plain.pass,omm.verdict.plain.skip' --require 'omm.verdict.plain.pass'
    expect_exit 0
}

test_require_when_there_is_no_loader() {
    export FAKE_DEVICES=no_loader
    run_suite -n 'omm.verdict.plain.pass' --require 'omm.verdict.*'
    expect_exit 1
}

test_fraction() {
    run_suite --deqp-fraction=1,3 -n 'omm.order.numbered.*'
    expect_exit 0
    expect_verdicts <<EOF
order.numbered.slow_first.n2,Pass
order.numbered.slow_first.n5,Pass
order.numbered.slow_first.n8,Pass
EOF
}

test_trie() {
    run_suite --deqp-caselist '{omm{verdict{plain{pass,skip}},order{crash_first{b}}}}'
    expect_exit 0
    expect_verdicts <<EOF
verdict.plain.pass,Pass
verdict.plain.skip,NotSupported
order.crash_first.b,Pass
EOF
}

test_trie_in_a_file() {
    echo '{omm{verdict{plain{pass,skip}}}}' >list
    run_suite -f list
    expect_exit 0
    expect_verdicts <<EOF
verdict.plain.pass,Pass
verdict.plain.skip,NotSupported
EOF
}

# Classes of Rust's regular expressions, which POSIX lacks.
test_classes_in_a_skip_list() {
    printf '%s\n' 'omm\.order\.numbered\.slow_first\Wn\d' 'omm\.order\.crash_first\.\D' >skips
    run_suite --skips skips -n 'omm.order.numbered.*,omm.order.crash_first.*,omm.verdict.plain.pass'
    expect_exit 0
    expect_equal 8 "$(grep -c 'slow_first.n[1-8],NotSupported' verdicts)" "cases that the first line skips"
    expect_equal 3 "$(grep -c 'crash_first.[abc],NotSupported' verdicts)" "cases that the second line skips"
    expect_match verdicts '^omm.verdict.plain.pass,Pass'
}

test_broken_trie() {
    run_suite --deqp-caselist '{omm{verdict'
    expect_exit 2
    expect_empty out
}

# selects_nothing WORDS [OPTION...]: what is wrong with the choice is said, and the way out.
selects_nothing() {
    local words=$1
    shift
    run_fake "$@"
    expect_exit 2
    expect_empty out
    expect_in err "$words"
}

test_mistakes_in_a_choice() {
    selects_nothing "what lies below it is 'omm.verdict.*'" run -n omm.verdict
    selects_nothing "nothing is left to this share" run --deqp-fraction 1,2 -n omm.verdict.plain.pass
    selects_nothing "wants I,N with I from 0 and below N, not '3'" run --deqp-fraction 3
    selects_nothing "cases are chosen with -n 'omm.verdict.*'" list 'omm.verdict.*'
}
