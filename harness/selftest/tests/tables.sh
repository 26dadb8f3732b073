# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The tables of IDs as the build reads them: each malformed row stops it, with its line.

# read_table KIND: reads the table on standard input, whose blanks around a bar stand for tabs.
read_table() {
    command -v cmake >/dev/null || skip_test "cmake is not installed"
    sed 's/ | /\t/g' >"$1.tsv"
    run_command cmake -Dtable="$1.tsv" -Doutput="$1.c" -P "$source_root/harness/ids/write_$1.cmake"
}

readonly vuid_columns='id | set | rule | since | until | khronos-1.3.239 | ommcts | edge | violation | note'
readonly good_vuid='VUID-vkOne-mode-00001 | copy | One; [two] "three" \ four. | 1.3.230 | - | yes | no | yes | waived: so; it is | -'

# refuse_vuid REGEX ROW [TEXT...]: the second row of this table stops the build.
refuse_vuid() {
    local row=$1
    shift
    read_table vuids <<TEXT
# a comment
$vuid_columns
$good_vuid
$row
TEXT
    expect_exit 1
    expect_in err "vuids.tsv:4:"
    tr -s ' \n' ' ' <err >words
    expect_in words "$@"
    [ ! -e vuids.c ] || broken "a file was written all the same"
}

test_good_rows() {
    read_table vuids <<TEXT
# a comment; with [brackets

$vuid_columns
$good_vuid
VUID-VkTwo-commonparent | former | Was so. | 1.3.230 | 1.3.299 | - | crash | - | - | now another
TEXT
    expect_exit 0
    expect_in vuids.c '"VUID-vkOne-mode-00001", IDS_COPY, "One; [two] \"three\" \\ four.", "1.3.230", NULL' \
        '{true, NULL}, {false, "so; it is"}, NULL' '"VUID-VkTwo-commonparent", IDS_FORMER' 'IDS_CRASHES' \
        '{"khronos-1.3.239", "VK_LAYER_KHRONOS_validation", "1.3.239"}'
}

test_bad_cells() {
    refuse_vuid 'VUID-vkOne-mode-00001 | copy | Twice. | 1.3.230 | - | yes | no | yes | yes | -' "twice, first in line 3"
    refuse_vuid 'VUID-One | copy | Rule. | 1.3.230 | - | yes | no | yes | yes | -' "VUID-One is no valid-usage ID"
    refuse_vuid 'VUID-vkTwo-a | other | Rule. | 1.3.230 | - | yes | no | yes | yes | -' "the set is other"
    refuse_vuid 'VUID-vkTwo-a | copy | Rule. | 1.3 | - | yes | no | yes | yes | -' "since 1.3, until -"
    refuse_vuid 'VUID-vkTwo-a | copy | Rule. | 1.3.230 | 1.3.9 | yes | no | yes | yes | -' "before it begins"
    refuse_vuid 'VUID-vkTwo-a | former | Rule. | 1.3.230 | - | yes | no | - | - | -' "until must name"
    refuse_vuid 'VUID-vkTwo-a | copy | Rule. | 1.3.230 | - | maybe | no | yes | yes | -' "khronos-1.3.239 is maybe"
    refuse_vuid 'VUID-vkTwo-a | copy | Rule. | 1.3.230 | - | yes | no | no | yes | -' 'edge is "no"'
    refuse_vuid 'VUID-vkTwo-a | copy | Rule. | 1.3.230 | - | yes | no | yes | - | -' 'violation is "-"'
    refuse_vuid 'VUID-vkTwo-a | copy | Rule. | 1.3.230 | - | yes | no | yes | waived: | -' 'violation is'
}

test_bad_columns() {
    refuse_vuid 'VUID-vkTwo-a | copy | Rule. | 1.3.230 | - | yes | no | yes | yes' "9 columns where the first row has 10"
    refuse_vuid $'VUID-vkTwo-a | copy |  | 1.3.230 | - | yes | no | yes | yes | -' "column"
    read_table vuids <<<'id | set | rule | since | until | edge | violation | note'
    expect_exit 1
    expect_in err "vuids.tsv:1:" "the columns must be"
    read_table vuids <<<'id | set | rule | since | until | mesa-1.2.3 | edge | violation | note'
    expect_exit 1
    expect_in err "mesa-1.2.3 is no layer"
    read_table vuids <<<"$vuid_columns"
    expect_exit 1
    expect_in err "there is no row"
}

test_assertions() {
    read_table assertions <<<$'id | class | statement | observation | where\nA001 | E | It is so. | - | here; there'
    expect_exit 0
    expect_in assertions.c '{"A001", IDS_EXPLICIT, "It is so.", NULL, "here; there"}'
    read_table assertions <<<$'id | class | statement | observation | where\nA1 | E | It is so. | - | here'
    expect_exit 1
    expect_in err "assertions.tsv:2:" "A1 is no assertion"
    read_table assertions <<<$'id | class | statement | observation | where\nA001 | X | It is so. | - | here'
    expect_exit 1
    expect_in err "the class of A001 is X"
}
