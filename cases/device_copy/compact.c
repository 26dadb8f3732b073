// SPDX-License-Identifier: Apache-2.0
// Compaction: vkCmdCopyMicromapEXT with VK_COPY_MICROMAP_MODE_COMPACT_EXT.
//
// COMPACT "creates a more compact version of a micromap src into dst. The micromap dst must have been created with a size at
// least as large as that returned by vkCmdWriteMicromapsPropertiesEXT" (VkCopyMicromapModeEXT). So exactly that size is
// enough, more is fine, and nothing outside the destination's [offset, offset + size) is written. Sources are built with
// ALLOW_COMPACTION and never cloned or loaded first, because it is not settled whether those may be compacted.
//
// Observed: a pattern in every byte of the memory object outside the destination's own range, and the result queried,
// serialized, loaded into a micromap of the compacted size, and cloned by the device. That it behaves like the source
// takes ray queries (A106 in full). A compacted size equal to the original is normal for small micromaps; a larger one
// is poor, not wrong (A113). Vacuous if nothing were written: then the destination can't be used.
#include <ommcts/ommcts.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

static void compact_into(const struct omm_micromap *source, const struct omm_micromap *compacted)
{
    const struct omm_test *t = source->t;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCopyMicromapInfoEXT info =
        omm_copy_info(source, compacted, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &info);
    omm_run(t, queue, commands);
}

OMM_CASE(exact_size,
         .about = "A micromap is compacted into exactly the reported size, and not beyond.",
         .covers = OMM_COVERS("A106", "A107", "A038", "A052", "A111"),
         .needs = {.device_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *source = omm_device_build(t, param, compactable);
    const struct omm_micromap *compacted =
        omm_create_micromap(t, omm_device_compacted_size(source));
    compact_into(source, compacted);
    ASSERT_OK(omm_neighbours_intact(compacted));
    ASSERT_OK(omm_device_usable(compacted));
    PASS();
}

// Many triangles that are all alike: what compaction is made for.
static struct omm_micromap *build_alike(const struct omm_test *t, const struct omm_shape *shape)
{
    struct omm_input *input = omm_make_input(t, shape);
    memset(input->data, 0x55, input->data_size);
    const VkMicromapBuildSizesInfoEXT sizes =
        omm_sizes(t, input, compactable, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR);
    struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    omm_device_build_into(map, input, compactable);
    return map;
}

OMM_CASE(equal_triangles,
         .about = "Micromaps of equal triangles are compacted into the reported size.",
         .covers = OMM_COVERS("A106", "A107", "A038"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source = build_alike(t, param);
    const struct omm_micromap *compacted =
        omm_create_micromap(t, omm_device_compacted_size(source));
    compact_into(source, compacted);
    ASSERT_OK(omm_neighbours_intact(compacted));
    ASSERT_OK(omm_device_usable(compacted));
    ASSERT_OK(omm_device_usable(source));
    PASS();
}

static const struct room {
    const char *name;
    VkDeviceSize bytes;
} rooms[] = {
    {"room_1", 1}, {"room_16", 16}, {"room_256", 256}, {"room_4k", 4096}, {"room_1m", 1024 * 1024},
};

OMM_CASE(larger, .about = "A destination larger than the compacted size works.",
         .covers = OMM_COVERS("A106", "A107"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(rooms))
{
    const struct room *room = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *source = omm_device_build(t, &omm_shapes[i], compactable);
        const struct omm_micromap *compacted =
            omm_create_micromap(t, omm_device_compacted_size(source) + room->bytes);
        compact_into(source, compacted);
        ASSERT_OK(omm_neighbours_intact(compacted));
        ASSERT_OK(omm_device_usable(compacted));
    }
    PASS();
}

OMM_CASE(large, .about = "A large micromap is compacted in place and whole.",
         .covers = OMM_COVERS("A106", "A107"), .needs = {.device_commands = true})
{
    const struct omm_micromap *source = omm_device_build(t, &omm_large, compactable);
    const struct omm_micromap *compacted =
        omm_create_micromap(t, omm_device_compacted_size(source));
    compact_into(source, compacted);
    ASSERT_OK(omm_neighbours_intact(compacted));
    ASSERT_OK(omm_device_usable(compacted));
    PASS();
}

OMM_CASE(source_stays,
         .about = "Compacting leaves the source and what lies beside it as they were.",
         .covers = OMM_COVERS("A108", "A021"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source = omm_device_build(t, param, compactable);
    for (int round = 0; round < 3; ++round) {
        const struct omm_micromap *compacted =
            omm_create_micromap(t, omm_device_compacted_size(source));
        compact_into(source, compacted);
        ASSERT_OK(omm_neighbours_intact(source));
        ASSERT_OK(omm_device_usable(source));
        ASSERT_OK(omm_device_usable(compacted));
    }
    ASSERT_OK(omm_device_usable(omm_device_clone(source)));
    PASS();
}

OMM_CASE(serialized_and_loaded,
         .about = "A compacted micromap is loaded into a micromap of the compacted size.",
         .covers = OMM_COVERS("A112", "A091"), .needs = {.device_commands = true},
         .params = OMM_ALL_SHAPES)
{
    struct omm_micromap *source = omm_device_build(t, param, compactable);
    struct omm_micromap *compacted = omm_create_micromap(t, omm_device_compacted_size(source));
    compact_into(source, compacted);
    omm_destroy_micromap(source);
    const struct omm_region *blob = omm_device_serialize(compacted);
    ASSERT_OK(omm_region_neighbours_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    omm_destroy_micromap(compacted);
    const struct omm_micromap *loaded = omm_device_deserialize(t, blob, compacted->size);
    ASSERT_OK(omm_neighbours_intact(loaded));
    ASSERT_OK(omm_device_usable(loaded));
    PASS();
}

OMM_CASE(no_larger,
         .about = "The compacted size is not larger than the original (poor, not wrong).",
         .covers = OMM_COVERS("A113"), .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source = omm_device_build(t, param, compactable);
    const VkDeviceSize size = omm_device_compacted_size(source);
    ASSERTm("the compacted size is 0", size > 0);
    if (size > source->size)
        omm_warn("the compacted size is %llu bytes, the original's create size %llu",
                 (unsigned long long)size, (unsigned long long)source->size);
    PASS();
}
