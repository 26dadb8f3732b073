#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# deqp_runner.bash run --deqp BINARY --caselist FILE... --output FOLDER [OPTION...] [-- ARGUMENT...]
# deqp_runner.bash suite --suite FILE.toml --output FOLDER [OPTION...]
#
# Does to a dEQP binary what deqp-runner does, as ../../data/ci/README.md names its options: groups, one process each
# started in the binary's folder with the same five options; a timer that each `Test case` restarts; after a crash or a
# timeout a new process for what has no result; one retry of a group with an unexpected result, compared with the first
# answers position by position; baselines, flakes and skips; the renderer check; results.csv and failures.csv. Slower and
# simpler: no threads but copies of itself, no colours, no JUnit. Tests only.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
parser=$here/deqp_runner.awk
say() { printf 'deqp-runner: %s\n' "$*" >&2; }
die() { say "$*" && exit 1; }

deqp='' output='' caselists=() per_group=500 timeout=60 jobs=1 baseline='' flakes=() skips=() includes=()
fraction=1 fraction_start=1 renderer_check='' version_check='' extensions_check='' variables=() arguments=() suite=''

mode=${1:-}
[ $# -gt 0 ] && shift
while [ $# -gt 0 ]; do
    # Both spellings of a value.
    if [[ $1 == --*=* ]]; then set -- "${1%%=*}" "${1#*=}" "${@:2}"; fi
    case $1 in
    --deqp) deqp=$2 ;;
    --suite) suite=$2 ;;
    --output) output=$2 ;;
    --caselist) caselists+=("$2") ;;
    --tests-per-group) per_group=$2 ;;
    --timeout) timeout=$2 ;;
    --jobs | -j) jobs=$2 ;;
    --baseline) baseline=$2 ;;
    --flakes) flakes+=("$2") ;;
    --skips) skips+=("$2") ;;
    --include-tests | -t) includes+=(-e "$2") ;;
    --fraction) fraction=$2 ;;
    --fraction-start) fraction_start=$2 ;;
    --renderer-check) renderer_check=$2 ;;
    --version-check) version_check=$2 ;;
    --extensions-check) extensions_check=$2 ;;
    --env) variables+=("$2") ;;
    --) shift && arguments=("$@") && break ;;
    *) die "unknown option $1" ;;
    esac
    shift 2 || die "$1 wants a value"
done

# Reads the keys of one [[deqp]] table, as they are used in data/ci: strings, numbers, and lists of strings on one line.
read_suite() {
    local key value items in_env=no
    while IFS='=' read -r key value; do
        key=${key//[[:space:]]/}
        case $key in '' | '#'* | '[[deqp]]') continue ;; '[deqp.env]') in_env=yes && continue ;; esac
        mapfile -t items < <(grep -o -E '"[^"]*"|[0-9.]+' <<<"$value" | tr -d '"')
        if [ "$in_env" = yes ]; then variables+=("$key=${items[0]}") && continue; fi
        case $key in
        deqp) deqp=${items[0]} ;;
        caselists) caselists=("${items[@]}") ;;
        deqp_args) arguments=("${items[@]}") ;;
        tests_per_group) per_group=${items[0]} ;;
        timeout) timeout=${items[0]} ;;
        renderer_check) renderer_check=${items[0]} ;;
        version_check) version_check=${items[0]} ;;
        baseline) baseline=${items[0]} ;;
        skips) skips=("${items[@]}") ;;
        flakes) flakes=("${items[@]}") ;;
        include) mapfile -t includes < <(printf -- '-e\n%s\n' "${items[@]}") ;;
        *) die "$suite: this simulation does not know the key '$key'" ;;
        esac
    done <"$suite"
}

[ "$mode" = run ] || [ "$mode" = suite ] || die "the first argument is run or suite"
if [ "$mode" = suite ]; then read_suite; fi
[ -x "$deqp" ] || die "--deqp: '$deqp' is no program"
[ -n "$output" ] || die "--output is missing"
mkdir -p "$output"
output=$(realpath "$output")
deqp=$(realpath "$deqp")

# start THREAD [OPTION...]: the binary as deqp-runner starts it.
start() {
    local thread=$1
    shift
    cd "$(dirname "$deqp")" &&
        exec env DEQP_RUNNER_THREAD="$thread" MESA_DEBUG=silent ${variables[@]+"${variables[@]}"} \
            "$deqp" ${arguments[@]+"${arguments[@]}"} "$@" </dev/null
}

# text_of QPA CASE: the <Text> lines of a case.
text_of() {
    awk -v name="$2" '$0 == "#beginTestCaseResult " name { inside = 1 } /^#endTestCaseResult/ { inside = 0 } inside' "$1" |
        grep -o '<Text>[^<]*</Text>' | sed -e 's/<[^>]*>//g' -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&amp;/\&/g'
}

check_renderer() {
    local prefix=$1 qpa=$output/renderer-check.qpa missing
    (start 0 "--deqp-case=$prefix.info.renderer,$prefix.info.version,$prefix.info.extensions" \
        "--deqp-log-filename=$qpa" >"$output/renderer-check.log" 2>&1)
    local renderer version
    renderer=$(text_of "$qpa" "$prefix.info.renderer" | head -n 1)
    version=$(text_of "$qpa" "$prefix.info.version" | head -n 1)
    say "renderer: $renderer; version: $version"
    grep -q -E -e "${renderer_check:-.}" <<<"$renderer" || die "Renderer mismatch ($renderer_check)"
    grep -q -E -e "${version_check:-.}" <<<"$version" || die "Version mismatch ($version_check)"
    if [ -n "$extensions_check" ]; then
        missing=$(text_of "$qpa" "$prefix.info.extensions" | sort | comm -13 - <(sort "$extensions_check"))
        [ -z "$missing" ] || die "Extensions mismatch ($missing)"
    fi
}

# one_process GROUP ROUND THREAD: runs $work/todo once; appends what it answered to $work/got. The reading end keeps the
# time, because only it sees the lines.
one_process() {
    local base=$output/c$1.r$2 pid
    cp "$work/todo" "$base.caselist.txt"
    mkfifo "$work/pipe"
    (start "$3" "--deqp-caselist-file=$base.caselist.txt" "--deqp-log-filename=$base.qpa" --deqp-log-flush=disable \
        "--deqp-shadercache-filename=$output/t$3.shader_cache" --deqp-shadercache-truncate=disable \
        >"$work/pipe" 2>"$base.stderr") &
    pid=$!
    local line left deadline=$((SECONDS + ${timeout%.*})) result
    : >"$work/lines"
    while :; do
        left=$((deadline - SECONDS))
        [ "$left" -gt 0 ] || left=0.01
        IFS= read -r -t "$left" line
        result=$?
        if [ "$result" -gt 128 ]; then
            # As with std::process::Child: nobody but the process that was started.
            kill -KILL "$pid" 2>/dev/null
            echo "@timeout@" >>"$work/lines"
            break
        fi
        [ "$result" -eq 0 ] || break
        printf '%s\n' "$line" >>"$work/lines"
        if [[ $line == *"Test case '"*"'.."* ]]; then deadline=$((SECONDS + ${timeout%.*})); fi
    done <"$work/pipe"
    wait "$pid" 2>/dev/null
    rm "$work/pipe"
    cat "$work/lines" "$base.stderr" >"$base.log"
    awk -v leaks="$(grep -c 'ERROR: LeakSanitizer: detected memory leaks' "$base.stderr")" -f "$parser" \
        "$work/lines" >"$work/part"
    rm "$base.stderr"
    cat "$work/part" >>"$work/got"
    # What is still to run, in the same order.
    awk -F, 'NR == FNR { done[$1] = 1; next } !($1 in done)' "$work/part" "$work/todo" >"$work/rest"
    mv "$work/rest" "$work/todo"
    [ -s "$work/part" ] && tail -n 1 "$work/part" | grep -q -E ',(Crash|Timeout)$'
}

# whole_group GROUP FILE ROUND THREAD: answers to every case of FILE in $work/got.
whole_group() {
    local round=$3
    cp "$2" "$work/todo"
    : >"$work/got"
    while [ -s "$work/todo" ]; do
        one_process "$1" "$round" "$4" || break
        round=$((round + 1))
    done
    sed 's/$/,Missing/' "$work/todo" >>"$work/got"
    next_round=$((round + 1))
}

# judge: name,Status lines against baseline and flakes.
judge() {
    awk -F, -v baseline="$baseline" -v flakes="${flakes[*]-}" '
        function red(status) { return status ~ /^(Fail|Crash|Timeout|Missing)$/ }
        function against_baseline(status, wanted) {
            if (wanted == "") return status
            if (status == wanted) return "ExpectedFail"
            if (status ~ /^(Pass|Skip|Warn)$/ && red(wanted)) return "UnexpectedImprovement(" status ")"
            if (status == "Fail" && wanted ~ /^(Crash|Timeout)$/) return "UnexpectedImprovement(Fail)"
            return status
        }
        function known_flake(name, i) {
            for (i = 0; i < patterns; i++) if (name ~ pattern[i]) return 1
            return 0
        }
        BEGIN {
            while (baseline != "" && (getline line < baseline) > 0)
                if (line !~ /^(#|$)/) { split(line, field, ","); expected[field[1]] = field[2] }
            count = split(flakes, files, " ")
            for (i = 1; i <= count; i++)
                while ((getline line < files[i]) > 0)
                    if (line !~ /^(#|$)/) pattern[patterns++] = line
        }
        {
            status = against_baseline($2, expected[$1])
            if ((red(status) || status ~ /^Unexpected/) && known_flake($1)) status = "KnownFlake"
            print $1 "," status
        }'
}

readonly red=',(Fail|Crash|Timeout|Missing|UnexpectedImprovement.*)$'

# group NUMBER FILE THREAD
group() {
    work=$(mktemp -d "$output/work.XXXXXX")
    next_round=1
    whole_group "$1" "$2" 1 "$3"
    judge <"$work/got" >"$work/first"
    if grep -q -E "$red" "$work/first"; then
        whole_group "$1" "$2" "$next_round" "$3"
        judge <"$work/got" >"$work/second"
        paste -d, "$work/first" "$work/second" |
            awk -F, '{ print $1 "," ($1 == $3 && $2 == $4 ? $2 : "Flake") }' >"$work/first"2
        mv "$work/first"2 "$work/first"
    fi
    sed 's/$/,0.0/' "$work/first" >"$output/c$1.csv"
    rm -r "$work"
}

[ ${#caselists[@]} -gt 0 ] || die "--caselist is missing"
awk -v n="$fraction" -v k="$fraction_start" 'NR % n == k % n' "${caselists[@]}" |
    if [ ${#includes[@]} -gt 0 ]; then grep -E "${includes[@]}"; else cat; fi >"$output/all"
if [ ${#skips[@]} -gt 0 ]; then
    grep -h -v -E '^(#|$)' "${skips[@]}" >"$output/skips"
    grep -E -f "$output/skips" "$output/all" | sed 's/$/,Skip,0.0/' >"$output/skipped.csv"
    grep -v -E -f "$output/skips" "$output/all" >"$output/left"
    mv "$output/left" "$output/all"
fi
[ -s "$output/all" ] || die "no case is left"
if [ -n "$renderer_check$version_check$extensions_check" ]; then
    check_renderer "$(head -n 1 "$output/all" | cut -d. -f1)"
fi

# A shuffle that is the same every time, then groups that are sorted inside.
total=$(wc -l <"$output/all")
size=$(((total + jobs - 1) / jobs))
[ "$size" -lt "$per_group" ] || size=$per_group
awk 'BEGIN { srand(1234) } { print rand() "\t" $0 }' "$output/all" | sort -k 1,1g | cut -f 2 >"$output/shuffled"
split -l "$size" -d -a 4 "$output/shuffled" "$output/group."
number=0
for file in "$output"/group.*; do
    LC_ALL=C sort -o "$file" "$file"
    while [ "$(jobs -r | wc -l)" -ge "$jobs" ]; do wait -n; done
    group "$number" "$file" "$((number % jobs))" &
    number=$((number + 1))
done
wait

cat "$output"/c*.csv "$output"/skipped.csv 2>/dev/null | LC_ALL=C sort >"$output/results.csv"
grep -E "${red%\$}," "$output/results.csv" | cut -d, -f 1,2 >"$output/failures.csv"
rm -f "$output"/group.* "$output"/c*.csv "$output"/all "$output"/shuffled "$output"/skips "$output"/skipped.csv
cut -d, -f 2 "$output/results.csv" | sort | uniq -c | sed 's/^ */deqp-runner: /' >&2
[ ! -s "$output/failures.csv" ]
