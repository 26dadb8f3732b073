// SPDX-License-Identifier: Apache-2.0
// One page that needs nothing else. The XML writer escapes; what it writes is HTML as long as only elements that
// must be empty are.
#include "command/version.h"
#include "coverage/coverage.h"
#include "coverage/tally.h"
#include "report/sanitize.h"

#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char style[] =
    "body{font:14px/1.4 sans-serif;margin:2em;color:#222;background:#fff}"
    "table{border-collapse:collapse;margin:1em 0}"
    "th,td{border:1px solid #ccc;padding:.2em .5em;text-align:left;vertical-align:top}"
    "thead th{position:sticky;top:0;background:#eee}"
    "tbody th{font-weight:normal;font-family:monospace;white-space:nowrap}"
    "tr.entity th{background:#f6f6f6;font-weight:bold}"
    ".missing{background:#fbb}.reported{background:#cec}.silent{background:#fda}.waived{color:#777}"
    "code{display:block;font-size:12px}";

static void start(xmlTextWriterPtr xml, const char *element, const char *class)
{
    xmlTextWriterStartElement(xml, BAD_CAST element);
    if (class)
        xmlTextWriterWriteAttribute(xml, BAD_CAST "class", BAD_CAST class);
}

static void end(xmlTextWriterPtr xml)
{
    xmlTextWriterEndElement(xml);
}

static void write_text(xmlTextWriterPtr xml, const char *value)
{
    char *clean = run_sanitize(value);
    xmlTextWriterWriteString(xml, BAD_CAST clean);
    free(clean);
}

static void element(xmlTextWriterPtr xml, const char *name, const char *class, const char *value)
{
    start(xml, name, class);
    write_text(xml, value);
    end(xml);
}

static void write_cases(xmlTextWriterPtr xml, const struct run_coverage_cases *cases)
{
    for (size_t i = 0; i < cases->stems.count; i++)
        element(xml, "code", NULL, cases->stems.items[i]);
    if (cases->stems.count == 0)
        write_text(xml, "-");
}

static void write_duty(xmlTextWriterPtr xml, const struct ids_duty *duty,
                       const struct run_coverage_cases *cases)
{
    bool missing = duty->due && cases->names == 0;
    start(xml, "td", missing ? "missing" : duty->waiver ? "waived" : NULL);
    if (missing)
        write_text(xml, "missing");
    else if (duty->waiver && cases->names == 0)
        write_text(xml, duty->waiver);
    else
        write_cases(xml, cases);
    end(xml);
}

/// What results say; where they say nothing, what the table says, in parentheses.
static void write_layer(xmlTextWriterPtr xml, const struct run_coverage *coverage,
                        const struct run_coverage_vuid *vuid, size_t layer)
{
    const char *sight = run_coverage_sight(vuid, layer);
    const char *claim = run_coverage_claim(coverage, vuid, layer);
    char *expected = run_format(strcmp(claim, "-") == 0 ? "%s" : "(%s)", claim);
    bool seen = vuid->sights[layer] != RUN_SIGHT_NONE;
    element(xml, "td", seen ? sight : NULL, seen ? sight : expected);
    free(expected);
}

/// Whether the row is the first of its command or structure.
static bool begins_entity(const struct run_coverage *coverage, size_t index)
{
    const char *id = coverage->vuids[index].row->id + strlen("VUID-");
    const char *before = index ? coverage->vuids[index - 1].row->id + strlen("VUID-") : "";
    return strncmp(id, before, strcspn(id, "-") + 1) != 0;
}

static void write_entity(xmlTextWriterPtr xml, const struct run_coverage *coverage,
                         const struct ids_vuid *row)
{
    const char *name = row->id + strlen("VUID-");
    char *words = run_strndup(name, strcspn(name, "-"));
    char *columns = run_format("%zu", 4 + coverage->layer_count);
    start(xml, "tr", "entity");
    start(xml, "th", NULL);
    xmlTextWriterWriteAttribute(xml, BAD_CAST "colspan", BAD_CAST columns);
    write_text(xml, words);
    end(xml);
    end(xml);
    free(words);
    free(columns);
}

static void write_vuid(xmlTextWriterPtr xml, const struct run_coverage *coverage, size_t index)
{
    const struct run_coverage_vuid *vuid = &coverage->vuids[index];
    const char *rule = vuid->row->id + strlen("VUID-");
    if (begins_entity(coverage, index))
        write_entity(xml, coverage, vuid->row);
    start(xml, "tr", NULL);
    xmlTextWriterWriteAttribute(xml, BAD_CAST "id", BAD_CAST vuid->row->id);
    element(xml, "th", NULL, rule + strcspn(rule, "-") + 1);
    element(xml, "td", NULL, vuid->row->rule);
    write_duty(xml, &vuid->row->edge, &vuid->edges);
    write_duty(xml, &vuid->row->violation, &vuid->violations);
    for (size_t i = 0; i < coverage->layer_count; i++)
        write_layer(xml, coverage, vuid, i);
    end(xml);
}

static void write_head(xmlTextWriterPtr xml, const char *const *titles, size_t count,
                       const struct run_coverage *layers)
{
    start(xml, "thead", NULL);
    start(xml, "tr", NULL);
    for (size_t i = 0; i < count; i++)
        element(xml, "th", NULL, titles[i]);
    for (size_t i = 0; layers && i < layers->layer_count; i++)
        element(xml, "th", NULL, layers->layers[i].title);
    end(xml);
    end(xml);
}

static void write_vuids(xmlTextWriterPtr xml, const struct run_coverage *coverage)
{
    static const char *const titles[] = {"ID", "Rule", "Edge", "Violation"};
    element(xml, "h2", NULL, "Valid-usage IDs");
    element(xml, "p", NULL,
            "Of a layer: reported or silent as the results have it, else in parentheses what "
            "data/vuids.tsv expects. IDs that only older registries have are left out.");
    start(xml, "table", NULL);
    write_head(xml, titles, sizeof(titles) / sizeof(titles[0]), coverage);
    start(xml, "tbody", NULL);
    for (size_t i = 0; i < coverage->vuid_count; i++)
        if (coverage->vuids[i].row->set != IDS_FORMER)
            write_vuid(xml, coverage, i);
    end(xml);
    end(xml);
}

static void write_assertions(xmlTextWriterPtr xml, const struct run_coverage *coverage)
{
    static const char *const titles[] = {"ID", "Class", "Statement", "Where", "Cases"};
    element(xml, "h2", NULL, "Assertions");
    start(xml, "table", NULL);
    write_head(xml, titles, sizeof(titles) / sizeof(titles[0]), NULL);
    start(xml, "tbody", NULL);
    for (size_t i = 0; i < coverage->assertion_count; i++) {
        const struct run_coverage_assertion *assertion = &coverage->assertions[i];
        const struct ids_assertion *row = assertion->row;
        bool judges = row->class == IDS_EXPLICIT || row->class == IDS_DERIVED;
        start(xml, "tr", NULL);
        xmlTextWriterWriteAttribute(xml, BAD_CAST "id", BAD_CAST row->id);
        element(xml, "th", NULL, row->id);
        element(xml, "td", NULL, ids_class_word(row->class));
        element(xml, "td", NULL, row->statement);
        element(xml, "td", NULL, row->where ? row->where : "-");
        start(xml, "td", judges && assertion->cases.names == 0 ? "missing" : NULL);
        write_cases(xml, &assertion->cases);
        end(xml);
        end(xml);
    }
    end(xml);
    end(xml);
}

static void write_list(xmlTextWriterPtr xml, const char *heading, const struct run_strings *list)
{
    if (list->count == 0)
        return;
    element(xml, "h2", NULL, heading);
    start(xml, "ul", NULL);
    for (size_t i = 0; i < list->count; i++)
        element(xml, "li", NULL, list->items[i]);
    end(xml);
}

static void write_tally(xmlTextWriterPtr xml, const struct run_coverage *coverage, enum ids_set set)
{
    struct run_coverage_tally tally = run_coverage_tally(coverage, set);
    char *words = run_format("IDs of the %s set: %zu; %zu with an edge, %zu waived; %zu with a "
                             "violation, %zu waived; %zu reported in the results",
                             run_coverage_set(set), tally.ids, tally.edges, tally.edges_waived,
                             tally.violations, tally.violations_waived, tally.reported);
    element(xml, "p", NULL, words);
    free(words);
}

static void write_page(xmlTextWriterPtr xml, const struct run_coverage *coverage)
{
    start(xml, "html", NULL);
    xmlTextWriterWriteAttribute(xml, BAD_CAST "lang", BAD_CAST "en");
    start(xml, "head", NULL);
    start(xml, "meta", NULL);
    xmlTextWriterWriteAttribute(xml, BAD_CAST "charset", BAD_CAST "utf-8");
    end(xml);
    element(xml, "title", NULL, "Coverage of ommcts");
    element(xml, "style", NULL, style);
    end(xml);
    start(xml, "body", NULL);
    char *heading = run_format("Coverage of ommcts %s", run_version);
    element(xml, "h1", NULL, heading);
    free(heading);
    write_tally(xml, coverage, IDS_COPY);
    write_tally(xml, coverage, IDS_BUILD);
    write_list(xml, "Results", &coverage->results);
    write_list(xml, "Missing", &coverage->missing);
    write_list(xml, "Remarks", &coverage->remarks);
    write_vuids(xml, coverage);
    write_assertions(xml, coverage);
    end(xml);
    end(xml);
}

void run_coverage_print_html(const struct run_coverage *coverage, FILE *file)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr xml = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL;
    if (xml) {
        write_page(xml, coverage);
        xmlFreeTextWriter(xml);
        fprintf(file, "<!DOCTYPE html>\n%s\n", (const char *)xmlBufferContent(buffer));
    }
    if (buffer)
        xmlBufferFree(buffer);
}
