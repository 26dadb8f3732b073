// SPDX-License-Identifier: Apache-2.0
// For a terminal of 100 columns.
#include "coverage/coverage.h"
#include "coverage/tally.h"

#include <string.h>

enum { WIDTH = 100, RULE_WIDTH = 37, LAYER_WIDTH = 9 };

/// Prints words from `column` on, and further lines from `indent` on.
static void print_wrapped(FILE *file, const char *text, size_t column, size_t indent)
{
    for (const char *word = text; *word != '\0';) {
        size_t length = strcspn(word, " ");
        if (column > indent && column + 1 + length > WIDTH) {
            fprintf(file, "\n%*s", (int)indent, "");
            column = indent;
        } else if (word != text) {
            fputc(' ', file);
            column++;
        }
        fprintf(file, "%.*s", (int)length, word);
        column += length;
        word += length + strspn(word + length, " ");
    }
    fputc('\n', file);
}

/// A layer's title over two lines: what stands before its first '-' or blank, and the rest.
static void print_titles(const struct run_coverage *coverage, FILE *file, bool rest)
{
    fprintf(file, "%*s", RULE_WIDTH + 2 + 19, rest ? "     edge  violation" : "");
    for (size_t i = 0; i < coverage->layer_count; i++) {
        const char *title = coverage->layers[i].title;
        size_t length = strcspn(title, "- ");
        const char *second = title[length] == '\0' ? "" : title + length + 1;
        int most = rest || length > LAYER_WIDTH ? LAYER_WIDTH : (int)length;
        fprintf(file, " %*.*s", LAYER_WIDTH, most, rest ? second : title);
    }
    fputc('\n', file);
}

static void print_duty(FILE *file, int width, const struct ids_duty *duty,
                       const struct run_coverage_cases *cases)
{
    if (cases->names > 0)
        fprintf(file, " %*zu", width, cases->names);
    else
        fprintf(file, " %*s", width, duty->waiver ? "waived" : duty->due ? "MISSING" : "-");
}

/// What results say; where they say nothing, what the table says.
static void print_layer(const struct run_coverage *coverage, FILE *file,
                        const struct run_coverage_vuid *vuid, size_t layer)
{
    char claim[16];
    snprintf(claim, sizeof(claim), "(%s)", run_coverage_claim(coverage, vuid, layer));
    bool seen = vuid->sights[layer] != RUN_SIGHT_NONE;
    bool claimed = strcmp(claim, "(-)") != 0;
    fprintf(file, " %*s", LAYER_WIDTH,
            seen      ? run_coverage_sight(vuid, layer)
            : claimed ? claim
                      : "-");
}

static size_t entity_length(const char *id)
{
    size_t start = strlen("VUID-");
    return start + strcspn(id + start, "-");
}

static void print_vuid(const struct run_coverage *coverage, FILE *file, size_t index)
{
    const struct run_coverage_vuid *vuid = &coverage->vuids[index];
    const char *id = vuid->row->id;
    size_t length = entity_length(id);
    const char *before = index ? coverage->vuids[index - 1].row->id : "";
    if (strncmp(before, id, length + 1) != 0)
        fprintf(file, "%.*s\n", (int)(length - strlen("VUID-")), id + strlen("VUID-"));
    fprintf(file, "  %-*s", RULE_WIDTH, id + length + 1);
    print_duty(file, 8, &vuid->row->edge, &vuid->edges);
    print_duty(file, 9, &vuid->row->violation, &vuid->violations);
    for (size_t i = 0; i < coverage->layer_count; i++)
        print_layer(coverage, file, vuid, i);
    fputc('\n', file);
}

static void print_vuids(const struct run_coverage *coverage, FILE *file)
{
    print_wrapped(file,
                  "Cases of each valid-usage ID, and the layers that report its violation: "
                  "reported or silent as the given results have it, else in parentheses what "
                  "data/vuids.tsv expects. IDs that only older registries have are left out.",
                  0, 0);
    fputc('\n', file);
    print_titles(coverage, file, false);
    print_titles(coverage, file, true);
    for (size_t i = 0; i < coverage->vuid_count; i++)
        if (coverage->vuids[i].row->set != IDS_FORMER)
            print_vuid(coverage, file, i);
}

static void print_assertions(const struct run_coverage *coverage, FILE *file)
{
    fputs("\nCases of each assertion. E and D may fail a driver, I is at most a warning, APP binds "
          "the case\nitself, U can't be seen, none is deliberately not asserted.\n\n",
          file);
    for (size_t i = 0; i < coverage->assertion_count; i++) {
        const struct run_coverage_assertion *assertion = &coverage->assertions[i];
        fprintf(file, "%s %-4s %5zu  ", assertion->row->id, ids_class_word(assertion->row->class),
                assertion->cases.names);
        print_wrapped(file, assertion->row->statement, 17, 17);
    }
}

static void print_list(FILE *file, const char *heading, const struct run_strings *list)
{
    if (list->count == 0)
        return;
    fprintf(file, "\n%s, %zu:\n", heading, list->count);
    for (size_t i = 0; i < list->count; i++) {
        fputs("  ", file);
        print_wrapped(file, list->items[i], 2, 4);
    }
}

static void print_tally(const struct run_coverage *coverage, FILE *file, enum ids_set set)
{
    struct run_coverage_tally tally = run_coverage_tally(coverage, set);
    fprintf(
        file,
        "IDs of the %s set: %zu; %zu with an edge, %zu waived; %zu with a violation, %zu waived\n",
        run_coverage_set(set), tally.ids, tally.edges, tally.edges_waived, tally.violations,
        tally.violations_waived);
    if (coverage->results.count == 0)
        return;
    fprintf(file, "  reported by any layer: %zu", tally.reported);
    for (size_t i = 0; i < coverage->layer_count; i++) {
        size_t reported = run_coverage_reported_by(coverage, set, i);
        if (reported)
            fprintf(file, "; by %s: %zu", coverage->layers[i].title, reported);
    }
    fputc('\n', file);
}

void run_coverage_print_text(const struct run_coverage *coverage, FILE *file)
{
    print_vuids(coverage, file);
    print_assertions(coverage, file);
    print_list(file, "Missing", &coverage->missing);
    print_list(file, "Remarks", &coverage->remarks);
    fputc('\n', file);
    print_tally(coverage, file, IDS_COPY);
    print_tally(coverage, file, IDS_BUILD);
    size_t all = 0, covered = 0;
    run_coverage_count_assertions(coverage, &all, &covered);
    fprintf(file, "Assertions that may fail a driver: %zu; %zu with a case\n", all, covered);
}
