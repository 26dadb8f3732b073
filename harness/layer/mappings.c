// SPDX-License-Identifier: Apache-2.0
#include "mappings.h"

#include "state.h"

#include <stdlib.h>
#include <string.h>

// How many of them begin at or before this address.
static uint32_t begin_before(const struct lay_mappings *mappings, uintptr_t address)
{
    uint32_t low = 0, high = mappings->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if ((uintptr_t)mappings->memories[middle]->mapped <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool lay_mappings_add(struct lay_mappings *mappings, struct lay_memory *memory)
{
    if (mappings->count == mappings->capacity) {
        const uint32_t capacity = mappings->capacity ? 2 * mappings->capacity : 8;
        struct lay_memory **grown = realloc(mappings->memories, capacity * sizeof *grown);
        if (!grown)
            return false;
        mappings->memories = grown;
        mappings->capacity = capacity;
    }
    const uint32_t place = begin_before(mappings, (uintptr_t)memory->mapped);
    memmove(&mappings->memories[place + 1], &mappings->memories[place],
            (mappings->count - place) * sizeof *mappings->memories);
    mappings->memories[place] = memory;
    ++mappings->count;
    return true;
}

void lay_mappings_remove(struct lay_mappings *mappings, const struct lay_memory *memory)
{
    uint32_t i = 0;
    while (i < mappings->count && mappings->memories[i] != memory)
        ++i;
    if (i == mappings->count)
        return;
    --mappings->count;
    memmove(&mappings->memories[i], &mappings->memories[i + 1],
            (mappings->count - i) * sizeof *mappings->memories);
}

// Only the last that begins before can reach so far: mappings do not overlap.
const struct lay_memory *lay_mappings_find(const struct lay_mappings *mappings, const void *pointer)
{
    const uint32_t before = begin_before(mappings, (uintptr_t)pointer);
    if (!before)
        return NULL;
    const struct lay_memory *memory = mappings->memories[before - 1];
    return (uintptr_t)pointer - (uintptr_t)memory->mapped < memory->map_size ? memory : NULL;
}

void lay_mappings_clear(struct lay_mappings *mappings)
{
    free(mappings->memories);
    *mappings = (struct lay_mappings){0};
}
