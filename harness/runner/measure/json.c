// SPDX-License-Identifier: Apache-2.0
#include "output/json.h"

#include "measure/measure.h"
#include "output/results_json.h"

#include <stdlib.h>

/// What the raw line says, and what everybody would work out of it.
static json_t *describe(const struct run_result *result, const struct run_measure *measure)
{
    json_t *row = run_json_measure(measure);
    json_object_set_new(row, "bytesPerSecond", json_real(run_measure_rate(measure)));
    json_object_set_new(row, "ratio", json_real(run_measure_ratio(measure, &result->measures[0])));
    const struct run_measure *beside = run_measure_named(result, measure->against);
    if (beside)
        json_object_set_new(row, "ratioToAgainst", json_real(run_measure_ratio(measure, beside)));
    return row;
}

static json_t *describe_benchmark(const struct run_book *book, const struct run_record *record)
{
    const struct run_result *result = &record->outcome->result;
    char *name = run_record_full_name(book, record);
    json_t *series = json_array();
    for (size_t i = 0; i < result->measure_count; i++)
        json_array_append_new(series, describe(result, &result->measures[i]));
    json_t *object = json_object();
    json_object_set_new(object, "name", run_json_text(name));
    json_object_set_new(object, "status", json_string(run_verdict_word(record->outcome->judged)));
    json_object_set_new(
        object, "reason",
        run_json_text(record->outcome->judged == RUN_PASS ? NULL : run_record_reason(record)));
    json_object_set_new(object, "measures", series);
    free(name);
    return object;
}

void run_measures_json(FILE *file, const struct run_book *book)
{
    json_t *all = run_results_json_head(book);
    json_t *benchmarks = json_array();
    for (size_t i = 0; i < book->count; i++)
        json_array_append_new(benchmarks, describe_benchmark(book, &book->records[i]));
    json_object_set_new(all, "benchmarks", benchmarks);
    char *text = json_dumps(all, JSON_INDENT(2));
    fprintf(file, "%s\n", text ? text : "");
    free(text);
    json_decref(all);
}
