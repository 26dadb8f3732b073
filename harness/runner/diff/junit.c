// SPDX-License-Identifier: Apache-2.0
#include "diff/parts.h"
#include "heap.h"
#include "report/junit_read.h"

#include <stdio.h>
#include <stdlib.h>

struct reading {
    struct run_side *side;
    size_t not_run;
};

/// Each testsuite has the properties of the run and of its device once more.
static void take_property(void *context, const char *prefix, const char *name, const char *value)
{
    struct run_properties *properties = &((struct reading *)context)->side->properties;
    char *full = run_format("%s%s", prefix, name);
    if (!run_properties_get(properties, full))
        run_properties_add(properties, full, value);
    free(full);
}

static void take_result(void *context, const struct run_junit_result *result)
{
    struct reading *reading = context;
    const struct run_outcome outcome = {
        .judged = result->judged,
        .told = result->told,
        .round = result->judged == RUN_NOT_RUN ? 0 : 1,
        .result = {.seconds = result->seconds},
    };
    run_side_add(reading->side, result->name, &outcome, result->reason);
    reading->not_run += result->judged == RUN_NOT_RUN;
}

bool run_side_read_junit(struct run_side *side, const char *text)
{
    struct reading reading = {.side = side};
    const struct run_junit_listener listener = {&reading, take_property, take_result};
    char *why = run_junit_read(text, &listener);
    bool good = !why;
    side->is_report = true;
    if (why) {
        fprintf(stderr,
                "ommcts: '%s': %s; diff wants what --output or --junit wrote, or a results.csv\n",
                side->path, why);
    } else if (reading.not_run > 0) {
        side->why = run_format("%zu of %zu cases have no result", reading.not_run, side->count);
    }
    free(why);
    return good;
}
