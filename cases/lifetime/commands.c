// SPDX-License-Identifier: Apache-2.0
// What a recorded command names must live until it has been executed, and no longer; what a submission is told, until
// vkQueueSubmit2 has returned.
//
// Micromaps, buffers and query pools "must not be destroyed" while a command buffer that uses them is pending, and when one
// is destroyed afterwards the command buffer becomes invalid: it can be reset, recorded again or freed, and nothing else
// (chapter "Fundamentals", object lifetime; chapter "Command Buffers", life cycle). The same holds for one that was never
// submitted. The inputs of a build, and data that was loaded, are free again when the execution is over, because micromaps
// are self-contained (chapter "Micromaps"); results of queries are values. That pInfo and the arrays of the commands
// are free once recorded is shown by device_build, device_copy, device_query, device_serialize and device_deserialize.
//
// Observed: objects and their memory are gone directly after the wait for the fence; then the command buffer is reset, or
// freed with its pool, and the device works on; structures of a submission that waits lose their pages before the wait is
// over. Vacuous if freed memory stayed mapped: the reference driver unmaps its pages, and sanitizers see the rest.
#include <ommcts/ommcts.h>

// Device commands on objects of their own: a driver that still holds something touches it meanwhile.
static const char *go_on(const struct omm_test *t)
{
    return omm_device_usable(omm_device_build(t, &omm_small, 0));
}

OMM_CASE(build_inputs_freed,
         .about = "The memory of a build's inputs and scratch may be freed after the execution.",
         .covers = OMM_COVERS("A030"), .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkMicromapBuildSizesInfoEXT sizes =
        omm_sizes(t, input, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT,
                  VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR);
    const struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    const struct omm_region *const regions[] = {
        omm_region_with(t, input->data, input->data_size),
        omm_region_with(t, input->triangles, input->triangle_count * sizeof *input->triangles),
        omm_scratch(t, sizes.buildScratchSize),
    };
    VkMicromapBuildInfoEXT info = omm_build_info(input, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    info.dstMicromap = map->handle;
    info.data.deviceAddress = regions[0]->address;
    info.triangleArray.deviceAddress = regions[1]->address;
    info.scratchData.deviceAddress = regions[2]->address;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_run(t, queue, commands);
    for (size_t i = 0; i < 3; ++i)
        omm_buffer_destroy(regions[i]->buffer);
    ASSERT_OK(go_on(t));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_device_usable(map));
    ASSERT_OK(omm_device_usable(omm_device_compact(map)));
    PASS();
}

OMM_CASE(blob_freed, .about = "The memory that data was loaded from may be freed afterwards.",
         .covers = OMM_COVERS("A100", "A030"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    const struct omm_micromap *map = omm_device_deserialize(t, blob, origin->size);
    omm_buffer_destroy(blob->buffer);
    ASSERT_OK(go_on(t));
    ASSERT_OK(omm_device_usable(map));
    ASSERT_OK(omm_device_usable(omm_device_clone(map)));
    PASS();
}

enum ending { RESET, BEGIN_AGAIN, FREE_POOL };

static const struct fate {
    const char *name;
    bool submitted;
    enum ending ending;
} fates[] = {
    {"executed_then_reset", true, RESET},
    {"executed_then_begun_again", true, BEGIN_AGAIN},
    {"executed_then_freed", true, FREE_POOL},
    {"only_recorded_then_reset", false, RESET},
    {"only_recorded_then_begun_again", false, BEGIN_AGAIN},
    {"only_recorded_then_freed", false, FREE_POOL},
};

static void begin(const struct omm_test *t, VkCommandBuffer commands)
{
    const VkCommandBufferBeginInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    omm_must_succeed(t->vk->vkBeginCommandBuffer(commands, &info), "vkBeginCommandBuffer");
}

// One of each command, on objects that all lie in these buffers.
struct recorded {
    struct omm_micromap *source, *clone, *loaded;
    struct omm_region *blob;
};

static struct recorded record(const struct omm_test *t, VkCommandBuffer commands)
{
    struct recorded all = {.source = omm_device_build(t, &omm_small, 0)};
    all.blob = omm_device_serialize(all.source);
    all.clone = omm_create_micromap(t, all.source->size);
    all.loaded = omm_create_micromap(t, all.source->size);
    const VkQueryPool pool =
        omm_create_query_pool(t, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 1);
    const VkCopyMicromapInfoEXT clone =
        omm_copy_info(all.source, all.clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    const VkCopyMemoryToMicromapInfoEXT load = omm_device_deserialize_info(all.blob, all.loaded);
    const VkCopyMicromapToMemoryInfoEXT store = omm_device_serialize_info(all.source, all.blob);
    begin(t, commands);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 1);
    t->vk->vkCmdCopyMicromapEXT(commands, &clone);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &load);
    omm_barrier_copies(t, commands);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &store);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &all.clone->handle,
                                            VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, pool, 0);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    return all;
}

static void destroy(const struct recorded *all)
{
    struct omm_micromap *const maps[] = {all->source, all->clone, all->loaded};
    for (size_t i = 0; i < 3; ++i) {
        omm_destroy_micromap(maps[i]);
        omm_buffer_destroy(maps[i]->buffer);
    }
    omm_buffer_destroy(all->blob->buffer);
}

OMM_CASE(objects_destroyed,
         .about = "A command buffer may outlive all that it names: it is reset, or freed.",
         .covers = OMM_COVERS("A024", "A056"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(fates))
{
    const struct fate *fate = param;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    struct omm_pool *pool =
        omm_create_pool(t, queue, VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT);
    const VkCommandBuffer commands = omm_allocate_from(pool, VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    const struct recorded all = record(t, commands);
    if (fate->submitted)
        omm_submit(t, queue, commands);
    destroy(&all);
    ASSERT_OK(go_on(t));
    if (fate->ending == RESET)
        ASSERT_SUCCESS(t->vk->vkResetCommandBuffer(commands, 0));
    if (fate->ending != FREE_POOL) {
        // What is recorded now is all that it does.
        const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
        const struct omm_micromap *clone = omm_create_micromap(t, source->size);
        const VkCopyMicromapInfoEXT info =
            omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
        begin(t, commands);
        t->vk->vkCmdCopyMicromapEXT(commands, &info);
        omm_run(t, queue, commands);
        ASSERT_OK(omm_neighbours_intact(clone));
        ASSERT_OK(omm_device_usable(clone));
    }
    omm_destroy_pool(pool);
    ASSERT_OK(go_on(t));
    PASS();
}

OMM_CASE(results_outlive_micromaps,
         .about = "What a query said stays when its micromap and the micromap's memory are gone.",
         .covers = OMM_COVERS("A054", "A050"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    struct omm_micromap *map = omm_device_build(t, &omm_small, 0);
    const VkQueryPool pool =
        omm_create_query_pool(t, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 1);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 1);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &map->handle,
                                            VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, pool, 0);
    omm_run(t, queue, commands);
    struct omm_query_result before = {0};
    struct omm_query_result after = {0};
    omm_query_results(t, pool, 0, 1, &before);
    omm_destroy_micromap(map);
    omm_buffer_destroy(map->buffer);
    omm_query_results(t, pool, 0, 1, &after);
    ASSERTm("the query is not available any more", after.available);
    ASSERT_OK(go_on(t));
    omm_query_results(t, pool, 0, 1, &after);
    ASSERTm("the query is not available any more", before.available && after.available);
    ASSERTm("a size smaller than the header", before.value >= OMM_HEADER_SIZE);
    ASSERT_EQ_FMTm("the result after the micromap is gone", (unsigned long long)before.value,
                   (unsigned long long)after.value, "%llu");
    PASS();
}

OMM_CASE(
    submission_forgotten,
    .about = "vkQueueSubmit2 needs its structures until it returns, however long the work waits.",
    .covers = OMM_COVERS("A055", "A056"),
    .needs = {.device_commands = true, .timeline_semaphores = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, source->size);
    const VkCopyMicromapInfoEXT copy =
        omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &copy);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    struct omm_timeline *timeline = omm_create_timeline(t);
    omm_timeline_submit(timeline, queue, commands, 1, 2); // it takes its own structures away
    omm_sleep(15);
    ASSERTm("the submission did not wait for its timeline value",
            omm_timeline_value(timeline) == 0);
    ASSERT_SUCCESS(omm_timeline_signal(timeline, 1));
    omm_timeline_finish(timeline);
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_device_usable(clone));
    PASS();
}
