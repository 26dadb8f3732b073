// SPDX-License-Identifier: Apache-2.0
#include "html/plot.h"

#include "heap.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEFT = 56,
    RIGHT = 560, ///< of the plot; behind it stand the names of the lines
    TOP = 28,
    BOTTOM = 272,
    WIDTH = 780,
    HEIGHT = 320,
    LINES = 6, ///< that the style has colours and dashes for
    ROW = 20,
    STEPS = 5,
};

struct plot {
    struct run_page *page;
    const struct run_topic *topic;
    double most;        ///< at the top, in GB/s
    double first, last; ///< logarithms of the sizes
};

/// The logarithm to the base of two, straight between its whole numbers: near enough for a place on the axis.
static double logarithm(uint64_t number)
{
    if (number == 0)
        return 0.0;
    int whole = 63 - __builtin_clzll(number);
    return whole + (double)number / (double)(UINT64_C(1) << whole) - 1.0;
}

static const struct run_result *result_at(const struct run_topic *topic, size_t i)
{
    return &topic->records[i]->outcome->result;
}

static uint64_t bytes_at(const struct run_topic *topic, size_t i)
{
    return result_at(topic, i)->measures[0].timing.bytes;
}

/// The first of 1, 2 or 5 times a power of ten that is not below.
static double round_up(double number)
{
    static const double steps[] = {1.0, 2.0, 5.0};
    double power = 1e-6;
    for (int exponent = -6; exponent < 9; exponent++, power *= 10.0)
        for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
            if (number <= power * steps[i])
                return power * steps[i];
    return number;
}

static double find_most(const struct run_topic *topic)
{
    double most = 0.0;
    for (size_t i = 0; i < topic->count; i++) {
        const struct run_result *result = result_at(topic, i);
        for (size_t k = 0; k < result->measure_count; k++) {
            double rate = run_measure_rate(&result->measures[k]) / 1e9;
            most = rate > most ? rate : most;
        }
    }
    return round_up(most);
}

static int x_of(const struct plot *plot, uint64_t bytes)
{
    double part = (logarithm(bytes) - plot->first) / (plot->last - plot->first);
    return LEFT + (int)(part * (RIGHT - LEFT) + 0.5);
}

static int y_of(const struct plot *plot, double rate)
{
    return BOTTOM - (int)(rate / plot->most * (BOTTOM - TOP) + 0.5);
}

static void attribute(struct run_page *page, const char *name, int number)
{
    char *words = run_format("%d", number);
    run_page_attribute(page, name, words);
    free(words);
}

static void write_text(struct run_page *page, int x, int y, const char *class, const char *words)
{
    run_page_open(page, "text", class);
    attribute(page, "x", x);
    attribute(page, "y", y);
    run_page_text(page, words);
    run_page_close(page);
}

static void write_line(struct run_page *page, const char *class, const char *points)
{
    run_page_open(page, "polyline", class);
    run_page_attribute(page, "points", points);
    run_page_close(page);
}

static void write_grid(const struct plot *plot)
{
    write_text(plot->page, LEFT, TOP - 12, NULL, "GB/s");
    for (int i = 0; i <= STEPS; i++) {
        double rate = plot->most * i / STEPS;
        int y = y_of(plot, rate);
        char *points = run_format("%d,%d %d,%d", LEFT, y, RIGHT, y);
        char *words = run_words_step(rate);
        write_line(plot->page, "grid", points);
        write_text(plot->page, LEFT - 6, y + 4, "end", words);
        free(words);
        free(points);
    }
}

/// As many sizes as find room.
static void write_sizes(const struct plot *plot)
{
    int free_from = 0;
    for (size_t i = 0; i < plot->topic->count; i++) {
        int x = x_of(plot, bytes_at(plot->topic, i));
        if (x < free_from)
            continue;
        char *words = run_words_bytes(bytes_at(plot->topic, i));
        write_text(plot->page, x, BOTTOM + 20, "middle", words);
        free(words);
        free_from = x + 56;
    }
}

/// The points of a series, which need not be there for every size. Free them.
static char *points_of(const struct plot *plot, const char *series)
{
    char *points = run_strdup("");
    for (size_t i = 0; i < plot->topic->count; i++) {
        const struct run_measure *measure = run_measure_named(result_at(plot->topic, i), series);
        if (!measure)
            continue;
        char *longer = run_format("%s%s%d,%d", points, points[0] ? " " : "",
                                  x_of(plot, bytes_at(plot->topic, i)),
                                  y_of(plot, run_measure_rate(measure) / 1e9));
        free(points);
        points = longer;
    }
    return points;
}

static bool is_known(const struct run_strings *names, const char *series)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], series) == 0)
            return true;
    return false;
}

/// Every series of the topic once, in the order in which they come.
static struct run_strings name_series(const struct run_topic *topic)
{
    struct run_strings names = {0};
    for (size_t i = 0; i < topic->count; i++) {
        const struct run_result *result = result_at(topic, i);
        for (size_t k = 0; k < result->measure_count; k++)
            if (!is_known(&names, result->measures[k].series))
                run_strings_add(&names, run_strdup(result->measures[k].series));
    }
    return names;
}

static void write_series(const struct plot *plot, const struct run_strings *names)
{
    for (size_t i = 0; i < names->count; i++) {
        char class[16];
        snprintf(class, sizeof(class), "line%zu", i % LINES);
        int y = TOP + (int)i * ROW;
        char *points = points_of(plot, names->items[i]);
        char *sample = run_format("%d,%d %d,%d", RIGHT + 16, y, RIGHT + 48, y);
        write_line(plot->page, class, points);
        write_line(plot->page, class, sample);
        write_text(plot->page, RIGHT + 56, y + 4, NULL, names->items[i]);
        free(sample);
        free(points);
    }
}

void run_plot(struct run_page *page, const struct run_topic *topic)
{
    struct plot plot = {
        .page = page,
        .topic = topic,
        .most = find_most(topic),
        .first = logarithm(bytes_at(topic, 0)),
        .last = logarithm(bytes_at(topic, topic->count - 1)),
    };
    if (plot.last <= plot.first || plot.most <= 0.0)
        return;
    struct run_strings names = name_series(topic);
    int rows = TOP + (int)names.count * ROW;
    char *box = run_format("0 0 %d %d", WIDTH, rows > HEIGHT ? rows : HEIGHT);
    char *words = run_format("%s: GB/s over bytes; the table below has the numbers", topic->name);
    run_page_open(page, "svg", NULL);
    run_page_attribute(page, "viewBox", box);
    run_page_attribute(page, "role", "img");
    run_page_attribute(page, "aria-label", words);
    write_grid(&plot);
    write_sizes(&plot);
    write_series(&plot, &names);
    run_page_close(page);
    free(words);
    free(box);
    run_strings_clear(&names);
}
