# SPDX-License-Identifier: Apache-2.0
# Prints the shell parts of a CI template: the blocks below `script:` (GitLab) and `run:` (GitHub) that begin with `|`,
# or between sh ''' and ''' (Jenkins), without their indentation. `-v number=N` chooses the N-th.

function indentation(text) {
    match(text, /^ */)
    return RLENGTH
}

quoted && /'''/ {
    quoted = 0
    next
}

block && !quoted && $0 !~ /^ *$/ && indentation($0) <= outside {
    block = 0
}

quoted || block {
    if (own < 0) {
        own = indentation($0)
    }
    if (found == number) {
        print substr($0, own + 1)
    }
    next
}

/^ *sh '''$/ {
    quoted = 1
    own = -1
    found++
}

/^ *script:$/ {
    in_script = 1
    next
}

(in_script && /^ *- \|$/) || /^ *run: \|$/ {
    block = 1
    outside = indentation($0)
    own = -1
    found++
}

{
    in_script = 0
}
