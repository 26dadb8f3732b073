// SPDX-License-Identifier: Apache-2.0
// What went wrong, one article per case, with all that it takes to look into it.
#include "heap.h"
#include "html/sections.h"
#include "html/tone.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_ARTICLES = 300,
    MOST_ROWS = 10000, ///< of those that got no article
    REASON_LIMIT = 4096,
    LINE_LIMIT = 300,
    TEXT_LIMIT = 16 * 1024, ///< of a log or a backtrace
};

static bool is_in_grid(const char *id)
{
    const struct ids_vuid *vuid = ids_vuid_find(id);
    return (vuid && vuid->set != IDS_FORMER) || ids_assertion_find(id);
}

static void write_covers(struct run_page *page, const struct omm_case *desc)
{
    const size_t most = sizeof(desc->covers) / sizeof(desc->covers[0]);
    if (!desc->covers[0])
        return;
    run_page_open(page, "p", "soft");
    run_page_text(page, "Covers");
    for (size_t i = 0; i < most && desc->covers[i]; i++) {
        run_page_text(page, i ? ", " : " ");
        if (is_in_grid(desc->covers[i]))
            run_page_link(page, desc->covers[i], desc->covers[i]);
        else
            run_page_text(page, desc->covers[i]);
    }
    run_page_close(page);
}

/// Counts what is written against what the page takes.
static void write_text(struct run_html *html, const char *summary, const char *text, bool open)
{
    if (!text || text[0] == '\0')
        return;
    size_t length = strnlen(text, TEXT_LIMIT);
    html->left -= length < html->left ? length : html->left;
    run_page_open(html->page, "details", NULL);
    if (open)
        run_page_attribute(html->page, "open", "open");
    run_page_element(html->page, "summary", NULL, summary);
    run_page_open(html->page, "pre", NULL);
    run_page_clipped(html->page, text, TEXT_LIMIT);
    run_page_close(html->page);
    run_page_close(html->page);
}

static void write_messages(struct run_html *html, const struct run_result *result)
{
    enum { MOST_MESSAGES = 50 };
    if (result->message_count == 0)
        return;
    char *summary = run_format("Messages, %zu", result->message_count);
    run_page_details(html->page, summary);
    free(summary);
    run_page_open(html->page, "ul", NULL);
    for (size_t i = 0; i < result->message_count && i < MOST_MESSAGES; i++) {
        const struct run_message *message = &result->messages[i];
        char *line = run_message_line(message);
        run_page_open(html->page, "li", NULL);
        run_page_clipped(html->page, line, REASON_LIMIT);
        run_page_close(html->page);
        free(line);
    }
    run_page_close(html->page);
    run_page_close(html->page);
}

static void write_reproduction(struct run_html *html, const struct run_record *record)
{
    char *command = run_record_reproduce(html->book, record);
    if (command) {
        run_page_element(html->page, "p", "soft", "Reproduce:");
        run_page_element(html->page, "pre", NULL, command);
    }
    free(command);
}

static void write_name(struct run_html *html, const struct run_record *record)
{
    char *name = run_record_full_name(html->book, record);
    run_page_element(html->page, "code", NULL, name);
    free(name);
}

static void write_id(struct run_html *html, size_t index)
{
    char *id = run_format("case-%zu", index);
    run_page_attribute(html->page, "id", id);
    free(id);
}

static void write_article(struct run_html *html, size_t index)
{
    const struct run_record *record = &html->book->records[index];
    const struct run_outcome *outcome = record->outcome;
    run_page_open(html->page, "article", NULL);
    write_id(html, index);
    run_page_open(html->page, "h3", NULL);
    run_page_verdicts(html->page, 0, outcome->judged);
    run_page_text(html->page, " ");
    write_name(html, record);
    run_page_close(html->page);
    if (record->entry)
        run_page_element(html->page, "p", "soft", record->entry->desc->about);
    run_page_open(html->page, "p", "reason");
    run_page_clipped(html->page, run_record_reason(record), REASON_LIMIT);
    run_page_close(html->page);
    run_html_picture(html, record);
    write_text(html, "Backtrace", outcome->result.backtrace, true);
    write_text(html, "Log", outcome->result.log, false);
    write_messages(html, &outcome->result);
    if (record->entry)
        write_covers(html->page, record->entry->desc);
    write_reproduction(html, record);
    run_page_close(html->page);
}

static void write_row(struct run_html *html, size_t index)
{
    const struct run_record *record = &html->book->records[index];
    char *name = run_record_full_name(html->book, record);
    run_page_open(html->page, "tr", NULL);
    write_id(html, index);
    run_page_row_head(html->page, name);
    run_page_open(html->page, "td", NULL);
    run_page_verdicts(html->page, 0, record->outcome->judged);
    run_page_close(html->page);
    run_page_open(html->page, "td", "wide");
    run_page_clipped(html->page, run_record_reason(record), LINE_LIMIT);
    run_page_close(html->page);
    run_page_close(html->page);
    free(name);
}

/// From `begin` on those that the filter takes.
static void write_rows(struct run_html *html, size_t begin, run_html_filter *filter,
                       const char *label)
{
    static const char *const titles[] = {"Case", "Result", "Why"};
    size_t rows = 0, left_out = 0;
    run_page_table(html->page, label, titles, sizeof(titles) / sizeof(titles[0]));
    for (size_t i = begin; i < html->book->count; i++) {
        if (!filter(&html->book->records[i]))
            continue;
        left_out += rows == MOST_ROWS;
        if (rows < MOST_ROWS) {
            write_row(html, i);
            rows++;
        }
    }
    run_page_close_table(html->page);
    if (left_out > 0) {
        char *words = run_format("And %zu more.", left_out);
        run_page_element(html->page, "p", NULL, words);
        free(words);
    }
}

void run_html_failures(struct run_html *html)
{
    size_t articles = 0, i = 0;
    for (; i < html->book->count && articles < MOST_ARTICLES && html->left > 0; i++)
        if (run_html_failed(&html->book->records[i])) {
            write_article(html, i);
            articles++;
        }
    size_t rest = run_html_count(html, run_html_failed) - articles;
    if (rest == 0)
        return;
    char *words =
        run_format("%zu more, in short: a page with all their logs would be too long.", rest);
    run_page_element(html->page, "p", NULL, words);
    free(words);
    write_rows(html, i, run_html_failed, "Further failures");
}

void run_html_notes(struct run_html *html)
{
    write_rows(html, 0, run_html_noted, "Warnings and expected failures");
}
