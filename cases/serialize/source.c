// SPDX-License-Identifier: Apache-2.0
// What can be serialized, and what is left of it.
//
// "src must have been constructed prior to the execution of this command" (VUID-VkCopyMicromapToMemoryInfoEXT-src-07540),
// and a micromap is constructed once a build or copy command was executed with it as destination (chapter "Micromaps"):
// clones, compacted and deserialized micromaps are as good a source as built ones. The source keeps its meaning: copies
// are made "without updating their contents".
//
// Observed: each kind is serialized into exactly its reported size, with nothing written past it, and the result
// loads. Afterwards the source can be sized, serialized and cloned again. Whether it still means the same takes ray
// queries (A067, A072, A073 in full); its bytes prove nothing, because a driver may keep notes in them.
#include <ommcts/ommcts.h>

OMM_CASE(any_origin, .about = "A micromap can be serialized however it was constructed.",
         .covers = OMM_COVERS("A073", "A044", "A061"), .needs = {.host_commands = true},
         .params = OMM_ALL_ORIGINS)
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *source = omm_originate(t, param, &omm_shapes[i], OMM_ON_HOST);
        struct omm_block *destination = omm_destination(source);
        const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_block_intact(destination));
        ASSERT_OK(omm_header_good(t, destination->bytes));
        omm_serialized_size(omm_deserialize(t, destination, source->size));
        ASSERT_OK(omm_neighbours_intact(source));
    }
    PASS();
}

OMM_CASE(stays_usable,
         .about = "Serializing leaves the source and what lies beside it as they were.",
         .covers = OMM_COVERS("A067", "A021"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, 0);
    struct omm_block *destination = omm_destination(source);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(source));
    ASSERT_OK(omm_usable(source));
    ASSERT_OK(omm_usable(omm_clone(source)));
    PASS();
}

OMM_CASE(many_times, .about = "One source can be serialized again and again, deferred and not.",
         .covers = OMM_COVERS("A067"), .needs = {.host_commands = true})
{
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    struct omm_block *destination = omm_destination(source);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (int round = 0; round < 200; ++round) {
        const VkDeferredOperationKHR chosen = round % 2 ? operation : VK_NULL_HANDLE;
        omm_block_fill(destination, (uint8_t)round);
        omm_finish(t, chosen, t->vk->vkCopyMicromapToMemoryEXT(t->device, chosen, &info));
        ASSERT_OK(omm_header_good(t, destination->bytes));
    }
    ASSERT_OK(omm_block_intact(destination));
    ASSERT_OK(omm_usable(source));
    PASS();
}

OMM_CASE(
    neighbours_in_one_buffer,
    .about = "Micromaps side by side in one buffer are serialized without disturbing each other.",
    .covers = OMM_COVERS("A067", "A021", "A061"), .needs = {.host_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize needed = omm_host_sizes(t, input, 0).micromapSize;
    const VkDeviceSize step = (needed + 255) / 256 * 256;
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = 4 * step,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .memory_type = OMM_COHERENT,
                             });
    struct omm_micromap *maps[4];
    for (VkDeviceSize i = 0; i < 4; ++i) {
        maps[i] = omm_create_micromap_in(buffer, i * step, needed);
        omm_build_into(maps[i], input, 0);
    }
    for (int i = 3; i >= 0; --i) {
        struct omm_block *destination = omm_destination(maps[i]);
        const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(maps[i], destination->bytes);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_block_intact(destination));
        ASSERT_OK(omm_header_good(t, destination->bytes));
    }
    for (int i = 0; i < 4; ++i)
        ASSERT_OK(omm_usable(maps[i]));
    PASS();
}
