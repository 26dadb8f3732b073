// SPDX-License-Identifier: Apache-2.0
#include "diff/diff.h"
#include "heap.h"

#include <stdlib.h>

enum {
    REASON_LIMIT = 1000,
    MOST_ROWS = 5000, ///< of a kind
};

static const char *const ids[] = {
    [RUN_NEWLY_FAILING] = "failing", [RUN_NEWLY_SKIPPED] = "skipped", [RUN_GONE] = "gone",
    [RUN_NEWLY_PASSING] = "passing", [RUN_CHANGED] = "changed",       [RUN_NEW] = "new",
    [RUN_SLOWER] = "slower",         [RUN_FASTER] = "faster",
};

static enum run_tone tone_of(enum run_change change)
{
    switch (change) {
    case RUN_NEWLY_FAILING:
    case RUN_NEWLY_SKIPPED:
    case RUN_GONE:
        return RUN_TONE_BAD;
    case RUN_NEWLY_PASSING:
    case RUN_FASTER:
        return RUN_TONE_GOOD;
    case RUN_CHANGED:
    case RUN_SLOWER:
        return RUN_TONE_WARNING;
    default:
        return RUN_TONE_PLAIN;
    }
}

static void write_result(struct run_page *page, const struct run_side_result *result)
{
    const char *tone = result ? run_tone_class(result->tone) : NULL;
    char *class = run_format("mark %s", tone ? tone : "skipped");
    run_page_open(page, "td", NULL);
    run_page_element(page, "span", class, result ? result->word : "absent");
    run_page_close(page);
    free(class);
}

static void write_row(struct run_page *page, const struct run_diff_row *row)
{
    run_page_open(page, "tr", NULL);
    run_page_row_head(page, row->after ? row->after->name : row->before->name);
    if (row->change == RUN_SLOWER || row->change == RUN_FASTER) {
        char *times = run_diff_times(row);
        run_page_element(page, "td", "number", times);
        free(times);
    } else {
        write_result(page, row->before);
        write_result(page, row->after);
        run_page_open(page, "td", "wide");
        run_page_clipped(page, run_diff_reason(row), REASON_LIMIT);
        run_page_close(page);
    }
    run_page_close(page);
}

static void write_change(struct run_page *page, const struct run_diff *diff, enum run_change change)
{
    static const char *const titles[] = {"Case", "Before", "After", "Why"};
    static const char *const times[] = {"Case", "Time"};
    bool timed = change == RUN_SLOWER || change == RUN_FASTER;
    if (diff->of[change] == 0)
        return;
    run_page_section(page, ids[change], run_change_heading(change));
    run_page_table(page, run_change_heading(change), timed ? times : titles, timed ? 2 : 4);
    size_t told = 0;
    for (size_t i = 0; i < diff->count && told < MOST_ROWS; i++) {
        if (diff->rows[i].change == change) {
            write_row(page, &diff->rows[i]);
            told++;
        }
    }
    run_page_close_table(page);
    if (told < diff->of[change]) {
        char *words = run_format("And %zu more.", diff->of[change] - told);
        run_page_element(page, "p", NULL, words);
        free(words);
    }
    run_page_close(page);
}

static void write_properties(struct run_page *page, const struct run_diff *diff)
{
    static const char *const titles[] = {"Name", "Before", "After"};
    if (diff->property_count == 0)
        return;
    run_page_section(page, "environment", "What they ran on");
    run_page_table(page, "What they ran on", titles, sizeof(titles) / sizeof(titles[0]));
    for (size_t i = 0; i < diff->property_count; i++) {
        const struct run_diff_property *property = &diff->properties[i];
        const char *values[] = {property->before, property->after};
        run_page_open(page, "tr", NULL);
        run_page_row_head(page, property->name);
        for (size_t j = 0; j < 2; j++) {
            run_page_open(page, "td", "wide");
            run_page_clipped(page, values[j] ? values[j] : "not told", REASON_LIMIT);
            run_page_close(page);
        }
        run_page_close(page);
    }
    run_page_close_table(page);
    run_page_close(page);
}

static void write_side(struct run_page *page, const char *words, const struct run_side *side)
{
    char *count = run_format(", %zu results", side->count);
    run_page_open(page, "p", NULL);
    run_page_element(page, "span", "soft", words);
    run_page_text(page, " ");
    run_page_element(page, "code", NULL, side->path);
    run_page_text(page, count);
    if (side->why) {
        run_page_text(page, "; not complete: ");
        run_page_clipped(page, side->why, REASON_LIMIT);
    }
    run_page_close(page);
    free(count);
}

void run_diff_print_html(const struct run_diff *diff, FILE *file)
{
    bool worse = run_diff_is_worse(diff);
    struct run_page *page =
        run_page_begin(file, worse ? "Two runs of ommcts: the second is worse"
                                   : "Two runs of ommcts: the second is no worse");
    write_side(page, "Before:", diff->before);
    write_side(page, "After:", diff->after);
    run_page_open(page, "ul", "tiles");
    for (unsigned i = 0; i < RUN_CHANGE_COUNT; i++) {
        enum run_change change = (enum run_change)i;
        if (diff->of[i] > 0)
            run_page_tile(page, tone_of(change), diff->of[i], run_change_heading(change), ids[i]);
    }
    run_page_tile(page, RUN_TONE_PLAIN, diff->unchanged, "As before", NULL);
    run_page_close(page);
    for (unsigned i = 0; i < RUN_CHANGE_COUNT; i++)
        write_change(page, diff, (enum run_change)i);
    write_properties(page, diff);
    run_page_end(page);
}
