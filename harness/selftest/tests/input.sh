# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Parameters, and random numbers that depend on the seed and the case alone.

test_each_parameter_is_a_case() {
    run_suite -n 'omm.input.shapes.parameter.*'
    expect_exit 0
    sort -o records/parameters records/parameters
    expect_lines records/parameters <<EOF
l0_s2 0 0.5
l12_s2 12 2.5
l3_s4 3 1.5
EOF
}

test_case_without_parameters() {
    run_suite -n omm.input.shapes.no_parameter
    expect_exit 0
}

test_same_seed_same_numbers() {
    run_suite --seed 42 -n omm.input.shapes.random_a
    run_suite --seed 42 -n 'omm.input.shapes.*'
    run_suite --seed 42 -j 2 --isolate case -n 'omm.input.shapes.random_*'
    expect_exit 0
    expect_equal 3 "$(wc -l <records/random_a)" "runs"
    expect_equal 1 "$(sort -u records/random_a | wc -l)" "different number sequences"
}

test_other_seed_other_numbers() {
    run_suite --seed 42 -n omm.input.shapes.random_a
    run_suite --seed 43 -n omm.input.shapes.random_a
    expect_equal 2 "$(sort -u records/random_a | wc -l)" "different number sequences"
}

test_other_case_other_numbers() {
    run_suite --seed 42 -n 'omm.input.shapes.random_*'
    ! cmp -s records/random_a records/random_b || broken "two cases got the same numbers"
}

test_seed_is_reported() {
    run_suite --seed 42 -n omm.input.shapes.random_a --junit report.xml
    check_junit report.xml
    expect_xpath report.xml "//property[@name='seed' and @value='42']"
}

test_repeat() {
    run_suite --repeat 3 -n omm.input.shapes.random_a --junit report.xml
    expect_exit 0
    expect_equal 3 "$(wc -l <records/random_a)" "runs"
    check_junit report.xml
}

test_repeat_until_fail() {
    run_suite --repeat until-fail -n omm.verdict.memory.then_fail
    expect_exit 1
}
