# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# LABEL suite
# The templates of data/ci: their shell parts run as they stand, with nothing but the variables that the CI system sets.

ci=$source_root/data/ci

# A job's folder: the program in PATH, the driver's manifest where the template has it, and few cases.
enter_job() {
    [ -x "$OMMCTS" ] || skip_test "the binary $OMMCTS is not built"
    build=$(dirname "$OMMCTS")
    export PATH=$build:$PATH OMMCTS_ARGS='-n omm.info.*,omm.serialize.bounds.ends_at_guard.mix_*'
    export DRIVER_MANIFEST=install/share/vulkan/icd.d/my_driver_icd.x86_64.json
    export EXPECTATIONS=ci/expectations DRIVER_KEY=mydriver-gpu1
    mkdir -p "$(dirname "$DRIVER_MANIFEST")" ci
    cp "$build/ommref_icd.json" "$DRIVER_MANIFEST"
    cp -r "$ci/expectations" ci/
}

# run_script FILE NUMBER: the NUMBER-th shell part of a template, in the shell that would run it.
run_script() {
    awk -v number="$2" -f "$here/scripts_of.awk" "$ci/$1" >script
    [ -s script ] || broken "data/ci/$1 has no shell part number $2"
    expect_in "$ci/$1" "$DRIVER_MANIFEST" "$EXPECTATIONS" "$DRIVER_KEY"
    run_command "${3:-bash}" -e script
}

cases_in() {
    wc -l <"$1/results.csv"
}

test_gitlab() {
    enter_job
    CI_NODE_INDEX=1 CI_NODE_TOTAL=2 run_script gitlab-ci.yml 1
    expect_exit 0
    mv ommcts-report/1 first
    CI_NODE_INDEX=2 CI_NODE_TOTAL=2 run_script gitlab-ci.yml 1
    expect_exit 0
    # The artifacts of both jobs meet in the third.
    mv first ommcts-report/1
    check_junit ommcts-report/1/junit.xml
    check_junit ommcts-report/2/junit.xml
    run_script gitlab-ci.yml 2
    expect_exit 0
    # Unquoted: OMMCTS_ARGS is two words.
    # shellcheck disable=SC2086
    ommcts list $OMMCTS_ARGS >names
    expect_equal "$(wc -l <names)" "$(cases_in ommcts-merged)" "cases"
    # omm.info.* are in both.
    expect_equal "$(($(wc -l <names) + 4))" "$(($(cases_in ommcts-report/1) + $(cases_in ommcts-report/2)))" "cases of both"
}

test_gitlab_without_shares() {
    enter_job
    CI_NODE_TOTAL=1 run_script gitlab-ci.yml 1
    expect_exit 0
    check_junit ommcts-report/1/junit.xml
}

# The job is as red as the suite, and as skipped.
test_gitlab_tells_failures() {
    enter_job
    OMMREF_FAULT=serialize_writes_past_end run_script gitlab-ci.yml 1
    expect_exit 1
    OMMREF_PERSONALITY=no-extension OMMCTS_ARGS='-n omm.serialize.*' run_script gitlab-ci.yml 1
    expect_exit 77
    expect_match "$ci/gitlab-ci.yml" 'exit_codes: \[77\]'
}

test_github() {
    enter_job
    SHARE=1 SHARES=2 run_script github.yml 1
    expect_exit 0
    SHARE=2 SHARES=2 run_script github.yml 1
    expect_exit 0
    check_junit ommcts-report/2/junit.xml
    SHARE=1 SHARES=2 OMMREF_FAULT=serialize_writes_past_end run_script github.yml 1
    expect_exit 1
    SHARE=1 SHARES=2 OMMREF_PERSONALITY=no-extension OMMCTS_ARGS='-n omm.serialize.*' run_script github.yml 1
    expect_exit 0
    expect_in out ::notice::
}

test_jenkins() {
    enter_job
    run_script Jenkinsfile 1 sh
    expect_exit 0
    check_junit ommcts-report/junit.xml
    OMMREF_FAULT=serialize_writes_past_end run_script Jenkinsfile 1 sh
    expect_exit 1
}

# A driver's build with the suite as a test: passed, failed, skipped.
test_ctest() {
    enter_job
    cat >CMakeLists.txt <<EOF
cmake_minimum_required(VERSION 3.22)
project(driver NONE)
enable_testing()
set(DRIVER_MANIFEST \${CMAKE_SOURCE_DIR}/$DRIVER_MANIFEST)
include($ci/ctest.cmake)
EOF
    # Few cases here as well: a program of that name, first in PATH.
    mkdir bin
    printf '#!/bin/sh\nexec "%s" "$@" -n "omm.serialize.bounds.ends_at_guard.mix_*"\n' "$OMMCTS" >bin/ommcts
    chmod +x bin/ommcts
    PATH=$scratch/bin:$PATH run_command cmake -S . -B build -G Ninja
    expect_exit 0
    run_command ctest --test-dir build
    expect_exit 0
    expect_in out "100% tests passed"
    expect_not_in out Skipped
    OMMREF_PERSONALITY=no-extension run_command ctest --test-dir build
    expect_exit 0
    expect_in out "(Skipped)"
    OMMREF_FAULT=serialize_writes_past_end run_command ctest --test-dir build
    expect_exit 8
}

test_meson() {
    command -v meson >/dev/null || skip_test "meson is not installed"
    enter_job
    mkdir ommcts bin
    cp "$ci/meson.build" ommcts/
    printf '#!/bin/sh\nexec "%s" "$@" -n "omm.serialize.bounds.ends_at_guard.mix_*"\n' "$OMMCTS" >bin/ommcts
    chmod +x bin/ommcts
    printf "project('driver')\ndriver_manifest = meson.current_source_dir() / '%s'\nsubdir('ommcts')\n" \
        "$DRIVER_MANIFEST" >meson.build
    PATH=$scratch/bin:$PATH run_command meson setup build
    expect_exit 0
    run_command meson test -C build
    expect_exit 0
    OMMREF_PERSONALITY=no-extension run_command meson test -C build
    expect_exit 0
    expect_match out 'Skipped: +1'
}

# As it stands but for the prefix, which is where it is installed here, and the list, which is short.
test_deqp_runner_suite() {
    enter_job
    sed -e "s|/usr/local/bin|$build|" -e "s|/usr/local/share/vulkan|$scratch/install/share/vulkan|" \
        "$ci/deqp-runner-suite.toml" >suite.toml
    ommcts list -n 'omm.info.*,omm.serialize.bounds.ends_at_guard.mix_*' >ommcts-caselist.txt
    run_command "$here/deqp_runner.bash" suite --suite suite.toml --output run --jobs 2
    expect_exit 0
    expect_equal "$(wc -l <ommcts-caselist.txt)" "$(cases_in run)" "cases"
    expect_in err "renderer: ommcts reference device" "Vulkan 1.3."
}

# The wrong GPU ends the job before the first case.
test_deqp_runner_checks() {
    enter_job
    ommcts list -n 'omm.serialize.bounds.ends_at_guard.mix_*' >names
    local common=(run --deqp "$OMMCTS" --caselist names --jobs 2)
    run_command "$here/deqp_runner.bash" "${common[@]}" --output run1 --renderer-check 'AMD.*NAVI31' -- --reference
    expect_exit 1
    expect_in err "Renderer mismatch (AMD.*NAVI31)"
    [ ! -e run1/results.csv ] || broken "cases ran on the wrong device"
    run_command "$here/deqp_runner.bash" "${common[@]}" --output run2 --version-check '26\.3' -- --reference
    expect_exit 1
    expect_in err "Version mismatch"
    echo VK_EXT_opacity_micromap >extensions
    run_command "$here/deqp_runner.bash" "${common[@]}" --output run3 --renderer-check '^ommcts reference device$' \
        --version-check 'personality default' --extensions-check extensions -- --reference
    expect_exit 0
    echo VK_FAKE_nonesuch >>extensions
    run_command "$here/deqp_runner.bash" "${common[@]}" --output run4 --extensions-check extensions -- --reference
    expect_exit 1
    expect_in err VK_FAKE_nonesuch
}
