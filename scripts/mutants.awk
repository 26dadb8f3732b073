# SPDX-License-Identifier: Apache-2.0
# The mutants of one C file that is formatted as .clang-format says. For each: line, class, mutation, the line's text,
# and the bytes to replace: their offset from 0, their number, and the replacement. Tab-separated, in the order of
# the file. Wants the C locale, -v classes=' CLASS CLASS ' and -v skip=REGEX of calls that are never dropped.
#
# Not mutated: comments, texts, directives other than #define, what a report says to people, and what the reference driver
# does in a fault or in another personality only, functions for faults included.

{ text = text $0 "\n" }

# The text with everything blanked that is not code, each byte in its place.
function blank(from,    i, n, c, two, state, out, line_start) {
    n = length(from)
    state = "code"
    for (i = 1; i <= n; i++) {
        c = substr(from, i, 1)
        two = substr(from, i, 2)
        if (state == "code") {
            if (two == "//") state = "line"
            else if (two == "/*") state = "block"
            else if (c == "\"" || c == "'") { state = c; out = out c; continue }
        } else if (state == "line" && c == "\n")
            state = "code"
        else if (state == "block" && two == "*/") {
            out = out "  "
            i++
            state = "code"
            continue
        } else if (state == "\"" || state == "'") {
            if (c == "\\") { out = out "__"; i++; continue }
            if (c == state) { state = "code"; out = out c; continue }
        }
        if (state == "code" || c == "\n") out = out c
        else out = out (state == "line" || state == "block" ? " " : "_")
    }
    return out
}

# The place behind the parenthesis that closes the one at `open`.
function behind(open,    i, depth, c) {
    for (i = open; i <= length(code); i++) {
        c = substr(code, i, 1)
        if (c == "(") depth++
        if (c == ")" && --depth == 0) return i + 1
    }
    return 0
}

function blanked(start, end,    middle) {
    middle = substr(code, start, end - start)
    gsub(/[^\n]/, "_", middle)
    code = substr(code, 1, start - 1) middle substr(code, end)
}

# The end of the statement or block that begins behind `from`.
function end_of_statement(from,    i, depth, c) {
    for (i = from; i <= length(code); i++) {
        c = substr(code, i, 1)
        if (c == "{" || c == "(") depth++
        if (c == ")") depth--
        if (c == "}" && --depth == 0) return i + 1
        if (c == ";" && depth == 0) return i + 1
    }
    return 0
}

# What is under the condition of a fault or a personality, or mentions one.
function blank_switches(    i, line, at, end) {
    for (at = 1; match(substr(code, at), /[ \n]if \(/); ) {
        i = at + RSTART + RLENGTH - 2
        end = behind(i)
        if (!end) return
        at = i
        if (substr(code, i, end - i) ~ /REF_FAULT\(|ref_personality\(/) {
            end = end_of_statement(end)
            if (!end) return
            blanked(i, end)
        }
    }
    at = 1
    for (i = 1; i <= lines; i++) {
        line = substr(code, at, length(source[i]))
        if (line ~ /REF_FAULT\(|ref_personality\(/) blanked(at, at + length(line))
        at += length(source[i]) + 1
    }
}

# The bodies of static functions that are named nowhere any more: only faults call them.
function blank_unused(    i, at, name, rest, end) {
    at = 1
    for (i = 1; i <= lines; i++) {
        name = source[i] ~ /^static [^=;({]*$/ ? source[i] " " source[i + 1] : source[i]
        if (name ~ /^static [^=;]*[ *][a-z_0-9]+\(/) {
            sub(/\(.*/, "", name)
            sub(/.*[ *]/, "", name)
            rest = code
            if (gsub("[^a-z_0-9]" name "[^a-z_0-9]", "", rest) == 1) {
                end = end_of_statement(at)
                if (end) blanked(at, end)
            }
        }
        at += length(source[i]) + 1
    }
}

# Directives, and the arguments of reports.
function blank_more(    i, line, at, end) {
    at = 1
    for (i = 1; i <= lines; i++) {
        line = source[i]
        if (line ~ /^ *#/ && line !~ /^ *# *define /) blanked(at, at + length(line))
        at += length(line) + 1
    }
    for (at = 1; match(substr(code, at), /(report|report_device|printf|_Static_assert)\(/); ) {
        at += RSTART + RLENGTH - 2
        end = behind(at)
        if (!end) return
        blanked(at + 1, end - 1)
        at = end
    }
}

function squeeze(string) {
    gsub(/[ \t\n]+/, " ", string)
    gsub(/^ | $/, "", string)
    return string
}

# Offsets are counted from 1 in here.
function add(class, what, at, length_, replacement,    line, line_text, low, high) {
    if (index(classes, " " class " ") == 0) return
    low = 1
    high = lines
    while (low < high) {
        line = int((low + high + 1) / 2)
        if (starts[line] <= at) low = line
        else high = line - 1
    }
    count++
    place[count] = at
    if (++same[low, what] > 1) what = what " #" same[low, what]
    line_text = source[low]
    if (line_text ~ /\($/) line_text = line_text " " source[low + 1]
    # Many lines say no more than this; what is said of one must not hold for all.
    if (line_text ~ /^ *return [a-z0-9]+;/) line_text = source[low - 1] " " line_text
    mutant[count] = low "\t" class "\t" what "\t" squeeze(line_text) "\t" at - 1 "\t" length_ "\t" replacement
    order[count] = sprintf("%08d %d", at, count)
}

function comparisons(    at, op, to, line_text) {
    to["<"] = "<="; to["<="] = "<"; to[">"] = ">="; to[">="] = ">"; to["=="] = "!="; to["!="] = "=="
    to["&&"] = "||"; to["||"] = "&&"
    for (at = 1; match(substr(code, at), /[ \n](<=|>=|==|!=|<|>|&&|\|\|)[ \n]/); ) {
        at += RSTART
        op = substr(code, at, RLENGTH - 2)
        line_text = substr(code, 1, at)
        sub(/.*\n/, "", line_text)
        if (op == "&&" || op == "||") add("logic", op " -> " to[op], at, 2, to[op])
        else if (line_text !~ /for \(/) add("compare", op " -> " to[op], at, length(op), to[op])
        else if (op == "<") add("compare", "one round less", at, 1, "+ 1 <")
    }
}

function conditions(    at, end, inner) {
    for (at = 1; match(substr(code, at), /[ \n]if \(/); ) {
        at += RSTART + RLENGTH - 2
        end = behind(at)
        if (!end) return
        inner = substr(text, at + 1, end - at - 2)
        if (inner !~ /\/\//) add("negate", "negate", at + 1, end - at - 2, "!(" squeeze(inner) ")")
    }
}

function statements(    at, start, end, before, called) {
    for (at = 1; match(substr(code, at), /\n +[A-Za-z_][A-Za-z0-9_.>-]*\(/); ) {
        start = at + RSTART
        at = start + RLENGTH - 2
        end = behind(at)
        if (!end) return
        before = substr(code, 1, start - 1)
        start += match(substr(code, start), /[^ ]/) - 1
        called = substr(code, start, at - start)
        if (substr(code, end, 1) == ";" && before ~ /([;{})]|else) *\n*$/ && called !~ skip)
            add("drop", "drop " called, start, end - start, "(void)0")
    }
    for (at = 1; match(substr(code, at), /\n +\*?[A-Za-z_][A-Za-z0-9_.>-]*(\[[^]]*\][A-Za-z0-9_.>-]*)? [-+|&]?= [^;{}]*;/); ) {
        start = at + RSTART
        end = start + RLENGTH - 2
        before = substr(code, 1, start - 1)
        start += match(substr(code, start), /[^ ]/) - 1
        if (before ~ /([;{})]|else) *\n*$/)
            add("assign", "drop assignment", start, end - start, "(void)0")
        at = end
    }
}

function constants(    at, number, digits, next_) {
    for (at = 1; match(substr(code, at), /[^A-Za-z0-9_.\[][0-9]+[^A-Za-z0-9_.]/); ) {
        at += RSTART
        digits = RLENGTH - 2
        number = substr(code, at, digits) + 0
        if (number == 0) next_ = 1
        else if (number == 4 || number == 8 || number == 16 || number == 32 || number == 64 || number == 256)
            next_ = 2 * number
        else next_ = number + 1
        add("constant", number " -> " next_, at, digits, next_)
        if (number > 0) add("constant", number " -> " number - 1, at, digits, number - 1)
        at += digits
    }
}

function truths(    at, word, other) {
    for (at = 1; match(substr(code, at), /[^A-Za-z0-9_](true|false)[^A-Za-z0-9_]/); ) {
        at += RSTART
        word = substr(code, at, RLENGTH - 2)
        other = word == "true" ? "false" : "true"
        add("truth", word " -> " other, at, length(word), other)
    }
}

END {
    lines = split(text, source, "\n") - 1
    at = 1
    for (i = 1; i <= lines; i++) {
        starts[i] = at
        at += length(source[i]) + 1
    }
    code = blank(text)
    blank_more()
    blank_switches()
    blank_unused()
    comparisons()
    conditions()
    statements()
    constants()
    truths()
    for (i = 2; i <= count; i++)
        for (j = i; j > 1 && order[j] < order[j - 1]; j--) {
            swap = order[j]
            order[j] = order[j - 1]
            order[j - 1] = swap
        }
    for (i = 1; i <= count; i++) {
        split(order[i], part, " ")
        print mutant[part[2]]
    }
}
