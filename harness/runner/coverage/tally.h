// SPDX-License-Identifier: Apache-2.0
// The numbers at the end of a coverage report.
#ifndef RUN_COVERAGE_TALLY_H
#define RUN_COVERAGE_TALLY_H

#include "coverage/coverage.h"

/// Of the IDs of one set.
struct run_coverage_tally {
    size_t ids;
    size_t edges, edges_waived;
    size_t violations, violations_waived;
    size_t reported; ///< by any layer, as results say
};

struct run_coverage_tally run_coverage_tally(const struct run_coverage *coverage, enum ids_set set);

/// How many IDs of a set one layer reported.
size_t run_coverage_reported_by(const struct run_coverage *coverage, enum ids_set set,
                                size_t layer);

/// Assertions that may fail a driver (E and D), and how many of them have a case.
void run_coverage_count_assertions(const struct run_coverage *coverage, size_t *all,
                                   size_t *covered);

#endif
