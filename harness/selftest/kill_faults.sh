#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# kill_faults.sh OMMCTS [FAULT...]
#
# Switches on the deliberate bugs of the reference driver one by one (all rows of data/faults.tsv, or those
# named), runs the cases that the row names until one notices, and prints which it was. Exits 1 unless every
# bug is noticed by a Fail, Crash or Timeout. For an assertion of class I (no sentence of the specification
# requires it) a QualityWarning is as much as a case may say, so there it counts.
set -u

ommcts=${1:?usage: kill_faults.sh OMMCTS [FAULT...]}
shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
class_i=' A041 A047 A053 A113 A123 A124 A159 A162 A163 '

# The verdicts that count for the assertions $1 (separated by blanks or commas), as an expression.
counting_verdicts() {
    local assertion
    for assertion in ${1//,/ }; do
        if [[ $class_i == *" $assertion "* ]]; then
            echo 'Fail|Crash|Timeout|QualityWarning'
            return
        fi
    done
    echo 'Fail|Crash|Timeout'
}

# The first case of the globs $3 that notices the fault $1, with its verdict; or nothing.
who_catches() {
    local counts line case='' runner
    counts="^  ($(counting_verdicts "$2")) \\("
    exec 3< <(OMMREF_FAULT=$1 exec timeout --kill-after=2 60 "$ommcts" run --reference -q \
        --timeout 8 -n "$3" 2>&1 </dev/null)
    runner=$!
    while IFS= read -r line <&3; do
        if [[ $line =~ ^"Test case '"(.*)"'.."$ ]]; then
            case=${BASH_REMATCH[1]}
        elif [[ $line =~ $counts ]]; then
            echo "$case: ${BASH_REMATCH[1]}"
            break
        fi
    done
    # The rest of the cases would only say the same.
    kill -TERM "$runner" 2>/dev/null
    exec 3<&-
}

# One row of the table; leaves its line of the report in the file $4.
try_fault() {
    local catcher
    catcher=$(who_catches "$1" "$2" "$3")
    printf '%-44s %-12s %s\n' "$1" "$2" "${catcher:-NOBODY of $3}" >"$4"
}

reports=$(mktemp -d) || exit 99
trap 'rm -rf "$reports"' EXIT
total=0
while IFS=$'\t' read -r fault _ assertion globs; do
    case $fault in '' | '#'*) continue ;; esac
    [ $# -eq 0 ] || [[ " $* " == *" $fault "* ]] || continue
    total=$((total + 1))
    try_fault "$fault" "$assertion" "$globs" "$(printf '%s/%04d' "$reports" $total)" &
    # Two at a time.
    [ "$(jobs -r | wc -l)" -lt 2 ] || wait -n
done <"$here/../../data/faults.tsv"
wait

[ "$total" -gt 0 ] || { echo "data/faults.tsv has no row for this: $*" >&2; exit 2; }
cat "$reports"/*
caught=$((total - $(grep -l ' NOBODY of ' "$reports"/* | wc -l)))
echo "faults caught $caught/$total"
[ "$caught" -eq "$total" ]
