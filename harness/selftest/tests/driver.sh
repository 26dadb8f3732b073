# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The reference driver behind the ordinary loader, the loader without a driver, and a driver nobody here wrote.

manifest() {
    find "$(dirname "$OMMCTS")" -maxdepth 3 -name '*ommref*.json' -not -path '*/CMakeFiles/*' | head -n 1
}

test_exports() {
    library=$(find "$(dirname "$OMMCTS")" -maxdepth 3 -name libvulkan_ommref.so | head -n 1)
    [ "$library" ] || skip_test "the reference driver is not built"
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
    [ "$(manifest)" ] || skip_test "the reference driver is not built"
    export VK_DRIVER_FILES VK_ICD_FILENAMES VK_LOADER_LAYERS_DISABLE='~implicit~'
    VK_DRIVER_FILES=$(manifest)
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
    [ "$(manifest)" ] || skip_test "the reference driver is not built"
    run_ommcts run --icd "$(manifest)" -n 'omm.advertise.*'
    check_protocol
    expect_exit 0
    expect_match verdicts ,Pass,
}

test_manifest_by_environment() {
    [ "$(manifest)" ] || skip_test "the reference driver is not built"
    export VK_DRIVER_FILES VK_ICD_FILENAMES
    VK_DRIVER_FILES=$(manifest)
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
    local manifest
    for manifest in /usr/share/vulkan/icd.d/lvp_icd*.json /etc/vulkan/icd.d/lvp_icd*.json; do
        [ -e "$manifest" ] && break
    done
    [ -e "$manifest" ] || skip_test "lavapipe is not installed"
    local baseline=$source_root/data/expectations/lavapipe-fails.txt
    [ -e "$baseline" ] && set -- --baseline "$baseline"
    run_ommcts run --icd "$manifest" --junit report.xml "$@"
    check_protocol
    check_junit report.xml
    expect_exit 0
    expect_match verdicts '^omm\.advertise\..*,Pass,'
    expect_match verdicts ',NotSupported,'
}
