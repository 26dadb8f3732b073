// SPDX-License-Identifier: Apache-2.0
// Where the source and the destination of vkCmdCopyMicromapToMemoryEXT may lie.
//
// "The buffer used to create pInfo->src must be bound to device memory" (VUID-vkCmdCopyMicromapToMemoryEXT-buffer-07539):
// any device memory, where the host command asks for host-visible one. dst is an address of any buffer (07536). No rule
// keeps the two from lying in one memory object, or in one buffer, as long as they are apart.
//
// Observed: a micromap that is built in memory the host can't see is serialized, and data that was serialized into such
// memory is copied out: either way a good header, and data that loads. In one allocation both keep what is theirs: the
// micromap stays usable, and all else keeps its pattern. On a device whose memory types are all host-visible the
// device-local ones stand in. Vacuous if the copy out came from elsewhere: its target held the pattern before.
#include <ommcts/ommcts.h>

static struct omm_micromap *build_remote(const struct omm_test *t, const struct omm_shape *shape,
                                         VkBuildMicromapFlagsEXT flags)
{
    const struct omm_input *input = omm_make_input(t, shape);
    const VkDeviceSize size =
        omm_sizes(t, input, flags, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    const struct omm_micromap *like = omm_create_micromap(t, size);
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = 512 + size,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .memory_type = omm_remote_type(like->buffer),
                                 .unmapped = true,
                             });
    struct omm_micromap *map = omm_create_micromap_in(buffer, 512, size);
    omm_device_build_into(map, input, flags);
    return map;
}

OMM_CASE(source_far_from_host,
         .about = "A micromap in memory that the host can't see is serialized.",
         .covers = OMM_COVERS("A085", "A081", "A083"), .needs = {.device_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = build_remote(t, param, 0);
    const struct omm_region *blob = omm_region(t, omm_device_serialized_size(source), 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_region_neighbours_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    omm_device_serialized_size(omm_device_deserialize(t, blob, source->size));
    PASS();
}

OMM_CASE(destination_far_from_host,
         .about = "Data serialized into memory that the host can't see can be copied out.",
         .covers = OMM_COVERS("A079", "A083", "A084"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, param, 0);
    const struct omm_region *copy = omm_region(t, omm_device_serialized_size(source), 256);
    const struct omm_region *blob =
        omm_region_of_type(t, copy->size, 256, omm_remote_type(copy->buffer));
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    const VkBufferCopy whole = {
        .srcOffset = blob->offset, .dstOffset = copy->offset, .size = blob->size};
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_barrier(t, commands, OMM_COPY_STAGES, VK_ACCESS_2_TRANSFER_WRITE_BIT,
                VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_READ_BIT);
    t->vk->vkCmdCopyBuffer(commands, blob->buffer->handle, copy->buffer->handle, 1, &whole);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_region_neighbours_intact(copy));
    ASSERT_OK(omm_header_good(t, copy->bytes));
    ASSERT_OK(omm_device_usable(omm_device_deserialize(t, copy, source->size)));
    PASS();
}

OMM_CASE(both_far_from_host, .about = "Source and destination may both be where no host can look.",
         .covers = OMM_COVERS("A085", "A083", "A101"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = build_remote(t, param, 0);
    // The device calls what it serializes compatible, or the case ends here.
    ASSERT_OK(omm_device_usable(source));
    const struct omm_micromap *loaded = omm_create_micromap(t, source->size);
    const VkDeviceSize size = omm_device_serialized_size(source);
    const struct omm_region *blob =
        omm_region_of_type(t, size, 256, omm_remote_type(omm_region(t, 256, 256)->buffer));
    const VkCopyMicromapToMemoryInfoEXT write = omm_device_serialize_info(source, blob);
    const VkCopyMemoryToMicromapInfoEXT read = omm_device_deserialize_info(blob, loaded);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &write);
    omm_barrier(t, commands, OMM_COPY_STAGES, VK_ACCESS_2_TRANSFER_WRITE_BIT, OMM_COPY_STAGES,
                VK_ACCESS_2_TRANSFER_READ_BIT);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &read);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_neighbours_intact(loaded));
    ASSERT_OK(omm_device_usable(loaded));
    PASS();
}

// Where in the one buffer the two lie.
static const struct layout {
    const char *name;
    bool blob_first;
} layouts[] = {{"micromap_first", false}, {"data_first", true}};

OMM_CASE(one_allocation,
         .about = "Micromap and serialized data may share a buffer and its memory, side by side.",
         .covers = OMM_COVERS("A081", "A064", "A021"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(layouts))
{
    const struct layout *layout = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
        const struct omm_micromap *twin = omm_device_build(t, &omm_shapes[i], 0);
        const VkDeviceSize room = (omm_device_serialized_size(twin) + 4096 + 255) / 256 * 256;
        const VkDeviceSize span = (twin->size + 255) / 256 * 256;
        struct omm_buffer *buffer = omm_create_buffer(
            t, &(struct omm_buffer_request){
                   .size = room + span,
                   .usage = OMM_REGION_USAGE | VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                   .lead = 4096,
                   .memory_type = OMM_COHERENT,
               });
        struct omm_micromap *source =
            omm_create_micromap_in(buffer, layout->blob_first ? room : 0, twin->size);
        omm_device_build_into(source, twin->input, 0);
        const VkDeviceSize size = omm_device_serialized_size(source);
        if (size > room)
            omm_not_supported("equal builds have serialization sizes too different to plan for");
        // The data ends as near to a micromap behind it as its alignment allows.
        const VkDeviceSize offset = layout->blob_first ? room - (size + 255) / 256 * 256 : span;
        const struct omm_region *blob = omm_region_in(buffer, offset, size);
        const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
        VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
        omm_run(t, queue, commands);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        ASSERT_OK(omm_device_usable(source));
        ASSERT_OK(omm_device_usable(omm_device_deserialize(t, blob, source->size)));
        // What belongs to neither lies before, behind, and between them.
        if (layout->blob_first)
            ASSERT_OK(omm_buffer_intact_outside(buffer, offset, buffer->size - offset));
        else
            ASSERT_OK(omm_buffer_intact_outside(buffer, 0, offset + size));
    }
    PASS();
}
