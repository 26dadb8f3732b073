// SPDX-License-Identifier: Apache-2.0
// The five host commands exist and do their work (chapter "Micromaps", "Host Micromap Commands").
//
// "micromapHostCommands indicates whether the implementation supports host side micromap commands": all five of
// them, build, copy, copy to memory, copy from memory, write properties. Each is called once with the least that is
// valid: one triangle of level 0, a buffer whose only usage is MICROMAP_STORAGE (no VUID asks for more), no deferred
// operation. Each must return VK_SUCCESS, no deferral code (those need a request) and no VK_ERROR_DEVICE_LOST
// (which none of them lists).
// Observed by the result and by what it left: a command that does nothing leaves poison behind, or a destination
// that cannot be queried. Vacuous if set-up helpers stood in for the judged call: it is spelled out in each case.
#include <ommcts/ommcts.h>

// One triangle of level 0, two states.
static const struct omm_shape least = {.name = "least", .groups = {{2, 0, 1}}};

OMM_CASE(build, .about = "vkBuildMicromapsEXT builds one triangle.",
         .covers = OMM_COVERS("A003", "A026", "A131", "A153"), .needs = {.host_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &least);
    const VkMicromapBuildSizesInfoEXT sizes = omm_host_sizes(t, input, 0);
    struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    info.dstMicromap = map->handle;
    info.scratchData.hostAddress = omm_alloc(sizes.buildScratchSize + 1);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(copy, .about = "vkCopyMicromapEXT clones one triangle.",
         .covers = OMM_COVERS("A003", "A104", "A131", "A153"), .needs = {.host_commands = true})
{
    const struct omm_micromap *source = omm_build(t, &least, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, source->size);
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = source->handle,
        .dst = clone->handle,
        .mode = VK_COPY_MICROMAP_MODE_CLONE_EXT,
    };
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_usable(clone));
    PASS();
}

OMM_CASE(copy_to_memory, .about = "vkCopyMicromapToMemoryEXT serializes one triangle.",
         .covers = OMM_COVERS("A003", "A058", "A131", "A153"), .needs = {.host_commands = true})
{
    const struct omm_micromap *source = omm_build(t, &least, 0);
    const size_t size = (size_t)omm_serialized_size(source);
    const struct omm_block *blob = omm_block(&(struct omm_block_request){
        .name = "serialization destination", .size = size, .alignment = 16});
    const VkCopyMicromapToMemoryInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .src = source->handle,
        .dst.hostAddress = blob->bytes,
        .mode = VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
    };
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_block_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    PASS();
}

OMM_CASE(copy_from_memory, .about = "vkCopyMemoryToMicromapEXT deserializes one triangle.",
         .covers = OMM_COVERS("A003", "A086", "A131", "A153"), .needs = {.host_commands = true})
{
    const struct omm_micromap *origin = omm_build(t, &least, 0);
    const struct omm_block *blob = omm_serialize(origin);
    ASSERT(omm_compatible(t, blob->bytes));
    const struct omm_micromap *loaded = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT,
        .src.hostAddress = blob->bytes,
        .dst = loaded->handle,
        .mode = VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT,
    };
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(loaded));
    ASSERT_OK(omm_usable(loaded));
    PASS();
}

OMM_CASE(write_properties, .about = "vkWriteMicromapsPropertiesEXT answers both questions.",
         .covers = OMM_COVERS("A003", "A036", "A046", "A150"), .needs = {.host_commands = true})
{
    const struct omm_micromap *map =
        omm_build(t, &least, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    VkDeviceSize serialized = ~0ull;
    ASSERT_SUCCESS(t->vk->vkWriteMicromapsPropertiesEXT(
        t->device, 1, &map->handle, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
        sizeof serialized, &serialized, sizeof serialized));
    ASSERTm("no serialization size was written", serialized != ~0ull);
    ASSERTm("the serialization size has no room for the header", serialized >= OMM_HEADER_SIZE);
    VkDeviceSize compacted = ~0ull;
    ASSERT_SUCCESS(t->vk->vkWriteMicromapsPropertiesEXT(
        t->device, 1, &map->handle, VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT, sizeof compacted,
        &compacted, sizeof compacted));
    ASSERTm("no compacted size was written", compacted != ~0ull);
    ASSERTm("the compacted size is 0", compacted);
    PASS();
}
