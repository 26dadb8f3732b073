// SPDX-License-Identifier: Apache-2.0
#include "coverage/html.h"

#include "command/version.h"
#include "coverage/tally.h"

#include <stdlib.h>

static void write_list(struct run_page *page, const char *id, const char *heading,
                       const struct run_strings *list)
{
    if (list->count == 0)
        return;
    run_page_section(page, id, heading);
    run_page_open(page, "ul", NULL);
    for (size_t i = 0; i < list->count; i++)
        run_page_element(page, "li", NULL, list->items[i]);
    run_page_close(page);
    run_page_close(page);
}

static void write_tally(struct run_page *page, const struct run_coverage *coverage,
                        enum ids_set set)
{
    struct run_coverage_tally tally = run_coverage_tally(coverage, set);
    char *words = run_format("IDs of the %s set: %zu; %zu with an edge, %zu waived; %zu with a "
                             "violation, %zu waived; %zu reported in the results",
                             run_coverage_set(set), tally.ids, tally.edges, tally.edges_waived,
                             tally.violations, tally.violations_waived, tally.reported);
    run_page_element(page, "p", NULL, words);
    free(words);
}

void run_coverage_print_html(const struct run_coverage *coverage, FILE *file)
{
    char *title = run_format("Coverage of ommcts %s", run_version);
    struct run_page *page = run_page_begin(file, title);
    write_tally(page, coverage, IDS_COPY);
    write_tally(page, coverage, IDS_BUILD);
    write_list(page, "results", "Results", &coverage->results);
    write_list(page, "missing", "Missing", &coverage->missing);
    write_list(page, "remarks", "Remarks", &coverage->remarks);
    run_page_section(page, "vuids", "Valid-usage IDs");
    run_coverage_write_vuids(page, coverage);
    run_page_close(page);
    run_page_section(page, "assertions", "Assertions");
    run_coverage_write_assertions(page, coverage);
    run_page_close(page);
    run_page_end(page);
    free(title);
}
