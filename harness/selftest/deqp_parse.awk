# SPDX-License-Identifier: Apache-2.0
# Reads the text protocol of a dEQP binary as deqp-runner does (a case starts wherever `Test case '...'..` is
# found in a line; a line of two blanks, a word, a blank and parentheses ends it; an unknown word stops
# everything), and is stricter than deqp-runner where we promise more: each started case ends once, no
# other line is there, the last lines count right. Prints name,Status,message; says what is wrong on stderr.

function wrong(text) {
    printf "line %d: %s: %s\n", NR, text, $0 > "/dev/stderr"
    failed = 1
}

BEGIN {
    split("Pass Fail QualityWarning CompatibilityWarning NotSupported Crash Timeout " \
          "InternalError ResourceError Waiver Pending", words, " ")
    for (i in words) {
        known[words[i]] = 1
    }
}

function start_case() {
    if (current != "") {
        wrong("a case starts before '" current "' has ended")
    }
    if (finished) {
        wrong("a case starts after the end of the run")
    }
    current = $0
    sub(/^.*Test case '/, "", current)
    sub(/'\.\..*$/, "", current)
    if ($0 != "Test case '" current "'..") {
        wrong("a driver could have put something into this line")
    }
    if (current in ended) {
        wrong("the case is here twice")
    }
}

function end_case(status, message) {
    status = $1
    if (status == "Info") {
        return
    }
    if (!(status in known)) {
        wrong("deqp-runner does not know this status")
    }
    if (current == "") {
        wrong("a status without a case")
    }
    message = substr($0, length(status) + 5)
    sub(/\)[^)]*$/, "", message)
    printf "%s,%s,%s\n", current, status, message
    ended[current] = 1
    count[status]++
    total++
    current = ""
}

function check_total(label, got, wanted) {
    got = $0
    sub(/^[^:]*: */, "", got)
    sub(/ .*/, "", got)
    wanted = (label + 0) "/" (total + 0)
    if (got != wanted) {
        wrong("expected " wanted)
    }
}

/Test case '.*'../          { start_case(); next }
/^  [^ \t]* \(.*\)/         { end_case(); next }
/^DONE!$/ || /^ABORTED!$/   { finished = 1; next }
/^  Passed: /               { check_total(count["Pass"]); next }
/^  Failed: /               { check_total(count["Fail"] + count["Crash"] + count["Timeout"] + \
                                          count["InternalError"] + count["ResourceError"] + \
                                          count["Pending"]); next }
/^  Not supported: /        { check_total(count["NotSupported"]); next }
/^  Warnings: /             { check_total(count["QualityWarning"] + count["CompatibilityWarning"]); next }
/^  Waived: /               { check_total(count["Waiver"]); next }
/^$/                        { next }
/^Writing test log into /   { next }
/^dEQP Core /               { next }
/^  target implementation = / { next }
/^Test run totals:$/        { next }
/^Test run was ABORTED!$/   { next }
                            { wrong("this line is not part of the protocol") }

END {
    if (current != "") {
        wrong("nothing ended '" current "'")
    }
    if (!finished) {
        wrong("neither DONE! nor ABORTED!")
    }
    exit failed
}
