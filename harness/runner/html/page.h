// SPDX-License-Identifier: Apache-2.0
// One page of HTML that needs nothing else: no script, no font, no image of another file. It is well-formed XML
// behind its first line, so that tools of both kinds can read it.
#ifndef RUN_PAGE_H
#define RUN_PAGE_H

#include <stddef.h>
#include <stdio.h>

struct run_page;

/// What a word or a number says of a result; its colour, which is never the only sign.
enum run_tone {
    RUN_TONE_PLAIN,
    RUN_TONE_GOOD,
    RUN_TONE_WARNING,
    RUN_TONE_BAD,
    RUN_TONE_SKIPPED,
};

/// A page up to its heading, in an open file. `title` is also the heading. What fails to be written leaves its mark in
/// the file's error flag.
struct run_page *run_page_begin(FILE *file, const char *title);

/// Completes and frees the page. The file stays open.
void run_page_end(struct run_page *page);

/// Opens an element; attributes follow before anything else. `class` may be NULL.
void run_page_open(struct run_page *page, const char *element, const char *class);

void run_page_attribute(struct run_page *page, const char *name, const char *value);

void run_page_close(struct run_page *page);

/// Raw bytes of whatever origin: they are sanitised and escaped.
void run_page_text(struct run_page *page, const char *text);

/// The same, clipped in its middle to `limit` bytes (more than 128).
void run_page_clipped(struct run_page *page, const char *text, size_t limit);

/// A whole element with its text.
void run_page_element(struct run_page *page, const char *element, const char *class,
                      const char *text);

/// A link to an element of this page.
void run_page_link(struct run_page *page, const char *id, const char *text);

/// A section with a heading, which `id` names; closed with run_page_close.
void run_page_section(struct run_page *page, const char *id, const char *heading);

/// A table up to its first row, in a box that scrolls where the page is narrow.
void run_page_table(struct run_page *page, const char *label, const char *const *titles,
                    size_t count);

void run_page_close_table(struct run_page *page);

/// A cell that is the heading of its row.
void run_page_row_head(struct run_page *page, const char *text);

/// A box that opens by itself, with its summary; closed with run_page_close.
void run_page_details(struct run_page *page, const char *summary);

/// One number with its words, as a link when `id` is not NULL; between run_page_open(page, "ul", "tiles") and its end.
void run_page_tile(struct run_page *page, enum run_tone tone, size_t number, const char *words,
                   const char *id);

/// An image of these bytes, kept in the page. No script in it can run.
void run_page_image(struct run_page *page, const char *type, const char *bytes, size_t size,
                    const char *alternative);

/// "good", "bad", ...: the class of a tone; NULL for plain.
const char *run_tone_class(enum run_tone tone);

#endif
