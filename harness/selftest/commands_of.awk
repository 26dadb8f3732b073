# SPDX-License-Identifier: Apache-2.0
# Prints each command that a Markdown file shows, one per line: in indented and fenced blocks (`$ ` before it and what
# is explained behind it left out, lines that end in a backslash joined), and between backticks in prose. What is a
# command is told by its first word; assignments before it belong to it.

function is_command(text, word) {
    while (text ~ /^[A-Z][A-Z_0-9]*=[^ ]* +[^ ]/) {
        sub(/^[^ ]+ +/, "", text)
    }
    word = text
    sub(/ .*/, "", word)
    return word ~ /^(build\/[a-z]+|scripts\/[a-z-]+|harness\/.*\.(sh|bash)|private-build\/[a-z_]+|ommcts-installed\/.*)$/ ||
           word ~ /^(ommcts|deqp-runner|cmake|ctest|ninja|cp|mkdir|export|git|my-application|your_application|vulkaninfo)$/ ||
           word ~ /^[A-Z][A-Z_0-9]*=./ && text != word
}

function clean(text) {
    sub(/^\$ /, "", text)
    sub(/ +#.*$/, "", text)
    # Two blanks or more begin an explanation.
    sub(/  +[^ ].*$/, "", text)
    sub(/ +$/, "", text)
    return text
}

function offer(text) {
    text = clean(text)
    if (is_command(text)) {
        print text
    }
}

/^ *```/ {
    fenced = !fenced
    # Only shell: examples in C and configuration are no commands.
    shell = $0 ~ /^ *```(sh|bash|shell)?$/
    next
}

joined != "" || (fenced && shell) || (!fenced && /^    [^ ]/) {
    line = $0
    sub(/^ +/, "", line)
    line = joined line
    joined = ""
    if (line ~ / \\$/) {
        joined = substr(line, 1, length(line) - 1)
        next
    }
    offer(line)
    # A listing may have some in what it says of its entries.
    prose = line
    flush_prose()
    next
}

# Code between backticks may be broken over lines of prose.
!fenced {
    prose = prose " " $0
}

/^$/ || /^#/ {
    flush_prose()
}

function flush_prose(    n, part, i) {
    n = split(prose, part, "`")
    for (i = 2; i <= n; i += 2) {
        gsub(/[ \t]+/, " ", part[i])
        if (part[i] ~ / / || part[i] ~ /^scripts\//) {
            offer(part[i])
        }
    }
    prose = ""
}

END {
    flush_prose()
}
