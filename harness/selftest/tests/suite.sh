# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# LABEL suite
# The real binary on the reference driver, under each of its personalities: a Fail here is a false alarm of
# a case, or a bug of the driver.

limit=200

# Violations judge layers, each in a process of its own: one run with them (test_default) says all they can say.
conformance=(--deqp-exclude-case 'omm.vuid.*.violation*')

# run_reference PERSONALITY [OPTION...]
run_reference() {
    local personality=$1
    shift
    run_ommcts run "--reference=$personality" --junit report.xml --blobs blobs --artifacts artifacts "$@"
    check_protocol
    check_junit report.xml
}

# share N [TURN]: every N-th case, from the TURN-th; a third of that where a sanitizer slows them down.
share() {
    local shares=$1
    if is_sanitized; then shares=$((3 * shares)); fi
    echo "$((${2-0} % shares)),$shares"
}

# Nothing is red, and the cases that need what this personality has not are NotSupported.
expect_no_red() {
    expect_exit 0
    grep -v -E '^[^,]*,(Pass|NotSupported|QualityWarning),' verdicts >red
    expect_empty red
    [ -z "$(ls -A artifacts)" ] || broken "no case failed, but there are pictures: $(ls artifacts)"
    grep -q ,Pass, verdicts || broken "not one case passed"
}

count_of() {
    grep -c ",$1," verdicts
}

test_default() {
    local choice=()
    # The same bodies run under our own layer, and the other one has no sanitizer.
    if is_sanitized; then choice=(-e 'omm.vuid.*.violation*.khronos'); fi
    run_reference default -j 2 ${choice[@]+"${choice[@]}"}
    expect_no_red
    # Under the reference driver nothing may turn into a skip unnoticed: those that are in order have a golden
    # file. (Violations are skipped where the installed layer does not check them.)
    grep ,NotSupported, verdicts | grep -v -e '\.violation\.' -e 'a sanitizer is in the process' >skips
    expect_golden skips
}

test_never_defers() {
    run_reference never_defers -j 2 "${conformance[@]}" --deqp-fraction "$(share 2)"
    expect_no_red
}

test_always_defers() {
    run_reference always_defers -j 2 "${conformance[@]}" --deqp-fraction "$(share 2 1)"
    expect_no_red
}

# A missing barrier in a case shows here first.
test_weak() {
    run_reference weak -j 2 "${conformance[@]}" --deqp-fraction "$(share 1 2)"
    expect_no_red
}

test_no_host_commands() {
    run_reference no_host_commands -j 2 "${conformance[@]}"
    expect_no_red
    grep -q ',NotSupported,feature micromapHostCommands' verdicts || broken "no skip names the feature"
    [ "$(count_of NotSupported)" -gt 1000 ] || broken "few of the cases that need host commands were skipped"
    grep -q '^omm.device_copy.*,Pass' verdicts || broken "no device case ran and passed"
}

test_no_extension() {
    run_reference no_extension -j 2 "${conformance[@]}"
    expect_no_red
    grep -q 'VK_EXT_opacity_micromap' verdicts || broken "no skip names the extension"
    cut -d, -f1 verdicts >ran
    run_ommcts list --reference "${conformance[@]}"
    diff out ran >difference || broken "the cases differ from those of list: $(head difference)"
}

# The other personalities of the driver, each with one case of so many, and another one each. All cases under all of
# them take minutes: scripts/kill-matrix --full.
run_personality() {
    local turn
    turn=$(cksum <<<"$1" | cut -d ' ' -f 1)
    run_reference "$1" -j 2 "${conformance[@]}" --deqp-fraction "$(share "$2" "$turn")"
    expect_no_red
}

# accept PERSONALITY: not even a warning.
accept() {
    run_personality "$1" 9
    grep ,QualityWarning, verdicts >warnings
    expect_empty warnings
}

# accept_but PERSONALITY PATTERN GLOB: the cases that see it warn, all of them of this kind.
accept_but() {
    run_reference "$1" -j 2 -n "$3" --deqp-fraction "$(share 1)"
    expect_no_red
    grep ,QualityWarning, verdicts >warnings
    grep -q -E "$2" warnings || broken "no warning is like '$2'"
    grep -v -E "$2" warnings >others
    expect_empty others
}

test_defers_by_turns() { accept defers_by_turns; }
test_concurrency_one() { accept concurrency_one; }
test_concurrency_huge() { accept concurrency_huge; }
test_concurrency_all_ones() { accept concurrency_all_ones; }
test_latecomers_block() { accept latecomers_block; }
test_latecomers_done() { accept latecomers_done; }
test_latecomers_idle() { accept latecomers_idle; }
test_reads_early() { accept reads_early; }
test_reads_late() { accept reads_late; }
test_blobs_differ() { accept blobs_differ; }
test_blobs_have_gaps() { accept blobs_have_gaps; }
test_sizes_have_slack() { accept_but sizes_have_slack 'serialization size|the host reports [0-9]+ bytes, the device' 'exchange.*,*.records.*'; }
test_uuids_zero() { accept_but uuids_zero 'made-up bytes \(all_zero\) COMPATIBLE' 'compatibility.*'; }
test_uuids_shared() { accept uuids_shared; }
test_no_compaction() { accept no_compaction; }
test_rounded_compaction() { accept rounded_compaction; }
test_no_scratch() { accept no_scratch; }
test_sizes_by_build_type() { accept sizes_by_build_type; }
test_sizes_by_flags() { accept sizes_by_flags; }
test_not_discardable() { accept not_discardable; }
test_touches_sources() { accept touches_sources; }
test_scribbles() { accept scribbles; }
test_scribbles_between_values() { accept_but scribbles_between_values 'which belongs to no result' '*query.*'; }
test_demanding() { accept demanding; }
test_non_coherent_first() { accept non_coherent_first; }
test_one_memory_type() { accept one_memory_type; }
test_mappings_move() { accept mappings_move; }
test_slow() { accept slow; }
test_no_callbacks() { accept no_callbacks; }
test_many_callbacks() { accept many_callbacks; }
test_shared_handles() { accept shared_handles; }
test_out_of_memory() { accept_but out_of_memory 'out of memory three times' 'allocation.*,concurrent.*,copy.*,deferred.*,fuzz.*,*serialize.*'; }
test_small_limits() { accept small_limits; }

# The driver lists its personalities where it refuses an unknown one.
test_every_personality() {
    run_ommcts run --reference=frobnicating -n '*'
    grep -o 'known are .*' err | sed 's/known are //; s/[.,]//g; s/-/_/g' | tr ' ' '\n' >known
    [ "$(wc -l <known)" -gt 30 ] || broken "the driver lists few personalities: $(cat known)"
    while read -r name; do
        declare -F "test_$name" >/dev/null || broken "no test of personality $name in suite.sh"
    done <known
}

test_unknown_personality() {
    run_ommcts run --reference=frobnicating -n '*'
    expect_exit 2
    expect_in err frobnicating default never-defers
}

test_case_by_case() {
    run_reference default --isolate case -n 'omm.advertise.*'
    expect_no_red
}

test_without_isolation() {
    run_reference default --isolate none -n 'omm.advertise.*'
    expect_no_red
}

test_khronos_layer() {
    [ -e /usr/share/vulkan/explicit_layer.d/VkLayer_khronos_validation.json ] ||
        skip_test "VK_LAYER_KHRONOS_validation is not installed"
    run_reference default -j 2 --layers khronos "${conformance[@]}" --deqp-fraction "$(share 4)"
    expect_no_red
    expect_xpath report.xml "//property[@name='layers' and contains(@value, 'VK_LAYER_KHRONOS_validation')]"
}

test_ommcts_layer() {
    run_reference default -j 2 --layers ommcts "${conformance[@]}" --deqp-fraction "$(share 4)"
    expect_no_red
    expect_xpath report.xml "//property[@name='layers' and contains(@value, 'VK_LAYER_OMMCTS_host_copy')]"
}

# Valid usage is silent under both, one above the other.
test_both_layers() {
    [ -e /usr/share/vulkan/explicit_layer.d/VkLayer_khronos_validation.json ] ||
        skip_test "VK_LAYER_KHRONOS_validation is not installed"
    run_reference default -j 2 --layers both "${conformance[@]}" --deqp-fraction "$(share 1 1)"
    expect_no_red
}
