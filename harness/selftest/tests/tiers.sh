# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The lists of data/caselists, which --tier reads.

lists=$source_root/data/caselists

test_up_to_date() {
    [ -x "$OMMCTS" ] || skip_test "the binary $OMMCTS is not built"
    run_command "$source_root/scripts/tier-lists" --check --ommcts "$OMMCTS"
    expect_exit 0
}

test_full_is_what_list_prints() {
    run_ommcts list
    expect_exit 0
    diff "$lists/full.txt" out >difference || broken "full.txt is not 'ommcts list': $(head -n 5 difference)"
    run_ommcts list --tier full
    diff "$lists/full.txt" out >difference || broken "--tier full is another list"
}

test_each_holds_the_one_before() {
    local tier
    for tier in smoke quick full; do
        grep -n -v -x -E 'omm(\.[A-Za-z0-9_]+){2,}' "$lists/$tier.txt" >odd
        expect_empty odd
        LC_ALL=C sort -c -u "$lists/$tier.txt" || broken "$tier.txt is not sorted"
    done
    comm -23 "$lists/smoke.txt" "$lists/quick.txt" >odd
    expect_empty odd
    comm -23 "$lists/quick.txt" "$lists/full.txt" >odd
    expect_empty odd
}

# families LIST PARTS: its names cut off behind so many parts.
families() {
    cut -d. -f "1-$2" "$lists/$1.txt" | sort -u
}

test_no_file_and_no_case_is_left_out() {
    diff <(families smoke 3) <(families full 3) >difference || broken "smoke.txt: $(head -n 5 difference)"
    diff <(families quick 4) <(families full 4) >difference || broken "quick.txt: $(head -n 5 difference)"
}

test_smoke_runs() {
    run_ommcts run --reference --tier smoke -j 2
    [ "$status" -ne 77 ] || skip_test "no case can run here: $(head -n 1 err)"
    check_protocol
    expect_exit 0
    cut -d, -f1 verdicts | diff "$lists/smoke.txt" - >difference || broken "other cases ran: $(head -n 5 difference)"
}

test_unknown_tier() {
    run_fake list --tier huge
    expect_exit 2
    expect_in err "'smoke', 'quick' or 'full', not 'huge'"
}

test_tier_combines_with_globs() {
    run_ommcts list --tier quick -n 'omm.serialize.*' -e '*bounds*'
    expect_exit 0
    grep '^omm\.serialize\.' "$lists/quick.txt" | grep -v bounds >wanted
    diff wanted out >difference || broken "the names are others: $(head -n 5 difference)"
}
