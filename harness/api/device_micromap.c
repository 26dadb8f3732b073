// SPDX-License-Identifier: Apache-2.0
// Micromaps through command buffers, one submission each.
#include <ommcts/device_micromap.h>
#include <ommcts/verdict.h>

#include <stddef.h>

// One submission in the making. It begins with a barrier that orders it after everything submitted before: a fence
// makes writes available, but only a barrier makes them visible to the commands that follow.
struct recording {
    const struct omm_test *t;
    const struct omm_queue *queue;
    VkCommandBuffer commands;
};

static struct recording record(const struct omm_test *t)
{
    struct recording recording = {.t = t, .queue = omm_queue(t, OMM_COMPUTES)};
    recording.commands = omm_begin(t, recording.queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
    omm_barrier(t, recording.commands, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
                VK_ACCESS_2_MEMORY_WRITE_BIT, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
                VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT);
    return recording;
}

static void finish(const struct recording *recording)
{
    omm_barrier_host(recording->t, recording->commands);
    omm_end(recording->t, recording->commands);
    omm_submit(recording->t, recording->queue, recording->commands);
}

VkMicromapBuildSizesInfoEXT omm_sizes(const struct omm_test *t, const struct omm_input *input,
                                      VkBuildMicromapFlagsEXT flags,
                                      VkAccelerationStructureBuildTypeKHR build_type)
{
    const VkMicromapBuildInfoEXT info = omm_build_info(input, flags);
    VkMicromapBuildSizesInfoEXT sizes = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    t->vk->vkGetMicromapBuildSizesEXT(t->device, build_type, &info, &sizes);
    return sizes;
}

VkMicromapBuildInfoEXT omm_device_build_info(const struct omm_test *t,
                                             const struct omm_input *input,
                                             VkBuildMicromapFlagsEXT flags,
                                             const struct omm_micromap *destination)
{
    const VkDeviceSize scratch =
        omm_sizes(t, input, flags, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR)
            .buildScratchSize;
    VkMicromapBuildInfoEXT info = omm_build_info(input, flags);
    info.dstMicromap = destination->handle;
    info.data.deviceAddress = omm_region_with(t, input->data, input->data_size)->address;
    info.triangleArray.deviceAddress =
        omm_region_with(t, input->triangles, input->triangle_count * sizeof *input->triangles)
            ->address;
    info.scratchData.deviceAddress = omm_scratch(t, scratch)->address;
    return info;
}

void omm_device_build_into(struct omm_micromap *map, const struct omm_input *input,
                           VkBuildMicromapFlagsEXT flags)
{
    const VkMicromapBuildInfoEXT info = omm_device_build_info(map->t, input, flags, map);
    const struct recording recording = record(map->t);
    map->t->vk->vkCmdBuildMicromapsEXT(recording.commands, 1, &info);
    finish(&recording);
    map->input = input;
    map->flags = flags;
}

struct omm_micromap *omm_device_build(const struct omm_test *t, const struct omm_shape *shape,
                                      VkBuildMicromapFlagsEXT flags)
{
    const struct omm_input *input = omm_make_input(t, shape);
    const VkMicromapBuildSizesInfoEXT sizes =
        omm_sizes(t, input, flags, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR);
    struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    omm_device_build_into(map, input, flags);
    return map;
}

static VkDeviceSize query(const struct omm_micromap *map, VkQueryType type)
{
    const struct omm_test *t = map->t;
    const VkQueryPool pool = omm_create_query_pool(t, type, 1);
    const struct recording recording = record(t);
    t->vk->vkCmdResetQueryPool(recording.commands, pool, 0, 1);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(recording.commands, 1, &map->handle, type, pool, 0);
    finish(&recording);
    VkDeviceSize value = 0;
    omm_must_succeed(t->vk->vkGetQueryPoolResults(t->device, pool, 0, 1, sizeof value, &value,
                                                  sizeof value, VK_QUERY_RESULT_64_BIT),
                     "vkGetQueryPoolResults after the fence of the submission");
    return value;
}

VkDeviceSize omm_device_serialized_size(const struct omm_micromap *map)
{
    const VkDeviceSize size = omm_believed_size(
        "serialization size", query(map, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT));
    if (size < OMM_HEADER_SIZE)
        omm_fail(
            "the device reports a serialization size of %llu bytes, less than the %d bytes of the "
            "header (A037, A052)",
            (unsigned long long)size, OMM_HEADER_SIZE);
    return size;
}

VkDeviceSize omm_device_compacted_size(const struct omm_micromap *map)
{
    const VkDeviceSize size =
        omm_believed_size("compacted size", query(map, VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT));
    if (!size)
        omm_fail("the device reports a compacted size of 0 bytes (A038, A052)");
    return size;
}

VkCopyMicromapToMemoryInfoEXT omm_device_serialize_info(const struct omm_micromap *source,
                                                        const struct omm_region *destination)
{
    VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, NULL);
    info.dst.deviceAddress = destination->address;
    return info;
}

VkCopyMemoryToMicromapInfoEXT omm_device_deserialize_info(const struct omm_region *source,
                                                          const struct omm_micromap *destination)
{
    VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(NULL, destination);
    info.src.deviceAddress = source->address;
    return info;
}

struct omm_region *omm_device_serialize(const struct omm_micromap *map)
{
    struct omm_region *blob = omm_region(map->t, omm_device_serialized_size(map), 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(map, blob);
    const struct recording recording = record(map->t);
    map->t->vk->vkCmdCopyMicromapToMemoryEXT(recording.commands, &info);
    finish(&recording);
    return blob;
}

struct omm_micromap *omm_device_deserialize(const struct omm_test *t, const struct omm_region *blob,
                                            VkDeviceSize size)
{
    if (!omm_compatible(t, blob->bytes))
        omm_fail("the device calls its own serialized micromap incompatible (A116)");
    struct omm_micromap *map = omm_create_micromap(t, size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(blob, map);
    const struct recording recording = record(t);
    t->vk->vkCmdCopyMemoryToMicromapEXT(recording.commands, &info);
    finish(&recording);
    return map;
}

static struct omm_micromap *copy(const struct omm_micromap *source, VkDeviceSize size,
                                 VkCopyMicromapModeEXT mode)
{
    struct omm_micromap *map = omm_create_micromap(source->t, size);
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, map, mode);
    const struct recording recording = record(source->t);
    source->t->vk->vkCmdCopyMicromapEXT(recording.commands, &info);
    finish(&recording);
    map->input = source->input;
    map->flags = source->flags;
    return map;
}

struct omm_micromap *omm_device_clone(const struct omm_micromap *source)
{
    return copy(source, source->size, VK_COPY_MICROMAP_MODE_CLONE_EXT);
}

struct omm_micromap *omm_device_compact(const struct omm_micromap *source)
{
    return copy(source, omm_device_compacted_size(source), VK_COPY_MICROMAP_MODE_COMPACT_EXT);
}

const char *omm_device_usable(const struct omm_micromap *map)
{
    const struct omm_region *blob = omm_device_serialize(map);
    const char *complaint = omm_region_neighbours_intact(blob);
    if (!complaint)
        complaint = omm_header_good(map->t, blob->bytes);
    if (complaint)
        return complaint;
    const struct omm_micromap *loaded = omm_device_deserialize(map->t, blob, map->size);
    complaint = omm_neighbours_intact(loaded);
    if (complaint)
        return complaint;
    omm_device_serialized_size(loaded);
    return NULL;
}
