// SPDX-License-Identifier: Apache-2.0
// Buffers with memory behind them, filled with a position-dependent pattern so that any stray write shows.
#ifndef OMMCTS_MEMORY_H
#define OMMCTS_MEMORY_H

#include <ommcts/test.h>

struct omm_buffer_request {
    VkDeviceSize size;
    VkBufferUsageFlags usage;
    VkDeviceSize lead;    ///< at least this many bytes of the memory object before the buffer
    uint32_t memory_type; ///< OMM_COHERENT, or an index that the caller found allowed
    bool unmapped; ///< never mapped, and so without the pattern, unless omm_buffer_map says so
    const void *allocate_next; ///< pNext of VkMemoryAllocateInfo
    bool unbound;              ///< memory is allocated but not bound yet: omm_buffer_bind
};

#define OMM_COHERENT UINT32_MAX ///< the first allowed type that is host-visible and host-coherent

/// A buffer bound to memory of its own. Destroyed after the case unless omm_buffer_destroy came first.
struct omm_buffer {
    const struct omm_test *t;
    VkBuffer handle;
    VkDeviceSize size;
    VkDeviceMemory memory;
    VkDeviceSize memory_offset; ///< of the buffer in its memory object
    VkDeviceSize memory_size;
    uint32_t memory_type;
    bool unmapped; ///< was asked for unmapped
    uint8_t *map;  ///< the buffer's first byte, or NULL while not mapped
};

/// The lowest memory type of `bits` that has all `flags` and needs no feature to be enabled, or UINT32_MAX.
uint32_t omm_memory_type(const struct omm_test *t, uint32_t bits, VkMemoryPropertyFlags flags);

/// Never NULL. Mapped unless asked otherwise, and then filled with the pattern.
struct omm_buffer *omm_create_buffer(const struct omm_test *t,
                                     const struct omm_buffer_request *request);

/// Binds what was created `unbound`, and maps and fills it unless it was asked to stay unmapped.
void omm_buffer_bind(struct omm_buffer *buffer);

/// Maps the whole memory object; the buffer's bytes are at buffer->map.
void omm_buffer_map(struct omm_buffer *buffer);
void omm_buffer_unmap(struct omm_buffer *buffer);

/// Destroys buffer and memory now.
void omm_buffer_destroy(struct omm_buffer *buffer);

/// Writes the pattern to the whole memory object, before and after the buffer too. Needs a mapping.
void omm_buffer_fill(struct omm_buffer *buffer);

/// For ASSERT_OK: complains when a byte of the memory object outside [from, from + count) of the buffer does
/// not hold the pattern any more. Maps the memory for the look when it is not mapped.
const char *omm_buffer_intact_outside(struct omm_buffer *buffer, VkDeviceSize from,
                                      VkDeviceSize count);

#endif
