# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# LABEL suite
# The real binary on the reference driver, under each of its personalities: a Fail here is a false alarm of
# a case, or a bug of the driver.

limit=200

# run_reference PERSONALITY [OPTION...]
run_reference() {
    local personality=$1
    shift
    run_ommcts run "--reference=$personality" --junit report.xml --blobs blobs --artifacts artifacts "$@"
    check_protocol
    check_junit report.xml
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
    run_reference default -j 2
    expect_no_red
    # Under the reference driver nothing may turn into a skip unnoticed: those that are in order have a golden
    # file. (Violations are skipped where the installed layer does not check them.)
    grep ,NotSupported, verdicts | grep -v '\.violation\.' >skips
    expect_golden skips
}

test_never_defers() {
    run_reference never_defers -j 2
    expect_no_red
}

test_always_defers() {
    run_reference always_defers -j 2
    expect_no_red
}

# A missing barrier in a case shows here first.
test_weak() {
    run_reference weak -j 2
    expect_no_red
}

test_no_host_commands() {
    run_reference no_host_commands
    expect_no_red
    grep -q ',NotSupported,feature micromapHostCommands' verdicts || broken "no skip names the feature"
    [ "$(count_of NotSupported)" -gt 1000 ] || broken "few of the cases that need host commands were skipped"
    grep -q '^omm.device_copy.*,Pass' verdicts || broken "no device case ran and passed"
}

test_no_extension() {
    run_reference no_extension
    expect_no_red
    grep -q 'VK_EXT_opacity_micromap' verdicts || broken "no skip names the extension"
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
    run_reference default -j 2 --layers khronos
    expect_no_red
    expect_xpath report.xml "//property[@name='layers' and contains(@value, 'VK_LAYER_KHRONOS_validation')]"
}

test_ommcts_layer() {
    run_reference default -j 2 --layers ommcts
    expect_no_red
    expect_xpath report.xml "//property[@name='layers' and contains(@value, 'VK_LAYER_OMMCTS_host_copy')]"
}

# Valid usage is silent under both, one above the other.
test_both_layers() {
    [ -e /usr/share/vulkan/explicit_layer.d/VkLayer_khronos_validation.json ] ||
        skip_test "VK_LAYER_KHRONOS_validation is not installed"
    run_reference default -j 2 --layers both
    expect_no_red
}

test_list_names_what_ran() {
    run_ommcts list --reference
    cp out listed
    run_reference no_extension
    cut -d, -f1 verdicts >ran
    diff listed ran >difference || broken "the cases differ from those of list: $(head difference)"
}
