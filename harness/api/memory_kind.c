// SPDX-License-Identifier: Apache-2.0
// Which memory types are of which kind.
#include <ommcts/memory.h>
#include <ommcts/memory_kind.h>
#include <ommcts/verdict.h>

enum {
    VISIBLE = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
    COHERENT = VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
    CACHED = VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
    LOCAL = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
    KNOWN = VISIBLE | COHERENT | CACHED | LOCAL,
};

const struct omm_memory_kind omm_memory_kinds[10] = {
    {"coherent", VISIBLE | COHERENT},
    {"coherent_cached", VISIBLE | COHERENT | CACHED},
    {"coherent_device_local", VISIBLE | COHERENT | LOCAL},
    {"coherent_cached_device_local", VISIBLE | COHERENT | CACHED | LOCAL},
    {"visible", VISIBLE},
    {"visible_cached", VISIBLE | CACHED},
    {"visible_device_local", VISIBLE | LOCAL},
    {"visible_cached_device_local", VISIBLE | CACHED | LOCAL},
    {"hidden_device_local", LOCAL},
    {"hidden", 0},
};

uint32_t omm_allowed_types(const struct omm_test *t, VkBufferUsageFlags usage)
{
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .size = 4096,
        .usage = usage,
        .sharingMode = VK_SHARING_MODE_EXCLUSIVE,
    };
    VkBuffer buffer = VK_NULL_HANDLE;
    omm_must_succeed(t->vk->vkCreateBuffer(t->device, &info, t->allocator, &buffer),
                     "vkCreateBuffer");
    VkMemoryRequirements needs;
    t->vk->vkGetBufferMemoryRequirements(t->device, buffer, &needs);
    t->vk->vkDestroyBuffer(t->device, buffer, t->allocator);
    uint32_t allowed = 0;
    for (uint32_t i = 0; i < t->gpu->memory.memoryTypeCount; ++i)
        if (omm_memory_type(t, needs.memoryTypeBits & (1u << i), 0) == i)
            allowed |= 1u << i;
    return allowed;
}

uint32_t omm_type_of_kind(const struct omm_test *t, const struct omm_memory_kind *kind,
                          VkBufferUsageFlags usage)
{
    const uint32_t allowed = omm_allowed_types(t, usage);
    for (uint32_t i = 0; i < t->gpu->memory.memoryTypeCount; ++i)
        if ((allowed & (1u << i)) &&
            (t->gpu->memory.memoryTypes[i].propertyFlags & KNOWN) == kind->flags)
            return i;
    omm_not_supported("no memory type for such buffers is of kind %s", kind->name);
}
