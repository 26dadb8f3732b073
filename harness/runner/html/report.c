// SPDX-License-Identifier: Apache-2.0
#include "html/report.h"

#include "command/version.h"
#include "coverage/html.h"
#include "heap.h"
#include "html/sections.h"
#include "html/tone.h"

#include <stdlib.h>

// What a mailbox and a browser on a telephone still take.
static const size_t details_limit = 8 * 1024 * 1024;

bool run_html_failed(const struct run_record *record)
{
    return run_outcome_is_unexpected(record->outcome) && !run_html_had_no_turn(record);
}

bool run_html_noted(const struct run_record *record)
{
    return run_verdict_tone(record->outcome->judged) == RUN_TONE_WARNING;
}

bool run_html_skipped(const struct run_record *record)
{
    return record->outcome->judged == RUN_NOT_SUPPORTED;
}

bool run_html_passed(const struct run_record *record)
{
    return record->outcome->judged == RUN_PASS;
}

bool run_html_measured(const struct run_record *record)
{
    return record->outcome->result.measure_count > 0;
}

bool run_html_had_no_turn(const struct run_record *record)
{
    return record->outcome->judged == RUN_NOT_RUN && !record->started;
}

size_t run_html_count(const struct run_html *html, run_html_filter *filter)
{
    size_t count = 0;
    for (size_t i = 0; i < html->book->count; i++)
        count += filter(&html->book->records[i]);
    return count;
}

static void write_vuids(struct run_html *html)
{
    run_coverage_write_vuids(html->page, html->coverage);
}

static void write_assertions(struct run_html *html)
{
    run_coverage_write_assertions(html->page, html->coverage);
}

/// A section is there when its filter takes a case; without a filter always.
static const struct section {
    const char *id, *heading;
    run_html_filter *filter;
    void (*write)(struct run_html *html);
} sections[] = {
    {"failures", "Unexpected results", run_html_failed, run_html_failures},
    {"no-turn", "Cases that had no turn", run_html_had_no_turn, run_html_no_turns},
    {"notes", "Warnings and expected failures", run_html_noted, run_html_notes},
    {"benchmarks", "Benchmarks", run_html_measured, run_html_measures},
    {"skips", "Not supported, by reason", run_html_skipped, run_html_skips},
    {"slowest", "Slowest cases", NULL, run_html_slowest},
    {"vuids", "Valid-usage IDs", NULL, write_vuids},
    {"assertions", "Assertions", NULL, write_assertions},
    {"passes", "Passed", run_html_passed, run_html_passes},
    {"environment", "Environment", NULL, run_html_environment},
};

enum { SECTION_COUNT = sizeof(sections) / sizeof(sections[0]) };

static bool is_empty(const struct run_html *html, const struct section *section)
{
    return section->filter && run_html_count(html, section->filter) == 0;
}

static void write_navigation(struct run_html *html)
{
    run_page_open(html->page, "nav", NULL);
    run_page_attribute(html->page, "aria-label", "Sections");
    run_page_open(html->page, "ul", NULL);
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (is_empty(html, &sections[i]))
            continue;
        run_page_open(html->page, "li", NULL);
        run_page_link(html->page, sections[i].id, sections[i].heading);
        run_page_close(html->page);
    }
    run_page_close(html->page);
    run_page_close(html->page);
}

/// Where most cases of a verdict are told.
static const char *section_of(const struct run_html *html, enum run_verdict verdict)
{
    switch (run_verdict_tone(verdict)) {
    case RUN_TONE_GOOD:
        return "passes";
    case RUN_TONE_WARNING:
        return "notes";
    case RUN_TONE_SKIPPED:
        return "skips";
    default:
        // The case that was running when the runner was killed is told with those that failed.
        return verdict == RUN_NOT_RUN && run_html_count(html, run_html_had_no_turn) > 0
                   ? "no-turn"
                   : "failures";
    }
}

static void write_tiles(struct run_html *html)
{
    // The worst first.
    static const enum run_tone order[] = {RUN_TONE_BAD, RUN_TONE_WARNING, RUN_TONE_SKIPPED,
                                          RUN_TONE_GOOD};
    run_page_open(html->page, "ul", "tiles");
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        for (unsigned verdict = 0; verdict <= RUN_DEVICE_UNAVAILABLE; verdict++)
            if (html->tally.of[verdict] > 0 &&
                run_verdict_tone((enum run_verdict)verdict) == order[i])
                run_page_tile(html->page, order[i], html->tally.of[verdict],
                              run_verdict_word((enum run_verdict)verdict),
                              section_of(html, (enum run_verdict)verdict));
    run_page_close(html->page);
}

static void write_line(struct run_html *html, const char *words, const char *value)
{
    if (!value || value[0] == '\0')
        return;
    run_page_open(html->page, "p", NULL);
    run_page_element(html->page, "span", "soft", words);
    run_page_text(html->page, " ");
    run_page_clipped(html->page, value, 1000);
    run_page_close(html->page);
}

static void write_device(struct run_html *html, const struct run_book_device *device)
{
    const char *name = run_properties_get(&device->properties, "device");
    const char *driver = run_properties_get(&device->properties, "driver");
    const char *info = run_properties_get(&device->properties, "driverInfo");
    char *words = run_format("%s%s%s%s%s", name ? name : "none", driver ? "; " : "",
                             driver ? driver : "", info ? " " : "", info ? info : "");
    write_line(html, "Device:", words);
    free(words);
}

static void write_time(struct run_html *html)
{
    const struct run_book *book = html->book;
    struct tm utc;
    gmtime_r(&book->began, &utc);
    char *took = run_html_seconds(book->seconds);
    char *words =
        run_format("%04d-%02d-%02d %02d:%02d:%02d UTC, %zu %s in %s s", utc.tm_year + 1900,
                   utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                   html->tally.total, html->tally.total == 1 ? "case" : "cases", took);
    write_line(html, "Began:", words);
    free(words);
    free(took);
}

static void write_top(struct run_html *html)
{
    const struct run_book *book = html->book;
    for (size_t i = 0; i < book->device_count; i++)
        write_device(html, &book->devices[i]);
    write_time(html);
    write_line(html, "Command:", run_properties_get(&book->properties, "command"));
    if (!book->ended || book->why) {
        run_page_open(html->page, "p", "bad");
        run_page_text(html->page, "This run is not complete: ");
        run_page_clipped(html->page, book->why ? book->why : "it has not ended", 1000);
        run_page_text(html->page, ".");
        run_page_close(html->page);
    }
    write_tiles(html);
    write_navigation(html);
}

static void write_sections(struct run_html *html)
{
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (is_empty(html, &sections[i]))
            continue;
        run_page_section(html->page, sections[i].id, sections[i].heading);
        sections[i].write(html);
        run_page_close(html->page);
    }
}

static char *title_of(const struct run_html *html)
{
    const char *suite = run_properties_get(&html->book->properties, "suite");
    size_t unexpected = html->tally.unexpected;
    if (html->tally.of[RUN_NOT_SUPPORTED] == html->tally.total)
        return run_format("ommcts %s: no case is supported", suite ? suite : run_version);
    if (unexpected == 0)
        return run_format("ommcts %s: nothing unexpected", suite ? suite : run_version);
    return run_format("ommcts %s: %zu unexpected %s", suite ? suite : run_version, unexpected,
                      unexpected == 1 ? "result" : "results");
}

/// What the cases of this program cover, and what they came to.
static void gather(struct run_coverage *coverage, const struct run_book *book)
{
    struct run_registry registry;
    char why[256];
    // It was loaded when the program began, so it can be.
    if (!run_registry_load(&registry, why, sizeof(why)))
        registry = (struct run_registry){0};
    run_coverage_gather(coverage, &registry);
    run_coverage_add_book(coverage, book);
    run_registry_free(&registry);
}

void run_html_print(FILE *file, const struct run_book *book)
{
    struct run_coverage coverage;
    gather(&coverage, book);
    struct run_html html = {
        .book = book,
        .coverage = &coverage,
        .tally = run_book_tally(book),
        .left = details_limit,
    };
    char *title = title_of(&html);
    html.page = run_page_begin(file, title);
    write_top(&html);
    write_sections(&html);
    run_page_end(html.page);
    free(title);
    run_coverage_clear(&coverage);
}
