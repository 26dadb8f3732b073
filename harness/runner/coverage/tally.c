// SPDX-License-Identifier: Apache-2.0
#include "coverage/tally.h"

struct run_coverage_tally run_coverage_tally(const struct run_coverage *coverage, enum ids_set set)
{
    struct run_coverage_tally tally = {0};
    for (size_t i = 0; i < coverage->vuid_count; i++) {
        const struct run_coverage_vuid *vuid = &coverage->vuids[i];
        if (vuid->row->set != set)
            continue;
        tally.ids++;
        tally.edges += vuid->edges.names > 0;
        tally.edges_waived += vuid->row->edge.waiver != NULL;
        tally.violations += vuid->violations.names > 0;
        tally.violations_waived += vuid->row->violation.waiver != NULL;
        tally.reported += run_coverage_reported(coverage, vuid);
    }
    return tally;
}

size_t run_coverage_reported_by(const struct run_coverage *coverage, enum ids_set set, size_t layer)
{
    size_t reported = 0;
    for (size_t i = 0; i < coverage->vuid_count; i++)
        reported += coverage->vuids[i].row->set == set &&
                    coverage->vuids[i].sights[layer] == RUN_SIGHT_REPORTED;
    return reported;
}

void run_coverage_count_assertions(const struct run_coverage *coverage, size_t *all,
                                   size_t *covered)
{
    *all = *covered = 0;
    for (size_t i = 0; i < coverage->assertion_count; i++) {
        const struct run_coverage_assertion *assertion = &coverage->assertions[i];
        bool judges = assertion->row->class == IDS_EXPLICIT || assertion->row->class == IDS_DERIVED;
        *all += judges;
        *covered += judges && assertion->cases.names > 0;
    }
}
