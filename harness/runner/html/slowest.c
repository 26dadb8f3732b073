// SPDX-License-Identifier: Apache-2.0
#include "heap.h"
#include "html/sections.h"
#include "html/tone.h"

#include <stdlib.h>

enum { MOST = 20 };

char *run_html_seconds(double seconds)
{
    // Not %f: a case in this process may have changed the locale.
    unsigned long long thousandths = seconds > 0.0 ? (unsigned long long)(seconds * 1e3 + 0.5) : 0;
    return run_format("%llu.%03llu", thousandths / 1000, thousandths % 1000);
}

static double seconds_of(const struct run_record *record)
{
    return record->outcome->result.seconds;
}

/// The slowest first; `slowest` has room for MOST. Returns how many there are.
static size_t find(const struct run_book *book, const struct run_record **slowest)
{
    size_t count = 0;
    for (size_t i = 0; i < book->count; i++) {
        const struct run_record *record = &book->records[i];
        size_t at = count < MOST ? count++ : MOST;
        for (; at > 0 && seconds_of(slowest[at - 1]) < seconds_of(record); at--)
            if (at < MOST)
                slowest[at] = slowest[at - 1];
        if (at < MOST)
            slowest[at] = record;
    }
    return count;
}

void run_html_slowest(struct run_html *html)
{
    static const char *const titles[] = {"Case", "Result", "Seconds"};
    const struct run_record *slowest[MOST];
    size_t count = find(html->book, slowest);
    run_page_table(html->page, "Slowest cases", titles, sizeof(titles) / sizeof(titles[0]));
    for (size_t i = 0; i < count && slowest[i]->outcome->round > 0; i++) {
        char *name = run_record_full_name(html->book, slowest[i]);
        char *seconds = run_html_seconds(seconds_of(slowest[i]));
        run_page_open(html->page, "tr", NULL);
        run_page_row_head(html->page, name);
        run_page_open(html->page, "td", NULL);
        run_page_verdicts(html->page, 0, slowest[i]->outcome->judged);
        run_page_close(html->page);
        run_page_element(html->page, "td", "number", seconds);
        run_page_close(html->page);
        free(seconds);
        free(name);
    }
    run_page_close_table(html->page);
}
