// SPDX-License-Identifier: Apache-2.0
// Memory types that host commands may not touch, and those that they may just so.
#include <ommcts/device_micromap.h>
#include <ommcts/memory_kind.h>
#include <ommcts/verdict.h>
#include <ommcts/violation.h>

const struct omm_unreachable omm_unreachable[3] = {
    {.name = "hidden", .kind = OMM_BACKING_HIDDEN},
    {.name = "freed", .kind = OMM_BACKING_FREED},
    {.name = "unbound", .kind = OMM_BACKING_NONE},
};

static uint32_t hidden_type(const struct omm_test *t, VkBufferUsageFlags usage)
{
    const struct omm_buffer *like = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = 256, .usage = usage, .memory_type = OMM_COHERENT});
    const uint32_t type = omm_remote_type(like);
    if (t->gpu->memory.memoryTypes[type].propertyFlags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT)
        omm_not_supported("every memory type for micromaps is host-visible");
    return type;
}

struct omm_micromap *omm_create_unreachable(const struct omm_test *t,
                                            const struct omm_unreachable *why, VkDeviceSize size)
{
    // TRANSFER_SRC, so that a queue can tell whether a byte of it changed.
    const VkBufferUsageFlags usage =
        VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT;
    const bool hidden = why->kind == OMM_BACKING_HIDDEN;
    struct omm_buffer *buffer = omm_create_buffer(
        t,
        &(struct omm_buffer_request){.size = size,
                                     .usage = usage,
                                     .memory_type = hidden ? hidden_type(t, usage) : OMM_COHERENT,
                                     .unbound = why->kind == OMM_BACKING_NONE});
    return omm_create_micromap_in(buffer, 0, size);
}

struct omm_micromap *omm_create_far_micromap(const struct omm_test *t, VkDeviceSize size)
{
    return omm_create_unreachable(t, &omm_unreachable[0], size);
}

struct omm_micromap *omm_build_unreachable(const struct omm_test *t,
                                           const struct omm_unreachable *why)
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkMicromapBuildSizesInfoEXT sizes =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR);
    struct omm_micromap *map = omm_create_unreachable(t, why, sizes.micromapSize);
    omm_device_build_into(map, input, 0);
    return map;
}

void omm_finish_unreachable(struct omm_stakes *stakes, struct omm_micromap *map,
                            const struct omm_unreachable *why)
{
    struct omm_buffer *buffer = map->buffer;
    if (why->kind != OMM_BACKING_FREED) {
        omm_stake_buffer(stakes, buffer);
        return;
    }
    const struct omm_test *t = map->t;
    t->vk->vkFreeMemory(t->device, buffer->memory, t->allocator);
    buffer->memory = VK_NULL_HANDLE;
    buffer->map = NULL;
}

uint32_t omm_barely_visible_type(const struct omm_test *t)
{
    const uint32_t allowed = omm_allowed_types(t, VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT);
    for (uint32_t i = 0; i < t->gpu->memory.memoryTypeCount; ++i) {
        const VkMemoryPropertyFlags flags = t->gpu->memory.memoryTypes[i].propertyFlags;
        if ((allowed & (1u << i)) && (flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) &&
            !(flags & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT))
            return i;
    }
    return OMM_COHERENT;
}

struct omm_block *omm_device_destination(const struct omm_micromap *source)
{
    return omm_block(&(struct omm_block_request){.name = "serialization destination",
                                                 .size = (size_t)omm_device_serialized_size(source),
                                                 .alignment = 16});
}
