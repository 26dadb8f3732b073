# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The reference driver behind the ordinary loader, the loader without a driver, and a driver nobody here wrote.

manifest=$(dirname "$OMMCTS")/ommref_icd.json

needs_reference() {
    [ -e "$manifest" ] || skip_test "the reference driver is not built"
}

test_exports() {
    needs_reference
    local library
    library=$(sed -n 's/.*"library_path": *"\([^"]*\)".*/\1/p' "$manifest")
    [ "${library#/}" != "$library" ] || library=$(dirname "$manifest")/$library
    command -v nm >/dev/null || skip_test "nm is not installed"
    run_command nm -D --defined-only "$library"
    expect_exit 0
    expect_match out ' T vk_icdGetInstanceProcAddr$'
    awk '$2 ~ /[A-Z]/ && $3 !~ /^vk_icd/ { print $3 }' out | sed 's/@.*//' |
        grep -v -x -E '_init|_fini|__bss_start|_edata|_end|__gcov.*|mangle_path' >others
    expect_empty others
}

test_vulkaninfo() {
    command -v vulkaninfo >/dev/null || skip_test "vulkaninfo is not installed"
    needs_reference
    ! is_sanitized || skip_test "a program without sanitizers cannot load a driver with them"
    export VK_DRIVER_FILES VK_ICD_FILENAMES VK_LOADER_LAYERS_DISABLE='~implicit~'
    VK_DRIVER_FILES=$manifest
    VK_ICD_FILENAMES=$VK_DRIVER_FILES
    run_command vulkaninfo
    expect_exit 0
    expect_in out VK_EXT_opacity_micromap VK_KHR_deferred_host_operations
    expect_not_in err ERROR
}

test_devices() {
    run_ommcts devices --reference
    expect_exit 0
    expect_in out VK_EXT_opacity_micromap micromapHostCommands
}

test_manifest_by_path() {
    needs_reference
    run_ommcts run --icd "$manifest" -n 'omm.advertise.*'
    check_protocol
    expect_exit 0
    expect_match verdicts ,Pass,
}

test_manifest_by_environment() {
    needs_reference
    export VK_DRIVER_FILES VK_ICD_FILENAMES
    VK_DRIVER_FILES=$manifest
    VK_ICD_FILENAMES=$VK_DRIVER_FILES
    run_ommcts run -n 'omm.advertise.*'
    check_protocol
    expect_exit 0
    expect_match verdicts ,Pass,
}

test_no_driver_at_all() {
    mkdir empty
    export VK_DRIVER_FILES=$scratch/empty/none.json VK_ICD_FILENAMES=$scratch/empty/none.json
    run_ommcts run --junit report.xml
    check_protocol
    expect_exit 77
    [ -s err ] || broken "not a sentence about it"
    check_junit report.xml
    expect_xpath report.xml "count(//testcase) = count(//skipped)"
}

test_lavapipe() {
    local lavapipe baseline=$source_root/data/expectations/lavapipe-fails.txt
    for lavapipe in /usr/share/vulkan/icd.d/lvp_icd*.json /etc/vulkan/icd.d/lvp_icd*.json; do
        [ -e "$lavapipe" ] && break
    done
    [ -e "$lavapipe" ] || skip_test "lavapipe is not installed"
    run_ommcts run --icd "$lavapipe" --junit report.xml
    # Newer ones have deferred host operations, and a bug in them that we know.
    if [ "$status" -eq 1 ]; then
        run_ommcts run --icd "$lavapipe" --junit report.xml --baseline "$baseline"
    fi
    check_protocol
    check_junit report.xml
    expect_exit 0
    expect_match verdicts '^omm\.advertise\..*,Pass,'
    expect_match verdicts ',NotSupported,'
}
