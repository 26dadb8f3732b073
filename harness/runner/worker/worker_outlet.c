// SPDX-License-Identifier: Apache-2.0
#include "worker/worker_outlet.h"

#include "heap.h"

#include <stdlib.h>
#include <string.h>

static struct run_outlet outlet;

// Every property told, name and value by turns: backends repeat them for every case.
static struct run_strings told;

void run_outlet_set(const struct run_outlet *wanted)
{
    outlet = wanted ? *wanted : (struct run_outlet){0};
    run_strings_clear(&told);
}

static bool was_told(const char *name, const char *value)
{
    for (size_t i = 0; i < told.count; i += 2) {
        if (strcmp(told.items[i], name) == 0) {
            if (strcmp(told.items[i + 1], value) == 0)
                return true;
            free(told.items[i + 1]);
            told.items[i + 1] = run_strdup(value);
            return false;
        }
    }
    run_strings_add(&told, run_strdup(name));
    run_strings_add(&told, run_strdup(value));
    return false;
}

void run_emit_device(const struct run_device *device)
{
    if (outlet.device)
        outlet.device(outlet.context, device);
}

void run_emit_property(const char *name, const char *value)
{
    if (outlet.property && !was_told(name, value))
        outlet.property(outlet.context, name, value);
}

void run_emit_message(const char *source, const char *severity, const char *id, const char *text)
{
    if (outlet.message)
        outlet.message(outlet.context, source, severity, id, text);
}

void run_emit_measure(const char *series, const char *against, const struct run_timing *timing)
{
    if (outlet.measure)
        outlet.measure(outlet.context, series, against, timing);
}
