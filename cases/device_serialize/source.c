// SPDX-License-Identifier: Apache-2.0
// What the device can serialize, and what is left of it.
//
// "src must have been constructed prior to the execution of this command" (VUID-VkCopyMicromapToMemoryInfoEXT-src-07540),
// and a micromap is constructed once a build or copy command was executed with it as destination (chapter "Micromaps"):
// clones, compacted and deserialized micromaps are as good a source as built ones. The source keeps its meaning: copies
// are made "without updating their contents". The result is data, not a reference: it "can be reloaded".
//
// Observed: each kind is serialized into exactly its reported size, with nothing written beside it, and the result
// loads, also when the source was destroyed, overwritten and freed before. The source can be sized, serialized and
// cloned again. Whether it still means the same takes ray queries; its bytes prove nothing, because a driver may keep
// notes in them. Vacuous if the source were never constructed: every helper on the way ends the case then.
#include <ommcts/ommcts.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

static const char *serializes(const struct omm_micromap *source)
{
    const struct omm_test *t = source->t;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_region *blob = omm_region(t, omm_device_serialized_size(source), 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_run(t, queue, commands);
    const char *complaint = omm_region_neighbours_intact(blob);
    if (!complaint)
        complaint = omm_header_good(t, blob->bytes);
    if (complaint)
        return complaint;
    omm_device_serialized_size(omm_device_deserialize(t, blob, source->size));
    return omm_neighbours_intact(source);
}

OMM_CASE(any_origin, .about = "A micromap can be serialized however it was constructed.",
         .covers = OMM_COVERS("A073", "A080", "A081"), .needs = {.device_commands = true},
         .params = OMM_ALL_ORIGINS)
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        ASSERT_OK(serializes(omm_originate(t, param, &omm_shapes[i], OMM_ON_DEVICE)));
    }
    PASS();
}

OMM_CASE(stays_usable,
         .about = "Serializing leaves the source and what lies beside it as they were.",
         .covers = OMM_COVERS("A067", "A021"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source = omm_device_build(t, param, compactable);
    for (int round = 0; round < 3; ++round)
        ASSERT_OK(serializes(source));
    ASSERT_OK(omm_device_usable(omm_device_clone(source)));
    ASSERT_OK(omm_device_usable(omm_device_compact(source)));
    PASS();
}

OMM_CASE(source_gone,
         .about = "The data can be loaded when its source is destroyed, overwritten and freed.",
         .covers = OMM_COVERS("A072", "A083"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *source = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_device_serialize(source);
    memset(source->buffer->map + source->offset, OMM_POISON, (size_t)source->size);
    omm_destroy_micromap(source);
    omm_buffer_destroy(source->buffer);
    // Elsewhere, so that nothing depends on the address that the data was written to.
    const struct omm_region *moved = omm_region_with(t, blob->bytes, blob->size);
    omm_buffer_destroy(blob->buffer);
    ASSERT_OK(omm_header_good(t, moved->bytes));
    ASSERT_OK(omm_device_usable(omm_device_deserialize(t, moved, source->size)));
    PASS();
}

OMM_CASE(
    neighbours_in_one_buffer,
    .about = "Micromaps side by side in one buffer are serialized without disturbing each other.",
    .covers = OMM_COVERS("A067", "A021", "A081"), .needs = {.device_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize needed =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
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
        omm_device_build_into(maps[i], input, 0);
    }
    for (size_t i = 4; i-- > 0;) {
        const struct omm_region *blob = omm_device_serialize(maps[i]);
        ASSERT_OK(omm_region_neighbours_intact(blob));
        ASSERT_OK(omm_header_good(t, blob->bytes));
    }
    for (size_t i = 0; i < 4; ++i)
        ASSERT_OK(omm_device_usable(maps[i]));
    PASS();
}
