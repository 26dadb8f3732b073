// SPDX-License-Identifier: Apache-2.0
// Memory for the making of one program: taken piece by piece, given back all at once.
#ifndef REF_SPIRV_ARENA_H
#define REF_SPIRV_ARENA_H

#include "object.h"

struct ref_spirv_chunk;

struct ref_spirv_arena {
    const VkAllocationCallbacks *allocator; ///< asked with VK_SYSTEM_ALLOCATION_SCOPE_COMMAND
    struct ref_spirv_chunk *chunks;
};

/// Zeroed memory, aligned for any type; NULL when there is none.
void *ref_spirv_arena_take(struct ref_spirv_arena *arena, size_t size);

void ref_spirv_arena_free(struct ref_spirv_arena *arena);

#endif
