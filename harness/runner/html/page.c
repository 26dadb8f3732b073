// SPDX-License-Identifier: Apache-2.0
// libxml2's writer escapes. What it writes is HTML as long as every element has its end, but for those that can't.
#include "html/page.h"

#include "heap.h"
#include "html/style.h"
#include "report/sanitize.h"
#include "report/xml_file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Nothing of a driver's is worth more in an attribute, or in a text that nobody clipped on purpose.
static const size_t attribute_limit = 4096;
static const size_t text_limit = 64 * 1024;

// Should anything ever get through the escaping, then browsers have still been told to run and load nothing.
static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

struct run_page {
    xmlTextWriterPtr xml;
};

static void meta(struct run_page *page, const char *name, const char *key, const char *content)
{
    run_page_open(page, "meta", NULL);
    run_page_attribute(page, name, key);
    if (content)
        run_page_attribute(page, "content", content);
    xmlTextWriterEndElement(page->xml);
}

struct run_page *run_page_begin(FILE *file, const char *title)
{
    struct run_page *page = run_calloc(1, sizeof(*page));
    page->xml = run_xml_file(file);
    // Blanks that would indent show between words.
    xmlTextWriterSetIndent(page->xml, 0);
    xmlTextWriterWriteRaw(page->xml, BAD_CAST "<!DOCTYPE html>\n");
    run_page_open(page, "html", NULL);
    run_page_attribute(page, "lang", "en");
    run_page_open(page, "head", NULL);
    meta(page, "charset", "utf-8", NULL);
    meta(page, "http-equiv", "Content-Security-Policy", policy);
    meta(page, "name", "viewport", "width=device-width, initial-scale=1");
    run_page_element(page, "title", NULL, title);
    run_page_element(page, "style", NULL, run_style);
    run_page_close(page);
    run_page_open(page, "body", NULL);
    run_page_element(page, "h1", NULL, title);
    return page;
}

void run_page_end(struct run_page *page)
{
    run_page_close(page);
    run_page_close(page);
    xmlTextWriterWriteRaw(page->xml, BAD_CAST "\n");
    xmlFreeTextWriter(page->xml);
    free(page);
}

/// Lines for people and tools that read the text; where browsers ignore them.
static bool begins_line(const char *element)
{
    static const char *const blocks[] = {"head", "meta",  "title",   "style",   "body", "nav", "h1",
                                         "h2",   "h3",    "section", "article", "p",    "ul",  "li",
                                         "div",  "table", "tr",      "details", "pre",  "svg"};
    for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
        if (strcmp(blocks[i], element) == 0)
            return true;
    return false;
}

void run_page_open(struct run_page *page, const char *element, const char *class)
{
    if (begins_line(element))
        xmlTextWriterWriteRaw(page->xml, BAD_CAST "\n");
    xmlTextWriterStartElement(page->xml, BAD_CAST element);
    if (class)
        xmlTextWriterWriteAttribute(page->xml, BAD_CAST "class", BAD_CAST class);
}

void run_page_attribute(struct run_page *page, const char *name, const char *value)
{
    char *clean = run_sanitize_clipped(value, attribute_limit);
    xmlTextWriterWriteAttribute(page->xml, BAD_CAST name, BAD_CAST clean);
    free(clean);
}

void run_page_close(struct run_page *page)
{
    xmlTextWriterFullEndElement(page->xml);
}

void run_page_clipped(struct run_page *page, const char *text, size_t limit)
{
    char *clean = run_sanitize_clipped(text, limit);
    xmlTextWriterWriteString(page->xml, BAD_CAST clean);
    free(clean);
}

void run_page_text(struct run_page *page, const char *text)
{
    run_page_clipped(page, text, text_limit);
}

void run_page_element(struct run_page *page, const char *element, const char *class,
                      const char *text)
{
    run_page_open(page, element, class);
    run_page_text(page, text);
    run_page_close(page);
}

void run_page_link(struct run_page *page, const char *id, const char *text)
{
    char *target = run_format("#%s", id);
    run_page_open(page, "a", NULL);
    run_page_attribute(page, "href", target);
    run_page_text(page, text);
    run_page_close(page);
    free(target);
}

void run_page_section(struct run_page *page, const char *id, const char *heading)
{
    char *label = run_format("%s-heading", id);
    run_page_open(page, "section", NULL);
    run_page_attribute(page, "id", id);
    run_page_attribute(page, "aria-labelledby", label);
    run_page_open(page, "h2", NULL);
    run_page_attribute(page, "id", label);
    run_page_text(page, heading);
    run_page_close(page);
    free(label);
}

void run_page_table(struct run_page *page, const char *label, const char *const *titles,
                    size_t count)
{
    // A box that scrolls has to be reachable by keyboard, and so needs a name.
    run_page_open(page, "div", "scroll");
    run_page_attribute(page, "role", "region");
    run_page_attribute(page, "aria-label", label);
    run_page_attribute(page, "tabindex", "0");
    run_page_open(page, "table", NULL);
    run_page_open(page, "thead", NULL);
    run_page_open(page, "tr", NULL);
    for (size_t i = 0; i < count; i++) {
        run_page_open(page, "th", NULL);
        run_page_attribute(page, "scope", "col");
        run_page_text(page, titles[i]);
        run_page_close(page);
    }
    run_page_close(page);
    run_page_close(page);
    run_page_open(page, "tbody", NULL);
}

void run_page_close_table(struct run_page *page)
{
    for (unsigned i = 0; i < 3; i++)
        run_page_close(page);
}

void run_page_row_head(struct run_page *page, const char *text)
{
    run_page_open(page, "th", NULL);
    run_page_attribute(page, "scope", "row");
    run_page_text(page, text);
    run_page_close(page);
}

void run_page_details(struct run_page *page, const char *summary)
{
    run_page_open(page, "details", NULL);
    run_page_element(page, "summary", NULL, summary);
}

void run_page_tile(struct run_page *page, enum run_tone tone, size_t number, const char *words,
                   const char *id)
{
    char *digits = run_format("%zu", number);
    run_page_open(page, "li", run_tone_class(tone));
    run_page_open(page, id ? "a" : "span", NULL);
    if (id) {
        char *target = run_format("#%s", id);
        run_page_attribute(page, "href", target);
        free(target);
    }
    run_page_element(page, "b", NULL, digits);
    run_page_text(page, words);
    run_page_close(page);
    run_page_close(page);
    free(digits);
}

void run_page_image(struct run_page *page, const char *type, const char *bytes, size_t size,
                    const char *alternative)
{
    run_page_open(page, "img", NULL);
    run_page_attribute(page, "alt", alternative);
    xmlTextWriterStartAttribute(page->xml, BAD_CAST "src");
    xmlTextWriterWriteFormatString(page->xml, "data:%s;base64,", type);
    xmlTextWriterWriteBase64(page->xml, bytes, 0, (int)size);
    xmlTextWriterEndAttribute(page->xml);
    xmlTextWriterEndElement(page->xml);
}

const char *run_tone_class(enum run_tone tone)
{
    static const char *const classes[] = {NULL, "good", "warning", "bad", "skipped"};
    return classes[tone];
}
