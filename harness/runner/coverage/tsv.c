// SPDX-License-Identifier: Apache-2.0
// One row per ID and per assertion, tabs between the columns, names of cases with a blank between them.
#include "coverage/coverage.h"

static void print_stems(FILE *file, const struct run_coverage_cases *cases)
{
    fputc('\t', file);
    for (size_t i = 0; i < cases->stems.count; i++)
        fprintf(file, "%s%s", i ? " " : "", cases->stems.items[i]);
    if (cases->stems.count == 0)
        fputc('-', file);
}

static void print_duty(FILE *file, const struct ids_duty *duty,
                       const struct run_coverage_cases *cases)
{
    if (cases->names == 0 && duty->waiver)
        fprintf(file, "\twaived: %s", duty->waiver);
    else if (cases->names == 0 && duty->due)
        fputs("\tmissing", file);
    else
        print_stems(file, cases);
}

static void print_header(const struct run_coverage *coverage, FILE *file)
{
    fputs("id\tgroup\ttext\tedge\tviolation\tother cases", file);
    for (size_t i = 0; i < coverage->layer_count; i++)
        fprintf(file, "\t%s expected\t%s seen", coverage->layers[i].title,
                coverage->layers[i].title);
    fputc('\n', file);
}

void run_coverage_print_tsv(const struct run_coverage *coverage, FILE *file)
{
    print_header(coverage, file);
    for (size_t i = 0; i < coverage->vuid_count; i++) {
        const struct run_coverage_vuid *vuid = &coverage->vuids[i];
        const struct ids_vuid *row = vuid->row;
        fprintf(file, "%s\t%s\t%s", row->id, run_coverage_set(row->set), row->rule);
        print_duty(file, &row->edge, &vuid->edges);
        print_duty(file, &row->violation, &vuid->violations);
        print_stems(file, &vuid->others);
        for (size_t j = 0; j < coverage->layer_count; j++)
            fprintf(file, "\t%s\t%s", run_coverage_claim(coverage, vuid, j),
                    run_coverage_sight(vuid, j));
        fputc('\n', file);
    }
    for (size_t i = 0; i < coverage->assertion_count; i++) {
        const struct run_coverage_assertion *assertion = &coverage->assertions[i];
        fprintf(file, "%s\t%s\t%s\t-\t-", assertion->row->id, ids_class_word(assertion->row->class),
                assertion->row->statement);
        print_stems(file, &assertion->cases);
        for (size_t j = 0; j < coverage->layer_count; j++)
            fputs("\t-\t-", file);
        fputc('\n', file);
    }
}
