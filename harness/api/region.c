// SPDX-License-Identifier: Apache-2.0
// Regions: where in a buffer an address has just the alignment that was asked for.
#include <ommcts/region.h>
#include <ommcts/verdict.h>

#include <string.h>

enum { SPARE = 4 << 10 }; // bytes of the buffer on both sides

struct omm_region *omm_region_of_type(const struct omm_test *t, VkDeviceSize size,
                                      VkDeviceSize alignment, uint32_t memory_type)
{
    struct omm_region *region = omm_alloc(sizeof *region);
    region->size = size;
    region->buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){.size = size + 2 * SPARE + 2 * alignment,
                                                          .usage = OMM_REGION_USAGE,
                                                          .memory_type = memory_type});
    const VkBufferDeviceAddressInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO,
        .buffer = region->buffer->handle,
    };
    const VkDeviceAddress base = t->vk->vkGetBufferDeviceAddress(t->device, &info);
    omm_checked();
    if (!base)
        omm_fail("vkGetBufferDeviceAddress returned 0 for a bound buffer");
    // An odd multiple: aligned to what was asked and to nothing larger.
    VkDeviceAddress address = (base + SPARE + alignment - 1) & ~(alignment - 1);
    if (!(address & alignment))
        address += alignment;
    region->address = address;
    region->offset = address - base;
    region->bytes = region->buffer->map ? region->buffer->map + region->offset : NULL;
    return region;
}

struct omm_region *omm_region(const struct omm_test *t, VkDeviceSize size, VkDeviceSize alignment)
{
    return omm_region_of_type(t, size, alignment, OMM_COHERENT);
}

struct omm_region *omm_region_with(const struct omm_test *t, const void *bytes, VkDeviceSize size)
{
    struct omm_region *region = omm_region(t, size, 256);
    memcpy(region->bytes, bytes, (size_t)size);
    return region;
}

const char *omm_region_neighbours_intact(const struct omm_region *region)
{
    return omm_buffer_intact_outside(region->buffer, region->offset, region->size);
}
