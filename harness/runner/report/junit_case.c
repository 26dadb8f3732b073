// SPDX-License-Identifier: Apache-2.0
#include "report/junit_case.h"

#include "heap.h"
#include "report/sanitize.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Of one text. Readers cut what is longer, or refuse the file.
static const size_t text_limit = 64 * 1024;
static const size_t attribute_limit = 4096;

enum run_junit_kind run_junit_kind(enum run_verdict judged)
{
    switch (judged) {
    case RUN_PASS:
    case RUN_QUALITY_WARNING:
    case RUN_FLAKE:
        return RUN_JUNIT_PASSED;
    case RUN_NOT_SUPPORTED:
    case RUN_EXPECTED_FAIL:
    case RUN_KNOWN_FLAKE:
    case RUN_WAIVER:
        return RUN_JUNIT_SKIPPED;
    case RUN_FAIL:
    case RUN_UNEXPECTED_IMPROVEMENT:
        return RUN_JUNIT_FAILURE;
    default:
        return RUN_JUNIT_ERROR;
    }
}

void run_junit_attribute(xmlTextWriterPtr xml, const char *name, const char *value)
{
    char *clean = run_sanitize_clipped(value, attribute_limit);
    xmlTextWriterWriteAttribute(xml, BAD_CAST name, BAD_CAST clean);
    free(clean);
}

void run_junit_time(xmlTextWriterPtr xml, double seconds)
{
    // Not %f: a case in this process may have changed the locale.
    unsigned long long millionths = seconds > 0.0 ? (unsigned long long)(seconds * 1e6) : 0;
    char text[32];
    snprintf(text, sizeof(text), "%llu.%06llu", millionths / 1000000, millionths % 1000000);
    xmlTextWriterWriteAttribute(xml, BAD_CAST "time", BAD_CAST text);
}

static void write_text(xmlTextWriterPtr xml, const char *text)
{
    char *clean = run_sanitize_clipped(text, text_limit);
    xmlTextWriterWriteString(xml, BAD_CAST clean);
    free(clean);
}

/// The body of <failure> and <error>: everything that one needs without the log.
static char *explain(const struct run_book *book, const struct run_record *record,
                     const char *reason)
{
    const char *backtrace = record->outcome->result.backtrace;
    char *command = run_record_reproduce(book, record);
    char *text =
        run_format("%s\n%s%s%s%s%s%s", reason, backtrace ? "backtrace:\n" : "",
                   backtrace ? backtrace : "", backtrace ? "\n" : "", command ? "reproduce: " : "",
                   command ? command : "", command ? "\n" : "");
    free(command);
    return text;
}

static void write_verdict(xmlTextWriterPtr xml, const struct run_book *book,
                          const struct run_record *record)
{
    enum run_verdict judged = record->outcome->judged;
    enum run_junit_kind kind = run_junit_kind(judged);
    if (kind == RUN_JUNIT_PASSED)
        return;
    const char *reason = run_record_reason(record);
    static const char *const elements[] = {"", "failure", "error", "skipped"};
    xmlTextWriterStartElement(xml, BAD_CAST elements[kind]);
    // The strict schema has no type on <skipped>.
    if (kind != RUN_JUNIT_SKIPPED) {
        char *word = run_outcome_word(record->outcome);
        run_junit_attribute(xml, "type", word);
        free(word);
    }
    run_junit_attribute(xml, "message", reason);
    char *body = kind == RUN_JUNIT_SKIPPED ? run_strdup(reason) : explain(book, record, reason);
    write_text(xml, body);
    free(body);
    xmlTextWriterEndElement(xml);
}

static void print_covers(FILE *file, const struct omm_case *desc)
{
    const size_t most = sizeof(desc->covers) / sizeof(desc->covers[0]);
    for (size_t i = 0; i < most && desc->covers[i]; i++)
        fprintf(file, "%s%s", i ? " " : "covers: ", desc->covers[i]);
    if (desc->covers[0])
        fputc('\n', file);
}

static void print_messages(FILE *file, const struct run_result *result)
{
    for (size_t i = 0; i < result->message_count; i++) {
        const struct run_message *message = &result->messages[i];
        char *line = run_message_line(message);
        fprintf(file, "%s\n", line);
        free(line);
    }
}

/// A verdict that no element and no attribute of the schema tells apart from a Pass or a NotSupported.
static void print_remark(FILE *file, const struct run_outcome *outcome)
{
    enum run_junit_kind kind = run_junit_kind(outcome->judged);
    const char *reason = outcome->reason ? outcome->reason : "";
    const char *word = run_verdict_word(outcome->judged), *told = run_verdict_word(outcome->told);
    if (kind == RUN_JUNIT_PASSED && outcome->judged != RUN_PASS)
        fprintf(file, "%s: %s\n", word, reason);
    else if (kind == RUN_JUNIT_SKIPPED && outcome->judged != RUN_NOT_SUPPORTED)
        fprintf(file, "%s(%s): %s\n", word, told, reason);
}

/// What the case covers, which the schema has no better place for; then whatever was said.
static void write_output(xmlTextWriterPtr xml, const struct run_record *record)
{
    const struct run_outcome *outcome = record->outcome;
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (!file)
        return;
    if (record->entry) {
        print_covers(file, record->entry->desc);
        if (outcome->judged != RUN_PASS) {
            fprintf(file, "about: %s\nsource: %s:%d\n", record->entry->desc->about,
                    record->entry->desc->file, record->entry->desc->line);
        }
    }
    print_remark(file, outcome);
    print_messages(file, &outcome->result);
    if (outcome->result.log && outcome->judged != RUN_PASS)
        fputs(outcome->result.log, file);
    if (fclose(file) == 0 && size > 0) {
        xmlTextWriterStartElement(xml, BAD_CAST "system-out");
        write_text(xml, text);
        xmlTextWriterEndElement(xml);
    }
    free(text);
}

void run_junit_case(xmlTextWriterPtr xml, const struct run_book *book,
                    const struct run_record *record)
{
    const char *full = record->name;
    const char *last_dot = strrchr(full, '.');
    const char *name = last_dot && last_dot[1] != '\0' ? last_dot + 1 : full;
    char *class_name =
        run_format("%s%.*s", book->devices[record->device].prefix,
                   name > full ? (int)(name - full - 1) : 3, name > full ? full : "omm");
    xmlTextWriterStartElement(xml, BAD_CAST "testcase");
    run_junit_attribute(xml, "classname", class_name);
    run_junit_attribute(xml, "name", name);
    run_junit_time(xml, record->outcome->result.seconds);
    write_verdict(xml, book, record);
    write_output(xml, record);
    xmlTextWriterEndElement(xml);
    free(class_name);
}
