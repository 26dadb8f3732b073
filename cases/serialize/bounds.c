// SPDX-License-Identifier: Apache-2.0
// How far vkCopyMicromapToMemoryEXT may write: nowhere but to [dst, dst + serialization size).
//
// "The memory pointed to by dst must be at least as large as the serialization size of src, as reported by
// vkWriteMicromapsPropertiesEXT or vkCmdWriteMicromapsPropertiesEXT" (VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541):
// an application needs to own no byte more, so a driver that writes one writes to somebody else's memory. The size
// includes the 32 bytes of the header.
//
// Observed with blocks that end or begin at an inaccessible page, with canaries where alignment keeps them from
// touching it, and with larger destinations whose tail holds a known byte. What was written must have a good header and
// must load again, because a driver that writes nothing stays inside its bounds too: that would make these
// cases vacuous. Bytes past the header are never compared.
#include <ommcts/ommcts.h>

static struct omm_block *destination_of(VkDeviceSize size, enum omm_edge edge)
{
    return omm_block(&(struct omm_block_request){
        .name = "serialization destination", .size = (size_t)size, .alignment = 16, .edge = edge});
}

// What lies in the block is whole: the device calls it compatible, loads it, and can size what it loaded.
static const char *loads(const struct omm_micromap *source, const struct omm_block *blob)
{
    const char *complaint = omm_header_good(source->t, blob->bytes);
    if (complaint)
        return complaint;
    omm_serialized_size(omm_deserialize(source->t, blob, source->size));
    return NULL;
}

OMM_CASE(ends_at_guard,
         .about = "Serializing into exactly the reported size writes nothing past it.",
         .covers = OMM_COVERS("A036", "A037", "A061", "A070", "A153"),
         .needs = {.host_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, 0);
    struct omm_block *destination = destination_of(omm_serialized_size(source), OMM_ENDS_AT_GUARD);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_block_intact(destination));
    ASSERT_OK(loads(source, destination));
    PASS();
}

OMM_CASE(ends_at_guard_compactable,
         .about = "The reported size is enough for a micromap that was built to be compacted, too.",
         .covers = OMM_COVERS("A036", "A061"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *source =
        omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    struct omm_block *destination = destination_of(omm_serialized_size(source), OMM_ENDS_AT_GUARD);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_block_intact(destination));
    ASSERT_OK(loads(source, destination));
    PASS();
}

OMM_CASE(begins_at_guard, .about = "Serializing writes nothing before the destination.",
         .covers = OMM_COVERS("A062"), .needs = {.host_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, 0);
    struct omm_block *destination =
        destination_of(omm_serialized_size(source), OMM_BEGINS_AT_GUARD);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_block_intact(destination));
    ASSERT_OK(omm_header_good(t, destination->bytes));
    PASS();
}

OMM_CASE(both_ways, .about = "A large micromap stays inside its destination, deferred or not.",
         .covers = OMM_COVERS("A061", "A062", "A070"), .needs = {.host_commands = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_micromap *source = omm_build(t, &omm_large, 0);
    struct omm_block *destination = destination_of(omm_serialized_size(source), OMM_ENDS_AT_GUARD);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &info));
    ASSERT_OK(omm_block_intact(destination));
    ASSERT_OK(loads(source, destination));
    PASS();
}

// How much larger than necessary the destination is.
static const struct room {
    const char *name;
    size_t bytes;
} rooms[] = {
    {"room_1", 1},     {"room_15", 15},     {"room_16", 16},          {"room_256", 256},
    {"room_4k", 4096}, {"room_64k", 65536}, {"room_1m", 1024 * 1024},
};

OMM_CASE(tail_untouched,
         .about = "The tail of a destination larger than necessary stays as it was.",
         .covers = OMM_COVERS("A065", "A061"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(rooms))
{
    const struct room *room = param;
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    const size_t size = (size_t)omm_serialized_size(source);
    struct omm_block *destination = destination_of(size + room->bytes, OMM_ENDS_AT_GUARD);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_block_untouched(destination, size, OMM_POISON));
    ASSERT_OK(omm_block_intact(destination));
    ASSERT_OK(omm_header_good(t, destination->bytes));
    PASS();
}

OMM_CASE(created_larger,
         .about = "A source created with a megabyte to spare is serialized in its reported size.",
         .covers = OMM_COVERS("A061", "A033", "A036"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize needed = omm_host_sizes(t, input, 0).micromapSize;
    struct omm_micromap *source = omm_create_micromap(t, needed + 1024 * 1024);
    omm_build_into(source, input, 0);
    struct omm_block *destination = destination_of(omm_serialized_size(source), OMM_ENDS_AT_GUARD);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_block_intact(destination));
    ASSERT_OK(loads(source, destination));
    PASS();
}
