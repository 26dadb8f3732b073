// SPDX-License-Identifier: Apache-2.0
#include "report/properties.h"

#include "heap.h"

#include <stdlib.h>
#include <string.h>

static const char separator[] = ", ";

/// Whether `value` is one of those in `list`.
static bool contains(const char *list, const char *value)
{
    size_t length = strlen(value);
    for (const char *p = list; (p = strstr(p, value)) != NULL; p++) {
        bool begins = p == list || strncmp(p - strlen(separator), separator, 2) == 0;
        bool ends = p[length] == '\0' || strncmp(p + length, separator, 2) == 0;
        if (begins && ends)
            return true;
        if (*p == '\0')
            break;
    }
    return false;
}

static struct run_property *find(const struct run_properties *properties, const char *name)
{
    for (size_t i = 0; i < properties->count; i++)
        if (strcmp(properties->items[i].name, name) == 0)
            return &properties->items[i];
    return NULL;
}

bool run_properties_add(struct run_properties *properties, const char *name, const char *value)
{
    struct run_property *old = find(properties, name);
    if (old && (strcmp(old->value, value) == 0 || contains(old->value, value)))
        return false;
    if (old) {
        char *both = run_format("%s%s%s", old->value, separator, value);
        free(old->value);
        old->value = both;
        return true;
    }
    properties->items =
        run_regrow(properties->items, properties->count + 1, sizeof(*properties->items));
    properties->items[properties->count++] =
        (struct run_property){.name = run_strdup(name), .value = run_strdup(value)};
    return true;
}

const char *run_properties_get(const struct run_properties *properties, const char *name)
{
    const struct run_property *property = find(properties, name);
    return property ? property->value : NULL;
}

void run_properties_clear(struct run_properties *properties)
{
    for (size_t i = 0; i < properties->count; i++) {
        free(properties->items[i].name);
        free(properties->items[i].value);
    }
    free(properties->items);
    *properties = (struct run_properties){0};
}
