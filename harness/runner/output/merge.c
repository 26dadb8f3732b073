// SPDX-License-Identifier: Apache-2.0
#include "output/merge.h"

#include "heap.h"
#include "report/sanitize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// A case as one of the books has it, on its first device.
struct entry {
    const char *name;
    size_t book, index;
};

static int by_name(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order ? order : (a->book > b->book) - (a->book < b->book);
}

static bool tell_different(const char *what, const char *const *directories, const char *first,
                           size_t other, const char *second)
{
    char *a = run_sanitize_line(first ? first : "(nothing)", 300);
    char *b = run_sanitize_line(second ? second : "(nothing)", 300);
    fprintf(stderr,
            "ommcts: '%s' and '%s' are no parts of one run: %s is '%s' in one and '%s' in the "
            "other\n",
            directories[0], directories[other], what, a, b);
    free(b);
    free(a);
    return false;
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/// What must be the same in all, or their results don't belong into one report.
static bool same_run(const struct run_book *books, const char *const *directories, size_t other)
{
    static const char *const of_runs[] = {"suite", "seed", "personality", "layers asked for"};
    static const char *const of_devices[] = {"device", "driver", "driverInfo", "apiVersion"};
    const struct run_book *a = &books[0], *b = &books[other];
    for (size_t i = 0; i < sizeof(of_runs) / sizeof(of_runs[0]); i++) {
        const struct run_properties *x = i == 3 ? &a->environment : &a->properties;
        const struct run_properties *y = i == 3 ? &b->environment : &b->properties;
        const char *first = run_properties_get(x, of_runs[i]);
        const char *second = run_properties_get(y, of_runs[i]);
        if (!same(first, second))
            return tell_different(of_runs[i], directories, first, other, second);
    }
    for (size_t d = 0; d < a->device_count || d < b->device_count; d++) {
        const struct run_book_device *x = d < a->device_count ? &a->devices[d] : NULL;
        const struct run_book_device *y = d < b->device_count ? &b->devices[d] : NULL;
        if (!x || !y || strcmp(x->prefix, y->prefix) != 0) {
            return tell_different("the prefix of names", directories, x ? x->prefix : NULL, other,
                                  y ? y->prefix : NULL);
        }
        for (size_t i = 0; i < sizeof(of_devices) / sizeof(of_devices[0]); i++) {
            const char *first = run_properties_get(&x->properties, of_devices[i]);
            const char *second = run_properties_get(&y->properties, of_devices[i]);
            if (!same(first, second))
                return tell_different(of_devices[i], directories, first, other, second);
        }
    }
    return true;
}

static void add_all(struct run_properties *into, const struct run_properties *from)
{
    for (size_t i = 0; i < from->count; i++)
        run_properties_add(into, from->items[i].name, from->items[i].value);
}

static void merge_heads(struct run_book *into, const struct run_book *books, size_t count)
{
    into->ended = true;
    into->device_count = books[0].device_count;
    into->devices = run_calloc(into->device_count, sizeof(*into->devices));
    for (size_t b = 0; b < count; b++) {
        add_all(&into->properties, &books[b].properties);
        add_all(&into->environment, &books[b].environment);
        into->seconds += books[b].seconds;
        if (b == 0 || books[b].began < into->began)
            into->began = books[b].began;
        for (size_t d = 0; d < into->device_count; d++) {
            struct run_book_device *device = &into->devices[d];
            const struct run_book_device *from = &books[b].devices[d];
            device->number = from->number;
            memcpy(device->prefix, from->prefix, sizeof(device->prefix));
            if (!device->reproduce && from->reproduce)
                device->reproduce = run_strdup(from->reproduce);
            add_all(&device->properties, &from->properties);
            add_all(&device->facts, &from->facts);
        }
    }
}

/// Every name of every book, sorted.
static struct entry *list_entries(const struct run_book *books, size_t count, size_t *total)
{
    *total = 0;
    for (size_t b = 0; b < count; b++)
        *total += books[b].device_count ? books[b].count / books[b].device_count : 0;
    struct entry *entries = run_calloc(*total, sizeof(*entries));
    size_t at = 0;
    for (size_t b = 0; b < count; b++)
        for (size_t i = 0; i < books[b].count && books[b].records[i].device == 0; i++)
            entries[at++] = (struct entry){books[b].records[i].name, b, i};
    qsort(entries, *total, sizeof(*entries), by_name);
    return entries;
}

/// Takes the results of one case, on every device, out of a book. True: another book has a different one.
static bool take_case(struct run_book *into, size_t at, size_t per_device, struct run_book *from,
                      size_t index)
{
    size_t from_per_device = from->count / from->device_count;
    bool differs = false;
    for (size_t d = 0; d < into->device_count; d++) {
        size_t source = d * from_per_device + index, target = d * per_device + at;
        struct run_record *record = &into->records[target];
        record->name = into->names.items[at];
        record->entry = from->records[source].entry;
        record->device = d;
        record->started = record->started || from->records[source].started;
        record->outcome = &into->outcomes[target];
        const struct run_outcome *kept = &into->outcomes[target], *other = &from->outcomes[source];
        differs = differs || (kept->round > 0 && other->round > 0 && kept->judged != other->judged);
        run_outcome_merge(&into->outcomes[target], &from->outcomes[source]);
    }
    return differs;
}

static void tell_differing(size_t differing, const char *name)
{
    if (differing > 0) {
        fprintf(stderr,
                "ommcts: %zu %s different results in different directories, of which the worst "
                "counts: '%s'%s\n",
                differing, differing == 1 ? "case has" : "cases have", name,
                differing == 1 ? "" : " and others");
    }
}

static void merge_cases(struct run_book *into, struct run_book *books, size_t count)
{
    size_t total = 0, names = 0, differing = 0;
    const char *differs = NULL; // the last
    struct entry *entries = list_entries(books, count, &total);
    for (size_t i = 0; i < total; i++)
        names += i == 0 || strcmp(entries[i - 1].name, entries[i].name) != 0;
    into->count = names * into->device_count;
    into->records = run_calloc(into->count, sizeof(*into->records));
    into->outcomes = run_calloc(into->count, sizeof(*into->outcomes));
    for (size_t i = 0; i < into->count; i++)
        into->outcomes[i].told = into->outcomes[i].judged = RUN_NOT_RUN;
    for (size_t i = 0; i < total; i++) {
        if (i == 0 || strcmp(entries[i - 1].name, entries[i].name) != 0)
            run_strings_add(&into->names, run_strdup(entries[i].name));
        size_t at = into->names.count - 1;
        if (take_case(into, at, names, &books[entries[i].book], entries[i].index) &&
            differs != into->names.items[at]) {
            differs = into->names.items[at];
            differing++;
        }
    }
    tell_differing(differing, differs);
    free(entries);
}

/// Notes each of "1 of 3, 2 of 3": what was merged before has several. False: they are of another selection.
static bool note_shares(const char *text, bool **there, unsigned *of)
{
    for (const char *p = text; p; p = strchr(p, ',')) {
        unsigned number = 0, parts = 0;
        p += strspn(p, ", ");
        if (sscanf(p, "%u of %u", &number, &parts) != 2 || number == 0 || number > parts ||
            (*of != 0 && parts != *of))
            return false;
        if (!*there)
            *there = run_calloc(parts, sizeof(**there));
        *of = parts;
        (*there)[number - 1] = true;
    }
    return true;
}

/// The shares that nobody did, as a list of numbers from 1; NULL: none, or the runs were no shares of one selection. Free
/// it.
static char *missing_shares(const struct run_book *books, size_t count)
{
    unsigned of = 0;
    bool *there = NULL;
    for (size_t b = 0; b < count; b++) {
        const char *share = run_properties_get(&books[b].environment, "share");
        if (!share || !note_shares(share, &there, &of)) {
            free(there);
            return NULL;
        }
    }
    char *text = NULL;
    for (unsigned i = 0; i < of; i++) {
        if (there[i])
            continue;
        char *longer = run_format("%s%s%u", text ? text : "", text ? ", " : "", i + 1);
        free(text);
        text = longer;
    }
    char *missing = text ? run_format("of %u shares these are missing: %s", of, text) : NULL;
    free(text);
    free(there);
    return missing;
}

static void append(char **text, char *more)
{
    char *both = *text ? run_format("%s; %s", *text, more) : run_strdup(more);
    free(more);
    free(*text);
    *text = both;
}

/// What is missing, and what cut short the run that should have had it.
static char *explain(const struct run_book *into, const struct run_book *books,
                     const char *const *directories, size_t count)
{
    char *why = missing_shares(books, count);
    size_t missing = 0;
    for (size_t i = 0; i < into->count; i++)
        missing += into->outcomes[i].round == 0;
    for (size_t b = 0; missing > 0 && b < count; b++)
        if (books[b].why)
            append(&why, run_format("%s: %s", directories[b], books[b].why));
    return why;
}

bool run_book_merge(struct run_book *into, struct run_book *books, const char *const *directories,
                    size_t count)
{
    *into = (struct run_book){0};
    for (size_t b = 0; b < count; b++)
        if (!same_run(books, directories, b))
            return false;
    merge_heads(into, books, count);
    merge_cases(into, books, count);
    into->why = explain(into, books, directories, count);
    for (size_t b = 0; b < count; b++)
        run_book_clear(&books[b]);
    return true;
}
