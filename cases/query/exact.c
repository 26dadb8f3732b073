// SPDX-License-Identifier: Apache-2.0
// The sizes that vkWriteMicromapsPropertiesEXT reports are enough (chapter "Micromaps").
//
// VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT is "the number of bytes required by a serialized micromap", header
// included, so at least the 32 bytes of two UUIDs, and memory of exactly that size is large enough.
// VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT is the same for a compacted micromap: created with exactly that size it can
// be the destination of COMPACT. The command answers VK_SUCCESS and cannot be deferred.
// Observed: a destination that ends at a guard page, the pattern around the compacted micromap, the header, and
// both results as sources. A compacted size above the created one is poor, not wrong: a QualityWarning.
// Vacuous if a size were rounded up before use: it is used to the byte.
#include <ommcts/ommcts.h>

static VkDeviceSize ask(const struct omm_micromap *map, VkQueryType type, VkResult *answer)
{
    const struct omm_test *t = map->t;
    VkDeviceSize value = 0;
    *answer = t->vk->vkWriteMicromapsPropertiesEXT(t->device, 1, &map->handle, type, sizeof value,
                                                   &value, sizeof value);
    return omm_believed_size("answer", value);
}

OMM_CASE(serialization_size, .about = "The serialization size is enough, header included.",
         .covers = OMM_COVERS("A036", "A037", "A046"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *map = omm_build(t, param, 0);
    VkResult answer;
    const VkDeviceSize size = ask(map, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, &answer);
    ASSERT_SUCCESS(answer);
    ASSERTm(omm_sentence("a serialization size of %llu bytes has no room for the 32-byte header",
                         (unsigned long long)size),
            size >= OMM_HEADER_SIZE);
    const struct omm_block *blob = omm_block(&(struct omm_block_request){
        .name = "serialization destination", .size = (size_t)size, .alignment = 16});
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(map, blob->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_block_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    ASSERT_OK(omm_usable(omm_deserialize(t, blob, map->size)));
    PASS();
}

OMM_CASE(compacted_size, .about = "The compacted size is enough for the compacted micromap.",
         .covers = OMM_COVERS("A038", "A046", "A107", "A113"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *map =
        omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    VkResult answer;
    const VkDeviceSize size = ask(map, VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT, &answer);
    ASSERT_SUCCESS(answer);
    ASSERTm("the compacted size is 0", size);
    if (size > map->size)
        omm_warn("the compacted size, %llu bytes, is larger than the %llu bytes of the original",
                 (unsigned long long)size, (unsigned long long)map->size);
    const struct omm_micromap *small = omm_create_micromap(t, size);
    const VkCopyMicromapInfoEXT info = omm_copy_info(map, small, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(small));
    ASSERT_OK(omm_usable(small));
    PASS();
}

OMM_CASE(compactable_serialization_size,
         .about = "Of a micromap that allows compaction, both sizes are what their names say.",
         .covers = OMM_COVERS("A036", "A037", "A038"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *map =
        omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    VkResult answer;
    ask(map, VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT, &answer);
    ASSERT_SUCCESS(answer);
    const VkDeviceSize size = ask(map, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, &answer);
    ASSERT_SUCCESS(answer);
    ASSERTm("the serialization size has no room for the header", size >= OMM_HEADER_SIZE);
    const struct omm_block *blob = omm_serialize(map);
    ASSERT_OK(omm_block_intact(blob));
    ASSERT_OK(omm_usable(omm_compact(map)));
    PASS();
}

OMM_CASE(slack, .about = "A micromap created larger than needed has sizes that suffice as well.",
         .covers = OMM_COVERS("A033", "A036", "A038"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const VkBuildMicromapFlagsEXT flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    const struct omm_input *input = omm_make_input(t, param);
    struct omm_micromap *map =
        omm_create_micromap(t, omm_host_sizes(t, input, flags).micromapSize + 100000);
    omm_build_into(map, input, flags);
    ASSERT_OK(omm_block_intact(omm_serialize(map)));
    const struct omm_micromap *small = omm_compact(map);
    ASSERT_OK(omm_neighbours_intact(small));
    ASSERT_OK(omm_usable(small));
    ASSERT_OK(omm_usable(map));
    PASS();
}
