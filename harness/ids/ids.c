// SPDX-License-Identifier: Apache-2.0
#include "ids.h"

#include "tables.h"

#include <string.h>

size_t ids_vuid_count(void)
{
    return ids_vuids_length;
}

const struct ids_vuid *ids_vuid_at(size_t index)
{
    return &ids_vuids[index];
}

const struct ids_vuid *ids_vuid_find(const char *id)
{
    for (size_t i = 0; i < ids_vuids_length; i++)
        if (strcmp(ids_vuids[i].id, id) == 0)
            return &ids_vuids[i];
    return NULL;
}

size_t ids_layer_count(void)
{
    return ids_layers_length;
}

const struct ids_layer *ids_layer_at(size_t index)
{
    return &ids_layers[index];
}

enum ids_answer ids_layer_answer(const char *name, const char *version, const char *id)
{
    const struct ids_vuid *row = ids_vuid_find(id);
    for (size_t i = 0; row && i < ids_layers_length; i++) {
        const struct ids_layer *layer = &ids_layers[i];
        if (strcmp(layer->name, name) == 0 &&
            (!layer->version || strcmp(layer->version, version) == 0))
            return row->answers[i];
    }
    return IDS_UNKNOWN;
}

size_t ids_assertion_count(void)
{
    return ids_assertions_length;
}

const struct ids_assertion *ids_assertion_at(size_t index)
{
    return &ids_assertions[index];
}

const struct ids_assertion *ids_assertion_find(const char *id)
{
    for (size_t i = 0; i < ids_assertions_length; i++)
        if (strcmp(ids_assertions[i].id, id) == 0)
            return &ids_assertions[i];
    return NULL;
}

const char *ids_class_word(enum ids_class class)
{
    static const char *const words[] = {"E", "D", "I", "APP", "U", "none"};
    return words[class];
}
