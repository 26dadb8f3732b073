// SPDX-License-Identifier: Apache-2.0
// Micromaps in memory that host commands may not touch reach the host as serialized data, and come from there.
//
// Host commands want host-visible memory behind every micromap; device commands want "device memory", any. What
// vkCmdCopyMicromapToMemoryEXT writes is "equally compatible for use with either vkCmdCopyMemoryToMicromapEXT or
// vkCopyMemoryToMicromapEXT", and vkCmdCopyMemoryToMicromapEXT "can accept micromaps produced by either" serialize command
// (chapter "Micromaps"). So a micromap of a device-local type that the host can't see, or of one without coherence, is
// serialized by the device into coherent memory and loaded by the host, and the other way round.
// Observed for every kind of memory: headers, sizes on both sides, results as sources.
// Vacuous for kinds that are coherent, which other cases hand over directly; NotSupported by name where there is none.
#include <ommcts/ommcts.h>

#include <string.h>

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

OMM_CASE(to_host, .about = "The host loads what the device serialized out of this kind of memory.",
         .covers = OMM_COVERS("A080", "A083", "A085", "A087", "A096"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, storage_usage);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        struct omm_micromap *map = create_in(
            t, type,
            omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize);
        omm_device_build_into(map, input, 0);
        const struct omm_region *data = omm_device_serialize(map);
        ASSERT_OK(omm_region_neighbours_intact(data));
        ASSERT_OK(omm_header_good(t, data->bytes));
        // Into host memory of its own, behind which a read faults.
        const struct omm_block *blob = omm_block(&(struct omm_block_request){
            .name = "serialized data", .size = (size_t)data->size, .alignment = 16});
        memcpy(blob->bytes, data->bytes, blob->size);
        const struct omm_micromap *loaded = omm_deserialize(t, blob, map->size);
        ASSERT_OK(omm_neighbours_intact(loaded));
        ASSERT_OK(omm_usable(loaded));
        ASSERT_OK(omm_device_usable(loaded));
    }
    PASS();
}

OMM_CASE(to_device, .about = "The device loads what the host serialized into this kind of memory.",
         .covers = OMM_COVERS("A070", "A096", "A100"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, storage_usage);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_micromap *source = omm_build(t, &omm_shapes[i], 0);
        const struct omm_block *blob = omm_serialize(source);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        const struct omm_region *data = omm_region_with(t, blob->bytes, blob->size);
        const struct omm_micromap *loaded = create_in(t, type, source->size);
        const VkCopyMemoryToMicromapInfoEXT load = omm_device_deserialize_info(data, loaded);
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &load);
        omm_run(t, queue, commands);
        if (loaded->buffer->map)
            ASSERT_OK(omm_neighbours_intact(loaded));
        ASSERT_OK(omm_device_usable(loaded));
    }
    PASS();
}
