# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Which lines that no test runs have a reason, by scripts/line-coverage.awk.

write_source() {
    mkdir -p source/harness
    cat >source/harness/a.c <<'EOF'
static int f(int a)
{
    if (REF_FAULT(ONE) && // only for this
        a > 1) {

        a++;
    }
    if (a || REF_FAULT(TWO))
        a--;
    if (!REF_FAULT(NONE))
        a = 2;
    if (!REF_FAULT(ONE))
        a = 3;
    else
        a = 4;
    return a;
}

static int g(int a)
{
    omm_fail("%d, which is less than %d", a,
             7);
    return 0;
}
EOF
}

# explain LINE...: of the numbers and functions as in 6:f, which did not run, with the table from standard input.
explain() {
    write_source
    tr '@' '\t' >table
    printf '%s\n' "$@" | sed -E 's/(.*):(.*)/harness\/a.c\t\1\t\2/' >lines
    awk -v root=source -v table=table -f "$source_root/scripts/line-coverage.awk" <lines >out 2>err
    status=$?
    expect_empty err
}

test_what_faults_reach_needs_no_reason() {
    explain 4:f 6:f 11:f </dev/null
    expect_exit 0
    expect_in out '3 lines did not run: 3 of faults, 0 '
    # One of these is for others as well, two are for everybody, and the first of a function is no fault's.
    explain 1:f 9:f 13:f 16:f </dev/null
    expect_exit 1
    expect_in out 'no reason: harness/a.c: f 1 9 13 16' '0 of faults'
}

test_reasons_by_function() {
    explain 9:f 16:f 21:g <<<'harness/a.c@f@why'
    expect_exit 1
    expect_in out '2 for reasons' 'no reason: harness/a.c: g 21'
    explain 9:f 21:g <<<'harness/a.c@g f@why'
    expect_exit 0
    explain 9:f 21:g <<<'harness/a.c@*@why'
    expect_exit 0
}

test_reasons_by_statement() {
    explain 21:g 22:g <<<'harness/@=omm_(fail|warn)\(@why'
    expect_exit 0
    expect_in out '2 for reasons'
    explain 23:g <<<'harness/@=omm_(fail|warn)\(@why'
    expect_exit 1
    expect_in out 'no reason: harness/a.c: g 23' 'no line: harness/'
}

test_reasons_that_are_left_over() {
    explain 9:f <<'EOF'
# a comment
harness/a.c@f g@why
harness/gone.c@*@why
EOF
    expect_exit 1
    expect_in out $'no line: harness/a.c\tg' $'no line: harness/gone.c\t*'
    explain 9:f <<<'harness/a.c@f g?@by chance'
    expect_exit 0
}

# Every row of the real table is about a file that is there.
test_table() {
    local file functions reason
    while IFS=$'\t' read -r file functions reason; do
        [ -e "$source_root/$file" ] || broken "data/lines-not-run.tsv has reasons for $file, which is gone"
        if [ -z "$functions" ] || [ -z "$reason" ]; then broken "a row of $file has no reason"; fi
    done < <(grep -v '^#' "$source_root/data/lines-not-run.tsv")
}
