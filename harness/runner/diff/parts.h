// SPDX-License-Identifier: Apache-2.0
// What a run can be read from, if not from its directory.
#ifndef RUN_DIFF_PARTS_H
#define RUN_DIFF_PARTS_H

#include "diff/diff.h"
#include "select/lines.h"
#include "select/outcome.h"

/// Reads a table as deqp-runner has them, `name,status[,seconds]` per line: results.csv, failures.csv, a baseline. False:
/// told on stderr, with file and line.
bool run_side_read_table(struct run_side *side, struct run_lines *lines);

/// Reads a JUnit report of this suite. False: told on stderr.
bool run_side_read_junit(struct run_side *side, const char *text);

/// Adds a result, whose texts the side owns from then on.
void run_side_take(struct run_side *side, const struct run_side_result *result);

/// Adds what a case came to.
void run_side_add(struct run_side *side, const char *name, const struct run_outcome *outcome,
                  const char *reason);

#endif
