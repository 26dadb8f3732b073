# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Options and commands: what is wrong is said, with the way out, and the exit code is 2.

expect_usage_error() {
    expect_exit 2
    expect_empty out
    [ -s err ] || broken "nothing was said about what is wrong"
    expect_match err "(--help|help)"
}

test_unknown_option() {
    run_fake run --frobnicate
    expect_usage_error
    expect_in err --frobnicate
}

test_option_with_a_slip() {
    run_fake run --timeot 5
    expect_usage_error
    expect_in err "did you mean this?" "--timeout SECONDS"
    run_fake run --quiet=yes
    expect_usage_error
    expect_in err "--quiet wants no value, not 'yes'"
}

test_unknown_command() {
    run_fake dance
    expect_usage_error
    expect_in err dance
}

test_option_given_twice() {
    run_suite --seed 1 --seed 2 -n omm.verdict.plain.pass -n omm.verdict.plain.skip
    expect_exit 0
    expect_in err "(seed 2)"
    expect_equal 2 "$(wc -l <verdicts)" "cases"
}

test_missing_value() {
    run_fake run --timeout
    expect_usage_error
    expect_in err --timeout
}

bad_value() {
    run_fake run "$1" "$2" -n omm.verdict.plain.pass
    expect_exit 2
    expect_empty out
    expect_in err "$1" "$2"
}

test_bad_values() {
    bad_value -j 0
    bad_value -j many
    bad_value --timeout soon
    bad_value --timeout -1
    bad_value --timeout nan
    bad_value --timeout-multiplier x
    bad_value --isolate sometimes
    bad_value --layers all
    bad_value --repeat never
    bad_value --repeat 0
    bad_value --seed z
    bad_value --device ""
}

test_bad_values_with_equals() {
    run_fake run --isolate=sometimes
    expect_exit 2
    expect_in err sometimes worker case none
}

test_help_of_every_command() {
    local command
    for command in run list devices explain bisect; do
        run_fake "$command" --help
        expect_exit 0
        expect_in out "$command"
        expect_empty err
    done
}

test_help() {
    run_fake --help
    expect_exit 0
    expect_in out run list devices explain 77
}

test_full_disk() {
    local command
    [ -e /dev/full ] || skip_test "there is no /dev/full"
    for command in --help --version 'merge --help' list devices 'explain omm.verdict.plain.pass' 'bisect omm.verdict.plain.fail'; do
        last_command="fake_suite $command >/dev/full"
        # shellcheck disable=SC2086 # a command and its argument
        "$SELFTEST_PROGRAMS/fake_suite" $command >/dev/full 2>err
        status=$?
        expect_exit 1
        expect_match err "^ommcts: the .* can't be written: No space left on device$"
    done
}

test_version() {
    run_fake --version
    expect_exit 0
    expect_match out "[0-9]+\.[0-9]+"
}

test_run_is_the_default_command() {
    run_fake -n omm.verdict.plain.pass
    check_protocol
    expect_exit 0
    expect_verdicts <<<"verdict.plain.pass,Pass"
}

test_list() {
    run_fake list
    expect_exit 0
    expect_golden out
}

test_list_needs_no_driver() {
    export FAKE_DEVICES=no_loader
    run_fake list -n 'omm.order.crash_first.*'
    expect_exit 0
    expect_lines out <<EOF
omm.order.crash_first.a
omm.order.crash_first.b
omm.order.crash_first.c
EOF
}

test_list_takes_the_selection() {
    run_fake list -n 'omm.order.*' -e '*numbered*,*crash_middle*,*crash_last*'
    expect_exit 0
    expect_equal 3 "$(wc -l <out)" "names"
}

test_explain() {
    export FAKE_DEVICES=no_loader
    run_fake explain omm.verdict.plain.pass
    expect_exit 0
    expect_in out "Checks something true." A001 VUID-fake-00001 "verdict/plain.c:"
}

test_explain_parameter() {
    run_fake explain omm.input.shapes.parameter.l3_s4
    expect_exit 0
    expect_in out "Gets the element that its name names." l3_s4 "input/shapes.c:"
}

test_explain_needs() {
    run_fake explain omm.device.needs.host_commands
    expect_in out micromapHostCommands
}

test_explain_unknown_case() {
    run_fake explain omm.no.such.case
    expect_exit 2
    expect_in err omm.no.such.case
}

test_explain_without_a_case() {
    run_fake explain
    expect_exit 2
}

# What deqp-runner puts on its command line, word for word.
test_deqp_runner_command_line() {
    echo omm.verdict.plain.pass >list
    export DEQP_RUNNER_THREAD=0 MESA_DEBUG=silent
    run_fake --deqp-caselist-file="$scratch/list" --deqp-log-filename="$scratch/c0.r0.qpa" \
        --deqp-log-flush=disable --deqp-shadercache-filename="$scratch/t0.shader_cache" \
        --deqp-shadercache-truncate=disable
    check_protocol
    expect_exit 0
    expect_verdicts <<<"verdict.plain.pass,Pass"
}

test_icd_that_is_not_there() {
    run_suite --icd no-such.json -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err no-such.json
    expect_empty out
}

test_icd_that_is_no_json() {
    echo '{"ICD": {' >broken.json
    run_suite --icd broken.json -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err broken.json
    expect_empty out
}

test_icd_without_library_path() {
    echo '{"file_format_version": "1.0.0", "ICD": {"api_version": "1.3.0"}}' >odd.json
    run_suite --icd odd.json -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err odd.json library_path
}

test_icd_whose_library_is_missing() {
    echo '{"file_format_version": "1.0.0", "ICD": {"library_path": "./missing.so", "api_version": "1.3.0"}}' \
        >lost.json
    run_suite --icd lost.json -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err lost.json missing.so
    expect_empty out
}

test_icd_and_reference_exclude_each_other() {
    run_suite --icd some.json --reference -n omm.verdict.plain.pass
    expect_exit 2
}

test_caselist_mode_of_deqp() {
    run_fake --deqp-runmode=stdout-caselist -n 'omm.order.crash_first.*'
    expect_exit 0
    expect_in out "TEST: omm.order.crash_first.a" "GROUP: omm.order"
}

test_options_of_deqp_that_mean_nothing_here() {
    run_suite --deqp-surface-type=fbo --deqp-vk-library-path lib.so -n omm.verdict.plain.pass
    expect_exit 0
    expect_in err --deqp-surface-type
}

# The watchdog of the Vulkan CTS is our time limit, on unless it is switched off; what --timeout says goes first.
test_watchdog_of_the_vulkan_cts() {
    local way
    for way in "--deqp-watchdog=enable --timeout 1" "--timeout 1 --deqp-watchdog disable"; do
        run_suite $way -n omm.hang.forever.plain
        expect_exit 1
        expect_verdicts <<<"hang.forever.plain,Timeout"
    done
    run_fake bisect --deqp-watchdog=disable --timeout 1 omm.hang.forever.plain
    expect_in out Timeout
    bad_value --deqp-watchdog on
    bad_value --deqp-terminate-on-fail never
}

# Nothing says how long a limit is but what runs into one: with a hundredth of a second, a sleep does.
test_watchdog_switched_off() {
    run_suite --timeout-multiplier 0.0001 -n omm.hang.forever.plain
    expect_verdicts <<<"hang.forever.plain,Timeout"
    start_suite --timeout-multiplier 0.0001 --deqp-watchdog=disable -n omm.hang.forever.waits_for_signal
    wait_for_record waiting
    sleep 0.3
    kill -TERM "$runner"
    finish_runner
    expect_in out "ABORTED!"
    expect_not_in out "Timeout ("
}

test_terminate_on_fail_of_the_vulkan_cts() {
    run_suite --deqp-terminate-on-fail=enable -n 'omm.verdict.plain.*'
    expect_exit 1
    expect_equal "$(grep -n Fail verdicts | head -n 1 | cut -d: -f1)" "$(wc -l <verdicts)" "cases up to the first failure"
    expect_in out "ABORTED!"
    run_suite --deqp-terminate-on-fail=enable --max-fails 2 -n 'omm.verdict.plain.*'
    expect_equal 2 "$(grep -c Fail verdicts)" "failures"
}

test_quiet_says_only_what_is_unexpected() {
    run_suite -q -n omm.verdict.plain.pass,omm.verdict.plain.skip
    expect_exit 0
    expect_empty err
    run_suite -q -n omm.verdict.plain.fail,omm.verdict.plain.skip
    expect_exit 1
    expect_in err omm.verdict.plain.fail
    expect_not_in err "no such moon"
}

test_no_progress_without_a_terminal() {
    run_suite -n 'omm.order.numbered.*'
    ! grep -q -P '\r|\x1b' err || broken "a log is no terminal"
}
