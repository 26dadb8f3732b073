// SPDX-License-Identifier: Apache-2.0
// What a device build does to its inputs: reads them, and then never again (chapter "Micromaps").
//
// "Micromaps must be fully self-contained. The application can reuse or free any memory which was used by this
// command's execution on the device as an input or as scratch" once it has completed. Inputs are const addresses
// ("VkDeviceOrHostAddressConstKHR") in buffers of usage MICROMAP_BUILD_INPUT_READ_ONLY, so a build must not write them.
// Content of the scratch memory before the build means nothing.
// Observed: bytes of data, records and all that lies around them before and after; then inputs and scratch are
// overwritten, or their memory is freed, and the micromap must still be a good source, with equal sizes (another size
// is a QualityWarning). Whether its microtriangles kept their values needs ray queries.
// Vacuous if the build had not happened when its inputs go: the fence has been waited for.
#include <ommcts/ommcts.h>

#include <string.h>

// One build's inputs in regions that the case keeps hold of.
struct inputs {
    VkMicromapBuildInfoEXT info;
    struct omm_region *data, *triangles, *scratch;
};

static struct inputs place(const struct omm_test *t, const struct omm_input *input,
                           const struct omm_micromap *map)
{
    struct inputs inputs = {
        .info = omm_device_build_info(t, input, 0, map),
        .data = omm_region_with(t, input->data, input->data_size),
        .triangles =
            omm_region_with(t, input->triangles, input->triangle_count * sizeof *input->triangles),
    };
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).buildScratchSize;
    inputs.scratch = omm_region(t, size ? size : 1, 256);
    inputs.info.data.deviceAddress = inputs.data->address;
    inputs.info.triangleArray.deviceAddress = inputs.triangles->address;
    inputs.info.scratchData.deviceAddress = inputs.scratch->address;
    return inputs;
}

static struct omm_micromap *destination(const struct omm_test *t, const struct omm_input *input)
{
    return omm_create_micromap(
        t, omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize);
}

static void build(const struct omm_test *t, const struct inputs *inputs)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &inputs->info);
    omm_run(t, queue, commands);
}

static const char *unchanged(const char *what, const struct omm_region *region, const void *bytes)
{
    omm_checked();
    const uint8_t *expected = bytes;
    for (VkDeviceSize i = 0; i < region->size; ++i)
        if (region->bytes[i] != expected[i])
            return omm_sentence("byte %llu of the %s changed from 0x%02x to 0x%02x",
                                (unsigned long long)i, what, expected[i], region->bytes[i]);
    return omm_region_neighbours_intact(region);
}

OMM_CASE(unchanged, .about = "A build writes none of its inputs, nor anything around them.",
         .covers = OMM_COVERS("A018", "A031", "VUID-vkCmdBuildMicromapsEXT-data-07510",
                              "VUID-vkCmdBuildMicromapsEXT-pInfos-07515"),
         .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = destination(t, input);
    const struct inputs inputs = place(t, input, map);
    build(t, &inputs);
    ASSERT_OK(unchanged("opacity data", inputs.data, input->data));
    ASSERT_OK(unchanged("triangle array", inputs.triangles, input->triangles));
    ASSERT_OK(omm_region_neighbours_intact(inputs.scratch));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

static void warn_if_changed(VkDeviceSize before, VkDeviceSize after)
{
    if (before != after)
        omm_warn("the serialization size was %llu, and %llu without the inputs",
                 (unsigned long long)before, (unsigned long long)after);
}

OMM_CASE(overwritten, .about = "A micromap does not need its inputs or scratch once it is built.",
         .covers = OMM_COVERS("A030"), .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = destination(t, input);
    const struct inputs inputs = place(t, input, map);
    build(t, &inputs);
    const VkDeviceSize before = omm_device_serialized_size(map);
    memset(inputs.data->bytes, 0xEE, (size_t)inputs.data->size);
    memset(inputs.triangles->bytes, 0xEE, (size_t)inputs.triangles->size);
    memset(inputs.scratch->bytes, 0xEE, (size_t)inputs.scratch->size);
    warn_if_changed(before, omm_device_serialized_size(map));
    ASSERT_OK(omm_device_usable(map));
    ASSERT_OK(omm_device_usable(omm_device_clone(map)));
    PASS();
}

OMM_CASE(freed,
         .about = "The memory of inputs and scratch may be freed once the micromap is built.",
         .covers = OMM_COVERS("A030"), .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = destination(t, input);
    const struct inputs inputs = place(t, input, map);
    build(t, &inputs);
    const VkDeviceSize before = omm_device_serialized_size(map);
    omm_buffer_destroy(inputs.data->buffer);
    omm_buffer_destroy(inputs.triangles->buffer);
    omm_buffer_destroy(inputs.scratch->buffer);
    warn_if_changed(before, omm_device_serialized_size(map));
    ASSERT_OK(omm_device_usable(map));
    ASSERT_OK(omm_device_usable(omm_device_clone(map)));
    PASS();
}

OMM_CASE(overwritten_by_device,
         .about = "Behind a barrier, later commands of the same buffer may overwrite the inputs.",
         .covers = OMM_COVERS("A030"), .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = destination(t, input);
    const struct inputs inputs = place(t, input, map);
    const struct omm_region *regions[] = {inputs.data, inputs.triangles, inputs.scratch};
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &inputs.info);
    // Reads come before the writes that follow; scratch was written too, and then is again.
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, VK_PIPELINE_STAGE_2_CLEAR_BIT,
                VK_ACCESS_2_TRANSFER_WRITE_BIT);
    for (size_t i = 0; i < 3; ++i) {
        const VkDeviceSize size = regions[i]->size & ~(VkDeviceSize)3;
        if (size)
            t->vk->vkCmdFillBuffer(commands, regions[i]->buffer->handle, regions[i]->offset, size,
                                   0xEEEEEEEE);
    }
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_CLEAR_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT,
                VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_region_neighbours_intact(inputs.scratch));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}
