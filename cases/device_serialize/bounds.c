// SPDX-License-Identifier: Apache-2.0
// How far vkCmdCopyMicromapToMemoryEXT may write: nowhere but to [dst, dst + serialization size).
//
// "The memory pointed to by dst must be at least as large as the serialization size of src, as reported by
// vkWriteMicromapsPropertiesEXT or vkCmdWriteMicromapsPropertiesEXT" (VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541):
// whatever lies beside those bytes in the buffer belongs to somebody else. The size includes the 32 bytes of the header.
//
// Observed with a pattern in every other byte of the memory object, on both sides of the destination. What was
// written must have a good header, and the device must load it and size what it loaded, because a command that writes
// nothing stays inside its bounds too. Bytes past the header are never compared; what the data means waits for ray
// queries. Sizes are asked of the device alone here; omm.exchange.sizes mixes them with the host's.
#include <ommcts/ommcts.h>

// What lies in the region is whole: the device calls it compatible, loads it, and can size what it loaded.
static const char *loads(const struct omm_micromap *source, const struct omm_region *blob)
{
    const char *complaint = omm_header_good(source->t, blob->bytes);
    if (complaint)
        return complaint;
    omm_device_serialized_size(omm_device_deserialize(source->t, blob, source->size));
    return NULL;
}

static void serialize(const struct omm_micromap *source, const struct omm_region *destination)
{
    const struct omm_test *t = source->t;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, destination);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_run(t, queue, commands);
}

OMM_CASE(exact_size,
         .about = "Serializing into exactly the reported size writes nothing beside it.",
         .covers = OMM_COVERS("A079", "A081", "A083", "A052"), .needs = {.device_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *source = omm_device_build(t, param, 0);
    const struct omm_region *destination = omm_region(t, omm_device_serialized_size(source), 256);
    serialize(source, destination);
    ASSERT_OK(omm_region_neighbours_intact(destination));
    ASSERT_OK(loads(source, destination));
    PASS();
}

OMM_CASE(exact_size_compactable,
         .about = "The reported size is enough for a micromap that was built to be compacted, too.",
         .covers = OMM_COVERS("A081", "A083", "A052"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source =
        omm_device_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const struct omm_region *destination = omm_region(t, omm_device_serialized_size(source), 256);
    serialize(source, destination);
    ASSERT_OK(omm_region_neighbours_intact(destination));
    ASSERT_OK(loads(source, destination));
    PASS();
}

OMM_CASE(large, .about = "A large micromap is serialized whole, and nothing beside it is written.",
         .covers = OMM_COVERS("A081", "A083"), .needs = {.device_commands = true})
{
    const struct omm_micromap *source = omm_device_build(t, &omm_large, 0);
    const struct omm_region *destination = omm_region(t, omm_device_serialized_size(source), 256);
    serialize(source, destination);
    ASSERT_OK(omm_region_neighbours_intact(destination));
    ASSERT_OK(loads(source, destination));
    PASS();
}

// How much larger than necessary the destination is.
static const struct room {
    const char *name;
    VkDeviceSize bytes;
} rooms[] = {
    {"room_1", 1},
    {"room_256", 256},
    {"room_64k", 65536},
    {"room_1m", 1024 * 1024},
};

OMM_CASE(tail_untouched,
         .about = "The tail of a destination larger than necessary stays as it was.",
         .covers = OMM_COVERS("A081"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(rooms))
{
    const struct room *room = param;
    const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
    const VkDeviceSize size = omm_device_serialized_size(source);
    const struct omm_region *destination = omm_region(t, size + room->bytes, 256);
    serialize(source, destination);
    ASSERT_OK(omm_buffer_intact_outside(destination->buffer, destination->offset, size));
    ASSERT_OK(loads(source, destination));
    PASS();
}

OMM_CASE(created_larger,
         .about = "A source created with a megabyte to spare is serialized in its reported size.",
         .covers = OMM_COVERS("A081", "A033", "A052"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize needed =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    struct omm_micromap *source = omm_create_micromap(t, needed + 1024 * 1024);
    omm_device_build_into(source, input, 0);
    const struct omm_region *destination = omm_region(t, omm_device_serialized_size(source), 256);
    serialize(source, destination);
    ASSERT_OK(omm_region_neighbours_intact(destination));
    ASSERT_OK(loads(source, destination));
    PASS();
}

OMM_CASE(side_by_side,
         .about = "Serialized data laid out without gaps does not run into its neighbours.",
         .covers = OMM_COVERS("A081", "A083"), .needs = {.device_commands = true})
{
    enum { COUNT = OMM_FEW };
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    struct omm_micromap *sources[COUNT];
    VkDeviceSize sizes[COUNT];
    VkDeviceSize total = 0;
    for (size_t i = 0; i < COUNT; ++i) {
        sources[i] = omm_device_build(t, &omm_shapes[i], 0);
        sizes[i] = omm_device_serialized_size(sources[i]);
        total += (sizes[i] + 255) / 256 * 256;
    }
    const struct omm_region *all = omm_region(t, total, 256);
    const struct omm_region *parts[COUNT];
    VkDeviceSize offset = all->offset;
    for (size_t i = 0; i < COUNT; ++i) {
        parts[i] = omm_region_in(all->buffer, offset, sizes[i]);
        offset += (sizes[i] + 255) / 256 * 256;
    }
    // Last first, so that each one would overwrite the beginning of what is there already.
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (size_t i = COUNT; i-- > 0;) {
        const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(sources[i], parts[i]);
        t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
        omm_barrier_copies(t, commands);
    }
    omm_run(t, queue, commands);
    ASSERT_OK(omm_region_neighbours_intact(all));
    for (size_t i = 0; i < COUNT; ++i)
        ASSERT_OK(loads(sources[i], parts[i]));
    PASS();
}
