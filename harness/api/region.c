// SPDX-License-Identifier: Apache-2.0
// Regions: where in a buffer an address has just the alignment that was asked for.
#include <ommcts/region.h>
#include <ommcts/verdict.h>

#include <string.h>

// Types that need features or protected submissions of their own.
static const VkMemoryPropertyFlags exotic =
    VK_MEMORY_PROPERTY_PROTECTED_BIT | VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT |
    VK_MEMORY_PROPERTY_DEVICE_COHERENT_BIT_AMD | VK_MEMORY_PROPERTY_DEVICE_UNCACHED_BIT_AMD;

enum { SPARE = 4 << 10 }; // bytes of the buffer on both sides

static VkDeviceAddress address_of(const struct omm_buffer *buffer)
{
    const VkBufferDeviceAddressInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO,
        .buffer = buffer->handle,
    };
    const VkDeviceAddress address =
        buffer->t->vk->vkGetBufferDeviceAddress(buffer->t->device, &info);
    omm_checked();
    if (!address)
        omm_fail("vkGetBufferDeviceAddress returned 0 for a bound buffer");
    return address;
}

struct omm_region *omm_region_in(struct omm_buffer *buffer, VkDeviceSize offset, VkDeviceSize size)
{
    struct omm_region *region = omm_alloc(sizeof *region);
    region->buffer = buffer;
    region->offset = offset;
    region->size = size;
    region->address = address_of(buffer) + offset;
    region->bytes = buffer->map ? buffer->map + offset : NULL;
    return region;
}

// Usages of extensions that are not enabled must not be named.
static VkBufferUsageFlags usage_for(const struct omm_test *t)
{
    VkBufferUsageFlags usage = OMM_REGION_USAGE;
    if (!t->vk->vkCreateMicromapEXT)
        usage &= ~(VkBufferUsageFlags)VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT;
    if (t->vk->vkCreateAccelerationStructureKHR)
        usage |= VK_BUFFER_USAGE_ACCELERATION_STRUCTURE_BUILD_INPUT_READ_ONLY_BIT_KHR;
    return usage;
}

struct omm_region *omm_region_of_type(const struct omm_test *t, VkDeviceSize size,
                                      VkDeviceSize alignment, uint32_t memory_type)
{
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){.size = size + 2 * SPARE + 2 * alignment,
                                                          .usage = usage_for(t),
                                                          .memory_type = memory_type});
    const VkDeviceAddress base = address_of(buffer);
    // An odd multiple: aligned to what was asked and to nothing larger.
    VkDeviceAddress address = (base + SPARE + alignment - 1) & ~(alignment - 1);
    if (!(address & alignment))
        address += alignment;
    return omm_region_in(buffer, address - base, size);
}

struct omm_region *omm_region(const struct omm_test *t, VkDeviceSize size, VkDeviceSize alignment)
{
    return omm_region_of_type(t, size, alignment, OMM_COHERENT);
}

struct omm_region *omm_region_with(const struct omm_test *t, const void *bytes, VkDeviceSize size)
{
    struct omm_region *region = omm_region(t, size, 256);
    if (!region->bytes)
        omm_resource_error("a region in coherent memory is not mapped");
    memcpy(region->bytes, bytes, (size_t)size);
    return region;
}

uint32_t omm_remote_type(const struct omm_buffer *like)
{
    const struct omm_test *t = like->t;
    VkMemoryRequirements needs;
    t->vk->vkGetBufferMemoryRequirements(t->device, like->handle, &needs);
    const VkPhysicalDeviceMemoryProperties *memory = &t->gpu->memory;
    for (uint32_t i = 0; i < memory->memoryTypeCount; ++i) {
        const VkMemoryPropertyFlags flags = memory->memoryTypes[i].propertyFlags;
        const bool remote = (flags & VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT) &&
                            !(flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT);
        if (remote && (needs.memoryTypeBits & (1u << i)) && !(flags & exotic))
            return i;
    }
    const uint32_t type =
        omm_memory_type(t, needs.memoryTypeBits, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT);
    if (type == UINT32_MAX)
        omm_not_supported("no device-local memory type for such buffers");
    return type;
}

VkDeviceSize omm_scratch_alignment(const struct omm_test *t)
{
    VkPhysicalDeviceAccelerationStructurePropertiesKHR limits = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ACCELERATION_STRUCTURE_PROPERTIES_KHR};
    VkPhysicalDeviceProperties2 properties = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &limits};
    vkGetPhysicalDeviceProperties2(t->physical_device, &properties);
    return limits.minAccelerationStructureScratchOffsetAlignment;
}

struct omm_region *omm_scratch(const struct omm_test *t, VkDeviceSize size)
{
    const VkDeviceSize alignment = omm_scratch_alignment(t);
    return omm_region(t, size ? size : 1, alignment < 256 ? 256 : alignment);
}

const char *omm_region_neighbours_intact(const struct omm_region *region)
{
    return omm_buffer_intact_outside(region->buffer, region->offset, region->size);
}
