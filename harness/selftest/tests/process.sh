# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Who shares a process with whom, and what a worker finds around itself.

# The process that recorded the letter $1 first.
process_of() {
    sed -n "s/^$1 //p" records/pids | head -n 1
}

test_worker_runs_many_cases() {
    run_suite -n 'omm.process.sharing.*'
    expect_equal "$(process_of a)" "$(process_of b)" "process of a and b"
}

test_own_process() {
    run_suite -n 'omm.process.sharing.[a-d]*'
    expect_exit 0
    expect_equal 1 "$(grep -c " $(process_of c)\$" records/pids)" "cases in the process of c"
}

test_red_verdict_retires_the_worker() {
    run_suite -n omm.process.sharing.e_fails,omm.process.sharing.f_after_failure
    expect_exit 1
    expect_verdicts <<EOF
process.sharing.e_fails,Fail
process.sharing.f_after_failure,Pass
EOF
    [ "$(process_of e)" != "$(process_of f)" ] || broken "f ran in the process where e failed"
}

test_isolate_case() {
    run_suite --isolate case -n 'omm.process.sharing.[a-d]*'
    expect_exit 0
    expect_equal 4 "$(cut -d' ' -f2 records/pids | sort -u | wc -l)" "processes for four cases"
}

test_isolate_none() {
    start_suite --isolate none -n 'omm.process.sharing.[ab]*'
    finish_runner
    check_protocol
    expect_exit 0
    expect_equal "$runner" "$(process_of a)" "process of a"
    expect_equal "$runner" "$(process_of b)" "process of b"
}

# Runs the fake suite on a terminal of its own; its process number is in the file `runner`.
run_on_terminal() {
    command -v script >/dev/null || skip_test "script (util-linux) is not installed"
    run_command script -q -e -c "echo \$\$ >runner; exec $SELFTEST_PROGRAMS/fake_suite run $*" /dev/null
}

# Named in full and alone, on a terminal, a case runs where a debugger can follow.
test_one_case_by_hand() {
    run_on_terminal -n omm.process.sharing.a_first
    expect_exit 0
    expect_equal "$(cat runner)" "$(process_of a)" "process of a"
}

test_one_case_by_hand_that_crashes() {
    run_on_terminal -n omm.crash.signals.segv
    is_sanitized || expect_exit 139
    [ "$status" -ne 0 ] || broken "a crash must not exit 0"
    expect_in out SIGSEGV
}

test_one_case_by_hand_with_an_option_about_workers() {
    run_on_terminal -j 1 -n omm.process.sharing.a_first
    expect_exit 0
    [ "$(process_of a)" != "$(cat runner)" ] || broken "-j 1 did not bring a worker"
}

test_one_case_without_a_terminal() {
    start_suite -n omm.process.sharing.a_first
    finish_runner
    expect_exit 0
    [ "$(process_of a)" != "$runner" ] || broken "nobody follows, and yet there was no worker"
}

test_backend_is_closed() {
    run_suite -n 'omm.process.sharing.[ab]*'
    grep -q -x "$(process_of a)" records/closed || broken "the backend of the worker was never closed"
}

test_surroundings() {
    run_suite -n 'omm.process.surroundings.*'
    expect_exit 0
}

test_environment_by_default() {
    export VK_DRIVER_FILES=/mine.json
    run_suite -n omm.process.surroundings.environment
    expect_in records/environment "VK_DRIVER_FILES=/mine.json" "VK_LOADER_LAYERS_DISABLE=~implicit~"
}

test_environment_with_icd() {
    touch libfake.so
    echo '{"file_format_version": "1.0.0", "ICD": {"library_path": "./libfake.so", "api_version": "1.3.0"}}' \
        >fake.json
    run_suite --icd fake.json -n omm.process.surroundings.environment
    expect_exit 0
    # Old loaders know the second name only; the path is absolute, wherever the worker runs.
    expect_in records/environment "VK_DRIVER_FILES=$scratch/fake.json" \
        "VK_ICD_FILENAMES=$scratch/fake.json"
}

test_environment_with_implicit_layers() {
    run_suite --keep-implicit -n omm.process.surroundings.environment
    expect_in records/environment "VK_LOADER_LAYERS_DISABLE=(unset)"
}

test_wrapper() {
    printf '#!/bin/sh\necho "$@" >>%s/records/wrapped\nexec "$@"\n' "$scratch" >wrap
    chmod +x wrap
    run_suite --wrapper "$scratch/wrap" -n omm.verdict.plain.pass
    expect_exit 0
    expect_in records/wrapped fake_suite
}

test_wrapper_that_is_not_there() {
    run_suite --wrapper "$scratch/no-such-wrapper" -n omm.verdict.plain.pass
    expect_exit 2
    expect_empty out
    expect_in err "cannot start '$scratch/no-such-wrapper': No such file" "--wrapper '$scratch/no-such-wrapper' was to start them"
    run_suite --wrapper false -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err "ended before they served, the last with exit status 1; --wrapper 'false' was to start them"
}

test_gdb_that_is_not_there() {
    # Nothing else is missed without a PATH.
    run_command env PATH=/nonexistent "$SELFTEST_PROGRAMS/fake_suite" run --gdb --break-on-failure -n omm.verdict.plain.pass
    expect_exit 2
    expect_empty out
    expect_in err "cannot start 'gdb': No such file" "--gdb wants the program gdb"
}
