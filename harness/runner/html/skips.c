// SPDX-License-Identifier: Apache-2.0
// NotSupported by its reasons, the commonest first.
#include "heap.h"
#include "html/sections.h"
#include "report/sanitize.h"

#include <stdlib.h>
#include <string.h>

enum { REASON_LIMIT = 400 };

struct skip {
    const char *reason;
    size_t index;
};

struct group {
    const struct skip *skips;
    size_t count;
};

static int by_reason(const void *left, const void *right)
{
    const struct skip *a = left, *b = right;
    int order = strcmp(a->reason, b->reason);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static int by_count(const void *left, const void *right)
{
    const struct group *a = left, *b = right;
    int order = (a->count < b->count) - (a->count > b->count);
    return order ? order : strcmp(a->skips->reason, b->skips->reason);
}

static size_t make_groups(const struct skip *skips, size_t count, struct group *groups)
{
    size_t made = 0;
    for (size_t i = 0; i < count; i++)
        if (made > 0 && strcmp(groups[made - 1].skips->reason, skips[i].reason) == 0)
            groups[made - 1].count++;
        else
            groups[made++] = (struct group){&skips[i], 1};
    qsort(groups, made, sizeof(*groups), by_count);
    return made;
}

static void write_group(struct run_html *html, const struct group *group)
{
    char *line = run_sanitize_line(group->skips->reason, REASON_LIMIT);
    char *summary = run_format("%zu × %s", group->count, line);
    size_t *indices = run_calloc(group->count, sizeof(*indices));
    for (size_t i = 0; i < group->count; i++)
        indices[i] = group->skips[i].index;
    run_page_details(html->page, summary);
    run_html_names(html, indices, group->count);
    run_page_close(html->page);
    free(indices);
    free(summary);
    free(line);
}

void run_html_skips(struct run_html *html)
{
    size_t all = html->tally.of[RUN_NOT_SUPPORTED], count = 0;
    struct skip *skips = run_calloc(all, sizeof(*skips));
    struct group *groups = run_calloc(all, sizeof(*groups));
    for (size_t i = 0; i < html->book->count; i++)
        if (run_html_skipped(&html->book->records[i]))
            skips[count++] = (struct skip){run_record_reason(&html->book->records[i]), i};
    qsort(skips, count, sizeof(*skips), by_reason);
    size_t made = make_groups(skips, count, groups);
    for (size_t i = 0; i < made; i++)
        write_group(html, &groups[i]);
    free(groups);
    free(skips);
}
