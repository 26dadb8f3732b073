# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The table of return codes, data/return-codes.tsv: each command with each code, and cases that are there.

readonly codes=(SUCCESS DEFERRED NOT_DEFERRED OUT_OF_HOST_MEMORY OUT_OF_DEVICE_MEMORY UNKNOWN VALIDATION_FAILED)
readonly header=/usr/include/vulkan/vulkan_core.h
readonly registry=/usr/share/vulkan/registry/vk.xml

rows() { grep -v '^#' "$source_root/data/return-codes.tsv"; }

test_rows_are_whole() {
    rows | awk -F'\t' 'NF != 4 || $3 !~ /^(-|omm\.[^ ]+)$/ || length($4) < 6' >wrong
    expect_empty wrong
    rows | cut -f 1,2 | sort | uniq -d >twice
    expect_empty twice
}

# Every command of micromaps and of deferred operations has a row for each code, or one that says that it returns none.
test_every_cell_is_there() {
    [ -r "$header" ] || skip_test "the Vulkan headers are not in $header"
    sed -n -E 's/^VKAPI_ATTR ([A-Za-z0-9_]+) VKAPI_CALL (vk[A-Za-z]*(Micromap[A-Za-z]*EXT|DeferredOperation[A-Za-z]*KHR))\(.*/\1 \2/p' \
        "$header" >commands
    [ "$(wc -l <commands)" -ge 19 ] || broken "few commands in $header: $(cat commands)"
    while read -r type command; do
        if [ "$type" = VkResult ]; then printf "$command %s\n" "${codes[@]}"; else echo "$command none"; fi
    done <commands | sort >wanted
    rows | awk -F'\t' '{ print $1 " " $2 }' | sort >there
    comm -23 wanted there >missing
    expect_empty missing
}

# A cell names cases, each glob at least one, or gives a reason.
test_cases_exist() {
    run_ommcts list --reference
    expect_exit 0
    rows | awk -F'\t' '$3 != "-" { count = split($3, globs, ","); for (i = 1; i <= count; i++) print globs[i] }' |
        sort -u >globs
    while read -r glob; do
        pattern=${glob//./\\.}
        grep -q -E "^${pattern//\*/.*}\$" out || echo "$glob"
    done <globs >empty
    expect_empty empty
}

# What the registry lists for a command is provoked, but for what only bugs and broken rules lead to.
test_what_the_registry_lists_is_provoked() {
    [ -r "$registry" ] || skip_test "the Vulkan registry is not in $registry"
    local attributes listed
    rows | awk -F'\t' '$2 != "none" && $2 != "UNKNOWN" && $2 != "VALIDATION_FAILED" { print $1, $2, $3 }' >cells
    while read -r command code cases; do
        attributes="//command[proto/name='$command']"
        listed=,$(xmllint --xpath "concat($attributes/@successcodes, ',', $attributes/@errorcodes)" "$registry"),
        if [[ $listed =~ ,VK_(ERROR_|OPERATION_)?$code(_KHR)?, ]]; then
            [ "$cases" != - ] || echo "$command may return $code, and no case provokes it"
        elif [ "$command" != vkGetDeferredOperationResultKHR ]; then # it gives the codes of other commands
            [ "$cases" = - ] || echo "$command never returns $code, and cases are named for it"
        fi
    done <cells >wrong
    expect_empty wrong
}
