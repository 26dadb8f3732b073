# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# --blobs DIR: micromaps kept by one driver build and loaded by others, and never when they are damaged.

# run_kept OPTION...: the cases of one shape, into verdicts.
run_kept() {
    run_ommcts run --blobs blobs -n 'omm.upgrade.kept.*.s2_l3_n7' "$@"
    check_protocol
}

# The kept file of the host case.
kept_file() {
    ls blobs/omm.upgrade.kept.host.s2_l3_n7.*.blob
}

# write_hash FILE: closes what stands in FILE as the suite does, with the hash of all before.
write_hash() {
    local hash=$((0xcbf29ce484222325)) byte
    for byte in $(od -An -v -tu1 "$1"); do
        hash=$(((hash ^ byte) * 0x100000001b3))
    done
    printf 'fnv1a64 %016x\n' "$hash" >>"$1"
}

# The host case's file becomes that of another driver build.
as_other_driver() {
    local file
    file=$(kept_file)
    other=${file%.*.blob}.00112233445566778899aabbccddeeff.blob
    head -c -25 "$file" | LC_ALL=C sed 's/^driverUUID .*/driverUUID 00112233445566778899aabbccddeeff/' >"$other"
    write_hash "$other"
}

# number_of NAME: of the lines of $other.
number_of() {
    LC_ALL=C sed -n -E "s/^$1 ([0-9]+)\$/\1/p" "$other" | head -n 1
}

# invert_byte PLACE: one byte of $other, counted from the first that follows its lines, under a good hash.
invert_byte() {
    local lines
    lines=$(($(wc -c <"$other") - 25 - 8 * $(number_of triangles) - $(number_of data) - $(number_of serialized)))
    head -c -25 "$other" >body
    printf '%b' "\\x$(printf %02x $((255 - $(od -An -tu1 -j $((lines + $1)) -N 1 body))))" |
        dd of=body bs=1 seek=$((lines + $1)) conv=notrunc status=none
    mv body "$other"
    write_hash "$other"
}

test_bad_directory() {
    run_suite -n omm.verdict.plain.pass --blobs no/such/folder
    expect_exit 2
    expect_empty out
    expect_in err --blobs no/such/folder
    echo precious >file
    run_suite -n omm.verdict.plain.pass --blobs file
    expect_exit 2
    expect_in err --blobs file
    expect_lines file <<<precious
}

test_without_the_option() {
    run_ommcts run --reference -n 'omm.upgrade.*'
    check_protocol
    expect_exit 77
    expect_in err "--blobs names no directory"
}

test_kept_then_loaded() {
    run_kept --reference
    expect_exit 0
    expect_verdicts <<TEXT
upgrade.kept.device.s2_l3_n7,Pass
upgrade.kept.host.s2_l3_n7,Pass
TEXT
    expect_in verdicts "nothing of another driver build is kept yet"
    expect_equal "$(ls blobs/*.blob | wc -l)" "$(ls -A blobs | wc -l)" "files that are blobs"
    expect_match "$(kept_file)" '^driver ommref '
    expect_match "$(kept_file)" '^deviceUUID [0-9a-f]{32}$'
    expect_match "$(kept_file)" '^driverUUID [0-9a-f]{32}$'
    expect_match "$(kept_file)" '^seed [0-9]+$'
    cp -rp blobs before
    run_kept --reference
    expect_exit 0
    diff -r before blobs >difference || broken "the second run changed what the first one kept"
}

# Another seed makes another input, which is not what the kept one was built from.
test_loaded_with_the_stored_input() {
    run_kept --reference --seed 1
    expect_exit 0
    run_kept --reference --seed 2
    expect_exit 0
}

test_loaded_by_another_personality() {
    run_kept --reference
    expect_exit 0
    run_kept --reference=weak
    expect_exit 0
    expect_not_in verdicts NotSupported
}

test_loaded_from_another_driver_build() {
    run_kept --reference
    as_other_driver
    run_kept --reference
    expect_exit 0
    expect_message upgrade.kept.host.s2_l3_n7 "of 1 kept by other driver builds 1 are called compatible"
}

# The input that another build kept says something else of 8 microtriangles than what it serialized.
test_other_meaning_is_a_failure() {
    run_kept --reference
    as_other_driver
    invert_byte $((8 * $(number_of triangles)))
    run_kept --reference
    expect_exit 1
    expect_match verdicts '^omm\.upgrade\.kept\.host\.s2_l3_n7,Fail,.*001122.*8 of 448 differ'
}

# Another first byte of the header is another driverUUID.
test_incompatible_is_a_pass() {
    run_kept --reference
    as_other_driver
    invert_byte $((8 * $(number_of triangles) + $(number_of data)))
    run_kept --reference
    expect_exit 0
    expect_message upgrade.kept.host.s2_l3_n7 "of 1 kept by other driver builds 0 are called compatible"
}

test_own_called_incompatible() {
    run_kept --reference
    export OMMREF_FAULT=compatibility_never
    run_kept --reference
    expect_exit 0
    expect_message upgrade.kept.host.s2_l3_n7 "this build calls incompatible"
    expect_message upgrade.kept.device.s2_l3_n7 "this build calls incompatible"
}

# expect_damaged WORDS: the host case names the file and the way out, and leaves the file alone.
expect_damaged() {
    cp "$(kept_file)" damaged
    run_kept --reference
    expect_exit 1
    expect_match verdicts '^omm\.upgrade\.kept\.host\.s2_l3_n7,ResourceError,'
    expect_message upgrade.kept.host.s2_l3_n7 "$(kept_file)"
    expect_message upgrade.kept.host.s2_l3_n7 "$1"
    expect_message upgrade.kept.host.s2_l3_n7 "delete it"
    expect_match verdicts '^omm\.upgrade\.kept\.device\.s2_l3_n7,Pass,'
    cmp -s damaged "$(kept_file)" || broken "the damaged file was changed"
}

test_damaged() {
    local file size place
    run_kept --reference
    file=$(kept_file)
    cp "$file" good
    size=$(wc -c <good)
    # A byte in the text, in the input, in the serialized data, in the hash.
    for place in 5 500 $((size - 100)) $((size - 5)); do
        cp good "$file"
        printf '\377' | dd of="$file" bs=1 seek=$place conv=notrunc status=none
        expect_damaged "cut or changed"
    done
}

test_truncated() {
    local file bytes
    run_kept --reference
    file=$(kept_file)
    cp "$file" good
    for bytes in 0 1 24 25 26 300 $(($(wc -c <good) - 1)); do
        head -c "$bytes" good >"$file"
        expect_damaged "cut or changed"
    done
}

# With a good hash, but not what it says it is.
test_contradictory() {
    local file
    run_kept --reference
    file=$(kept_file)
    cp "$file" good
    while IFS='|' read -r script words; do
        head -c -25 good | LC_ALL=C sed -e "$script" >"$file"
        write_hash "$file"
        expect_damaged "$words"
    done <<'TEXT'
s/^ommcts kept micromap, format 1/ommcts kept micromap, format 2/|another format
s/^data .*/data 18446744073709551615/|contradict
s/^triangles .*/triangles 0/|contradict
s/^triangles 7/triangles 2305843009213693959/|contradict
s/^serialized .*/serialized -1/|contradict
s/^micromapSize .*/micromapSize/|contradict
s/^case .*/case omm.some.other/|omm.some.other
s/^deviceUUID .*/deviceUUID 00/|another device
TEXT
}

test_unreadable() {
    local file
    run_kept --reference
    file=$(kept_file)
    rm "$file"
    mkdir "$file"
    run_kept --reference
    expect_exit 1
    expect_match verdicts '^omm\.upgrade\.kept\.host\.s2_l3_n7,ResourceError,'
    expect_message upgrade.kept.host.s2_l3_n7 "$file"
}
