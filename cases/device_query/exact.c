// SPDX-License-Identifier: Apache-2.0
// The sizes that vkCmdWriteMicromapsPropertiesEXT reports are enough for device commands (chapter "Micromaps").
//
// "The value written out is the number of bytes required by a serialized micromap", header included; memory "at least
// as large as the serialization size of src, as reported by vkWriteMicromapsPropertiesEXT or
// vkCmdWriteMicromapsPropertiesEXT" is all that serialize may ask for; and COMPACT's destination "must have been created
// with a size at least as large as that returned by vkCmdWriteMicromapsPropertiesEXT".
// Observed: a region of exactly the reported size with the pattern around it, at an address aligned to 256 and nothing
// more; a micromap of exactly the compacted size with the pattern around it; header; both results as sources.
// A compacted size above the created one is poor, not wrong: a QualityWarning.
// Vacuous if a size were rounded up before use: it is used to the byte, and the pattern begins right behind it.
#include <ommcts/ommcts.h>

static VkDeviceSize ask(const struct omm_micromap *map, VkQueryType type)
{
    const struct omm_test *t = map->t;
    const VkQueryPool pool = omm_create_query_pool(t, type, 1);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 1);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &map->handle, type, pool, 0);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    struct omm_query_result result;
    omm_query_results(t, pool, 0, 1, &result);
    omm_checked();
    if (!result.available)
        omm_fail("the query is not available after the fence (A050)");
    return omm_believed_size("answer", result.value);
}

static void submit_serialize(const struct omm_micromap *map, const struct omm_region *blob)
{
    const struct omm_test *t = map->t;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(map, blob);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_run(t, queue, commands);
}

OMM_CASE(serialization_size,
         .about = "The serialization size that the device reports is enough, header included.",
         .covers = OMM_COVERS("A036", "A037", "A052", "A079", "A081", "A083",
                              "VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541"),
         .needs = {.device_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *map = omm_device_build(t, param, 0);
    const VkDeviceSize size = ask(map, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT);
    ASSERTm(omm_sentence("a serialization size of %llu bytes has no room for the 32-byte header",
                         (unsigned long long)size),
            size >= OMM_HEADER_SIZE);
    const struct omm_region *blob = omm_region(t, size, 256);
    submit_serialize(map, blob);
    ASSERT_OK(omm_region_neighbours_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    ASSERT_OK(omm_device_usable(omm_device_deserialize(t, blob, map->size)));
    PASS();
}

static void submit_compact(const struct omm_micromap *map, const struct omm_micromap *small)
{
    const struct omm_test *t = map->t;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    const VkCopyMicromapInfoEXT info = omm_copy_info(map, small, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    t->vk->vkCmdCopyMicromapEXT(commands, &info);
    omm_run(t, queue, commands);
}

OMM_CASE(compacted_size, .about = "The compacted size that the device reports is enough.",
         .covers = OMM_COVERS("A038", "A052", "A106", "A107", "A113"),
         .needs = {.device_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *map =
        omm_device_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const VkDeviceSize size = ask(map, VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT);
    ASSERTm("the compacted size is 0", size);
    if (size > map->size)
        omm_warn("the compacted size, %llu bytes, is larger than the %llu bytes of the original",
                 (unsigned long long)size, (unsigned long long)map->size);
    const struct omm_micromap *small = omm_create_micromap(t, size);
    submit_compact(map, small);
    ASSERT_OK(omm_neighbours_intact(small));
    ASSERT_OK(omm_device_usable(small));
    PASS();
}

OMM_CASE(both_sizes, .about = "Of a compactable micromap both sizes are what their names say.",
         .covers = OMM_COVERS("A036", "A038", "A048", "A052"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *map =
        omm_device_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const VkDeviceSize compacted = ask(map, VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT);
    const VkDeviceSize serialized = ask(map, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT);
    ASSERT(compacted);
    ASSERTm("the serialization size has no room for the header", serialized >= OMM_HEADER_SIZE);
    if (compacted != ask(map, VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT) ||
        serialized != ask(map, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT))
        omm_warn("asked again, an unchanged micromap has other sizes than %llu and %llu",
                 (unsigned long long)compacted, (unsigned long long)serialized);
    const struct omm_micromap *small = omm_create_micromap(t, compacted);
    submit_compact(map, small);
    ASSERT_OK(omm_neighbours_intact(small));
    const struct omm_region *blob = omm_region(t, serialized, 256);
    submit_serialize(map, blob);
    ASSERT_OK(omm_region_neighbours_intact(blob));
    ASSERT_OK(omm_device_usable(small));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

OMM_CASE(slack, .about = "Of a micromap created larger than needed the sizes suffice as well.",
         .covers = OMM_COVERS("A033", "A036", "A038", "A052"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const VkBuildMicromapFlagsEXT flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize needed =
        omm_sizes(t, input, flags, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    struct omm_micromap *map = omm_create_micromap(t, needed + 100000);
    omm_device_build_into(map, input, flags);
    const struct omm_region *blob =
        omm_region(t, ask(map, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT), 256);
    submit_serialize(map, blob);
    ASSERT_OK(omm_region_neighbours_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_micromap *small =
        omm_create_micromap(t, ask(map, VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT));
    submit_compact(map, small);
    ASSERT_OK(omm_neighbours_intact(small));
    ASSERT_OK(omm_device_usable(small));
    PASS();
}
