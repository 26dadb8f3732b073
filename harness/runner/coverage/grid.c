// SPDX-License-Identifier: Apache-2.0
#include "coverage/html.h"
#include "html/tone.h"

#include <stdlib.h>
#include <string.h>

static void write_names(struct run_page *page, const struct run_coverage_cases *cases)
{
    for (size_t i = 0; i < cases->stems.count; i++)
        run_page_element(page, "code", NULL, cases->stems.items[i]);
}

static void write_verdicts(struct run_page *page, const struct run_coverage_cases *cases)
{
    size_t kinds = 0;
    for (unsigned verdict = 0; verdict <= RUN_DEVICE_UNAVAILABLE; verdict++) {
        if (cases->results[verdict] == 0)
            continue;
        run_page_text(page, kinds++ ? " " : "");
        run_page_verdicts(page, cases->results[verdict], (enum run_verdict)verdict);
    }
    if (kinds == 0)
        run_page_element(page, "span", "soft", "not selected");
    if (cases->worst) {
        char *id = run_format("case-%zu", cases->worst - 1);
        run_page_text(page, " ");
        run_page_link(page, id, "see");
        free(id);
    }
}

/// The names of the cases, or what they came to.
static void write_cases(struct run_page *page, const struct run_coverage *coverage,
                        const struct run_coverage_cases *cases)
{
    if (cases->names == 0)
        run_page_text(page, "-");
    else if (coverage->of_a_run)
        write_verdicts(page, cases);
    else
        write_names(page, cases);
}

static void write_duty(struct run_page *page, const struct run_coverage *coverage,
                       const struct ids_duty *duty, const struct run_coverage_cases *cases)
{
    bool missing = duty->due && cases->names == 0;
    run_page_open(page, "td",
                  missing        ? run_tone_class(RUN_TONE_BAD)
                  : duty->waiver ? "soft"
                                 : NULL);
    if (missing)
        run_page_text(page, "missing");
    else if (duty->waiver && cases->names == 0)
        run_page_text(page, duty->waiver);
    else
        write_cases(page, coverage, cases);
    run_page_close(page);
}

/// What results say; where they say nothing, what the table says, in parentheses.
static void write_layer(struct run_page *page, const struct run_coverage *coverage,
                        const struct run_coverage_vuid *vuid, size_t layer)
{
    const char *claim = run_coverage_claim(coverage, vuid, layer);
    char *expected = run_format(strcmp(claim, "-") == 0 ? "%s" : "(%s)", claim);
    enum run_sight sight = vuid->sights[layer];
    enum run_tone tone = sight == RUN_SIGHT_REPORTED ? RUN_TONE_GOOD
                         : sight == RUN_SIGHT_SILENT ? RUN_TONE_WARNING
                                                     : RUN_TONE_PLAIN;
    run_page_element(page, "td", run_tone_class(tone),
                     sight == RUN_SIGHT_NONE ? expected : run_coverage_sight(vuid, layer));
    free(expected);
}

/// Whether the row is the first of its command or structure.
static bool begins_entity(const struct run_coverage *coverage, size_t index)
{
    const char *id = coverage->vuids[index].row->id + strlen("VUID-");
    const char *before = index ? coverage->vuids[index - 1].row->id + strlen("VUID-") : "";
    return strncmp(id, before, strcspn(id, "-") + 1) != 0;
}

static void write_entity(struct run_page *page, const struct run_coverage *coverage,
                         const struct ids_vuid *row)
{
    const char *name = row->id + strlen("VUID-");
    char *words = run_strndup(name, strcspn(name, "-"));
    char *columns = run_format("%zu", 4 + coverage->layer_count);
    run_page_open(page, "tr", "entity");
    run_page_open(page, "th", NULL);
    run_page_attribute(page, "colspan", columns);
    run_page_attribute(page, "scope", "colgroup");
    run_page_text(page, words);
    run_page_close(page);
    run_page_close(page);
    free(words);
    free(columns);
}

static void write_vuid(struct run_page *page, const struct run_coverage *coverage, size_t index)
{
    const struct run_coverage_vuid *vuid = &coverage->vuids[index];
    const char *rule = vuid->row->id + strlen("VUID-");
    if (begins_entity(coverage, index))
        write_entity(page, coverage, vuid->row);
    run_page_open(page, "tr", NULL);
    run_page_attribute(page, "id", vuid->row->id);
    run_page_row_head(page, rule + strcspn(rule, "-") + 1);
    run_page_element(page, "td", "wide", vuid->row->rule);
    write_duty(page, coverage, &vuid->row->edge, &vuid->edges);
    write_duty(page, coverage, &vuid->row->violation, &vuid->violations);
    for (size_t i = 0; i < coverage->layer_count; i++)
        write_layer(page, coverage, vuid, i);
    run_page_close(page);
}

void run_coverage_write_vuids(struct run_page *page, const struct run_coverage *coverage)
{
    static const char *const first[] = {"ID", "Rule", "Edge", "Violation"};
    const size_t fixed = sizeof(first) / sizeof(first[0]);
    const char **titles = run_calloc(fixed + coverage->layer_count, sizeof(*titles));
    memcpy(titles, first, sizeof(first));
    for (size_t i = 0; i < coverage->layer_count; i++)
        titles[fixed + i] = coverage->layers[i].title;
    run_page_element(
        page, "p", NULL,
        "Of a layer: reported or silent as the results have it, else in parentheses "
        "what data/vuids.tsv expects. IDs that only older registries have are left out.");
    run_page_table(page, "Valid-usage IDs", titles, fixed + coverage->layer_count);
    for (size_t i = 0; i < coverage->vuid_count; i++)
        if (coverage->vuids[i].row->set != IDS_FORMER)
            write_vuid(page, coverage, i);
    run_page_close_table(page);
    free(titles);
}

static void write_assertion(struct run_page *page, const struct run_coverage *coverage,
                            const struct run_coverage_assertion *assertion)
{
    const struct ids_assertion *row = assertion->row;
    bool judges = row->class == IDS_EXPLICIT || row->class == IDS_DERIVED;
    run_page_open(page, "tr", NULL);
    run_page_attribute(page, "id", row->id);
    run_page_row_head(page, row->id);
    run_page_element(page, "td", NULL, ids_class_word(row->class));
    run_page_element(page, "td", "wide", row->statement);
    run_page_element(page, "td", NULL, row->where ? row->where : "-");
    run_page_open(page, "td",
                  judges && assertion->cases.names == 0 ? run_tone_class(RUN_TONE_BAD) : NULL);
    write_cases(page, coverage, &assertion->cases);
    run_page_close(page);
    run_page_close(page);
}

void run_coverage_write_assertions(struct run_page *page, const struct run_coverage *coverage)
{
    static const char *const titles[] = {"ID", "Class", "Statement", "Where", "Cases"};
    run_page_element(
        page, "p", NULL,
        "E and D may fail a driver, I is at most a warning, APP binds the case itself, "
        "U can't be seen, none is deliberately not asserted.");
    run_page_table(page, "Assertions", titles, sizeof(titles) / sizeof(titles[0]));
    for (size_t i = 0; i < coverage->assertion_count; i++)
        write_assertion(page, coverage, &coverage->assertions[i]);
    run_page_close_table(page);
}
