// SPDX-License-Identifier: Apache-2.0
// The sections of a run's page. Each writes its content; the page gives it its heading.
#ifndef RUN_HTML_SECTIONS_H
#define RUN_HTML_SECTIONS_H

#include "coverage/coverage.h"
#include "html/page.h"
#include "output/record.h"

struct run_html {
    struct run_page *page;
    const struct run_book *book;
    const struct run_coverage *coverage;
    struct run_tally tally;
    size_t left; ///< bytes of logs and pictures that the page still takes
};

/// What belongs into a section, of which it counts them.
typedef bool run_html_filter(const struct run_record *record);

run_html_filter run_html_failed, run_html_noted, run_html_skipped, run_html_passed,
    run_html_had_no_turn, run_html_measured;

size_t run_html_count(const struct run_html *html, run_html_filter *filter);

void run_html_failures(struct run_html *html);
void run_html_notes(struct run_html *html);
void run_html_skips(struct run_html *html);
void run_html_slowest(struct run_html *html);
void run_html_passes(struct run_html *html);
void run_html_no_turns(struct run_html *html);
void run_html_measures(struct run_html *html);
void run_html_environment(struct run_html *html);

/// The picture that a failing case left, or a word where it lies. Nothing when it left none.
void run_html_picture(struct run_html *html, const struct run_record *record);

/// Names in the order of the book, those that differ only in a parameter behind each other. The list of
/// `indices` into the records ends after `count`.
void run_html_names(struct run_html *html, const size_t *indices, size_t count);

/// "12.345", in every locale. Free it.
char *run_html_seconds(double seconds);

#endif
