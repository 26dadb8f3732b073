// SPDX-License-Identifier: Apache-2.0
// Cases of which nothing is to be told but that they are there: thousands, so their names take little room.
#include "heap.h"
#include "html/sections.h"

#include <stdlib.h>
#include <string.h>

/// The length of what a name has in common with those of other parameters.
static size_t stem_of(const struct run_record *record)
{
    return record->entry ? record->entry->stem : strlen(record->name);
}

static bool same_stem(const struct run_record *a, const struct run_record *b)
{
    size_t stem = stem_of(a);
    return a->device == b->device && stem == stem_of(b) && memcmp(a->name, b->name, stem) == 0;
}

/// "omm.serialize.bounds.exact_size" and behind it, in the same line, "l1_s2_n3 l3_s4_n7".
static size_t write_stem(struct run_html *html, const size_t *indices, size_t count)
{
    const struct run_record *first = &html->book->records[indices[0]];
    char *stem = run_format("%s%.*s", html->book->devices[first->device].prefix,
                            (int)stem_of(first), first->name);
    run_page_open(html->page, "li", NULL);
    run_page_element(html->page, "code", NULL, stem);
    size_t end = 0;
    for (; end < count && same_stem(first, &html->book->records[indices[end]]); end++) {
        const char *rest = html->book->records[indices[end]].name + stem_of(first);
        if (rest[0] != '\0') {
            run_page_text(html->page, " ");
            run_page_text(html->page, rest + 1);
        }
    }
    run_page_close(html->page);
    free(stem);
    return end;
}

void run_html_names(struct run_html *html, const size_t *indices, size_t count)
{
    enum { MOST = 20000 };
    size_t told = count < MOST ? count : MOST;
    run_page_open(html->page, "ul", "names");
    for (size_t i = 0; i < told;)
        i += write_stem(html, indices + i, told - i);
    run_page_close(html->page);
    if (told < count) {
        char *words = run_format("And %zu more.", count - told);
        run_page_element(html->page, "p", NULL, words);
        free(words);
    }
}

/// "omm.serialize" of "omm.serialize.bounds.exact_size".
static size_t family_of(const char *name)
{
    size_t root = strcspn(name, ".");
    return name[root] == '\0' ? root : root + 1 + strcspn(name + root + 1, ".");
}

static void write_family(struct run_html *html, const size_t *indices, size_t count)
{
    const struct run_record *first = &html->book->records[indices[0]];
    char *summary = run_format("%s%.*s, %zu", html->book->devices[first->device].prefix,
                               (int)family_of(first->name), first->name, count);
    run_page_details(html->page, summary);
    run_html_names(html, indices, count);
    run_page_close(html->page);
    free(summary);
}

/// All that the filter takes, in boxes by device and family.
static void write_families(struct run_html *html, run_html_filter *filter)
{
    const struct run_book *book = html->book;
    size_t *indices = run_calloc(book->count, sizeof(*indices));
    size_t count = 0;
    for (size_t i = 0; i < book->count; i++)
        if (filter(&book->records[i]))
            indices[count++] = i;
    for (size_t begin = 0, end = 0; begin < count; begin = end) {
        const struct run_record *first = &book->records[indices[begin]];
        size_t length = family_of(first->name);
        for (; end < count; end++) {
            const struct run_record *record = &book->records[indices[end]];
            if (record->device != first->device || family_of(record->name) != length ||
                memcmp(record->name, first->name, length) != 0)
                break;
        }
        write_family(html, indices + begin, end - begin);
    }
    free(indices);
}

void run_html_passes(struct run_html *html)
{
    write_families(html, run_html_passed);
}

void run_html_no_turns(struct run_html *html)
{
    write_families(html, run_html_had_no_turn);
}
