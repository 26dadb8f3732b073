# SPDX-License-Identifier: Apache-2.0
# Of the lines on stdin (file, number, function), which did not run: tells those for which there is no reason, and the
# reasons without such lines. `table` is data/lines-not-run.tsv, `root` the folder of the sources. Status 1: there is one
# of either.
BEGIN {
    FS = "\t"
    while ((getline row <table) > 0) {
        if (row ~ /^#/)
            continue
        split(row, column, FS)
        if (column[2] ~ /^=/) {
            folder[++patterns] = column[1]
            pattern[patterns] = substr(column[2], 2)
            continue
        }
        for (i = split(column[2], names, " "); i; i--)
            wanted[column[1] FS names[i]]
    }
}

# Whether a statement is about a fault, in each of its alternatives.
function asks_for_a_fault(statement,    part, i) {
    gsub(/!REF_FAULT\(NONE\)/, "->faults.", statement)
    gsub(/REF_FAULT\(NONE\)|!REF_FAULT\([A-Z0-9_]+\)/, "", statement)
    for (i = split(statement, part, /\|\|/); i; i--)
        if (part[i] !~ /REF_FAULT\(|->faults\./)
            return 0
    return 1
}

# Whether all of a statement is there, up to its line `last`; of if and loops, all of the condition.
function is_whole(statement, last) {
    if (last ~ /[;{}:]( *\/\/.*)?$/)
        return 1
    return statement ~ /^ *(} )?(else )?(if|for|while|switch) \(/ &&
        gsub(/\(/, "", statement) == gsub(/\)/, "", statement)
}

# Finds the statement that each line of a file is of, and the lines that only a fault reaches: behind the name of a fault in
# a statement, and what is done where it is active. These are indented, which scripts/check sees to.
function read_source(file,    line, number, first, head, statement, inside) {
    split("", statement_of)
    split("", of_fault)
    inside = -1
    while ((getline line <(root "/" file)) > 0) {
        number++
        if (line ~ /^ *(\/\/.*)?$/ || line ~ /^#/)
            continue
        match(line, /^ */)
        if (statement == "") {
            head = RLENGTH
            first = number
            if (head <= inside)
                inside = -1
        }
        if (inside >= 0)
            of_fault[number]
        statement = statement line
        if (!is_whole(statement, line))
            continue
        statement_of[first] = statement
        while (++first <= number) {
            statement_of[first] = statement
            if (asks_for_a_fault(statement))
                of_fault[first]
        }
        if (inside < 0 && statement ~ /^ *(} )?(else )?(if|while) \(/ && asks_for_a_fault(statement))
            inside = head
        statement = ""
    }
    close(root "/" file)
}

# Whether a row is about the function, which may have a "?", or the file, or the statement.
function is_explained(file, function_name, number,    i, names, name) {
    for (i = split(function_name " " function_name "? *", names, " "); i; i--) {
        name = file FS names[i]
        if (name in wanted) {
            used[name]
            return 1
        }
    }
    for (i = 1; i <= patterns; i++)
        if (index(file, folder[i]) == 1 && statement_of[number] ~ pattern[i]) {
            matches[i]++
            return 1
        }
    return 0
}

$1 != file {
    file = $1
    last_function = ""
    read_source(file)
}
$2 in of_fault { faults++; next }
is_explained($1, $3, $2) { explained++; next }
{
    unknown++
    rest[$1] = rest[$1] ($3 == last_function ? " " : "; " $3 " ") $2
    last_function = $3
}

END {
    printf "%d lines did not run: %d of faults, %d for reasons that data/lines-not-run.tsv tells, %d for none\n",
        NR, faults, explained, unknown
    fflush() # before what sort prints
    for (file in rest)
        print "no reason: " file ": " substr(rest[file], 3) | "sort"
    for (name in wanted)
        if (!(name in used) && name !~ /\?$/)
            print "no line: " name (++unused ? "" : "") | "sort"
    for (i = 1; i <= patterns; i++)
        if (!matches[i])
            print "no line: " folder[i] FS "=" pattern[i] (++unused ? "" : "") | "sort"
    close("sort")
    exit unknown + unused > 0
}
