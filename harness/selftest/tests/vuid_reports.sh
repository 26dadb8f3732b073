# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# LABEL suite
# Who reports the violations on the reference driver, held against data/vuids.tsv.

# run_violations WITNESS: leaves the results in report.xml. Its status is not judged here: `suite` does that.
run_violations() {
    limit=200
    run_ommcts run --reference -j 2 -n "omm.vuid.*.violation*.$1" --junit report.xml
    [ -s report.xml ] || broken "no report was written"
}

# seen LAYER: "ID group seen violation" of each ID, from the results.
seen() {
    run_ommcts coverage --format tsv --from report.xml
    awk -F '\t' -v wanted="$1 seen" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == wanted) column = i; next }
        /^VUID-/ { print $1, $2, $column, $5 }' out
}

# Of the 123, whatever is not waived; the layer's own tests see to the rest.
test_our_layer_reports_each() {
    run_violations ommcts
    seen ommcts | awk '$2 == "copy" && $3 != "reported" && $4 != "waived:" { print $1 }' >unreported
    expect_exit 0
    expect_empty unreported
}

# What the table says that the installed Khronos layer does not report is tried as well: it must stay silent.
test_khronos_column_is_true() {
    ! is_sanitized || skip_test "what another layer reports is no matter of sanitizers"
    [ -e /usr/share/vulkan/explicit_layer.d/VkLayer_khronos_validation.json ] ||
        skip_test "the Khronos layer is not installed"
    export OMMCTS_TRY_UNCLAIMED=1
    run_violations khronos
    unset OMMCTS_TRY_UNCLAIMED
    run_ommcts coverage --format json --from report.xml
    expect_not_in out "reports its violation; data/vuids.tsv says no" \
        "does not report its violation; data/vuids.tsv says yes"
    expect_in out '"seen": "reported"'
}
