// SPDX-License-Identifier: Apache-2.0
// Results as deqp-runner's tables have them: results.csv, failures.csv, a baseline.
#ifndef RUN_DIFF_TABLE_H
#define RUN_DIFF_TABLE_H

#include "diff/diff.h"

/// Reads the lines of side->path in their order. False: told on stderr, with file and line.
bool run_table_read(struct run_side *side);

#endif
