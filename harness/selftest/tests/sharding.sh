# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# One selection shared out among several runs, and its order.

all='omm.order.*,omm.verdict.plain.*'

# expect_shares FILE...: together the lists are that of $all, none has a name of another, and their lengths differ by
# one at most.
expect_shares() {
    local shortest longest
    run_fake list -n "$all"
    sort "$@" >joined
    sort out >whole
    diff whole joined >difference || broken "the shares are not the whole: $(cat difference)"
    shortest=$(wc -l "$@" | grep -v total | sort -n | awk 'NR == 1 { print $1 }')
    longest=$(wc -l "$@" | grep -v total | sort -n | awk 'END { print $1 }')
    [ $((longest - shortest)) -le 1 ] || broken "the shares have $shortest to $longest cases"
}

test_fraction_options() {
    local k
    for k in 1 2 3; do
        run_fake list --fraction 3 --fraction-start "$k" -n "$all"
        expect_exit 0
        mv out "share$k"
        run_fake list --deqp-fraction "$((k - 1)),3" -n "$all"
        diff out "share$k" || broken "--deqp-fraction $((k - 1)),3 differs from --fraction-start $k"
    done
    expect_shares share1 share2 share3
}

test_fraction_starts_with_the_first() {
    run_fake list --fraction 4 -n "$all"
    mv out first
    run_fake list --deqp-fraction=0,4 -n "$all"
    diff out first || broken "--fraction 4 alone is not the first share"
}

test_variables_of_ci() {
    local k
    export CI_NODE_TOTAL=4 CI_NODE_INDEX
    for k in 1 2 3 4; do
        CI_NODE_INDEX=$k run_fake list -n "$all"
        expect_exit 0
        expect_in err "share $k of 4 (CI_NODE_INDEX, CI_NODE_TOTAL)"
        mv out "share$k"
    done
    unset CI_NODE_TOTAL CI_NODE_INDEX
    expect_shares share1 share2 share3 share4
}

test_variables_of_googletest() {
    local k
    export GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX GTEST_SHARD_STATUS_FILE=$PWD/status_file
    for k in 0 1; do
        rm -f status_file
        GTEST_SHARD_INDEX=$k run_suite -n 'omm.order.numbered.*'
        expect_exit 0
        [ -e status_file ] || broken "GTEST_SHARD_STATUS_FILE was not made"
        cut -d, -f1 verdicts >"share$k"
    done
    unset GTEST_TOTAL_SHARDS GTEST_SHARD_INDEX
    all='omm.order.numbered.*'
    expect_shares share0 share1
}

test_options_overrule_variables() {
    export CI_NODE_TOTAL=2 CI_NODE_INDEX=2
    run_fake list --fraction 1 -n "$all"
    cp out whole
    CI_NODE_TOTAL=1 run_fake list -n "$all"
    diff out whole || broken "--fraction 1 is not everything"
    expect_match whole verdict.plain.pass
}

test_no_share_of_what_is_named_or_listed_by_deqp_runner() {
    export CI_NODE_TOTAL=2 CI_NODE_INDEX=2
    run_fake list -n omm.verdict.plain.pass
    expect_lines out <<<omm.verdict.plain.pass
    run_fake list -n 'omm.order.numbered.*'
    expect_equal 4 "$(wc -l <out)" "cases of the share"
    DEQP_RUNNER_THREAD=0 run_fake list -n 'omm.order.numbered.*'
    expect_equal 8 "$(wc -l <out)" "cases under deqp-runner"
}

test_bad_variables() {
    export CI_NODE_TOTAL=2
    run_suite -n "$all"
    expect_exit 2
    expect_in err "CI_NODE_INDEX is not set, but has to be a number from 1 to 2"
    CI_NODE_INDEX=3 run_suite -n "$all"
    expect_exit 2
    expect_in err "CI_NODE_INDEX is '3', but has to be a number from 1 to 2"
    CI_NODE_TOTAL=x run_suite -n "$all"
    expect_exit 2
    expect_in err "CI_NODE_TOTAL is 'x'"
}

test_bad_options() {
    run_suite --fraction-start 2 -n "$all"
    expect_exit 2
    run_suite --fraction 2 --fraction-start 3 -n "$all"
    expect_exit 2
    run_suite --fraction 0 -n "$all"
    expect_exit 2
    run_suite --fraction 2 --deqp-fraction 0,2 -n "$all"
    expect_exit 2
    expect_in err "--fraction and --deqp-fraction"
}

test_shuffle() {
    run_fake list -n "$all"
    cp out sorted
    run_fake list --shuffle 1 -n "$all"
    cp out first
    run_fake list --shuffle 1 -n "$all"
    diff out first || broken "the same seed gave another order"
    run_fake list --shuffle 2 -n "$all"
    ! diff out first >difference || broken "another seed gave the same order"
    sort out >again
    sort sorted | diff - again || broken "shuffling changed what is selected"
    ! diff out sorted >difference || broken "nothing was shuffled"
}

test_shuffled_run_has_the_order_of_list() {
    run_fake list --shuffle 7 -n 'omm.order.numbered.*'
    cp out listed
    run_suite --shuffle 7 -j 3 -n 'omm.order.numbered.*'
    expect_exit 0
    cut -d, -f1 verdicts | diff listed - || broken "the run had another order"
}

test_allow_unknown() {
    printf 'omm.verdict.plain.pass\nomm.no.such.case\n' >list
    run_suite --allow-unknown -f list
    expect_exit 0
    expect_in err "list:2: there is no case 'omm.no.such.case'; passed over"
    expect_verdicts <<<"verdict.plain.pass,Pass"
}
