# SPDX-License-Identifier: Apache-2.0
# What deqp-runner makes of the standard output of one process: name,Status in the order of the answers. The line
# @timeout@ stands for the moment when its patience ended. More lenient than deqp_parse.awk, as it is.

BEGIN {
    split("Pass Fail QualityWarning CompatibilityWarning NotSupported Crash Timeout InternalError ResourceError " \
          "Waiver Pending", words, " ")
    split("Pass Fail Warn Warn Skip Crash Timeout Fail Fail Warn Fail", meanings, " ")
    for (i in words) {
        meaning[words[i]] = meanings[i]
    }
}

function answer(status) {
    if (leaks > 0) {
        status = "Fail"
    }
    print name "," status
    name = ""
}

# A word it does not know ends the parse: nothing after it counts.
stopped { next }

/Test case '.*'\.\./ {
    if (name != "") {
        answer("Crash")
    }
    name = $0
    sub(/^.*Test case '/, "", name)
    sub(/'\.\..*$/, "", name)
    next
}

/^  [^ \t]* \(.*\)/ {
    if ($1 == "Info" || name == "") {
        next
    }
    if (!($1 in meaning)) {
        stopped = 1
        next
    }
    answer(meaning[$1])
    next
}

/^@timeout@$/ {
    if (name != "") {
        answer("Timeout")
    }
}

END {
    if (name != "" && !stopped) {
        answer("Crash")
    }
}
