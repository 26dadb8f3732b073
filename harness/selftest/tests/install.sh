# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What `cmake --install` leaves: complete, without a trace of where it was built, and movable; and repositories of
# private cases that are built against it.

build=$(dirname "$OMMCTS")

# install_into FOLDER: the suite as a user installs it.
install_into() {
    run_command cmake --install "$build" --prefix "$scratch/$1"
    expect_exit 0
}

test_where_things_go() {
    install_into prefix
    (cd prefix && find . -type f -o -type l) | sort >files
    expect_in files ./bin/ommcts ./lib/ommcts/libvulkan_ommref.so ./share/ommcts/ommref_icd.json \
        ./share/vulkan/explicit_layer.d/VkLayer_ommcts_host_copy.json ./share/ommcts/layer-known.tsv \
        ./share/ommcts/ci/README.md ./share/ommcts/caselists/smoke.txt ./lib/cmake/ommcts/ommcts-config.cmake ./include/ommcts/ommcts.h
    # The reference driver is for this suite alone.
    expect_not_in files icd.d implicit_layer.d
    expect_equal 1 "$(grep -c 'icd.*json$' files)" "manifests of drivers"
}

# Links that an archive or a package would break, and paths of the machine that built it.
test_no_path_of_the_build() {
    ! is_sanitized || skip_test "sanitizers keep the paths of sources"
    ! grep -q -a __gcov_ "$OMMCTS" || skip_test "gcov keeps the paths of what it counts"
    install_into prefix
    expect_equal "" "$(find prefix -type l)" "links"
    grep -r -l -a -F -e "$build" prefix >traces
    # A compiler cache may have made the source's path relative, which is no trace.
    grep -r -l -a -E -e "(^|[^.])$source_root/" prefix >>traces
    [ ! -s traces ] || broken "these tell where they were built: $(cat traces)"
}

test_destdir() {
    mkdir image
    DESTDIR=$scratch/image run_command cmake --install "$build" --prefix /opt/ommcts
    expect_exit 0
    [ -x image/opt/ommcts/bin/ommcts ] || broken "DESTDIR was not heeded"
    ! grep -r -q -a -F -e "$scratch" image || broken "DESTDIR is in the files"
    expect_equal "image/opt" "$(find image -mindepth 1 -maxdepth 1)" "folders in DESTDIR"
}

# Moved after the installation, and run from elsewhere: driver, layer and data come along.
test_moved() {
    install_into first
    mkdir -p elsewhere && mv first "elsewhere/a b"
    OMMCTS="elsewhere/a b/bin/ommcts"
    run_ommcts run --reference -n 'omm.serialize.header.all_written.*,omm.vuid.*dst_07541.violation.ommcts' \
        --junit out.xml
    expect_exit 0
    check_protocol
    expect_match verdicts '^omm.serialize.header.all_written.*,Pass,'
    expect_match verdicts '^omm.vuid.*dst_07541.violation.ommcts,Pass,'
    expect_in out.xml "elsewhere/a b/"
}

# Without the suite: an application names the layer, the loader finds it where the system's data is.
test_loader_finds_the_layer() {
    command -v vulkaninfo >/dev/null || skip_test "vulkaninfo is not installed"
    ! is_sanitized || skip_test "vulkaninfo can't load a library with sanitizers"
    install_into prefix
    XDG_DATA_DIRS=$scratch/prefix/share VK_INSTANCE_LAYERS=VK_LAYER_OMMCTS_host_copy VK_LOADER_DEBUG=layer \
        VK_DRIVER_FILES=$scratch/prefix/share/ommcts/ommref_icd.json \
        VK_ICD_FILENAMES=$scratch/prefix/share/ommcts/ommref_icd.json run_command vulkaninfo --summary
    expect_exit 0
    expect_in out VK_LAYER_OMMCTS_host_copy "ommcts reference device"
    expect_in err libVkLayer_ommcts_host_copy.so
}

# A repository beside an installation, with a case that scripts/new-case wrote.
test_private_cases() {
    install_into prefix
    cp -r "$here/private" repository
    run_command prefix/share/ommcts/new-case --in repository/cases vendor promise kept
    expect_exit 0
    run_command cmake -S repository -B private -G Ninja -DCMAKE_PREFIX_PATH="$scratch/prefix" -DCMAKE_C_FLAGS=-Werror
    expect_exit 0
    run_command cmake --build private
    expect_exit 0
    OMMCTS=private/only_mine
    run_ommcts list
    expect_exit 0
    expect_match out '^omm\.vendor\.promise\.kept\.'
    expect_not_in out omm.serialize
    OMMCTS=private/my_suite
    run_ommcts run --reference -n 'omm.vendor.*,omm.serialize.header.all_written.*,omm.vuid.*dst_07541.violation.ommcts'
    check_protocol
    expect_exit 0
    expect_match verdicts '^omm.vendor.promise.kept.[a-z0-9_]+,Pass,'
    expect_match verdicts '^omm.serialize.header.all_written.*,Pass,'
    expect_match verdicts 'violation.ommcts,Pass,'
    # The case is no stub: a driver that writes too much fails it.
    OMMREF_FAULT=serialize_writes_past_end run_ommcts run --reference -n 'omm.vendor.*'
    expect_exit 1
}

test_private_cases_in_the_wrong_place() {
    install_into prefix
    mkdir repository
    cp "$here/private/CMakeLists.txt" repository
    touch repository/case.c
    sed -i 's/\${cases}/case.c/' repository/CMakeLists.txt
    run_command cmake -S repository -B private -G Ninja -DCMAKE_PREFIX_PATH="$scratch/prefix"
    expect_exit 1
    tr '\n' ' ' <err | tr -s ' ' >said
    expect_in said "cases/<family>/<topic>.c" repository/case.c
}

# Structures laid out by other headers would be read wrongly, so nothing is built with those.
test_private_cases_with_other_headers() {
    install_into prefix
    mkdir -p repository/cases/a other/vulkan
    cp "$here/private/CMakeLists.txt" repository
    echo '#define VK_HEADER_VERSION 1' >other/vulkan/vulkan_core.h
    run_command cmake -S repository -B private -G Ninja -DCMAKE_PREFIX_PATH="$scratch/prefix" \
        -DVULKAN_HEADERS_DIR="$scratch/other"
    expect_exit 1
    tr '\n' ' ' <err | tr -s ' ' >said
    expect_in said "'$scratch/other' (version 1)" -DVULKAN_HEADERS_DIR
}

test_new_case_refuses() {
    local new_case="$source_root/scripts/new-case" bad
    for bad in Upper 1digit a-b a.b '' a/b; do
        run_command "$new_case" --in cases good "$bad" good
        expect_exit 2
        expect_in err "'$bad'" topic "lower case"
    done
    [ ! -e cases ] || broken "a refused case left something behind"
    run_command "$new_case" --in cases good good good
    expect_exit 0
    cp cases/good/good.c before
    run_command "$new_case" --in cases good good other
    expect_exit 2
    expect_in err cases/good/good.c "there already"
    cmp before cases/good/good.c || broken "the file was changed"
    run_command "$new_case" --in somewhere good good good
    expect_exit 2
    expect_in err somewhere "'cases'"
    run_command "$new_case" good good
    expect_exit 2
    expect_in err Usage
}
