# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Surroundings that mean no good: no memory, no descriptors, full and read-only disks, no HOME, names and strings without
# end. The run ends with a sentence and a status, and whatever report is there is whole.

# The suite with every report on.
run_reported() {
    run_suite --output run --qpa --html run/page.html "$@"
}

# What is there of the reports in FOLDER is valid, for whoever reads it next.
check_reports() {
    [ ! -e "$1/junit.xml" ] || check_junit "$1/junit.xml"
    local page
    for page in "$1/page.html" "$1/../page.html"; do
        # Cut short, it would lack its end.
        [ ! -e "$page" ] || grep -q '</html>' "$page" || broken "$page is no whole page"
    done
    [ ! -e "$1/results.json" ] || jq -e . "$1/results.json" >/dev/null 2>&1 || broken "$1/results.json is no JSON"
    [ ! -e "$1/run.qpa" ] || check_qpa "$1/run.qpa"
    local file
    for file in results.csv failures.csv; do
        [ ! -e "$1/$file" ] || ! grep -v -E '^[^,]+,[A-Za-z]+(\([A-Za-z]+\))?(,[0-9.]+)?$' "$1/$file" >odd ||
            broken "$1/$file has odd lines: $(head -n 2 odd)"
    done
    check_bytes "$1"
}

# No byte that ends a reader or steers a terminal, in any text file.
check_bytes() {
    local file
    while IFS= read -r file; do
        iconv -f UTF-8 -t UTF-8 "$file" >/dev/null 2>&1 || broken "$file is not UTF-8"
        ! grep -q -P '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]' "$file" || broken "$file has control bytes"
    done < <(find "$1" -type f 2>/dev/null)
}

# Each block of a QPA log is XML of its own.
check_qpa() {
    awk '/^#beginTestCaseResult/ { n++; inside = 1; next } /^#(end|terminate)TestCaseResult/ { inside = 0 }
         inside { print > ("block." n) }' "$1"
    local block
    for block in block.*; do
        [ ! -e "$block" ] || xmllint --nonet --noout "$block" 2>problem || broken "$1: $block: $(head -n 3 problem)"
    done
    rm -f block.*
}

test_strings_without_end() {
    export FAKE_DEVICES=endless
    run_reported -n 'omm.verdict.plain.*'
    expect_exit 1
    check_reports run
    [ "$(du -sk run | cut -f 1)" -lt 2000 ] || broken "a driver's endless strings make endless reports"
    [ "$(wc -c <err)" -lt 20000 ] || broken "a driver's endless strings flood the terminal"
    run_fake devices
    expect_exit 0
    [ "$(wc -c <out)" -lt 20000 ] || broken "a driver's endless strings flood the table"
}

test_bytes_of_all_kinds() {
    export FAKE_DEVICES=bad_bytes
    run_reported -n 'omm.output.loud.bad_bytes_*,omm.output.loud.looks_like_protocol,omm.output.loud.odd_messages'
    expect_exit 1
    check_reports run
}

test_megabytes() {
    run_reported -n 'omm.output.loud.megabyte_*'
    expect_exit 1
    check_reports run
    [ "$(du -sk run | cut -f 1)" -lt 4000 ] || broken "megabytes of output make megabytes of reports"
}

test_no_home() {
    HOME=/proc/nowhere XDG_CONFIG_HOME=/proc/nowhere XDG_CACHE_HOME=/proc/nowhere XDG_DATA_HOME=/proc/nowhere \
        TMPDIR=/proc/nowhere run_reported -n omm.verdict.plain.pass
    expect_exit 0
    check_reports run
    HOME=/proc/nowhere TMPDIR=/proc/nowhere XDG_CACHE_HOME=/proc/nowhere \
        run_ommcts run --reference -n 'omm.roundtrip.copies.*'
    expect_exit 0
}

# A folder that nobody can write to, also not root.
mount_small_disk() {
    [ "$(id -u)" -eq 0 ] || skip_test "only root can mount a disk"
    mkdir disk
    mount -t tmpfs -o size="$1" none disk 2>/dev/null || skip_test "no tmpfs can be mounted here"
    trap 'umount -l "$scratch/disk"; leave_scratch' EXIT
}

test_read_only_tree() {
    mount_small_disk 64m
    cp "$SELFTEST_PROGRAMS/fake_suite" disk/
    mount -o remount,ro "$scratch/disk" || skip_test "no disk can be made read-only here"
    mkdir -p elsewhere
    # Installed and started where nothing can be written: reports elsewhere work, there they are refused at the start.
    run_command bash -c "cd disk && exec ./fake_suite run -n omm.verdict.plain.pass,omm.crash.signals.aborts \
        --output '$scratch/elsewhere/run'"
    expect_exit 1
    check_reports elsewhere/run
    run_command bash -c "cd disk && exec ./fake_suite run -n omm.verdict.plain.pass --output run"
    expect_exit 2
    expect_in err run "ead-only"
    expect_empty out
}

# A disk that fills up while the suite runs.
test_full_disk() {
    local size
    for size in 16k 64k 256k; do
        (
            mount_small_disk $size
            run_suite --output disk/run --qpa --html disk/page.html -n 'omm.output.loud.megabyte_*,omm.verdict.plain.*'
            [ "$status" -ne 0 ] || broken "reports that could not be written must not exit 0"
            expect_in err disk/
            check_reports disk/run
            umount -l disk
            trap - EXIT
        ) || exit
        rmdir disk
    done
}

# From far too little memory to nearly enough: never a crash of the runner, never a half report.
test_little_memory() {
    ! is_sanitized || skip_test "sanitizers need all addresses there are"
    local kilobytes
    for kilobytes in 20000 26000 32000 40000 60000 90000; do
        rm -rf run page.html
        run_command bash -c "ulimit -v $kilobytes; exec \"\$@\"" bash "$SELFTEST_PROGRAMS/fake_suite" run --output run --qpa \
            --html page.html -n 'omm.verdict.plain.*,omm.output.loud.megabyte_*'
        # 127: the system could not even load it.
        case $status in
        1 | 2 | 99 | 127) ;;
        *) broken "with $kilobytes KiB it must end by a sentence" ;;
        esac
        [ -s err ] || broken "with $kilobytes KiB it said nothing"
        check_reports run
    done
}

test_few_descriptors() {
    ! is_sanitized || skip_test "sanitizers open files of their own"
    local count
    for count in 3 4 5 6 8 10 12 16; do
        rm -rf run
        run_command bash -c "ulimit -n $count; exec \"\$@\"" bash "$SELFTEST_PROGRAMS/fake_suite" run --output run \
            -n 'omm.verdict.plain.*' -j 2
        case $status in
        1 | 2 | 99 | 127) ;;
        *) broken "with $count descriptors it must end by a sentence" ;;
        esac
        [ -s err ] || broken "with $count descriptors it said nothing"
        check_reports run
    done
}

test_names_without_end() {
    local long
    long=$(head -c 100000 /dev/zero | tr '\0' x)
    run_suite -n "omm.$long"
    expect_exit 2
    run_suite -n omm.verdict.plain.pass --output "$long"
    expect_exit 2
    expect_in err "too long"
    run_suite -n omm.verdict.plain.pass --device "$long"
    expect_exit 2
    run_suite --icd "$long.json" -n omm.verdict.plain.pass
    expect_exit 2
    run_fake explain "$long"
    expect_exit 2
    run_fake "--$long"
    expect_exit 2
}

# A list that is no list.
test_lists_without_end() {
    {
        echo omm.verdict.plain.pass
        head -c 1000000 /dev/zero | tr '\0' x
        echo
        head -c 1000 /dev/urandom | tr -d '\n#{,\0'
        echo
    } >list
    run_reported -f list
    expect_exit 1
    check_reports run
    expect_match verdicts '^omm.verdict.plain.pass,Pass'
}
