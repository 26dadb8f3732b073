// SPDX-License-Identifier: Apache-2.0
#include "spirv_arena.h"

#include <string.h>

struct ref_spirv_chunk {
    struct ref_spirv_chunk *next;
    size_t used, size;
    _Alignas(max_align_t) uint8_t bytes[];
};

enum { CHUNK_SIZE = 16384 };

static struct ref_spirv_chunk *add_chunk(struct ref_spirv_arena *arena, size_t least)
{
    const size_t size = least > CHUNK_SIZE ? least : CHUNK_SIZE;
    struct ref_spirv_chunk *chunk =
        ref_alloc(arena->allocator, sizeof *chunk + size, _Alignof(max_align_t),
                  VK_SYSTEM_ALLOCATION_SCOPE_COMMAND);
    if (!chunk)
        return NULL;
    chunk->next = arena->chunks;
    chunk->used = 0;
    chunk->size = size;
    arena->chunks = chunk;
    return chunk;
}

void *ref_spirv_arena_take(struct ref_spirv_arena *arena, size_t size)
{
    const size_t unit = _Alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + unit - 1) / unit * unit;
    struct ref_spirv_chunk *chunk = arena->chunks;
    if (!chunk || size > chunk->size - chunk->used)
        chunk = add_chunk(arena, size);
    if (!chunk)
        return NULL;
    void *memory = chunk->bytes + chunk->used;
    chunk->used += size;
    return memset(memory, 0, size);
}

void ref_spirv_arena_free(struct ref_spirv_arena *arena)
{
    while (arena->chunks) {
        struct ref_spirv_chunk *next = arena->chunks->next;
        ref_free(arena->allocator, arena->chunks);
        arena->chunks = next;
    }
}
