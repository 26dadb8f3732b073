// SPDX-License-Identifier: Apache-2.0
// Which micromaps can be asked for their sizes, and what asking does to them (chapter "Micromaps").
//
// A micromap is constructed once a build or a copy has been executed with it as destination, and any constructed
// micromap can be asked for its serialization size: one that was built, cloned, compacted or loaded. "Applications
// are not required to map micromap memory when using the host commands", and may have it mapped. A query only reads:
// the micromap behaves afterwards as before.
// Observed by serializing into exactly the reported size, and by an application's mapping that still works.
// COMPACTED_SIZE of copies is left out: the rules speak of micromaps that were built with ALLOW_COMPACTION.
// Repeating a query should give the same number, but only vkGet* commands promise it: a QualityWarning.
// Vacuous if driver bookkeeping of the original still answered: the original is destroyed first.
#include <ommcts/ommcts.h>

OMM_CASE(any_origin, .about = "A micromap knows its serialization size, however it came to be.",
         .covers = OMM_COVERS("A036", "A037", "A044"), .needs = {.host_commands = true},
         .params = OMM_ALL_ORIGINS)
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_micromap *map = omm_originate(t, param, &omm_shapes[i], OMM_ON_HOST);
        VkDeviceSize size = 0;
        ASSERT_SUCCESS(t->vk->vkWriteMicromapsPropertiesEXT(
            t->device, 1, &map->handle, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, sizeof size,
            &size, sizeof size));
        ASSERTm(omm_sentence("the serialization size is %llu", (unsigned long long)size),
                size >= OMM_HEADER_SIZE);
        ASSERT_OK(omm_usable(map));
    }
    PASS();
}

static const struct mapping {
    const char *name;
    bool mapped;
} mappings[] = {{"mapped", true}, {"unmapped", false}};

OMM_CASE(mapping, .about = "A query works whether the application has mapped the memory or not.",
         .covers = OMM_COVERS("A045"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(mappings))
{
    const struct mapping *mapping = param;
    struct omm_micromap *map = omm_build(t, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    if (!mapping->mapped)
        omm_buffer_unmap(map->buffer);
    static const VkQueryType types[] = {VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                                        VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT};
    for (size_t i = 0; i < 2; ++i) {
        VkDeviceSize size = 0;
        ASSERT_SUCCESS(t->vk->vkWriteMicromapsPropertiesEXT(t->device, 1, &map->handle, types[i],
                                                            sizeof size, &size, sizeof size));
        ASSERT(size > 0);
    }
    // Through the application's mapping where there is one, else through one that is made now.
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(repeated, .about = "A query leaves the micromap as it was, however often it is repeated.",
         .covers = OMM_COVERS("A047", "A048"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *map =
        omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const VkDeviceSize serialized = omm_serialized_size(map);
    const VkDeviceSize compacted = omm_compacted_size(map);
    for (int i = 0; i < 100; ++i) {
        if (omm_serialized_size(map) != serialized)
            omm_warn("the serialization size changed from %llu although nothing else did",
                     (unsigned long long)serialized);
        if (omm_compacted_size(map) != compacted)
            omm_warn("the compacted size changed from %llu although nothing else did",
                     (unsigned long long)compacted);
    }
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    ASSERT_OK(omm_usable(omm_compact(map)));
    PASS();
}

OMM_CASE(after_copies, .about = "Being the source of copies does not spoil a micromap's sizes.",
         .covers = OMM_COVERS("A044", "A047", "A067", "A108"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *map = omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const VkDeviceSize serialized = omm_serialized_size(map);
    const VkDeviceSize compacted = omm_compacted_size(map);
    omm_clone(map);
    omm_compact(map);
    omm_serialize(map);
    if (omm_serialized_size(map) != serialized || omm_compacted_size(map) != compacted)
        omm_warn("sizes %llu and %llu changed after the micromap was copied",
                 (unsigned long long)serialized, (unsigned long long)compacted);
    ASSERT_OK(omm_usable(map));
    ASSERT_OK(omm_usable(omm_compact(map)));
    PASS();
}
