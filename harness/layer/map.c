// SPDX-License-Identifier: Apache-2.0
#include "map.h"

#include <stdlib.h>

// Handles are pointers or small numbers: both need their bits spread.
static size_t home(const struct lay_map *map, uint64_t key)
{
    key ^= key >> 32;
    key *= UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(key >> 32) & (map->capacity - 1);
}

// The slot of the key, or the free one where it would go.
static size_t locate(const struct lay_map *map, uint64_t key)
{
    size_t i = home(map, key);
    while (map->slots[i].value && map->slots[i].key != key)
        i = (i + 1) & (map->capacity - 1);
    return i;
}

void *lay_map_find(const struct lay_map *map, uint64_t key)
{
    return map->count ? map->slots[locate(map, key)].value : NULL;
}

static bool grow(struct lay_map *map)
{
    struct lay_map bigger = {.capacity = map->capacity ? 2 * map->capacity : 16,
                             .count = map->count};
    bigger.slots = calloc(bigger.capacity, sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    for (size_t i = 0; i < map->capacity; ++i)
        if (map->slots[i].value)
            bigger.slots[locate(&bigger, map->slots[i].key)] = map->slots[i];
    free(map->slots);
    *map = bigger;
    return true;
}

bool lay_map_put(struct lay_map *map, uint64_t key, void *value)
{
    // At most three quarters full, so that a search always ends, and soon.
    if (4 * (map->count + 1) > 3 * map->capacity && !grow(map))
        return false;
    struct lay_slot *slot = &map->slots[locate(map, key)];
    map->count += !slot->value;
    *slot = (struct lay_slot){key, value};
    return true;
}

void *lay_map_take(struct lay_map *map, uint64_t key)
{
    if (!map->count)
        return NULL;
    size_t hole = locate(map, key);
    void *value = map->slots[hole].value;
    if (!value)
        return NULL;
    // Whatever lies behind the hole and would not be found across it moves into it.
    const size_t mask = map->capacity - 1;
    for (size_t i = (hole + 1) & mask; map->slots[i].value; i = (i + 1) & mask) {
        const size_t from_home = (i - home(map, map->slots[i].key)) & mask;
        if (from_home >= ((i - hole) & mask)) {
            map->slots[hole] = map->slots[i];
            hole = i;
        }
    }
    map->slots[hole].value = NULL;
    --map->count;
    return value;
}

void *lay_map_next(const struct lay_map *map, size_t *cursor)
{
    while (*cursor < map->capacity) {
        void *value = map->slots[(*cursor)++].value;
        if (value)
            return value;
    }
    return NULL;
}

void lay_map_clear(struct lay_map *map)
{
    free(map->slots);
    *map = (struct lay_map){0};
}
