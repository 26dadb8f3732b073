// SPDX-License-Identifier: Apache-2.0
#include "select/waivers.h"

#include "select/lines.h"

#include <errno.h>
#include <fnmatch.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool complain(const char *path, long line, const char *what, const char *detail)
{
    fprintf(stderr, "ommcts: %s:%ld: %s%s%s%s\n", path, line, what, detail ? " '" : "",
            detail ? detail : "", detail ? "'" : "");
    return false;
}

/// The trimmed text of an attribute (or with NULL of the element itself), "" when there is none. Free it.
static char *text_of(const xmlNode *node, const char *attribute)
{
    xmlChar *raw = attribute ? xmlGetProp((xmlNode *)node, BAD_CAST attribute)
                             : xmlNodeGetContent((xmlNode *)node);
    char *copy = run_strdup(raw ? (const char *)raw : "");
    xmlFree(raw);
    char *trimmed = run_strdup(run_trim(copy));
    free(copy);
    return trimmed;
}

/// A number as C writes it: 0x1002, 4098.
static bool read_number(const char *text, uint32_t *number)
{
    char *end = NULL;
    errno = 0;
    unsigned long value = strtoul(text, &end, 0);
    *number = (uint32_t)value;
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && value <= UINT32_MAX;
}

static bool is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/// The element after `node` in the document's order, below `top`.
static const xmlNode *next_below(const xmlNode *top, const xmlNode *node)
{
    if (node->children)
        return node->children;
    while (node != top && !node->next)
        node = node->parent;
    return node == top ? NULL : node->next;
}

static bool read_devices(struct run_waiver *waiver, const xmlNode *element)
{
    for (const xmlNode *node = element; (node = next_below(element, node)) != NULL;) {
        if (!is_element(node, "d"))
            continue;
        waiver->devices =
            run_regrow(waiver->devices, waiver->device_count + 1, sizeof(*waiver->devices));
        char *text = text_of(node, NULL);
        bool good = read_number(text, &waiver->devices[waiver->device_count++]);
        if (!good)
            complain(waiver->path, xmlGetLineNo(node), "a <d> holds a deviceID, not", text);
        free(text);
        if (!good)
            return false;
    }
    return waiver->device_count > 0 || complain(waiver->path, xmlGetLineNo(element),
                                                "this waiver names no device: a <d> with its "
                                                "deviceID is missing",
                                                NULL);
}

static void add(struct run_waivers *waivers, const struct run_waiver *like, char *pattern,
                unsigned line)
{
    waivers->items = run_regrow(waivers->items, waivers->count + 1, sizeof(*waivers->items));
    struct run_waiver *waiver = &waivers->items[waivers->count++];
    *waiver = *like;
    waiver->pattern = pattern;
    waiver->url = run_strdup(like->url);
    waiver->devices = run_calloc(like->device_count, sizeof(*waiver->devices));
    memcpy(waiver->devices, like->devices, like->device_count * sizeof(*waiver->devices));
    waiver->line = line;
}

/// A <waiver> without vendorId is for another API than Vulkan.
static bool read_waiver(struct run_waivers *waivers, const xmlNode *element, const char *path)
{
    if (!xmlHasProp((xmlNode *)element, BAD_CAST "vendorId"))
        return true;
    struct run_waiver like = {.path = path, .url = text_of(element, "url")};
    char *vendor = text_of(element, "vendorId");
    long line = xmlGetLineNo(element);
    bool good = true;
    if (!read_number(vendor, &like.vendor))
        good = complain(path, line, "a vendorId is a number, not", vendor);
    else if (like.url[0] == '\0')
        good =
            complain(path, line, "this waiver has no url: where is the failure discussed?", NULL);
    good = good && read_devices(&like, element);
    for (const xmlNode *node = element; good && (node = next_below(element, node)) != NULL;)
        if (is_element(node, "t"))
            add(waivers, &like, text_of(node, NULL), (unsigned)xmlGetLineNo(node));
    free(vendor);
    free(like.url);
    free(like.devices);
    return good;
}

static void be_silent(void *unused, const char *format, ...)
{
    (void)unused;
    (void)format;
}

static bool read_file(struct run_waivers *waivers, const char *path)
{
    struct run_lines lines;
    bool good = run_lines_open(&lines, path, "waiver file");
    if (!good) {
        run_lines_close(&lines);
        return false;
    }
    xmlSetGenericErrorFunc(NULL, be_silent);
    xmlDoc *document =
        xmlReadMemory(lines.next, (int)strlen(lines.next), path, NULL, XML_PARSE_NONET);
    const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    if (!root) {
        const xmlError *error = xmlGetLastError();
        char *why = run_strdup(error && error->message ? error->message : "it is empty");
        good = complain(path, error ? error->line : 1, "this is no XML:", run_trim(why));
        free(why);
    }
    for (const xmlNode *node = root; good && node; node = next_below(root, node))
        if (is_element(node, "waiver"))
            good = read_waiver(waivers, node, path);
    xmlFreeDoc(document);
    xmlSetGenericErrorFunc(NULL, NULL);
    run_lines_close(&lines);
    return good;
}

static bool share_a_device(const struct run_waiver *a, const struct run_waiver *b)
{
    for (size_t i = 0; i < a->device_count && a->vendor == b->vendor; i++)
        for (size_t k = 0; k < b->device_count; k++)
            if (a->devices[i] == b->devices[k])
                return true;
    return false;
}

/// Two waivers for one case would leave open which of the addresses is the right one.
static bool patterns_are_unique(const struct run_waivers *waivers)
{
    for (size_t i = 0; i < waivers->count; i++) {
        for (size_t k = 0; k < i; k++) {
            const struct run_waiver *first = &waivers->items[k], *again = &waivers->items[i];
            if (strcmp(first->pattern, again->pattern) != 0 || !share_a_device(first, again))
                continue;
            fprintf(stderr, "ommcts: %s:%u: '%s' stands in %s:%u already\n", again->path,
                    again->line, again->pattern, first->path, first->line);
            return false;
        }
    }
    return true;
}

bool run_waivers_read(struct run_waivers *waivers, const struct run_strings *paths)
{
    *waivers = (struct run_waivers){0};
    bool good = true;
    for (size_t i = 0; i < paths->count && good; i++) {
        run_strings_add(&waivers->paths, run_strdup(paths->items[i]));
        good = read_file(waivers, waivers->paths.items[i]);
    }
    return good && patterns_are_unique(waivers);
}

void run_waivers_clear(struct run_waivers *waivers)
{
    for (size_t i = 0; i < waivers->count; i++) {
        free(waivers->items[i].pattern);
        free(waivers->items[i].url);
        free(waivers->items[i].devices);
    }
    free(waivers->items);
    run_strings_clear(&waivers->paths);
    *waivers = (struct run_waivers){0};
}

/// As the CTS has it: part by part, and a star stays within its part.
static bool matches(const char *pattern, const char *name)
{
    for (;;) {
        size_t wanted = strcspn(pattern, "."), got = strcspn(name, ".");
        char *part = run_strndup(pattern, wanted), *of_name = run_strndup(name, got);
        bool same = fnmatch(part, of_name, 0) == 0;
        free(part);
        free(of_name);
        if (!same || pattern[wanted] != name[got])
            return false;
        if (pattern[wanted] == '\0')
            return true;
        pattern += wanted + 1;
        name += got + 1;
    }
}

const struct run_waiver *run_waivers_find(const struct run_waivers *waivers, uint32_t vendor,
                                          uint32_t device, const char *name)
{
    for (size_t i = 0; i < waivers->count; i++) {
        const struct run_waiver *waiver = &waivers->items[i];
        bool here = false;
        for (size_t k = 0; k < waiver->device_count && waiver->vendor == vendor; k++)
            here = here || waiver->devices[k] == device;
        if (here && matches(waiver->pattern, name))
            return waiver;
    }
    return NULL;
}

size_t run_waivers_tell_stale(const struct run_waivers *waivers,
                              const struct run_registry *registry)
{
    size_t stale = 0;
    for (size_t i = 0; i < waivers->count; i++) {
        const struct run_waiver *waiver = &waivers->items[i];
        // Other suites have their waivers in the same file.
        bool found = strncmp(waiver->pattern, "omm.", 4) != 0;
        for (size_t k = 0; k < registry->count && !found; k++)
            found = matches(waiver->pattern, registry->cases[k].name);
        if (!found) {
            complain(waiver->path, waiver->line, "take this waiver out, no case matches",
                     waiver->pattern);
            stale++;
        }
    }
    return stale;
}
