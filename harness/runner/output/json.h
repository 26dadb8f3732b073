// SPDX-License-Identifier: Apache-2.0
// The pieces of a run as JSON: the journal and results.json are made of the same ones.
#ifndef RUN_JSON_H
#define RUN_JSON_H

#include "output/record.h"

#include <jansson.h>

/// `bytes`, sanitised, as a string; NULL: null.
json_t *run_json_text(const char *bytes);

/// [[name, value]...].
json_t *run_json_pairs(const struct run_properties *properties);

/// Adds the pairs of such an array to `properties`. False: it is none.
bool run_json_read_pairs(struct run_properties *properties, const json_t *pairs);

/// Adds what the outcome says to `object`: told, judged, round, ...
void run_json_add_outcome(json_t *object, const struct run_outcome *outcome);

/// The outcome of such an object, all zero but for what stands there. False: it is none, and nothing is owned.
bool run_json_read_outcome(struct run_outcome *outcome, const json_t *object);

/// A line of a benchmark, times in picoseconds.
json_t *run_json_measure(const struct run_measure *measure);

/// What JSON has at `key` as fresh memory, or NULL where it has no string.
char *run_json_copy(const json_t *object, const char *key);

/// The object on one line. Never NULL; free it.
char *run_json_line(const json_t *object);

#endif
