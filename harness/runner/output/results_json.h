// SPDX-License-Identifier: Apache-2.0
// results.json and environment.json: everything, for programs.
#ifndef RUN_RESULTS_JSON_H
#define RUN_RESULTS_JSON_H

#include "output/replace.h"

#include <jansson.h>

/// The run, its devices, totals, and one case per line.
run_report_writer run_results_json_print;

/// {"format": ..., "run": ..., "devices": ...}, for reports that go on with something else.
json_t *run_results_json_head(const struct run_book *book);

/// The run and its devices only: what it ran on.
run_report_writer run_environment_json_print;

#endif
