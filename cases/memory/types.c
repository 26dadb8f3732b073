// SPDX-License-Identifier: Apache-2.0
// Device commands work in every kind of memory (chapters "Micromaps" and "Memory Allocation").
//
// What the rules of the device commands ask for is that buffers "be bound to device memory" (VUIDs 07508, 07527, 07529,
// 07530, 07539, 07546), of any type that memoryTypeBits allow: coherent or not, cached or not, device-local or not, seen
// by the host or not. Inputs, scratch and serialized data are addresses of any buffer.
// Observed: micromaps that are built, cloned, compacted and loaded in each kind are good sources; serialized data and
// inputs in each kind are copied out of or into it by the device. The pattern around all of it is looked at where the
// host can look; for memory that is not coherent the look begins with the invalidation that an application owes.
// Vacuous where a kind is not offered: NotSupported by name. In a device of one type every pair is that one.
#include <ommcts/ommcts.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
static const VkBufferUsageFlags storage_usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;

static struct omm_micromap *create_in(const struct omm_test *t, uint32_t type, VkDeviceSize size)
{
    struct omm_buffer *buffer = omm_create_buffer(t, &(struct omm_buffer_request){
                                                         .size = 512 + size + 4096,
                                                         .usage = storage_usage,
                                                         .lead = 4096,
                                                         .memory_type = type,
                                                     });
    return omm_create_micromap_in(buffer, 512, size);
}

static struct omm_micromap *build_in(const struct omm_test *t, uint32_t type,
                                     const struct omm_shape *shape)
{
    const struct omm_input *input = omm_make_input(t, shape);
    const VkDeviceSize size =
        omm_sizes(t, input, compactable, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR)
            .micromapSize;
    struct omm_micromap *map = create_in(t, type, size);
    omm_device_build_into(map, input, compactable);
    return map;
}

static const char *sound(const char *what, const struct omm_micromap *map)
{
    const char *complaint = map->buffer->map ? omm_neighbours_intact(map) : NULL;
    if (!complaint)
        complaint = omm_device_usable(map);
    return complaint ? omm_sentence("%s: %s", what, complaint) : NULL;
}

// A clone, a compacted copy and a loaded copy of `source` in memory of this type, made in one submission.
static const char *copies_sound(const struct omm_micromap *source, uint32_t type)
{
    const struct omm_test *t = source->t;
    const struct omm_region *blob = omm_device_serialize(source);
    const struct omm_micromap *clone = create_in(t, type, source->size);
    const struct omm_micromap *small = create_in(t, type, omm_device_compacted_size(source));
    const struct omm_micromap *loaded = create_in(t, type, source->size);
    const VkCopyMicromapInfoEXT copies[] = {
        omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT),
        omm_copy_info(source, small, VK_COPY_MICROMAP_MODE_COMPACT_EXT),
    };
    const VkCopyMemoryToMicromapInfoEXT load = omm_device_deserialize_info(blob, loaded);
    if (!omm_compatible(t, blob->bytes))
        return "the device calls its own serialized micromap incompatible (A116)";
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &copies[0]);
    t->vk->vkCmdCopyMicromapEXT(commands, &copies[1]);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &load);
    omm_run(t, queue, commands);
    const char *complaint = sound("clone", clone);
    if (!complaint)
        complaint = sound("compacted", small);
    return complaint ? complaint : sound("deserialized", loaded);
}

OMM_CASE(storage, .about = "Micromaps are built and copied by the device in memory of this kind.",
         .covers = OMM_COVERS("A021", "A085", "A096", "VUID-vkCmdBuildMicromapsEXT-pInfos-07508",
                              "VUID-vkCmdCopyMicromapEXT-buffer-07529",
                              "VUID-vkCmdCopyMicromapEXT-buffer-07530",
                              "VUID-vkCmdCopyMicromapToMemoryEXT-buffer-07539",
                              "VUID-vkCmdCopyMemoryToMicromapEXT-buffer-07546"),
         .needs = {.device_commands = true}, .params = OMM_ALL_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, storage_usage);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_micromap *map = build_in(t, type, &omm_shapes[i]);
        ASSERT_OK(sound("built", map));
        ASSERT_OK(copies_sound(map, type));
        ASSERT_OK(sound("source", map));
    }
    PASS();
}

OMM_CASE(across, .about = "The device copies micromaps between memory of any two types.",
         .covers = OMM_COVERS("A085", "A096"), .needs = {.device_commands = true})
{
    const uint32_t allowed = omm_allowed_types(t, storage_usage);
    for (uint32_t from = 0; from < VK_MAX_MEMORY_TYPES; ++from) {
        if (!(allowed & (1u << from)))
            continue;
        const struct omm_micromap *source = build_in(t, from, &omm_small);
        for (uint32_t to = 0; to < VK_MAX_MEMORY_TYPES; ++to)
            if (to != from && (allowed & (1u << to)))
                ASSERT_OK(copies_sound(source, to));
        ASSERT_OK(sound("source", source));
    }
    PASS();
}

// Copies bytes from region to region, ordered after and before micromap commands of the same buffer.
static void copy_bytes(const struct omm_test *t, VkCommandBuffer commands,
                       const struct omm_region *from, const struct omm_region *to)
{
    const VkBufferCopy range = {from->offset, to->offset, from->size};
    omm_barrier_copies(t, commands);
    t->vk->vkCmdCopyBuffer(commands, from->buffer->handle, to->buffer->handle, 1, &range);
    omm_barrier_copies(t, commands);
}

OMM_CASE(serialized, .about = "Serialized data may lie in memory of this kind.",
         .covers = OMM_COVERS("A081", "A082", "A083", "A101"), .needs = {.device_commands = true},
         .params = OMM_ALL_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, OMM_REGION_USAGE);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_micromap *map = omm_device_build(t, &omm_shapes[i], 0);
        const VkDeviceSize size = omm_device_serialized_size(map);
        const struct omm_region *blob = omm_region_of_type(t, size, 256, type);
        const struct omm_region *seen = omm_region(t, size, 256);
        const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(map, blob);
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
        copy_bytes(t, commands, blob, seen);
        omm_run(t, queue, commands);
        ASSERT_OK(omm_header_good(t, seen->bytes)); // and so compatible, which loading asks for
        if (blob->bytes) {
            ASSERT_OK(omm_region_neighbours_intact(blob)); // invalidates
            ASSERT_OK(omm_header_good(t, blob->bytes));
        }
        const struct omm_micromap *loaded = omm_create_micromap(t, map->size);
        const VkCopyMemoryToMicromapInfoEXT load = omm_device_deserialize_info(blob, loaded);
        const VkCommandBuffer loading = omm_begin(t, queue, 0);
        t->vk->vkCmdCopyMemoryToMicromapEXT(loading, &load);
        omm_run(t, queue, loading);
        ASSERT_OK(sound("deserialized", loaded));
    }
    PASS();
}

OMM_CASE(inputs, .about = "Inputs and scratch of a build may lie in memory of this kind.",
         .covers = OMM_COVERS("A018", "A030", "A031"), .needs = {.device_commands = true},
         .params = OMM_ALL_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, OMM_REGION_USAGE);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        const VkMicromapBuildSizesInfoEXT sizes =
            omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR);
        const struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
        VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
        const VkDeviceSize array_size = input->triangle_count * sizeof *input->triangles;
        const struct omm_region *data = omm_region_of_type(t, input->data_size, 256, type);
        const struct omm_region *array = omm_region_of_type(t, array_size, 256, type);
        const struct omm_region *scratch =
            omm_region_of_type(t, sizes.buildScratchSize ? sizes.buildScratchSize : 1, 256, type);
        info.data.deviceAddress = data->address;
        info.triangleArray.deviceAddress = array->address;
        info.scratchData.deviceAddress = scratch->address;
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        copy_bytes(t, commands, omm_region_with(t, input->data, data->size), data);
        copy_bytes(t, commands, omm_region_with(t, input->triangles, array_size), array);
        omm_barrier(
            t, commands, VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT,
            VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT |
                VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT, // wanted by older lists of access types
            VK_ACCESS_2_SHADER_READ_BIT);
        t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
        omm_run(t, queue, commands);
        if (data->bytes) {
            ASSERT_OK(omm_region_neighbours_intact(data));
            ASSERT_OK(omm_region_neighbours_intact(array));
            ASSERT_OK(omm_region_neighbours_intact(scratch));
        }
        ASSERT_OK(sound("built", map));
    }
    PASS();
}
