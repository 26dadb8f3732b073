# SPDX-License-Identifier: Apache-2.0
# Sourced by the other scripts. Everything they say goes to stderr: stdout belongs to the suite.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd) || exit 1
readonly root
script=$(basename "$0")
readonly script

say() {
    printf '%s: %s\n' "$script" "$*" >&2
}

die() {
    printf '%s: error: %s\n' "$script" "$*" >&2
    exit 1
}

# logged LOG COMMAND...: runs it with its output in LOG; if it fails, tells the command and shows what went wrong.
logged() {
    local log=$1 status=0 before=0 said
    shift
    mkdir -p "$(dirname "$log")"
    if [ -f "$log" ]; then before=$(wc -c <"$log"); fi
    printf '$ %s\n' "$*" >>"$log"
    "$@" >>"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -ne 0 ]; then
        say "this command failed with status $status (everything it said: $log):"
        printf '    %s\n' "$*" >&2
        said=$(tail -c "+$((before + 1))" "$log" | cut -c 1-300)
        { grep -m 1 -A 15 -E '^FAILED|error:|Error|^E:' <<<"$said" || tail -n 15 <<<"$said"; } | sed 's/^/    | /' >&2
    fi
    return "$status"
}

# The Debian archives this machine is set up to use: one line each, the URI and, where the entry names a
# key file, the key. Reads both formats of apt's source lists and leaves out security and foreign archives.
debian_archives() {
    local codename=
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-sid}")
    local file files=()
    for file in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        if [ -r "$file" ]; then files+=("$file"); fi
    done
    if [ ${#files[@]} -gt 0 ]; then
        awk -v codename="$codename" "$archives_awk" "${files[@]}" | awk '!seen[$1]++'
    fi
}

# One entry is a stanza in a .sources file, or a line in a .list file.
readonly archives_awk='
function is_debian(suites,    n, i, word) {
    n = split(suites, word, " ")
    for (i = 1; i <= n; i++)
        if (word[i] == codename || word[i] ~ /^(sid|unstable|testing|stable|oldstable|trixie|bookworm)$/)
            return 1
    return 0
}
function report(    n, i, uri) {
    n = split(field["uris"], uri, " ")
    if (field["types"] ~ /deb/ && field["enabled"] !~ /^(no|false)$/ &&
        (" " field["components"] " ") ~ / main / && is_debian(field["suites"]))
        for (i = 1; i <= n; i++)
            print uri[i], (field["signed-by"] ~ /^\// ? field["signed-by"] : "")
    split("", field)
    key = ""
}
FNR == 1 { report() }
/^[ \t]*#/ { next }
FILENAME ~ /\.sources$/ {
    if ($0 ~ /^[ \t]*$/) { report(); next }
    value = $0
    if (match($0, /^[A-Za-z-]+:/)) {
        key = tolower(substr($0, 1, RLENGTH - 1))
        value = substr($0, RLENGTH + 1)
    }
    gsub(/^[ \t]+|[ \t]+$/, "", value)
    field[key] = field[key] (field[key] == "" ? "" : " ") value
    next
}
$1 == "deb" {
    line = $0
    if (match(line, /\[[^]]*\]/)) {
        options = substr(line, RSTART + 1, RLENGTH - 2)
        line = substr(line, 1, RSTART - 1) substr(line, RSTART + RLENGTH)
        if (match(options, /signed-by=[^ ]+/))
            field["signed-by"] = substr(options, RSTART + 10, RLENGTH - 10)
    }
    n = split(line, word, " ")
    field["types"] = "deb"; field["uris"] = word[2]; field["suites"] = word[3]
    for (i = 4; i <= n; i++) field["components"] = field["components"] " " word[i]
    report()
}
END { report() }
'

# The folder a preset builds in: plain build/ is the release build, as without presets.
build_folder() {
    if [ "$1" = release ]; then printf '%s' "$root/build"; else printf '%s' "$root/build-$1"; fi
}

# configure PRESET: only where that was not done yet, or when the set-up got something since; the build does
# it again by itself when need be.
configure() {
    local folder
    folder=$(build_folder "$1")
    if is_configured "$folder" && [ ! "$root/.cache/setup.log" -nt "$folder/configure.log" ]; then return; fi
    say "configuring $(basename "$folder")/ ($1)"
    if ! is_configured "$folder"; then rm -rf "$folder/CMakeCache.txt" "$folder/CMakeFiles"; fi
    rm -f "$folder/configure.log"
    (cd "$root" && logged "$folder/configure.log" cmake --preset "$1" \
        ${GREATEST_INCLUDE_DIR+"-DGREATEST_INCLUDE_DIR=$GREATEST_INCLUDE_DIR"}) || die "could not be configured"
}

# build PRESET [TARGET]: says nothing when nothing is to do.
build() {
    local folder log
    folder=$(build_folder "$1")
    log=$folder/build.log
    configure "$1"
    if [ ! -x "$folder/ommcts" ]; then say "building"; fi
    rm -f "$log"
    logged "$log" cmake --build "$folder" --target "${2:-all}" --parallel "$(nproc)" || die "could not be built"
    if grep -q 'Linking' "$log"; then say "built $(basename "$folder")/ommcts"; fi
}

# A folder whose configuration failed, or that came with a copy of the tree, is not.
is_configured() {
    [ -f "$1/build.ninja" ] || [ -f "$1/Makefile" ] || return
    grep -q -x "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$1/CMakeCache.txt"
}
