// SPDX-License-Identifier: Apache-2.0
// What benchmarks measured: for each topic a plot of the speed over the size, and all numbers.
#include "heap.h"
#include "html/plot.h"
#include "html/sections.h"
#include "measure/measure.h"

#include <stdlib.h>

static void write_cell(struct run_page *page, char *words)
{
    run_page_element(page, "td", "number", words);
    free(words);
}

/// An empty cell where there is nothing to say.
static char *number_words(double number)
{
    return number > 0.0 ? run_words_number(number) : run_strdup("");
}

static void write_row(struct run_page *page, const struct run_result *result,
                      const struct run_measure *measure)
{
    const struct run_measure *yardstick = &result->measures[0];
    const struct run_measure *beside = run_measure_named(result, measure->against);
    run_page_open(page, "tr", NULL);
    run_page_row_head(page, measure->series);
    write_cell(page,
               measure->timing.bytes ? run_words_bytes(measure->timing.bytes) : run_strdup(""));
    write_cell(page, run_words_time(measure->timing.median));
    write_cell(page, run_format("%u %%", (unsigned)(run_measure_spread(measure) * 100.0 + 0.5)));
    write_cell(page, number_words(run_measure_rate(measure) / 1e9));
    write_cell(page,
               number_words(measure == yardstick ? 0.0 : run_measure_ratio(measure, yardstick)));
    char *ratio = beside ? run_words_number(run_measure_ratio(measure, beside)) : NULL;
    char *words = beside ? run_format("%s x %s", ratio, beside->series) : run_strdup("");
    run_page_element(page, "td", NULL, words);
    free(words);
    free(ratio);
    run_page_close(page);
}

static void write_numbers(struct run_page *page, const struct run_topic *topic)
{
    static const char *const titles[] = {"What", "Bytes",       "Median",    "Spread",
                                         "GB/s", "x yardstick", "And beside"};
    run_page_table(page, topic->name, titles, sizeof(titles) / sizeof(titles[0]));
    for (size_t i = 0; i < topic->count; i++) {
        const struct run_result *result = &topic->records[i]->outcome->result;
        for (size_t k = 0; k < result->measure_count; k++)
            write_row(page, result, &result->measures[k]);
    }
    run_page_close_table(page);
}

static void write_topic(struct run_page *page, const struct run_topic *topic)
{
    run_page_element(page, "h3", "name", topic->name);
    run_plot(page, topic);
    if (topic->count > 1)
        run_page_details(page, "All numbers");
    write_numbers(page, topic);
    if (topic->count > 1)
        run_page_close(page);
}

void run_html_measures(struct run_html *html)
{
    struct run_topics topics = run_topics_gather(html->book);
    run_page_element(html->page, "p", "soft",
                     "Medians of rounds in which all take turns; spread is half of the distance of "
                     "the quartiles. The first line of each is the yardstick of the others.");
    for (size_t i = 0; i < topics.count; i++)
        write_topic(html->page, &topics.topics[i]);
    run_topics_clear(&topics);
}
