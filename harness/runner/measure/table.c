// SPDX-License-Identifier: Apache-2.0
#include "heap.h"
#include "measure/measure.h"
#include "report/sanitize.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_LIMIT = 60 };

/// How wide the column of names has to be.
static int width_of(const struct run_topic *topic)
{
    size_t width = 0;
    for (size_t i = 0; i < topic->count; i++) {
        const struct run_result *result = &topic->records[i]->outcome->result;
        for (size_t k = 0; k < result->measure_count; k++) {
            size_t length = strlen(result->measures[k].series);
            width = length > width ? length : width;
        }
    }
    return width < NAME_LIMIT ? (int)width : NAME_LIMIT;
}

static void print_number(FILE *file, double number, int width)
{
    char *words = number > 0.0 ? run_words_number(number) : run_strdup("");
    fprintf(file, "  %*s", width, words);
    free(words);
}

static void print_ratios(FILE *file, const struct run_result *result,
                         const struct run_measure *measure)
{
    const struct run_measure *beside = run_measure_named(result, measure->against);
    print_number(file, run_measure_ratio(measure, &result->measures[0]), 7);
    if (!beside)
        return;
    char *name = run_sanitize_line(beside->series, NAME_LIMIT);
    print_number(file, run_measure_ratio(measure, beside), 6);
    fprintf(file, " x %s", name);
    free(name);
}

static void print_row(FILE *file, const struct run_result *result, size_t index, int width)
{
    const struct run_measure *measure = &result->measures[index];
    const struct run_timing *timing = &measure->timing;
    char *bytes = index == 0 && timing->bytes ? run_words_bytes(timing->bytes) : run_strdup("");
    char *series = run_sanitize_line(measure->series, NAME_LIMIT);
    char *time = run_words_time(timing->median);
    fprintf(file, "  %8s  %-*s  %7s  %4u %%", bytes, width, series, time,
            (unsigned)(run_measure_spread(measure) * 100.0 + 0.5));
    if (timing->bytes || (index && timing->median))
        print_number(file, run_measure_rate(measure) / 1e9, 6);
    if (index && timing->median)
        print_ratios(file, result, measure);
    fputc('\n', file);
    free(time);
    free(series);
    free(bytes);
}

static void print_topic(FILE *file, const struct run_topic *topic)
{
    const char *yardstick = topic->records[0]->outcome->result.measures[0].series;
    char *name = run_sanitize_line(topic->name, 300);
    char *times = run_sanitize_line(yardstick, NAME_LIMIT);
    int width = width_of(topic);
    fprintf(file, "%s\n", name);
    fprintf(file, "  %8s  %-*s  %7s  %6s  %6s  x %s, and x another\n", "bytes", width, "", "median",
            "spread", "GB/s", times);
    for (size_t i = 0; i < topic->count; i++) {
        const struct run_result *result = &topic->records[i]->outcome->result;
        for (size_t k = 0; k < result->measure_count; k++)
            print_row(file, result, k, width);
    }
    free(times);
    free(name);
}

void run_measures_table(FILE *file, const struct run_book *book)
{
    struct run_topics topics = run_topics_gather(book);
    for (size_t i = 0; i < topics.count; i++) {
        if (i > 0)
            fputc('\n', file);
        print_topic(file, &topics.topics[i]);
    }
    run_topics_clear(&topics);
}
