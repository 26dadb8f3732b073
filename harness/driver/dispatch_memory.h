// SPDX-License-Identifier: Apache-2.0
// Memory of the device as the invocations of one dispatch read and write it.
//
// Usually that is the device view as it is. In the personality "weak" every byte is asked for when
// an invocation reads it for the first time, with the shader's access and stage; what is written
// stays in pages of the dispatch, which its later reads see, and is handed over, exactly the bytes
// written (almost: see dispatch_memory.c), when the dispatch is over.
#ifndef REF_DISPATCH_MEMORY_H
#define REF_DISPATCH_MEMORY_H

#include "command.h"
#include "spirv_program.h"

struct ref_dispatch_page;

struct ref_dispatch_memory {
    struct ref_execution *execution;
    bool complained;                  ///< about an address outside; once is enough
    bool paged;                       ///< the personality "weak"
    struct ref_dispatch_page **pages; ///< a hash table
    uint32_t page_count, page_capacity;
};

/// What happens where the window doesn't hold the bytes: it is moved, or outside of every
/// allocation of the device zero is read and nothing written, after one sentence on stderr.
void ref_dispatch_load_slowly(struct ref_dispatch_memory *memory, struct ref_window *window,
                              VkDeviceAddress address, void *to, uint32_t size);
void ref_dispatch_store_slowly(struct ref_dispatch_memory *memory, struct ref_window *window,
                               VkDeviceAddress address, const void *from, uint32_t size);

/// Hands over what was written and frees the pages.
void ref_dispatch_memory_finish(struct ref_dispatch_memory *memory);

static inline uint8_t *ref_window_bytes(const struct ref_window *window, VkDeviceAddress address,
                                        uint32_t size)
{
    const VkDeviceSize at = address - window->address;
    return at < window->size && size <= window->size - at ? window->bytes + at : NULL;
}

static inline void ref_dispatch_load(struct ref_dispatch_memory *memory, struct ref_window *window,
                                     VkDeviceAddress address, void *to, uint32_t size)
{
    const uint8_t *from = ref_window_bytes(window, address, size);
    if (__builtin_expect(from != NULL, 1))
        memcpy(to, from, size);
    else
        ref_dispatch_load_slowly(memory, window, address, to, size);
}

static inline void ref_dispatch_store(struct ref_dispatch_memory *memory, struct ref_window *window,
                                      VkDeviceAddress address, const void *from, uint32_t size)
{
    uint8_t *to = ref_window_bytes(window, address, size);
    if (__builtin_expect(to != NULL, 1))
        memcpy(to, from, size);
    else
        ref_dispatch_store_slowly(memory, window, address, from, size);
}

#endif
