// SPDX-License-Identifier: Apache-2.0
#include "heap.h"
#include "report/junit.h"
#include "report/junit_case.h"
#include "report/xml_file.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// A record, with the group that its testsuite is made of.
struct entry {
    const struct run_record *record;
    const char *name;
    size_t family; ///< length of the group's name at the beginning of `name`
};

/// "omm.serialize" of "omm.serialize.bounds.exact_size".
static size_t family_length(const char *name)
{
    size_t root = strcspn(name, ".");
    if (name[root] == '\0')
        return root;
    size_t length = root + 1 + strcspn(name + root + 1, ".");
    return name[length] == '\0' ? root : length;
}

static bool same_family(const struct entry *a, const struct entry *b)
{
    return a->family == b->family && memcmp(a->name, b->name, a->family) == 0;
}

static int by_family(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    size_t shorter = a->family < b->family ? a->family : b->family;
    int order = memcmp(a->name, b->name, shorter);
    if (order != 0 || a->family != b->family)
        return order ? order : (a->family > b->family) - (a->family < b->family);
    return (a->record > b->record) - (a->record < b->record);
}

struct totals {
    size_t tests, failures, errors, skipped;
    double seconds;
};

static void add_to_totals(struct totals *totals, const struct run_outcome *outcome)
{
    enum run_junit_kind kind = run_junit_kind(outcome->judged);
    totals->tests++;
    totals->failures += kind == RUN_JUNIT_FAILURE;
    totals->errors += kind == RUN_JUNIT_ERROR;
    totals->skipped += kind == RUN_JUNIT_SKIPPED;
    totals->seconds += outcome->result.seconds;
}

static void write_number(xmlTextWriterPtr xml, const char *name, size_t number)
{
    char text[24];
    snprintf(text, sizeof(text), "%zu", number);
    xmlTextWriterWriteAttribute(xml, BAD_CAST name, BAD_CAST text);
}

static void write_property(xmlTextWriterPtr xml, const char *name, const char *value)
{
    xmlTextWriterStartElement(xml, BAD_CAST "property");
    run_junit_attribute(xml, "name", name);
    run_junit_attribute(xml, "value", value);
    xmlTextWriterEndElement(xml);
}

static void write_all(xmlTextWriterPtr xml, const struct run_properties *properties)
{
    for (size_t i = 0; i < properties->count; i++)
        write_property(xml, properties->items[i].name, properties->items[i].value);
}

static void write_properties(xmlTextWriterPtr xml, const struct run_book *book,
                             const struct run_book_device *device)
{
    xmlTextWriterStartElement(xml, BAD_CAST "properties");
    write_all(xml, &book->properties);
    write_all(xml, &device->properties);
    xmlTextWriterEndElement(xml);
}

static void write_timestamp(xmlTextWriterPtr xml, time_t when)
{
    struct tm utc;
    char text[64];
    gmtime_r(&when, &utc);
    // Numbers only: nothing that a locale could change.
    snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d", utc.tm_year + 1900,
             utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
    xmlTextWriterWriteAttribute(xml, BAD_CAST "timestamp", BAD_CAST text);
}

static void write_suite_head(xmlTextWriterPtr xml, const struct run_book *book,
                             const struct entry *first, const struct totals *totals, size_t id)
{
    char host[256] = "localhost";
    gethostname(host, sizeof(host) - 1);
    char *name = run_format("%s%.*s", book->devices[first->record->device].prefix,
                            (int)first->family, first->name);
    char *package = run_strndup(first->name, strcspn(first->name, "."));
    run_junit_attribute(xml, "name", name);
    write_number(xml, "tests", totals->tests);
    write_number(xml, "failures", totals->failures);
    write_number(xml, "errors", totals->errors);
    write_number(xml, "skipped", totals->skipped);
    run_junit_time(xml, totals->seconds);
    write_timestamp(xml, book->began);
    run_junit_attribute(xml, "hostname", host);
    write_number(xml, "id", id);
    run_junit_attribute(xml, "package", package);
    free(package);
    free(name);
}

/// One testsuite per family, in the order of the families' names, its cases in the order they ran.
static void write_device(xmlTextWriterPtr xml, const struct run_book *book, size_t first,
                         size_t count, size_t *id)
{
    struct entry *entries = run_calloc(count, sizeof(*entries));
    for (size_t i = 0; i < count; i++) {
        const struct run_record *record = &book->records[first + i];
        entries[i] = (struct entry){
            .record = record, .name = record->name, .family = family_length(record->name)};
    }
    qsort(entries, count, sizeof(*entries), by_family);
    for (size_t begin = 0, end = 0; begin < count; begin = end) {
        struct totals totals = {.tests = 0};
        for (; end < count && same_family(&entries[begin], &entries[end]); end++)
            add_to_totals(&totals, entries[end].record->outcome);
        xmlTextWriterStartElement(xml, BAD_CAST "testsuite");
        write_suite_head(xml, book, &entries[begin], &totals, (*id)++);
        write_properties(xml, book, &book->devices[entries[begin].record->device]);
        for (size_t i = begin; i < end; i++)
            run_junit_case(xml, book, entries[i].record);
        xmlTextWriterEndElement(xml);
    }
    free(entries);
}

static void write_report(xmlTextWriterPtr xml, const struct run_book *book)
{
    struct totals totals = {.tests = 0};
    for (size_t i = 0; i < book->count; i++)
        add_to_totals(&totals, book->records[i].outcome);
    xmlTextWriterStartDocument(xml, "1.0", "UTF-8", NULL);
    xmlTextWriterStartElement(xml, BAD_CAST "testsuites");
    run_junit_attribute(xml, "name", "ommcts");
    write_number(xml, "tests", totals.tests);
    write_number(xml, "failures", totals.failures);
    write_number(xml, "errors", totals.errors);
    run_junit_time(xml, book->seconds);
    size_t id = 0;
    for (size_t first = 0, end = 0; first < book->count; first = end) {
        while (end < book->count && book->records[end].device == book->records[first].device)
            end++;
        write_device(xml, book, first, end - first, &id);
    }
    xmlTextWriterEndDocument(xml);
}

void run_junit_print(FILE *file, const struct run_book *book)
{
    xmlTextWriterPtr xml = run_xml_file(file);
    xmlTextWriterSetIndentString(xml, BAD_CAST "  ");
    write_report(xml, book);
    xmlFreeTextWriter(xml);
}
