// SPDX-License-Identifier: Apache-2.0
#include "diff/diff.h"
#include "heap.h"
#include "html/sections.h"

#include <stdlib.h>
#include <string.h>

// What differs less is the machine's mood.
static const double least_factor = 2.0;
static const double least_seconds = 0.1;

static bool says_the_same(const struct run_diff *diff, const struct run_side_result *before,
                          const struct run_side_result *after)
{
    bool tables = diff->before->is_table || diff->after->is_table;
    return tables ? strcmp(before->status, after->status) == 0
                  : strcmp(before->word, after->word) == 0;
}

static enum run_change compare(const struct run_diff *diff, const struct run_side_result *before,
                               const struct run_side_result *after)
{
    if (!after)
        return RUN_GONE;
    // A table calls a waived failure Warn.
    bool tables = diff->before->is_table || diff->after->is_table;
    if (before && tables && says_the_same(diff, before, after))
        return RUN_UNCHANGED;
    bool failed = before && before->tone == RUN_TONE_BAD;
    if (after->tone == RUN_TONE_BAD && !failed)
        return RUN_NEWLY_FAILING;
    if (!before)
        return RUN_NEW;
    if (before->tone == RUN_TONE_GOOD && after->tone == RUN_TONE_SKIPPED)
        return RUN_NEWLY_SKIPPED;
    if (after->tone == RUN_TONE_GOOD && before->tone != RUN_TONE_GOOD)
        return RUN_NEWLY_PASSING;
    return says_the_same(diff, before, after) ? RUN_UNCHANGED : RUN_CHANGED;
}

/// Times of results that can't be compared, as that of a Timeout, say nothing.
static enum run_change compare_times(const struct run_side_result *before,
                                     const struct run_side_result *after)
{
    if (!before || !after || before->tone != RUN_TONE_GOOD || after->tone != RUN_TONE_GOOD)
        return RUN_UNCHANGED;
    double a = before->seconds, b = after->seconds;
    if (b - a >= least_seconds && b >= a * least_factor)
        return RUN_SLOWER;
    return a - b >= least_seconds && a >= b * least_factor ? RUN_FASTER : RUN_UNCHANGED;
}

static void add_row(struct run_diff *diff, enum run_change change,
                    const struct run_side_result *before, const struct run_side_result *after)
{
    if (change == RUN_UNCHANGED)
        return;
    diff->rows[diff->count++] = (struct run_diff_row){change, before, after};
    diff->of[change]++;
}

static void add_case(struct run_diff *diff, const struct run_side_result *before,
                     const struct run_side_result *after)
{
    size_t count = diff->count;
    add_row(diff, compare(diff, before, after), before, after);
    add_row(diff, compare_times(before, after), before, after);
    diff->unchanged += diff->count == count;
}

/// Goes through both runs, which are sorted by name.
static void add_cases(struct run_diff *diff)
{
    const struct run_side *before = diff->before, *after = diff->after;
    diff->rows = run_calloc(2 * (before->count + after->count), sizeof(*diff->rows));
    for (size_t i = 0, j = 0; i < before->count || j < after->count;) {
        const struct run_side_result *a = i < before->count ? &before->results[i] : NULL;
        const struct run_side_result *b = j < after->count ? &after->results[j] : NULL;
        int order = !a ? 1 : !b ? -1 : strcmp(a->name, b->name);
        add_case(diff, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
        i += order <= 0;
        j += order >= 0;
    }
}

static bool same(const char *left, const char *right)
{
    return left && right ? strcmp(left, right) == 0 : left == right;
}

static void add_property(struct run_diff *diff, const char *name)
{
    const char *before = run_properties_get(&diff->before->properties, name);
    const char *after = run_properties_get(&diff->after->properties, name);
    // How a run was asked for is not what it ran on. A report tells it of each device.
    const char *dot = strrchr(name, '.');
    const char *what = dot ? dot + 1 : name;
    bool asked = strcmp(what, "command") == 0 || strcmp(what, "jobs") == 0;
    // What a report has no place for is no difference to a directory.
    bool silent = diff->before->is_report != diff->after->is_report && (!before || !after);
    if (same(before, after) || asked || silent)
        return;
    diff->properties[diff->property_count++] = (struct run_diff_property){name, before, after};
}

static void add_properties(struct run_diff *diff)
{
    const struct run_properties *before = &diff->before->properties;
    const struct run_properties *after = &diff->after->properties;
    // A table says nothing of its run, which is no difference.
    if (before->count == 0 || after->count == 0)
        return;
    diff->properties = run_calloc(before->count + after->count, sizeof(*diff->properties));
    for (size_t i = 0; i < before->count; i++)
        add_property(diff, before->items[i].name);
    for (size_t i = 0; i < after->count; i++)
        if (!run_properties_get(before, after->items[i].name))
            add_property(diff, after->items[i].name);
}

void run_diff_make(struct run_diff *diff, const struct run_side *before,
                   const struct run_side *after)
{
    *diff = (struct run_diff){.before = before, .after = after};
    add_cases(diff);
    add_properties(diff);
}

void run_diff_clear(struct run_diff *diff)
{
    free(diff->rows);
    free(diff->properties);
    *diff = (struct run_diff){0};
}

bool run_diff_is_worse(const struct run_diff *diff)
{
    return diff->of[RUN_NEWLY_FAILING] + diff->of[RUN_NEWLY_SKIPPED] + diff->of[RUN_GONE] > 0;
}

const char *run_change_heading(enum run_change change)
{
    static const char *const headings[] = {
        [RUN_NEWLY_FAILING] = "Newly failing",
        [RUN_NEWLY_SKIPPED] = "No longer supported",
        [RUN_GONE] = "Gone",
        [RUN_NEWLY_PASSING] = "Newly passing",
        [RUN_CHANGED] = "Changed otherwise",
        [RUN_NEW] = "New",
        [RUN_SLOWER] = "Slower",
        [RUN_FASTER] = "Faster",
    };
    return headings[change];
}

const char *run_diff_reason(const struct run_diff_row *row)
{
    // Of what passes now, it is what was wrong that tells.
    const struct run_side_result *told =
        row->change == RUN_NEWLY_PASSING || row->change == RUN_GONE ? row->before : row->after;
    return told->tone == RUN_TONE_GOOD ? "" : told->reason;
}

char *run_diff_times(const struct run_diff_row *row)
{
    char *before = run_html_seconds(row->before->seconds);
    char *after = run_html_seconds(row->after->seconds);
    char *words = run_format("%s s -> %s s", before, after);
    free(before);
    free(after);
    return words;
}
