// SPDX-License-Identifier: Apache-2.0
// Mapped memory by its place in the host's address space: an array in the order of addresses, because
// applications that keep thousands of allocations mapped look pointers up more often than they map.
#ifndef LAY_MAPPINGS_H
#define LAY_MAPPINGS_H

#include <stdbool.h>
#include <stdint.h>

struct lay_memory;

/// All zero is empty.
struct lay_mappings {
    struct lay_memory **memories; ///< by `mapped`, rising
    uint32_t count, capacity;
};

/// Adds a memory that is mapped. False when there is no memory for it.
bool lay_mappings_add(struct lay_mappings *mappings, struct lay_memory *memory);

/// Takes a memory out, before its `mapped` changes. Harmless if it is not there.
void lay_mappings_remove(struct lay_mappings *mappings, const struct lay_memory *memory);

/// The memory that is mapped where `pointer` points to, or NULL.
const struct lay_memory *lay_mappings_find(const struct lay_mappings *mappings,
                                           const void *pointer);

void lay_mappings_clear(struct lay_mappings *mappings);

#endif
