# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The table of valid-usage IDs against registries, real and made up.

vuid_sync() {
    command -v jq >/dev/null || skip_test "jq is not installed"
    run_command "$source_root/scripts/vuid-sync" "$@"
}

# A table of two rules in each of two structures; one of them has left.
make_table() {
    {
        printf '# a comment\n\nid\tset\trule\tsince\tuntil\trest\n'
        printf 'VUID-vkFake-mode-01234\tcopy\tThe mode is one.\t1.3.230\t-\tx\n'
        printf 'VUID-vkFake-src-05678\tcopy\tThe source is new.\t1.3.300\t-\tx\n'
        printf 'VUID-VkFakeInfo-src-00001\tcopy\tThe source is there.\t1.3.230\t-\tx\n'
        printf 'VUID-VkFakeInfo-src-00002\tformer\tThe source was there.\t1.3.230\t1.3.299\tx\n'
    } >table.tsv
}

# registry FILE VERSION ID=TEXT...: a validusage.json; an ID of another command stands in it too.
registry() {
    local file=$1 version=$2 pair
    shift 2
    {
        printf '{"version info": {"api version": "%s"}, "validation": {"vkOther": {"core": [' "$version"
        printf '{"vuid": "VUID-vkOther-mode-09999", "text": "not ours"}]}'
        for pair in "$@"; do printf '%s\n' "$pair"; done | sort -t - -k 2,2 | awk -F = '
            { split($1, part, "-")
              if (part[2] != last) printf "%s, \"%s\": {\"core\": [", last == "" ? "" : "]}", part[2]
              else printf ", "
              last = part[2]
              printf "{\"vuid\": \"%s\", \"text\": \"%s\"}", $1, $2 }
            END { if (last != "") printf "]}" }'
        printf '}}\n'
    } >"$file"
}

readonly mode='VUID-vkFake-mode-01234=<code>mode</code> must be one'
readonly source='VUID-vkFake-src-05678=src must be new'
readonly info='VUID-VkFakeInfo-src-00001=src must be there, alive and well'

test_installed_registry() {
    [ -e /usr/share/vulkan/registry/validusage.json ] || skip_test "no registry is installed"
    vuid_sync
    expect_exit 0
    expect_in out "as the table says"
}

test_agrees() {
    make_table
    registry new.json 1.3.301 "$mode" "$source" "$info"
    registry old.json 1.3.299 "$mode" "$info" "VUID-VkFakeInfo-src-00002=src must have been there"
    vuid_sync --table table.tsv new.json old.json
    expect_exit 0
    expect_lines out <<'TEXT'
new.json, version 1.3.301: 3 IDs, as the table says
old.json, version 1.3.299: 3 IDs, as the table says
TEXT
}

test_added_and_removed() {
    make_table
    registry new.json 1.3.301 "$mode" "$info" "VUID-vkFake-flags-07777=<code>flags</code> must be  &lt; 4"
    vuid_sync --table table.tsv new.json
    expect_exit 1
    expect_lines out <<'TEXT'
new.json, version 1.3.301: 3 IDs, 2 not as the table says:
    added    VUID-vkFake-flags-07777: flags must be < 4
    removed  VUID-vkFake-src-05678: The source is new.
TEXT
}

test_moved_with_its_number() {
    make_table
    registry new.json 1.3.301 "$mode" "$info" "VUID-VkFakeInfo-dst-05678=something else"
    vuid_sync --table table.tsv new.json
    expect_exit 1
    expect_in out "    moved    VUID-vkFake-src-05678 to VUID-VkFakeInfo-dst-05678, which has its number"
    expect_not_in out "added" "removed"
}

test_moved_with_its_text() {
    make_table
    registry new.json 1.3.301 "$mode" "$source" "VUID-VkFakeInfo-None-08888=src must be there, alive and quite well"
    registry old.json 1.3.302 "$mode" "$source" "$info"
    vuid_sync --table table.tsv new.json old.json
    expect_exit 1
    expect_in out "    moved    VUID-VkFakeInfo-src-00001 to VUID-VkFakeInfo-None-08888, which has a like text" \
        "old.json, version 1.3.302: 3 IDs, as the table says"
}

test_outside_its_versions() {
    make_table
    registry early.json 1.3.240 "$mode" "$source" "$info" "VUID-VkFakeInfo-src-00002=src"
    registry late.json 1.3.300 "$mode" "$source" "$info" "VUID-VkFakeInfo-src-00002=src"
    vuid_sync --table table.tsv early.json late.json
    expect_exit 1
    expect_in out "    outside  VUID-vkFake-src-05678: the table has it since 1.3.300" \
        "    outside  VUID-VkFakeInfo-src-00002: the table has it since 1.3.230 until 1.3.299"
}

# refused FILE TEXT...
refused() {
    local file=$1
    shift
    vuid_sync --table table.tsv "$file"
    expect_exit 2
    expect_empty out
    expect_in err "$file" "$@"
}

test_bad_registries() {
    make_table
    refused absent.json "is not there"
    refused . "is a folder"
    : >empty.json
    refused empty.json "it is empty"
    echo '{"validation": {' >cut.json
    refused cut.json "it is no JSON"
    echo '{"vulkan": 1}' >other.json
    refused other.json 'it has no "validation"'
    echo '[1, 2]' >list.json
    refused list.json 'it has no "validation"'
    echo '{"validation": {"vkFake": {}}}' >unversioned.json
    refused unversioned.json "does not say of which API version"
    registry foreign.json 1.2.100
    refused foreign.json "version 1.2.100" "none of the commands and structures"
}

test_bad_arguments() {
    vuid_sync --table
    expect_exit 2
    expect_in err "--table wants a file"
    vuid_sync --table absent.tsv
    expect_exit 2
    expect_in err "absent.tsv can't be read"
    printf 'id\tname\nA\tB\n' >wrong.tsv
    vuid_sync --table wrong.tsv
    expect_exit 2
    expect_in err "wrong.tsv has no rows below the columns"
    vuid_sync --frobnicate
    expect_exit 2
    expect_in err "unknown option --frobnicate"
}
