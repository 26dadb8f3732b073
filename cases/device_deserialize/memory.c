// SPDX-License-Identifier: Apache-2.0
// Where the source and the destination of vkCmdCopyMemoryToMicromapEXT may lie.
//
// "The buffer used to create pInfo->dst must be bound to device memory" (VUID-vkCmdCopyMemoryToMicromapEXT-buffer-07546):
// any device memory, where the host command asks for host-visible one. src is an address of any buffer (07543), and may
// share its memory with the destination as long as the two are apart.
//
// Observed: data is copied by the device into memory the host can't see and loaded from there; a micromap in such memory
// is loaded, cloned into memory the host sees, and serialized. On a device whose memory types are all host-visible the
// device-local ones stand in. Vacuous if the host had put the data there: nothing but vkCmdCopyBuffer can.
#include <ommcts/ommcts.h>

static struct omm_micromap *create_remote(const struct omm_micromap *like)
{
    struct omm_buffer *buffer =
        omm_create_buffer(like->t, &(struct omm_buffer_request){
                                       .size = 512 + like->size,
                                       .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                       .memory_type = omm_remote_type(like->buffer),
                                       .unmapped = true,
                                   });
    return omm_create_micromap_in(buffer, 512, like->size);
}

OMM_CASE(destination_far_from_host,
         .about = "A micromap in memory that the host can't see is loaded.",
         .covers = OMM_COVERS("A096", "A100", "A094"), .needs = {.device_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_micromap *destination = create_remote(origin);
    const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(blob, destination);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_device_usable(destination));
    omm_device_serialized_size(omm_device_clone(destination));
    PASS();
}

OMM_CASE(source_far_from_host, .about = "Data in memory that the host can't see is loaded.",
         .covers = OMM_COVERS("A100", "A101"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_region *far =
        omm_region_of_type(t, blob->size, 256, omm_remote_type(blob->buffer));
    const struct omm_region *back = omm_region(t, blob->size, 256);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(far, destination);
    const VkBufferCopy there = {
        .srcOffset = blob->offset, .dstOffset = far->offset, .size = blob->size};
    const VkBufferCopy again = {
        .srcOffset = far->offset, .dstOffset = back->offset, .size = blob->size};
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyBuffer(commands, blob->buffer->handle, far->buffer->handle, 1, &there);
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT,
                OMM_COPY_STAGES, VK_ACCESS_2_TRANSFER_READ_BIT);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    // Behind the command, so that what it may have done to its source shows.
    omm_barrier_copies(t, commands);
    t->vk->vkCmdCopyBuffer(commands, far->buffer->handle, back->buffer->handle, 1, &again);
    omm_run(t, queue, commands);
    ASSERT_MEM_EQm("the serialized data changed", blob->bytes, back->bytes, (size_t)blob->size);
    ASSERT_OK(omm_neighbours_intact(destination));
    ASSERT_OK(omm_device_usable(destination));
    PASS();
}

// Where in the one buffer the two lie.
static const struct layout {
    const char *name;
    bool blob_first;
} layouts[] = {{"micromap_first", false}, {"data_first", true}};

OMM_CASE(one_allocation,
         .about = "Serialized data and micromap may share a buffer and its memory, side by side.",
         .covers = OMM_COVERS("A092", "A101"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(layouts))
{
    const struct layout *layout = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
        const struct omm_micromap *origin = omm_device_build(t, &omm_shapes[i], 0);
        const struct omm_region *blob = omm_device_serialize(origin);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        const VkDeviceSize room = (blob->size + 255) / 256 * 256;
        const VkDeviceSize span = (origin->size + 255) / 256 * 256;
        struct omm_buffer *buffer = omm_create_buffer(
            t, &(struct omm_buffer_request){
                   .size = room + span,
                   .usage = OMM_REGION_USAGE | VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                   .lead = 4096,
                   .memory_type = OMM_COHERENT,
               });
        const struct omm_region *source =
            omm_region_in(buffer, layout->blob_first ? 0 : span, blob->size);
        memcpy(source->bytes, blob->bytes, (size_t)blob->size);
        const struct omm_micromap *destination =
            omm_create_micromap_in(buffer, layout->blob_first ? room : 0, origin->size);
        const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(source, destination);
        VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
        omm_run(t, queue, commands);
        ASSERT_MEM_EQm("the serialized data changed", blob->bytes, source->bytes,
                       (size_t)blob->size);
        ASSERT_OK(omm_buffer_intact_outside(buffer, 0, buffer->size));
        ASSERT_OK(omm_device_usable(destination));
    }
    PASS();
}
