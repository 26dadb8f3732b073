# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# LABEL suite
# The table of deliberate bugs, data/faults.tsv: whole, and wide enough. scripts/kill-matrix tells whether each is caught.

readonly faults=$source_root/data/faults.tsv
readonly assertions=$source_root/data/assertions.tsv

rows() { grep -v '^#' "$faults"; }

test_rows_are_whole() {
    [ "$(rows | wc -l)" -ge 130 ] || broken "there are $(rows | wc -l) faults"
    rows | awk -F'\t' 'NF != 5 || $1 !~ /^[a-z][a-z0-9_]*$/ || $2 == "" || $4 == "" ||
        $3 !~ /^A[0-9][0-9][0-9](,A[0-9][0-9][0-9])*$/ || $5 !~ /^(-|B[0-9]+(,B[0-9]+)*)$/' >wrong
    expect_empty wrong
    rows | cut -f 1 | sort | uniq -d >twice
    expect_empty twice
}

# What drivers are known to get wrong, or might: a hundred bugs, by the numbers that were given to them when the list was
# made. Each is a fault here; at least thirty faults are not of that list.
test_every_known_bug_is_there() {
    printf 'B%s\n' 01 02 04 05 07 08 10 11 13 14 16 17 19 20 22 23 25 26 28 29 31 32 34 35 37 38 40 41 43 44 46 47 49 \
        50 52 53 55 56 58 59 61 62 64 65 67 68 70 71 73 74 76 77 79 80 82 83 85 86 88 89 91 92 94 95 97 98 \
        100 101 103 104 106 107 109 110 112 113 115 116 118 119 121 122 124 125 127 128 130 131 133 134 136 \
        137 139 140 142 143 145 146 148 149 | sort >known
    expect_equal 100 "$(wc -l <known)" "known bugs"
    rows | cut -f 5 | tr ',' '\n' | grep -v '^-$' | sort -u >there
    diff known there >difference || true
    expect_empty difference
    [ "$(rows | awk -F'\t' '$5 == "-"' | wc -l)" -ge 30 ] || broken "fewer than 30 faults are of our own"
}

# Files of the driver that touch micromaps, deferral, queries, memory or reading back. The few without a fault are named
# with what else they are: objects without contents, what only personalities do, a table, a cleared command.
test_every_file_has_a_fault() {
    local file
    for file in "$source_root"/harness/driver/{micromap,build,copy,compact,serialize,blob,contents,deferred,query,memory}*.c \
        "$source_root"/harness/driver/{buffer,accel,ray_,curve,device_build,device_copy,device_serialize}*.c \
        "$source_root"/harness/driver/device_{deserialize,query,micromap}.c; do
        case ${file##*/} in
        accel.c | accel_absent.c | micromap_storage.c | memory_types.c) continue ;;
        esac
        grep -q 'REF_FAULT([A-Z]' "$file" || printf '%s\n' "${file##*/}"
    done >without
    expect_empty without
}

test_every_row_has_its_hook() {
    cat "$source_root"/harness/driver/*.c | grep -o 'REF_FAULT([A-Z0-9_]*)' | tr 'A-Z' 'a-z' |
        sed 's/ref_fault(\(.*\))/\1/' | grep -v -x none | sort -u >hooks
    rows | cut -f 1 | sort >names
    diff names hooks >difference || true
    expect_empty difference
}

# Every assertion that may fail a driver, or make a case warn, is broken by a fault whose row names a case that is about it.
# Those of class I have no other faults, so that scripts/kill-matrix can see that they bring warnings and nothing worse.
test_every_assertion_is_put_to_the_proof() {
    awk -F'\t' '$2 ~ /^(E|D|I)$/ { print $1 }' "$assertions" | sort >wanted
    [ "$(wc -l <wanted)" -ge 153 ] || broken "there are $(wc -l <wanted) assertions of class E, D and I"
    run_ommcts coverage --format tsv
    awk -F'\t' -v out=out '
        # A glob as a regular expression for the name of a case without its parameter.
        function pattern(glob) {
            gsub(/\./, "\\.", glob)
            gsub(/\*/, ".*", glob)
            return "^" glob
        }
        BEGIN {
            while ((getline line <out) > 0) {
                split(line, column, "\t")
                if (column[1] ~ /^A[0-9]/)
                    cases[column[1]] = column[6]
            }
        }
        !/^#/ {
            count = split($3, broken, ",")
            globs = split($4, glob, ",")
            for (i = 1; i <= count; i++) {
                stems = split(cases[broken[i]], stem, " ")
                for (j = 1; j <= globs; j++)
                    for (k = 1; k <= stems; k++)
                        if (stem[k] "." ~ pattern(glob[j]) || glob[j] ~ "^" stem[k] "\\.")
                            print broken[i]
            }
        }' "$faults" | sort -u >proven
    comm -23 wanted proven >unproven
    expect_empty unproven
    rows | cut -f 3 | tr ',' '\n' | sort -u | comm -23 - wanted >no_assertion
    expect_empty no_assertion
}
