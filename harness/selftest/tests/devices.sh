# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Choosing a device, devices that cannot be opened, devices that get lost, and no device at all.

test_table() {
    export FAKE_DEVICES=three
    run_fake devices
    expect_exit 0
    expect_golden out
}

test_no_loader() {
    export FAKE_DEVICES=no_loader
    run_suite -n 'omm.verdict.plain.*' --junit report.xml
    expect_exit 77
    expect_in err "no Vulkan loader was found"
    check_junit report.xml
    expect_xpath report.xml "count(//testcase/skipped) = count(//testcase)"
}

test_broken_driver_is_no_skip() {
    export FAKE_DEVICES=broken
    run_suite -n 'omm.verdict.plain.*' --junit report.xml
    expect_exit 1
    expect_in err "the driver does not start: vkCreateInstance returned"
    check_junit report.xml
    expect_xpath report.xml "count(//testcase/error) = count(//testcase)"
}

test_no_loader_table() {
    export FAKE_DEVICES=no_loader
    run_fake devices
    expect_exit 77
    expect_in err "no Vulkan loader was found"
}

test_no_device() {
    export FAKE_DEVICES=zero
    run_suite -n omm.verdict.plain.pass
    expect_exit 77
}

test_crash_while_listing() {
    export FAKE_DEVICES=crash
    run_suite -n omm.verdict.plain.pass,omm.verdict.plain.skip --junit report.xml
    expect_exit 1
    expect_in err SIGABRT
    check_junit report.xml
    expect_xpath report.xml "count(//testcase) = 2"
}

test_crash_while_listing_for_the_table() {
    export FAKE_DEVICES=crash
    run_fake devices
    expect_exit 1
    expect_in err SIGABRT
}

test_first_by_default() {
    export FAKE_DEVICES=three
    run_suite -n omm.verdict.plain.pass --junit report.xml
    expect_exit 0
    expect_in err "Fake Beta"
    expect_xpath report.xml "//property[@value='Fake Beta']"
}

test_by_number() {
    export FAKE_DEVICES=three
    run_suite --device 2 -n 'omm.device.needs.*'
    expect_exit 0
    expect_message device.needs.host_commands micromapHostCommands
    expect_match verdicts "device.needs.micromap,Pass"
}

test_by_deqp_number() {
    export FAKE_DEVICES=three
    run_suite --deqp-vk-device-id=3 -n 'omm.device.needs.*'
    expect_exit 0
    expect_message device.needs.micromap VK_EXT_opacity_micromap
}

test_by_substring() {
    export FAKE_DEVICES=three
    run_suite --device gamma -n 'omm.device.needs.*' --junit report.xml
    expect_exit 0
    expect_xpath report.xml "//property[@value='Fake Gamma']"
}

test_by_uuid() {
    export FAKE_DEVICES=three
    run_suite --device 00112233-4455-6677-8899-aabbccddee03 -n omm.verdict.plain.pass --junit report.xml
    expect_exit 0
    expect_xpath report.xml "//property[@value='Fake Beta Max']"
}

test_ambiguous_substring() {
    export FAKE_DEVICES=three
    run_suite --device fake -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err "Fake Beta" "Fake Beta Max" "Fake Gamma"
}

test_unknown_substring() {
    export FAKE_DEVICES=three
    run_suite --device nonesuch -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err nonesuch "Fake Gamma"
}

test_number_too_large() {
    export FAKE_DEVICES=three
    run_suite --device 4 -n omm.verdict.plain.pass
    expect_exit 2
    expect_in err 4 3
}

test_all() {
    export FAKE_DEVICES=three
    run_command "$SELFTEST_PROGRAMS/fake_suite" run --device all -n 'omm.device.needs.*' --junit report.xml
    expect_exit 0
    check_junit report.xml
    expect_xpath report.xml "count(//testcase) = 9"
    expect_xpath report.xml "count(//testcase/skipped) = 3"
}

test_lost() {
    run_suite -n 'omm.device.lost.*' --junit report.xml
    expect_exit 1
    expect_verdicts <<EOF
device.lost.a_before,Pass
device.lost.b_lost,Crash
device.lost.c_after,Pass
EOF
    expect_message device.lost.b_lost "VK_ERROR_DEVICE_LOST from vkQueueSubmit"
    check_junit report.xml
    lost=$(sed -n 's/^lost //p' records/pids | head -n 1)
    ! grep -q -x "after $lost" records/pids || broken "a case ran in a process that lost its device"
}

test_three_failed_openings_end_the_run() {
    run_suite -n 'omm.device.unavailable.always.*,omm.verdict.plain.pass' --junit report.xml
    expect_exit 1
    check_junit report.xml
    expect_equal 3 "$(grep -c ',ResourceError,.*VK_ERROR_INITIALIZATION_FAILED' verdicts)" "openings"
    expect_xpath report.xml "count(//testcase) = 6"
    expect_xpath report.xml "count(//error[@type='NotRun']) = 3"
    expect_in out "ABORTED!"
}

test_failed_openings_in_between_do_not() {
    run_suite -n 'omm.device.unavailable.now_and_then.*'
    expect_exit 1
    expect_equal 4 "$(grep -c ,ResourceError, verdicts)" "failed openings"
    expect_equal 2 "$(grep -c ,Pass, verdicts)" "passes"
    expect_in out "DONE!"
}
