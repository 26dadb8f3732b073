// SPDX-License-Identifier: Apache-2.0
// What it ran on and with.
#include "heap.h"
#include "html/sections.h"

#include <stdlib.h>

enum { VALUE_LIMIT = 2048 };

static void write_properties(struct run_html *html, const char *label,
                             const struct run_properties *properties)
{
    static const char *const titles[] = {"Name", "Value"};
    run_page_table(html->page, label, titles, sizeof(titles) / sizeof(titles[0]));
    for (size_t i = 0; i < properties->count; i++) {
        run_page_open(html->page, "tr", NULL);
        run_page_row_head(html->page, properties->items[i].name);
        run_page_open(html->page, "td", "wide");
        run_page_clipped(html->page, properties->items[i].value, VALUE_LIMIT);
        run_page_close(html->page);
        run_page_close(html->page);
    }
    run_page_close_table(html->page);
}

/// Long lists that few look at.
static void write_folded(struct run_html *html, const char *words,
                         const struct run_properties *properties)
{
    if (properties->count == 0)
        return;
    char *summary = run_format("%s, %zu", words, properties->count);
    run_page_details(html->page, summary);
    write_properties(html, words, properties);
    run_page_close(html->page);
    free(summary);
}

void run_html_environment(struct run_html *html)
{
    const struct run_book *book = html->book;
    run_page_element(html->page, "h3", NULL, "Run");
    write_properties(html, "Run", &book->properties);
    write_folded(html, "Machine and variables", &book->environment);
    for (size_t i = 0; i < book->device_count; i++) {
        const struct run_book_device *device = &book->devices[i];
        char *heading =
            device->number ? run_format("Device %u", device->number) : run_strdup("No device");
        run_page_element(html->page, "h3", NULL, heading);
        write_properties(html, heading, &device->properties);
        write_folded(html, "Limits, memory types and other facts", &device->facts);
        free(heading);
    }
}
