#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# check.sh TOPIC [NAME...]
#
# Runs the function test_NAME of tests/TOPIC.sh, or every one in the file, each in a scratch folder and a
# process of its own. ctest calls it with one name; by hand, SELFTEST_PROGRAMS must say where the fake
# programs lie (BUILD/harness/selftest) and OMMCTS where the real binary is. With UPDATE_GOLDEN=1 the files
# in golden/ are rewritten instead of compared: read the difference before you commit it.
set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source_root=$(cd "$here/../.." && pwd)
: "${SELFTEST_PROGRAMS:?says where the fake programs lie, for example build/harness/selftest}"
# Each test runs in a folder of its own, so paths that begin here must not.
SELFTEST_PROGRAMS=$(realpath -m "$SELFTEST_PROGRAMS")
OMMCTS=$(realpath -m "${OMMCTS:-$SELFTEST_PROGRAMS/../../ommcts}")

topic=${1:?usage: check.sh TOPIC [NAME...]}
shift
# shellcheck source=expect.sh
. "$here/expect.sh"
# shellcheck source=/dev/null
. "$here/tests/$topic.sh" || exit 99

if [ $# -eq 0 ]; then
    mapfile -t names < <(sed -n 's/^test_\([a-z0-9_]*\)().*/\1/p' "$here/tests/$topic.sh")
    set -- "${names[@]}"
fi

worst=0
for name in "$@"; do
    declare -F "test_$name" >/dev/null || { echo "tests/$topic.sh has no test_$name" >&2; exit 99; }
    (
        enter_scratch
        "test_$name"
    )
    result=$?
    case $result in
    0) echo "ok   $topic.$name" ;;
    77) echo "skip $topic.$name" ;;
    *) echo "FAIL $topic.$name" ;;
    esac
    [ "$result" -ne 0 ] && [ "$worst" -ne 1 ] && worst=$result
done
exit "$worst"
