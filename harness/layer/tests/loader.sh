#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The layer as it is built, through the loader of this machine: alone, above and below the Khronos layer,
# under programs that were not written for it.
#
# Usage: loader.sh TEST BUILD_DIRECTORY CLIENT
# Status 77: something that the test needs is not installed.
set -euo pipefail

readonly test=$1 build=$2 client=$3
readonly ours=VK_LAYER_OMMCTS_host_copy khronos=VK_LAYER_KHRONOS_validation
readonly reference=$build/ommref_icd.json

export VK_ADD_LAYER_PATH=$build/layers VK_LOADER_LAYERS_DISABLE='~implicit~'
# Two names for the same, of new loaders and old ones.
use_driver() {
    export VK_DRIVER_FILES=$1 VK_ICD_FILENAMES=$1
}
use_driver "$reference"
unset VK_INSTANCE_LAYERS DISPLAY WAYLAND_DISPLAY

fail() {
    printf '%s\n' "loader.sh: $*" >&2
    exit 1
}

need_program() {
    if ! command -v "$1" >/dev/null; then
        printf '%s\n' "skipped: $1 is not installed"
        exit 77
    fi
}

need_khronos() {
    local status=0
    "$client" --deaf "$khronos" >/dev/null 2>&1 || status=$?
    # 99: no instance with it.
    if [ "$status" -eq 99 ]; then
        printf '%s\n' "skipped: $khronos is not installed"
        exit 77
    fi
}

# Lavapipe has no micromaps: there the layer must only be no burden.
use_lavapipe() {
    local manifest
    for manifest in /usr/share/vulkan/icd.d/lvp_icd*.json; do
        if [ -e "$manifest" ]; then
            use_driver "$manifest"
            # It keeps memory of its own until the process ends.
            export ASAN_OPTIONS=detect_leaks=0
            return
        fi
    done
    printf '%s\n' 'skipped: lavapipe is not installed'
    exit 77
}

# client_hears EXPECTED LAYER...
client_hears() {
    local expected=$1 said
    shift
    said=$("$client" "$@" 2>&1) || fail "the client under $* said: $said"
    [ "$said" = "$expected" ] || fail "the client under $* said: $said"
}

readonly all_heard='devices 16, with micromaps 16, heard of them 16, of other rules 0'
readonly none_heard='devices 16, with micromaps 0, heard of them 0, of other rules 0'

test_alone() {
    client_hears "$all_heard" "$ours"
}

test_with_khronos() {
    need_khronos
    client_hears "$all_heard" "$ours" "$khronos"
    client_hears "$all_heard" "$khronos" "$ours"
}

test_lavapipe() {
    use_lavapipe
    client_hears "$none_heard" "$ours"
}

# What vulkaninfo prints under the layer is what it prints without, but for the list of layers and what
# changes from one run to the next.
print_info() {
    VK_INSTANCE_LAYERS=$1 vulkaninfo 2>/dev/null |
        grep -v -E 'heap.*(budget|usage)|^[[:space:]]*(budget|usage)|VK_EXT_(layer_settings|debug_report|debug_utils|validation_features)|^Instance Extensions'
}

test_vulkaninfo() {
    need_program vulkaninfo
    local without with
    without=$(print_info '')
    with=$(print_info "$ours")
    grep -q "$ours" <<<"$with" || fail 'vulkaninfo does not see the layer'
    if [ "$without" != "$with" ]; then
        diff <(printf '%s\n' "$without") <(printf '%s\n' "$with") >&2 || fail 'vulkaninfo sees another device'
    fi
}

test_vulkaninfo_lavapipe() {
    use_lavapipe
    test_vulkaninfo
}

# A program of Vulkan 1.0 that draws: neither layer has anything to say of it, nor of what the other does meanwhile.
test_cube() {
    need_program vkcube
    need_program xvfb-run
    use_lavapipe
    local layers said
    for layers in "$ours" "$ours:$khronos" "$khronos:$ours"; do
        if [[ $layers == *:* ]]; then need_khronos; fi
        said=$(VK_INSTANCE_LAYERS=$layers xvfb-run -a vkcube --c 20 --suppress_popups 2>&1) ||
            fail "vkcube under $layers said: $said"
        if grep -q -E 'VUID|UNASSIGNED|Error' <<<"$said"; then fail "under $layers: $said"; fi
    done
}

# Only the handshake can be seen from outside.
test_exports() {
    need_program nm
    local names
    names=$(nm -D --defined-only "$build/layers/libVkLayer_ommcts_host_copy.so" | awk '{print $3}' |
        grep -v -E '^__(start|stop|asan|odr)_|^(_init|_fini|mangle_path|__gcov.*)$')
    [ "$names" = vkNegotiateLoaderLayerInterfaceVersion ] || fail "it exports $names"
}

# Installed under another prefix, the manifest finds its library.
test_installed() {
    local prefix
    prefix=$(mktemp -d)
    # shellcheck disable=SC2064 # the name is local
    trap "rm -rf '$prefix'" EXIT
    cmake --install "$build/harness/layer" --prefix "$prefix" >/dev/null
    export VK_ADD_LAYER_PATH=$prefix/share/vulkan/explicit_layer.d
    client_hears "$all_heard" "$ours"
}

# Without a messenger, messages go to stderr, or nowhere.
test_stderr() {
    local said
    said=$("$client" --deaf "$ours" 2>&1 >/dev/null) || true
    grep -q "^$ours: VUID-vkCopyMicromapEXT-src-11670: vkCopyMicromapEXT(): " <<<"$said" ||
        fail "stderr got: $said"
    said=$(OMMCTS_LAYER_STDERR=never "$client" --deaf "$ours" 2>&1 >/dev/null) || true
    [ -z "$said" ] || fail "stderr got: $said"
}

"test_$test"
