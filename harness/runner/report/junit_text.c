// SPDX-License-Identifier: Apache-2.0
#include "report/junit_text.h"

#include "command/version.h"
#include "heap.h"
#include "report/junit_case.h"
#include "report/sanitize.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// An item of a pass, with the group that its testsuite is made of.
struct entry {
    size_t index;
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
    return (a->index > b->index) - (a->index < b->index);
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

static void write_properties(xmlTextWriterPtr xml, const struct run_report *report,
                             const struct run_pass *pass)
{
    const struct run_options *options = report->options;
    char seed[24];
    snprintf(seed, sizeof(seed), "%llu", (unsigned long long)options->seed);
    xmlTextWriterStartElement(xml, BAD_CAST "properties");
    write_property(xml, "suite", run_version);
    write_property(xml, "command", report->command_line);
    write_property(xml, "seed", seed);
    if (report->environment->manifest)
        write_property(xml, "manifest", report->environment->manifest);
    if (options->reference)
        write_property(xml, "personality", options->personality ? options->personality : "default");
    for (size_t i = 0; i < pass->properties.count; i++)
        write_property(xml, pass->properties.items[i].name, pass->properties.items[i].value);
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

static void write_suite_head(xmlTextWriterPtr xml, const struct run_report *report,
                             const struct run_pass *pass, const struct entry *first,
                             const struct totals *totals, size_t id)
{
    char host[256] = "localhost";
    gethostname(host, sizeof(host) - 1);
    char *name = run_format("%s%.*s", pass->prefix, (int)first->family, first->name);
    char *package = run_strndup(first->name, strcspn(first->name, "."));
    run_junit_attribute(xml, "name", name);
    write_number(xml, "tests", totals->tests);
    write_number(xml, "failures", totals->failures);
    write_number(xml, "errors", totals->errors);
    write_number(xml, "skipped", totals->skipped);
    run_junit_time(xml, totals->seconds);
    write_timestamp(xml, report->began);
    run_junit_attribute(xml, "hostname", host);
    write_number(xml, "id", id);
    run_junit_attribute(xml, "package", package);
    free(package);
    free(name);
}

/// One testsuite per family, in the order of the families' names, its cases in the order they ran.
static void write_pass(xmlTextWriterPtr xml, const struct run_report *report,
                       const struct run_pass *pass, size_t *id)
{
    size_t count = pass->selection->count;
    struct entry *entries = run_calloc(count, sizeof(*entries));
    for (size_t i = 0; i < count; i++) {
        const char *name = pass->selection->items[i].name;
        entries[i] = (struct entry){.index = i, .name = name, .family = family_length(name)};
    }
    qsort(entries, count, sizeof(*entries), by_family);
    for (size_t begin = 0, end = 0; begin < count; begin = end) {
        struct totals totals = {.tests = 0};
        for (; end < count && same_family(&entries[begin], &entries[end]); end++)
            add_to_totals(&totals, &pass->outcomes[entries[end].index]);
        xmlTextWriterStartElement(xml, BAD_CAST "testsuite");
        write_suite_head(xml, report, pass, &entries[begin], &totals, (*id)++);
        write_properties(xml, report, pass);
        for (size_t i = begin; i < end; i++)
            run_junit_case(xml, report, pass, entries[i].index);
        xmlTextWriterEndElement(xml);
    }
    free(entries);
}

static void write_report(xmlTextWriterPtr xml, const struct run_report *report)
{
    struct totals totals = {.tests = 0};
    for (size_t p = 0; p < report->pass_count; p++)
        for (size_t i = 0; i < report->passes[p].selection->count; i++)
            add_to_totals(&totals, &report->passes[p].outcomes[i]);
    xmlTextWriterStartDocument(xml, "1.0", "UTF-8", NULL);
    xmlTextWriterStartElement(xml, BAD_CAST "testsuites");
    run_junit_attribute(xml, "name", "ommcts");
    write_number(xml, "tests", totals.tests);
    write_number(xml, "failures", totals.failures);
    write_number(xml, "errors", totals.errors);
    run_junit_time(xml, report->seconds);
    size_t id = 0;
    for (size_t p = 0; p < report->pass_count; p++)
        write_pass(xml, report, &report->passes[p], &id);
    xmlTextWriterEndDocument(xml);
}

char *run_junit_text(const struct run_report *report, size_t *length)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr xml = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL;
    if (!xml) {
        fputs("ommcts: out of memory while writing the JUnit report\n", stderr);
        exit(99);
    }
    xmlTextWriterSetIndent(xml, 1);
    xmlTextWriterSetIndentString(xml, BAD_CAST "  ");
    write_report(xml, report);
    xmlFreeTextWriter(xml);
    *length = (size_t)xmlBufferLength(buffer);
    char *text = run_strndup((const char *)xmlBufferContent(buffer), *length);
    xmlBufferFree(buffer);
    return text;
}
