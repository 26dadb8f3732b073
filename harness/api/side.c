// SPDX-License-Identifier: Apache-2.0
// One name for what the host does and what a queue does.
#include <ommcts/device_micromap.h>
#include <ommcts/side.h>
#include <ommcts/verdict.h>

#include <string.h>

VkMicromapBuildSizesInfoEXT omm_sizes_on(enum omm_side side, const struct omm_test *t,
                                         const struct omm_input *input,
                                         VkBuildMicromapFlagsEXT flags)
{
    return omm_sizes(t, input, flags,
                     side == OMM_ON_HOST ? VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR
                                         : VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR);
}

void omm_build_into_on(enum omm_side side, struct omm_micromap *map, const struct omm_input *input,
                       VkBuildMicromapFlagsEXT flags)
{
    if (side == OMM_ON_HOST)
        omm_build_into(map, input, flags);
    else
        omm_device_build_into(map, input, flags);
}

struct omm_micromap *omm_build_input_on(enum omm_side side, const struct omm_test *t,
                                        const struct omm_input *input,
                                        VkBuildMicromapFlagsEXT flags)
{
    struct omm_micromap *map =
        omm_create_micromap(t, omm_sizes_on(side, t, input, flags).micromapSize);
    omm_build_into_on(side, map, input, flags);
    return map;
}

struct omm_micromap *omm_build_on(enum omm_side side, const struct omm_test *t,
                                  const struct omm_shape *shape, VkBuildMicromapFlagsEXT flags)
{
    return omm_build_input_on(side, t, omm_make_input(t, shape), flags);
}

void omm_copy_into_on(enum omm_side side, const struct omm_micromap *source,
                      struct omm_micromap *destination, VkCopyMicromapModeEXT mode)
{
    const struct omm_test *t = source->t;
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, destination, mode);
    if (side == OMM_ON_HOST) {
        omm_must_succeed(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info),
                         "vkCopyMicromapEXT");
    } else {
        const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdCopyMicromapEXT(commands, &info);
        omm_run(t, queue, commands);
    }
    destination->input = source->input;
    destination->flags = source->flags;
}

struct omm_micromap *omm_clone_on(enum omm_side side, const struct omm_micromap *source)
{
    return side == OMM_ON_HOST ? omm_clone(source) : omm_device_clone(source);
}

struct omm_micromap *omm_compact_on(enum omm_side side, const struct omm_micromap *source)
{
    return side == OMM_ON_HOST ? omm_compact(source) : omm_device_compact(source);
}

VkDeviceSize omm_compacted_size_on(enum omm_side side, const struct omm_micromap *map)
{
    return side == OMM_ON_HOST ? omm_compacted_size(map) : omm_device_compacted_size(map);
}

static void must_be_fine(const char *complaint)
{
    if (complaint)
        omm_fail("%s", complaint);
}

struct omm_block *omm_serialize_on(enum omm_side side, const struct omm_micromap *map)
{
    if (side == OMM_ON_HOST) {
        struct omm_block *blob = omm_serialize(map);
        must_be_fine(omm_block_intact(blob));
        return blob;
    }
    const struct omm_region *region = omm_device_serialize(map);
    must_be_fine(omm_region_neighbours_intact(region));
    struct omm_block *blob = omm_block(&(struct omm_block_request){
        .name = "serialized data of the device", .size = (size_t)region->size, .alignment = 16});
    memcpy(blob->bytes, region->bytes, blob->size);
    return blob;
}

void omm_deserialize_into_on(enum omm_side side, const struct omm_block *blob,
                             struct omm_micromap *destination)
{
    const struct omm_test *t = destination->t;
    // VUID-VkCopyMemoryToMicromapInfoEXT-src-07549: only what the device calls compatible may be loaded.
    if (!omm_compatible(t, blob->bytes))
        omm_fail("the device calls its own serialized micromap incompatible (A116)");
    if (side == OMM_ON_HOST) {
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
        omm_must_succeed(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info),
                         "vkCopyMemoryToMicromapEXT");
        return;
    }
    const VkCopyMemoryToMicromapInfoEXT info =
        omm_device_deserialize_info(omm_region_with(t, blob->bytes, blob->size), destination);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    omm_run(t, queue, commands);
}

struct omm_micromap *omm_deserialize_on(enum omm_side side, const struct omm_test *t,
                                        const struct omm_block *blob, VkDeviceSize size)
{
    struct omm_micromap *map = omm_create_micromap(t, size);
    omm_deserialize_into_on(side, blob, map);
    return map;
}

const char *omm_usable_on(enum omm_side side, const struct omm_micromap *map)
{
    return side == OMM_ON_HOST ? omm_usable(map) : omm_device_usable(map);
}

const struct omm_input *omm_inverse(const struct omm_input *input)
{
    struct omm_input *inverse = omm_alloc(sizeof *inverse);
    *inverse = *input;
    inverse->data = omm_alloc(input->data_size);
    for (size_t i = 0; i < input->data_size; ++i)
        inverse->data[i] = (uint8_t)~input->data[i];
    return inverse;
}
