// SPDX-License-Identifier: Apache-2.0
// A hash table from 64-bit keys (handles) to pointers: open addressing, linear probing, deletion
// without tombstones. Not locked: who shares a table locks it.
#ifndef LAY_MAP_H
#define LAY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lay_slot {
    uint64_t key;
    void *value; ///< NULL: the slot is free
};

/// All zero is an empty table.
struct lay_map {
    struct lay_slot *slots;
    size_t capacity; ///< 0 or a power of two
    size_t count;
};

/// The value of a key, or NULL.
void *lay_map_find(const struct lay_map *map, uint64_t key);

/// Maps a key to a value, which must not be NULL, in place of any value that it had. False, and
/// nothing changed, when there is no memory.
bool lay_map_put(struct lay_map *map, uint64_t key, void *value);

/// Takes a key out and returns the value that it had, or NULL.
void *lay_map_take(struct lay_map *map, uint64_t key);

/// Steps through the values in no particular order: start with *cursor = 0; NULL at the end. The
/// table must not change between steps.
void *lay_map_next(const struct lay_map *map, size_t *cursor);

/// Frees the table, not the values, and leaves it empty.
void lay_map_clear(struct lay_map *map);

#endif
