# SPDX-License-Identifier: Apache-2.0
# Sourced by scripts/setup: gets greatest 1.5.0. It is one header that distributions do not package, so it
# comes from whichever place can be reached; its hash decides whether it is the right file.
# shellcheck shell=bash

readonly greatest_sha256=1292593d95c35eeccc89ffa1c91d6fe53b49f81cbf2c2b7758842b7f3186fcc2
readonly greatest_release=https://github.com/silentbicycle/greatest/archive/refs/tags/v1.5.0.tar.gz
readonly greatest=$root/.cache/greatest/greatest.h
readonly greatest_log=$root/.cache/greatest.log

declare -rA greatest_sources=(
    [system]="the compiler's include path"
    [upstream]="its release"
    [debian]="Debian's source package dunst"
)

# Each source either leaves the header in $work/greatest.h or sets `reason` and fails.

from_system() {
    local path
    path=$("${CC:-cc}" -M -x c - <<<'#include <greatest.h>' 2>/dev/null | tr ' ' '\n' | grep '/greatest\.h$') ||
        { reason="no greatest.h there" && return 1; }
    cp "$path" "$work/greatest.h"
}

from_upstream() {
    local archive=$work/release.tar.gz get
    if has_program curl; then
        get=(curl -fsSL --connect-timeout 5 --max-time 60 -o "$archive" "$greatest_release")
    elif has_program wget; then
        get=(wget -q --tries=1 --timeout=10 -O "$archive" "$greatest_release")
    else
        reason="neither curl nor wget is here" && return 1
    fi
    run_source "${get[@]}" && unpack "$archive" greatest-1.5.0/greatest.h
}

# The source package dunst 1.12.2 carries the same file. A source list, list folder and cache of its own keep
# the system's apt settings as they are, and let any user do this.
from_debian() {
    if ! has_program apt-get; then reason="apt-get is not here" && return 1; fi
    local archive key all_reasons=
    while read -r archive key; do
        if from_debian_archive "$archive" "$key"; then return 0; fi
        all_reasons+="${all_reasons:+; }$archive: $reason"
    done < <(debian_archives | grep . || echo http://deb.debian.org/debian)
    reason=$all_reasons
    return 1
}

from_debian_archive() {
    local apt=(apt-get -c "$work/apt.conf") dir=$work/apt
    rm -rf "$dir"
    mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
    echo "deb-src ${2:+[signed-by=$2] }$1 trixie main" >"$dir/sources.list"
    cat >"$work/apt.conf" <<CONF
Dir::Etc::sourcelist "$dir/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$dir/lists";
Dir::Cache "$dir/cache";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
APT::Sandbox::User "";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF
    # apt-get update ends with status 0 when an archive cannot be reached, unless asked.
    run_source "${apt[@]}" update --error-on=any || return
    (cd "$dir" && run_source "${apt[@]}" source --tar-only --download-only dunst) || return
    unpack "$dir"/dunst_*.orig.tar.* --wildcards '*/test/greatest.h'
}

run_source() {
    local said=$work/said status=0
    "$@" >"$said" 2>&1 </dev/null || status=$?
    { printf '$ %s\n' "$*" && cat "$said"; } >>"$greatest_log"
    if [ "$status" -eq 0 ]; then return; fi
    reason="'$*' failed with status $status: $(grep -m 1 -E '^(E|curl|wget):' "$said" || tail -n 1 "$said")"
    return 1
}

# unpack ARCHIVE WHAT: tar's own words for the one file to take.
unpack() {
    if ! tar -xOf "$@" >"$work/greatest.h" 2>>"$greatest_log"; then
        reason="$(basename "$1") could not be unpacked: $(tail -n 1 "$greatest_log")"
        return 1
    fi
}

is_greatest() {
    [ -f "$1" ] && [ "$(sha256sum <"$1")" = "$greatest_sha256  -" ]
}

# The header appears whole or not at all, also when two set-ups run at a time.
store_greatest() {
    local new
    new=$(mktemp "$greatest.XXXXXX") || die "cannot write $greatest"
    cat "$work/greatest.h" >"$new"
    chmod 644 "$new"
    mv "$new" "$greatest"
}

provide_greatest() {
    if [ -n "${GREATEST_INCLUDE_DIR-}" ]; then
        is_greatest "$GREATEST_INCLUDE_DIR/greatest.h" ||
            die "GREATEST_INCLUDE_DIR: $GREATEST_INCLUDE_DIR/greatest.h is not there, or is not release 1.5.0"
        return
    fi
    if is_greatest "$greatest"; then return; fi
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$(dirname "$greatest")"
    : >"$greatest_log"
    local source tried=()
    for source in system upstream debian; do
        say "looking for greatest 1.5.0: ${greatest_sources[$source]}"
        if "from_$source"; then
            if is_greatest "$work/greatest.h"; then store_greatest && return; fi
            reason="the file has SHA-256 $(sha256sum <"$work/greatest.h" | cut -d ' ' -f 1), not $greatest_sha256"
        fi
        tried+=("${greatest_sources[$source]}: $reason")
    done
    say "greatest 1.5.0, the header of the assertions, could not be had. Tried:"
    printf '    - %s\n' "${tried[@]}" >&2
    die "take greatest.h from $greatest_release on a machine that reaches it, and set GREATEST_INCLUDE_DIR to its folder (log: $greatest_log)"
}
