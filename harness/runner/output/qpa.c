// SPDX-License-Identifier: Apache-2.0
#include "output/qpa.h"

#include "command/version.h"
#include "heap.h"
#include "output/cut.h"
#include "report/protocol.h"
#include "report/sanitize.h"
#include "report/xml_file.h"

#include <errno.h>
#include <libxml/xmlwriter.h>
#include <stdlib.h>
#include <string.h>

// Of one text. Hex dumps of whole micromaps belong into artifacts.
static const size_t text_limit = 64 * 1024;

/// After each write. A log that can't go on ends with the last whole block.
static void check(struct run_qpa *qpa, bool whole)
{
    if (fflush(qpa->file) == 0 && !ferror(qpa->file)) {
        if (whole)
            qpa->whole = ftell(qpa->file);
        return;
    }
    fprintf(stderr, "ommcts: the log '%s' can't be written: %s\n", qpa->path, strerror(errno));
    run_cut(qpa->file, qpa->whole);
    qpa->lost = true;
    qpa->file = NULL;
}

bool run_qpa_open(struct run_qpa *qpa, const char *path)
{
    *qpa = (struct run_qpa){.path = path, .file = fopen(path, "we")};
    if (!qpa->file)
        fprintf(stderr, "ommcts: the log '%s' can't be opened: %s\n", path, strerror(errno));
    return qpa->file != NULL;
}

/// The marks between blocks are looked for anywhere in a line, so a text must not hold one. Takes over `clean`.
static char *defuse(char *clean)
{
    static const char *const marks[] = {"begin", "end", "terminate", "sessionInfo"};
    char *out = run_calloc(strlen(clean) * 4 + 1, 1);
    char *end = out;
    for (const char *p = clean; *p != '\0'; p++) {
        bool mark = false;
        for (size_t i = 0; *p == '#' && i < sizeof(marks) / sizeof(marks[0]); i++)
            mark = mark || strncmp(p + 1, marks[i], strlen(marks[i])) == 0;
        if (mark)
            end = stpcpy(end, "\\x23");
        else
            *end++ = *p;
    }
    free(clean);
    return out;
}

/// A text stands in quotes, a number doesn't.
static void print_info(struct run_qpa *qpa, const char *name, const char *value)
{
    char *clean = run_sanitize_line(value, 4000);
    for (char *p = clean; *p != '\0'; p++)
        if (*p == '"')
            *p = '\'';
    const char *quote = strncmp(clean, "0x", 2) == 0 ? "" : "\"";
    fprintf(qpa->file, "#sessionInfo %s %s%s%s\n", name, quote, clean, quote);
    free(clean);
}

static void print_fact(struct run_qpa *qpa, const struct run_book *book, const char *name,
                       const char *property)
{
    const char *value = run_properties_get(&book->properties, property);
    for (size_t i = 0; !value && i < book->device_count; i++) {
        value = run_properties_get(&book->devices[i].properties, property);
        value = value ? value : run_properties_get(&book->devices[i].facts, property);
    }
    if (value)
        print_info(qpa, name, value);
}

void run_qpa_begin(struct run_qpa *qpa, const struct run_book *book)
{
    if (!qpa->file)
        return;
    fprintf(qpa->file, "#sessionInfo releaseName ommcts-%s\n#sessionInfo releaseId 0x%08x\n",
            run_version, run_version_number());
    print_info(qpa, "targetName", "Default");
    print_fact(qpa, book, "vendorID", "properties.vendorID");
    print_fact(qpa, book, "deviceID", "properties.deviceID");
    print_fact(qpa, book, "deviceName", "device");
    print_fact(qpa, book, "driverName", "driver");
    print_fact(qpa, book, "driverInfo", "driverInfo");
    print_fact(qpa, book, "commandLineParameters", "command");
    fputs("#beginSession\n", qpa->file);
    check(qpa, true);
}

void run_qpa_case(struct run_qpa *qpa, const struct run_book *book, const struct run_record *record)
{
    if (!qpa->file)
        return;
    char *name = run_record_full_name(book, record);
    char *clean = run_sanitize_line(name, 1000);
    fprintf(qpa->file, "\n#beginTestCaseResult %s\n", clean);
    free(clean);
    free(name);
    check(qpa, false);
}

static void write_text(xmlTextWriterPtr xml, const char *text)
{
    if (!text || text[0] == '\0')
        return;
    char *clean = defuse(run_sanitize_clipped(text, text_limit));
    xmlTextWriterWriteElement(xml, BAD_CAST "Text", BAD_CAST clean);
    free(clean);
}

/// First what the case itself tells, each line for itself, because readers look for these by their place.
static void write_texts(xmlTextWriterPtr xml, const struct run_book *book,
                        const struct run_record *record)
{
    const struct run_result *result = &record->outcome->result;
    for (size_t i = 0; i < result->message_count; i++)
        if (strcmp(result->messages[i].source, RUN_SOURCE_CASE) == 0)
            write_text(xml, result->messages[i].text);
    for (size_t i = 0; i < result->message_count; i++) {
        const struct run_message *message = &result->messages[i];
        if (strcmp(message->source, RUN_SOURCE_CASE) == 0)
            continue;
        char *line = run_message_line(message);
        write_text(xml, line);
        free(line);
    }
    write_text(xml, result->log);
    write_text(xml, result->backtrace);
    if (run_outcome_is_unexpected(record->outcome)) {
        char *command = run_record_reproduce(book, record);
        char *line = command ? run_format("reproduce: %s", command) : NULL;
        write_text(xml, line);
        free(line);
        free(command);
    }
}

static void write_attribute(xmlTextWriterPtr xml, const char *name, const char *value)
{
    xmlTextWriterWriteAttribute(xml, BAD_CAST name, BAD_CAST value);
}

static void write_duration(xmlTextWriterPtr xml, double seconds)
{
    char text[32];
    snprintf(text, sizeof(text), "%llu",
             seconds > 0.0 ? (unsigned long long)(seconds * 1e6) : 0ull);
    xmlTextWriterStartElement(xml, BAD_CAST "Number");
    write_attribute(xml, "Name", "TestDuration");
    write_attribute(xml, "Description", "Test case duration in microseconds");
    write_attribute(xml, "Tag", "Time");
    write_attribute(xml, "Unit", "us");
    xmlTextWriterWriteString(xml, BAD_CAST text);
    xmlTextWriterEndElement(xml);
}

static void write_case(xmlTextWriterPtr xml, const struct run_book *book,
                       const struct run_record *record)
{
    char *name = run_record_full_name(book, record);
    char *clean = run_sanitize_line(name, 1000);
    xmlTextWriterStartDocument(xml, "1.0", "UTF-8", NULL);
    xmlTextWriterStartElement(xml, BAD_CAST "TestCaseResult");
    write_attribute(xml, "Version", "0.3.4");
    write_attribute(xml, "CasePath", clean);
    write_attribute(xml, "CaseType", "SelfValidate");
    write_texts(xml, book, record);
    write_duration(xml, record->outcome->result.seconds);
    char *reason = defuse(run_sanitize_clipped(record->outcome->reason, text_limit));
    xmlTextWriterStartElement(xml, BAD_CAST "Result");
    write_attribute(xml, "StatusCode", run_protocol_word(record->outcome->told));
    xmlTextWriterWriteString(xml, BAD_CAST reason);
    xmlTextWriterEndElement(xml);
    xmlTextWriterEndDocument(xml);
    free(reason);
    free(clean);
    free(name);
}

void run_qpa_result(struct run_qpa *qpa, const struct run_book *book,
                    const struct run_record *record)
{
    if (!qpa->file)
        return;
    xmlTextWriterPtr xml = run_xml_file(qpa->file);
    write_case(xml, book, record);
    xmlFreeTextWriter(xml);
    fputs("\n#endTestCaseResult\n", qpa->file);
    check(qpa, true);
}

bool run_qpa_close(struct run_qpa *qpa)
{
    if (qpa->file) {
        fputs("\n#endSession\n", qpa->file);
        check(qpa, true);
    }
    // The last check flushed it, so that closing writes nothing.
    if (qpa->file)
        fclose(qpa->file);
    qpa->file = NULL;
    return !qpa->lost;
}
