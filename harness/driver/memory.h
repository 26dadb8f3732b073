// SPDX-License-Identifier: Apache-2.0
// Device memory and buffers. Device memory has a device view; a host-visible type also has a host
// view. For coherent types they are one block of memory; for non-coherent types they are two,
// joined only by flush and invalidate.
#ifndef REF_MEMORY_H
#define REF_MEMORY_H

#include "device.h"

struct ref_memory {
    struct ref_object base;
    VkDeviceSize size;
    uint32_t type_index;
    uint8_t *device_view; ///< what the device (and every micromap command) reads and writes
    uint8_t
        *host_view; ///< what vkMapMemory gives; == device_view when coherent, NULL when not visible
    struct ref_memory *next; ///< in the device's list
    VkDeviceAddress address; ///< never equal to a host address of the process
    int file;                ///< what host_view maps, when mappings move; -1 otherwise
    uint8_t *moved_view;     ///< what vkMapMemory gave last; without access since vkUnmapMemory
    bool mapped;
    VkDeviceSize map_offset,
        map_size; ///< while mapped; what VK_WHOLE_SIZE means to flush and invalidate
};

struct ref_buffer {
    struct ref_object base;
    VkDeviceSize size;
    VkBufferUsageFlags usage;
    VkBufferCreateFlags flags;
    struct ref_memory *memory; ///< NULL until bound
    VkDeviceSize memory_offset;
};

REF_HANDLE_CASTS(memory, VkDeviceMemory, VK_OBJECT_TYPE_DEVICE_MEMORY)
REF_HANDLE_CASTS(buffer, VkBuffer, VK_OBJECT_TYPE_BUFFER)

/// The live allocation that holds all `size` (at least 1) bytes at a device address, or NULL.
struct ref_memory *ref_memory_find(struct ref_device *device, VkDeviceAddress address,
                                   VkDeviceSize size);

/// For faults: whether host and device see the same bytes of it at once.
bool ref_memory_coherent(const struct ref_memory *memory);

/// Where byte `offset` of a bound buffer lies in the device view; looked up at each use, because
/// the buffer may be bound after the object that lives in it was created.
static inline uint8_t *ref_buffer_bytes(const struct ref_buffer *buffer, VkDeviceSize offset)
{
    return buffer->memory->device_view + buffer->memory_offset + offset;
}

#endif
