// SPDX-License-Identifier: Apache-2.0
// What a report says about a run as a whole: device, driver, layers, seed, versions.
#ifndef RUN_PROPERTIES_H
#define RUN_PROPERTIES_H

#include <stdbool.h>
#include <stddef.h>

struct run_property {
    char *name, *value;
};

struct run_properties {
    struct run_property *items;
    size_t count;
};

/// Adds a property. A name stands once: a second value goes behind the first, with a comma. False: it was there.
bool run_properties_add(struct run_properties *properties, const char *name, const char *value);

/// The value of a name, or NULL.
const char *run_properties_get(const struct run_properties *properties, const char *name);

void run_properties_clear(struct run_properties *properties);

#endif
