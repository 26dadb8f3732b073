// SPDX-License-Identifier: Apache-2.0
// Serialized data loaded again and again, elsewhere, and through nothing but barriers.
//
// Whether data may be loaded is for vkGetDeviceMicromapCompatibilityEXT to say: where it answers COMPATIBLE, the command
// is valid usage (VUID-VkCopyMemoryToMicromapInfoEXT-src-07549), on another VkDevice of the physical device too. Accesses
// to dst are MICROMAP_WRITE, those to src TRANSFER_READ, both at MICROMAP_BUILD (vkCmdCopyMemoryToMicromapEXT);
// MICROMAP_BUILD | COPY is right under every reading of the table of access types. These barriers are spelled out here
// and are no wider.
//
// Observed: ten steps of serializing and loading, once with a fence after each and once in a single submission, end in a
// micromap that the device can use. Sizes of the links may differ (legal-variations L54), so each link's size is asked
// anew, or there is room to spare. That ten steps keep the meaning takes ray queries (A098).
#include <ommcts/ommcts.h>

static const VkPipelineStageFlags2 micromap_build = VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT;

// Updates of buffers are among the clear commands.
static const VkPipelineStageFlags2 transfers =
    VK_PIPELINE_STAGE_2_COPY_BIT | VK_PIPELINE_STAGE_2_CLEAR_BIT;

OMM_CASE(of_ten, .about = "Ten steps of serializing and loading lead to a micromap.",
         .covers = OMM_COVERS("A098", "A100"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *map = omm_device_build(t, param, 0);
    const VkDeviceSize size = map->size;
    for (int step = 0; step < 10; ++step) {
        const struct omm_region *blob = omm_device_serialize(map);
        ASSERT_OK(omm_region_neighbours_intact(blob));
        ASSERT_OK(omm_header_good(t, blob->bytes));
        const struct omm_micromap *next = omm_create_micromap(t, size);
        const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(blob, next);
        VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
        omm_run(t, queue, commands);
        ASSERT_OK(omm_neighbours_intact(next));
        map = next;
    }
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

OMM_CASE(of_ten_in_one_submission,
         .about = "Ten steps with exact barriers between them lead to a micromap as well.",
         .covers = OMM_COVERS("A098", "A100", "A084"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *map = omm_device_build(t, param, 0);
    const VkDeviceSize size = map->size;
    // The device calls what it serializes compatible, or the case ends here.
    ASSERT_OK(omm_device_usable(map));
    const VkDeviceSize room = 2 * omm_device_serialized_size(map);
    const VkQueryPool pool =
        omm_create_query_pool(t, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 10);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 10);
    const struct omm_region *blob = NULL;
    for (uint32_t step = 0; step < 10; ++step) {
        blob = omm_region(t, room, 256);
        const struct omm_micromap *next = omm_create_micromap(t, size);
        const VkCopyMicromapToMemoryInfoEXT store = omm_device_serialize_info(map, blob);
        const VkCopyMemoryToMicromapInfoEXT load = omm_device_deserialize_info(blob, next);
        // "Before copying, an application must query the size": asked here, and not looked at.
        t->vk->vkCmdWriteMicromapsPropertiesEXT(
            commands, 1, &map->handle, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, pool, step);
        t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &store);
        omm_barrier(t, commands, OMM_COPY_STAGES, VK_ACCESS_2_TRANSFER_WRITE_BIT, OMM_COPY_STAGES,
                    VK_ACCESS_2_TRANSFER_READ_BIT);
        t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &load);
        omm_barrier(t, commands, micromap_build, VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, micromap_build,
                    VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
        map = next;
    }
    omm_run(t, queue, commands);
    if (omm_device_serialized_size(map) > room)
        omm_not_supported("links of the chain have serialization sizes too different to plan for");
    ASSERT_OK(omm_region_neighbours_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

OMM_CASE(loaded_by_transfer,
         .about = "What a copy of buffers or an update wrote can be loaded behind a barrier.",
         .covers = OMM_COVERS("A100", "A101"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *origin = omm_device_build(t, &omm_small, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    for (int round = 0; round < 8; ++round) {
        const struct omm_region *copy = omm_region(t, blob->size, 256);
        const struct omm_micromap *loaded = omm_create_micromap(t, origin->size);
        const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(copy, loaded);
        const VkBufferCopy whole = {
            .srcOffset = blob->offset, .dstOffset = copy->offset, .size = blob->size};
        VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdCopyBuffer(commands, blob->buffer->handle, copy->buffer->handle, 1, &whole);
        if (round % 2) { // the header once more, through the command buffer itself
            omm_barrier(t, commands, transfers, VK_ACCESS_2_TRANSFER_WRITE_BIT, transfers,
                        VK_ACCESS_2_TRANSFER_WRITE_BIT);
            t->vk->vkCmdUpdateBuffer(commands, copy->buffer->handle, copy->offset, OMM_HEADER_SIZE,
                                     blob->bytes);
        }
        omm_barrier(t, commands, transfers, VK_ACCESS_2_TRANSFER_WRITE_BIT, OMM_COPY_STAGES,
                    VK_ACCESS_2_TRANSFER_READ_BIT);
        t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
        omm_run(t, queue, commands);
        ASSERT_OK(omm_neighbours_intact(loaded));
        ASSERT_OK(omm_device_usable(loaded));
    }
    PASS();
}

static const struct omm_needs device_commands = {.device_commands = true};

OMM_CASE(second_device, .about = "Another VkDevice of the physical device loads the data.",
         .covers = OMM_COVERS("A097", "A100"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    const struct omm_test *other = omm_open_device(t, &device_commands, NULL);
    if (!omm_compatible(other, blob->bytes))
        omm_not_supported("another VkDevice calls this device's data incompatible");
    const struct omm_queue *queue = omm_queue(other, OMM_COMPUTES);
    const struct omm_region *carried = omm_region_with(other, blob->bytes, blob->size);
    const struct omm_micromap *destination = omm_create_micromap(other, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(carried, destination);
    VkCommandBuffer commands = omm_begin(other, queue, 0);
    other->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    omm_run(other, queue, commands);
    ASSERT_OK(omm_neighbours_intact(destination));
    ASSERT_OK(omm_device_usable(destination));
    ASSERT_OK(omm_device_usable(origin));
    PASS();
}

OMM_CASE(host_data, .about = "What the host serialized is loaded by the device.",
         .covers = OMM_COVERS("A100"), .needs = {.host_commands = true, .device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *blob = omm_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_region *carried = omm_region_with(t, blob->bytes, blob->size);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(carried, destination);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    omm_run(t, queue, commands);
    ASSERT_MEM_EQm("the serialized data changed", blob->bytes, carried->bytes, blob->size);
    ASSERT_OK(omm_neighbours_intact(destination));
    ASSERT_OK(omm_device_usable(destination));
    PASS();
}
