// SPDX-License-Identifier: Apache-2.0
// Ranges of device memory that commands address: inputs of device builds, scratch, serialized data.
#ifndef OMMCTS_REGION_H
#define OMMCTS_REGION_H

#include <ommcts/memory.h>

/// Bytes of a buffer at a device address. The buffer carries the pattern of <ommcts/memory.h> around them.
struct omm_region {
    struct omm_buffer *buffer;
    VkDeviceSize offset; ///< in the buffer
    VkDeviceSize size;
    VkDeviceAddress address;
    uint8_t *bytes; ///< in the mapping; NULL when the memory is not host-visible or not mapped
};

/// What region buffers may be used for: copies, queries, micromap build input, scratch, addresses.
#define OMM_REGION_USAGE                                                                           \
    (VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT |                         \
     VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT |              \
     VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT)

/// `size` bytes at a device address that is a multiple of `alignment` (a power of two, at least 256) and of nothing
/// larger, in coherent mapped memory, pattern-filled, with 4 KiB to spare on both sides.
struct omm_region *omm_region(const struct omm_test *t, VkDeviceSize size, VkDeviceSize alignment);

/// The same in a memory type of the caller's choice.
struct omm_region *omm_region_of_type(const struct omm_test *t, VkDeviceSize size,
                                      VkDeviceSize alignment, uint32_t memory_type);

/// A region that holds a copy of `bytes`.
struct omm_region *omm_region_with(const struct omm_test *t, const void *bytes, VkDeviceSize size);

/// `size` bytes of a buffer that has OMM_REGION_USAGE, from `offset` on.
struct omm_region *omm_region_in(struct omm_buffer *buffer, VkDeviceSize offset, VkDeviceSize size);

/// A memory type for buffers like this one that is as far from the host as there is: device-local, and not host-visible
/// where the device has such.
uint32_t omm_remote_type(const struct omm_buffer *like);

/// minAccelerationStructureScratchOffsetAlignment, which addresses of scratch must be multiples of.
VkDeviceSize omm_scratch_alignment(const struct omm_test *t);

/// A region for a build's scratch, aligned to minAccelerationStructureScratchOffsetAlignment; a size of 0 gives 1 byte.
struct omm_region *omm_scratch(const struct omm_test *t, VkDeviceSize size);

/// For ASSERT_OK: complains when a byte of the memory object outside the region changed.
const char *omm_region_neighbours_intact(const struct omm_region *region);

#endif
