#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# kill_faults.sh OMMCTS [FAULT...]
#
# Switches on the deliberate bugs of the reference driver one by one (all rows of data/faults.tsv, or those
# named), runs the cases that the row names, and prints which of them notices. Exits 1 unless every bug is
# noticed by a Fail, Crash or Timeout. For an assertion of class I (no sentence of the specification requires
# it) a QualityWarning is as much as a case may say, so there it counts.
set -u

ommcts=${1:?usage: kill_faults.sh OMMCTS [FAULT...]}
shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
table=$here/../../data/faults.tsv
class_i=' A041 A047 A053 A113 A123 A124 A159 A162 A163 '

# The verdicts that count for the assertions $1 (separated by blanks or commas).
counting_verdicts() {
    local assertion
    for assertion in ${1//,/ }; do
        [[ $class_i == *" $assertion "* ]] && { echo 'Fail|Crash|Timeout|QualityWarning'; return; }
    done
    echo 'Fail|Crash|Timeout'
}

# "case: Status" of the first case of the globs $2 that notices the fault $1, or nothing.
who_catches() {
    OMMREF_FAULT=$1 timeout --kill-after=2 30 "$ommcts" run --reference -q -j 2 --timeout 5 -n "$2" \
        2>"$messages" </dev/null |
        awk -v counts="^($(counting_verdicts "$3"))\$" '
            /^Test case / { name = substr($0, 12, length($0) - 14) }
            /^  [A-Z][A-Za-z]* \(/ && $1 ~ counts && !found { print name ": " $1; found = 1 }'
}

messages=$(mktemp) || exit 99
trap 'rm -f "$messages"' EXIT
total=0 caught=0
while IFS=$'\t' read -r fault _ assertion globs; do
    case $fault in '' | '#'*) continue ;; esac
    [ $# -eq 0 ] || [[ " $* " == *" $fault "* ]] || continue
    total=$((total + 1))
    catcher=$(who_catches "$fault" "$globs" "$assertion")
    if [ "$catcher" ]; then
        caught=$((caught + 1))
    else
        catcher="NOBODY of $globs: $(tail -n 1 "$messages")"
    fi
    printf '%-44s %-12s %s\n' "$fault" "$assertion" "$catcher"
done <"$table"
echo "faults caught $caught/$total"
[ "$total" -gt 0 ] && [ "$caught" -eq "$total" ]
