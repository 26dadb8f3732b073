// SPDX-License-Identifier: Apache-2.0
// What is missing, and what else a reader should know.
#include "coverage/coverage.h"

#include <stdlib.h>
#include <string.h>

/// Of the set copy everything is promised; of the others it is said.
static void tell(struct run_coverage *coverage, const struct run_coverage_vuid *vuid,
                 char *sentence)
{
    run_strings_add(vuid->row->set == IDS_COPY ? &coverage->missing : &coverage->remarks, sentence);
}

static void judge_duty(struct run_coverage *coverage, const struct run_coverage_vuid *vuid,
                       const char *what, const struct ids_duty *duty,
                       const struct run_coverage_cases *cases)
{
    const char *id = vuid->row->id;
    if (duty->due && cases->names == 0)
        tell(coverage, vuid, run_format("%s has no %s and no waiver", id, what));
    if (duty->waiver && cases->names > 0) {
        tell(coverage, vuid,
             run_format("%s has the %s %s, so data/vuids.tsv must not waive it", id, what,
                        cases->stems.items[0]));
    }
}

/// "khronos-1.3.239, ommcts", the layers that saw the violation and said nothing. Free it.
static char *silent_layers(const struct run_coverage *coverage,
                           const struct run_coverage_vuid *vuid)
{
    char *list = run_strdup("");
    for (size_t i = 0; i < coverage->layer_count; i++) {
        if (vuid->sights[i] != RUN_SIGHT_SILENT)
            continue;
        char *longer = run_format("%s%s%s", list, list[0] ? ", " : "", coverage->layers[i].title);
        free(list);
        list = longer;
    }
    return list;
}

static void judge_results(struct run_coverage *coverage, const struct run_coverage_vuid *vuid)
{
    if (coverage->results.count == 0 || vuid->violations.names == 0 ||
        run_coverage_reported(coverage, vuid))
        return;
    char *silent = silent_layers(coverage, vuid);
    tell(coverage, vuid,
         run_format("%s: no layer reported its violation%s%s", vuid->row->id,
                    silent[0] ? "; silent: " : "; it did not run", silent));
    free(silent);
}

static void judge_claims(struct run_coverage *coverage, const struct run_coverage_vuid *vuid)
{
    for (size_t i = 0; i < coverage->layer_count; i++) {
        const char *claim = run_coverage_claim(coverage, vuid, i);
        bool reported = vuid->sights[i] == RUN_SIGHT_REPORTED;
        bool silent = vuid->sights[i] == RUN_SIGHT_SILENT;
        if ((silent && strcmp(claim, "yes") == 0) || (reported && strcmp(claim, "no") == 0)) {
            run_strings_add(&coverage->remarks,
                            run_format("%s: %s %s its violation; data/vuids.tsv says %s",
                                       vuid->row->id, coverage->layers[i].title,
                                       reported ? "reports" : "does not report", claim));
        }
    }
}

void run_coverage_judge(struct run_coverage *coverage)
{
    for (size_t i = 0; i < coverage->vuid_count; i++) {
        const struct run_coverage_vuid *vuid = &coverage->vuids[i];
        judge_duty(coverage, vuid, "edge", &vuid->row->edge, &vuid->edges);
        judge_duty(coverage, vuid, "violation", &vuid->row->violation, &vuid->violations);
        judge_results(coverage, vuid);
        judge_claims(coverage, vuid);
    }
    for (size_t i = 0; i < coverage->assertion_count; i++) {
        const struct run_coverage_assertion *assertion = &coverage->assertions[i];
        enum ids_class class = assertion->row->class;
        if ((class == IDS_EXPLICIT || class == IDS_DERIVED) && assertion->cases.names == 0)
            run_strings_add(
                &coverage->remarks,
                run_format("%s (%s) has no case", assertion->row->id, ids_class_word(class)));
    }
}
