// SPDX-License-Identifier: Apache-2.0
// Building, serializing and loading in one submission, with nothing but barriers between.
//
// "src must have been constructed prior to the execution of this command" (VUID-VkCopyMicromapToMemoryInfoEXT-src-07540),
// not prior to recording it. The micromap accesses of the build are MICROMAP_WRITE, those of the copy MICROMAP_READ,
// both at MICROMAP_BUILD (vkCmdBuildMicromapsEXT, vkCmdCopyMicromapToMemoryEXT): such a barrier is all that
// stands between. A driver that looks at the source while recording, on the host, finds nothing there.
//
// Observed: the data has a good header and loads. The application must know the size before it copies (chapter "Copying
// Micromaps"), so the same input is built once before; equal builds need not have equal sizes, and so there is room
// to spare, and the size of the very source is asked in the same submission and held against the room.
#include <ommcts/ommcts.h>

static const VkPipelineStageFlags2 micromap_build = VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT;

// What a build or copy wrote to a micromap, for a command that only reads it.
static void micromap_to_read(const struct omm_test *t, VkCommandBuffer commands)
{
    omm_barrier(t, commands, micromap_build, VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, micromap_build,
                VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
}

static void data_to_read(const struct omm_test *t, VkCommandBuffer commands)
{
    omm_barrier(t, commands, OMM_COPY_STAGES, VK_ACCESS_2_TRANSFER_WRITE_BIT, OMM_COPY_STAGES,
                VK_ACCESS_2_TRANSFER_READ_BIT);
}

// A source that is not built yet, and room for its serialized data.
struct plan {
    struct omm_micromap *source;
    VkMicromapBuildInfoEXT build;
    const struct omm_region *blob;
    VkQueryPool pool;
};

static struct plan make_plan(const struct omm_test *t, const struct omm_shape *shape)
{
    const struct omm_micromap *twin = omm_device_build(t, shape, 0);
    struct plan plan = {.source = omm_create_micromap(t, twin->size)};
    plan.build = omm_device_build_info(t, twin->input, 0, plan.source);
    plan.blob = omm_region(t, 2 * omm_device_serialized_size(twin), 256);
    plan.pool = omm_create_query_pool(t, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 2);
    return plan;
}

static void record(const struct omm_test *t, VkCommandBuffer commands, const struct plan *plan)
{
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(plan->source, plan->blob);
    t->vk->vkCmdResetQueryPool(commands, plan->pool, 0, 2);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &plan->build);
    micromap_to_read(t, commands);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &plan->source->handle,
                                            VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                                            plan->pool, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
}

// The bytes that the source reported for itself, when there was room for them.
static VkDeviceSize size_of(const struct omm_test *t, const struct plan *plan)
{
    struct omm_query_result result;
    omm_query_results(t, plan->pool, 0, 1, &result);
    if (!result.available)
        omm_fail("the size is not available after the fence of its submission (A050, A054)");
    if (result.value > plan->blob->size)
        omm_not_supported("equal builds have serialization sizes too different to plan for");
    return result.value;
}

OMM_CASE(build_and_serialize, .about = "A micromap is built and serialized in one submission.",
         .covers = OMM_COVERS("A079", "A081", "A083", "A084"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct plan plan = make_plan(t, param);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    record(t, commands, &plan);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_buffer_intact_outside(plan.blob->buffer, plan.blob->offset, size_of(t, &plan)));
    ASSERT_OK(omm_header_good(t, plan.blob->bytes));
    ASSERT_OK(omm_device_usable(omm_device_deserialize(t, plan.blob, plan.source->size)));
    PASS();
}

OMM_CASE(build_serialize_deserialize,
         .about = "Built, serialized, loaded and serialized again, all in one submission.",
         .covers = OMM_COVERS("A083", "A084", "A100", "A098"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct plan plan = make_plan(t, param);
    // The device calls what it serializes compatible, or the case ends here.
    ASSERT_OK(omm_device_usable(omm_device_build(t, param, 0)));
    const struct omm_micromap *loaded = omm_create_micromap(t, plan.source->size);
    const struct omm_region *again = omm_region(t, 2 * plan.blob->size, 256);
    const VkCopyMemoryToMicromapInfoEXT load = omm_device_deserialize_info(plan.blob, loaded);
    const VkCopyMicromapToMemoryInfoEXT store = omm_device_serialize_info(loaded, again);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    record(t, commands, &plan);
    data_to_read(t, commands);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &load);
    micromap_to_read(t, commands);
    // "Before copying, an application must query the size".
    t->vk->vkCmdWriteMicromapsPropertiesEXT(
        commands, 1, &loaded->handle, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, plan.pool, 1);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &store);
    omm_run(t, queue, commands);
    size_of(t, &plan);
    ASSERT_OK(omm_neighbours_intact(loaded));
    ASSERT_OK(omm_header_good(t, again->bytes));
    ASSERT_OK(omm_region_neighbours_intact(again));
    ASSERT_OK(omm_device_usable(omm_device_deserialize(t, again, loaded->size)));
    PASS();
}

OMM_CASE(again_and_again,
         .about = "The same submission, building anew, can be executed many times.",
         .covers = OMM_COVERS("A079", "A080", "A083"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct plan plan = make_plan(t, &omm_small);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    record(t, commands, &plan);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    for (int round = 0; round < 10; ++round) {
        omm_buffer_fill(plan.blob->buffer);
        omm_submit(t, queue, commands);
        ASSERT_OK(
            omm_buffer_intact_outside(plan.blob->buffer, plan.blob->offset, size_of(t, &plan)));
        ASSERT_OK(omm_header_good(t, plan.blob->bytes));
        omm_device_serialized_size(omm_device_deserialize(t, plan.blob, plan.source->size));
    }
    PASS();
}

OMM_CASE(several, .about = "One command buffer serializes several micromaps, one of them twice.",
         .covers = OMM_COVERS("A079", "A081", "A083"), .needs = {.device_commands = true})
{
    enum { COUNT = OMM_FEW + 1 };
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *sources[COUNT];
    const struct omm_region *blobs[COUNT];
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (size_t i = 0; i < COUNT; ++i) {
        sources[i] = i < OMM_FEW ? omm_device_build(t, &omm_shapes[i], 0) : sources[2];
        blobs[i] = omm_region(t, omm_device_serialized_size(sources[i]), 256);
        const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(sources[i], blobs[i]);
        t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    }
    // No barrier between them: they have nothing in common but sources that they read.
    omm_run(t, queue, commands);
    for (size_t i = 0; i < COUNT; ++i) {
        omm_note("copy %zu", i);
        ASSERT_OK(omm_region_neighbours_intact(blobs[i]));
        ASSERT_OK(omm_header_good(t, blobs[i]->bytes));
        ASSERT_OK(omm_device_usable(omm_device_deserialize(t, blobs[i], sources[i]->size)));
    }
    PASS();
}
