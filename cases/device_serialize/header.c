// SPDX-License-Identifier: Apache-2.0
// The 32 bytes that serialized data begins with, written by the device, at every execution.
//
// "The defined header structure for the serialized data consists of: VK_UUID_SIZE bytes of data matching
// VkPhysicalDeviceIDProperties::driverUUID; VK_UUID_SIZE bytes of data identifying the compatibility for comparison using
// vkGetDeviceMicromapCompatibilityEXT" (vkCmdCopyMicromapToMemoryEXT). A command that is recorded once and submitted
// often is executed at each submission (chapter "Command Buffers"): the header is no exception.
//
// Observed: driverUUID byte for byte, and COMPATIBLE from the query, over memory that held different bytes before; and
// again after the destination was overwritten by the host between two executions of the same command buffer, which
// catches a header that was written while recording, or only once. The two UUIDs of host and device output need
// not be equal, and are not compared.
#include <ommcts/ommcts.h>

#include <string.h>

static void fill(const struct omm_region *region, int value)
{
    memset(region->bytes, value, (size_t)region->size);
}

OMM_CASE(whole, .about = "All 32 bytes of the header are written, whatever was there before.",
         .covers = OMM_COVERS("A079"), .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    static const int before[] = {0x00, 0xFF, OMM_POISON};
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_region(t, omm_device_serialized_size(source), 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    uint8_t headers[3][OMM_HEADER_SIZE];
    for (size_t i = 0; i < 3; ++i) {
        fill(blob, before[i]);
        VkCommandBuffer commands = omm_begin(t, queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
        t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
        omm_run(t, queue, commands);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        memcpy(headers[i], blob->bytes, OMM_HEADER_SIZE);
    }
    // A byte that equals what was there before in all three was not written.
    for (size_t i = 0; i < OMM_HEADER_SIZE; ++i)
        ASSERTm("a byte of the header was not written",
                !(headers[0][i] == 0x00 && headers[1][i] == 0xFF && headers[2][i] == OMM_POISON));
    PASS();
}

OMM_CASE(each_execution,
         .about = "A command buffer that is submitted again writes the header and the data again.",
         .covers = OMM_COVERS("A079", "A083", "A080"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_region(t, omm_device_serialized_size(source), 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    for (int round = 0; round < 4; ++round) {
        fill(blob, 0x11 * round);
        omm_submit(t, queue, commands);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        ASSERT_OK(omm_region_neighbours_intact(blob));
        omm_device_serialized_size(omm_device_deserialize(t, blob, source->size));
    }
    PASS();
}

OMM_CASE(not_while_recording, .about = "Recording alone writes nothing to the destination.",
         .covers = OMM_COVERS("A081"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
    const struct omm_region *blob = omm_region(t, omm_device_serialized_size(source), 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    ASSERT_OK(omm_buffer_intact_outside(blob->buffer, 0, 0));
    omm_submit(t, queue, commands);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    PASS();
}

OMM_CASE(source_built_between,
         .about = "The source may be constructed after recording, and anew before each execution.",
         .covers = OMM_COVERS("A079", "A083"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_input *inputs[] = {
        omm_make_input(t, &omm_shapes[5]), // 1,000 triangles
        omm_make_input(t, &omm_small),
        omm_make_input(t, &omm_shapes[5]),
    };
    const VkDeviceSize size =
        omm_sizes(t, inputs[0], 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    struct omm_micromap *source = omm_create_micromap(t, size);
    // A twin tells how large the largest of them gets; its size is asked anew before each execution.
    struct omm_micromap *twin = omm_create_micromap(t, size);
    omm_device_build_into(twin, inputs[0], 0);
    const struct omm_region *blob = omm_region(t, 2 * omm_device_serialized_size(twin), 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; ++i) {
        omm_device_build_into(source, inputs[i], 0);
        if (omm_device_serialized_size(source) > blob->size)
            omm_not_supported("serialization sizes of equal builds differ by more than a factor");
        fill(blob, OMM_POISON);
        omm_submit(t, queue, commands);
        ASSERT_OK(omm_region_neighbours_intact(blob));
        ASSERT_OK(omm_header_good(t, blob->bytes));
        ASSERT_OK(omm_device_usable(omm_device_deserialize(t, blob, source->size)));
    }
    PASS();
}
