// SPDX-License-Identifier: Apache-2.0
#include "diff/diff.h"
#include "heap.h"
#include "report/sanitize.h"

#include <stdlib.h>

enum {
    LINE_LIMIT = 300,
    MOST_ROWS = 1000, ///< of a kind
};

static void print_clean(FILE *file, const char *before, const char *text)
{
    char *line = run_sanitize_line(text, LINE_LIMIT);
    fprintf(file, "%s%s", before, line);
    free(line);
}

static void print_row(const struct run_diff_row *row, FILE *file)
{
    print_clean(file, "  ", row->after ? row->after->name : row->before->name);
    if (row->change == RUN_SLOWER || row->change == RUN_FASTER) {
        char *times = run_diff_times(row);
        fprintf(file, "  %s\n", times);
        free(times);
        return;
    }
    print_clean(file, "  ", row->before ? row->before->word : "absent");
    print_clean(file, " -> ", row->after ? row->after->word : "absent");
    const char *reason = run_diff_reason(row);
    if (reason[0] != '\0')
        print_clean(file, ": ", reason);
    fputc('\n', file);
}

static void print_change(const struct run_diff *diff, enum run_change change, FILE *file)
{
    if (diff->of[change] == 0)
        return;
    fprintf(file, "\n%s, %zu:\n", run_change_heading(change), diff->of[change]);
    size_t told = 0;
    for (size_t i = 0; i < diff->count && told < MOST_ROWS; i++) {
        if (diff->rows[i].change == change) {
            print_row(&diff->rows[i], file);
            told++;
        }
    }
    if (told < diff->of[change])
        fprintf(file, "  and %zu more\n", diff->of[change] - told);
}

static void print_properties(const struct run_diff *diff, FILE *file)
{
    if (diff->property_count > 0)
        fputs("\nWhat they ran on:\n", file);
    for (size_t i = 0; i < diff->property_count; i++) {
        const struct run_diff_property *property = &diff->properties[i];
        print_clean(file, "  ", property->name);
        print_clean(file, ": ", property->before ? property->before : "not told");
        print_clean(file, " -> ", property->after ? property->after : "not told");
        fputc('\n', file);
    }
}

static void print_side(const char *words, const struct run_side *side, FILE *file)
{
    print_clean(file, words, side->path);
    fprintf(file, ", %zu results", side->count);
    if (side->why)
        print_clean(file, "; not complete: ", side->why);
    fputc('\n', file);
}

void run_diff_print_text(const struct run_diff *diff, FILE *file)
{
    print_side("before: ", diff->before, file);
    print_side("after:  ", diff->after, file);
    print_properties(diff, file);
    // What matters most stands last, where a terminal shows it.
    for (unsigned change = RUN_CHANGE_COUNT; change-- > 0;)
        print_change(diff, (enum run_change)change, file);
    fputc('\n', file);
    for (unsigned change = 0; change < RUN_CHANGE_COUNT; change++)
        if (diff->of[change] > 0)
            fprintf(file, "%s: %zu; ", run_change_heading((enum run_change)change),
                    diff->of[change]);
    fprintf(file, "as before: %zu\n", diff->unchanged);
}
