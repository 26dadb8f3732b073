// SPDX-License-Identifier: Apache-2.0
// A chain of micromap commands spread over command buffers, batches, submissions, and a buffer that is recorded anew.
//
// Barriers order what comes before and after them in submission order, which goes on from one command buffer to the next,
// from batch to batch and from submission to submission of a queue (chapter "Implicit Synchronization Guarantees"); a
// semaphore does the same without a barrier. A command buffer that is begun again is reset first: what it held before is
// forgotten (vkBeginCommandBuffer).
//
// Observed: built, cloned, serialized, loaded and cloned again, each in a command buffer of its own that is not waited
// for, the last link is a micromap that the device can use. Sizes for the data in between come from a twin, with room to
// spare. Vacuous if one link were left out: the next one would read what is no micromap, and make none.
#include <ommcts/ommcts.h>

enum { LINKS = 5 };

struct chain {
    VkCommandBuffer commands[LINKS];
    const struct omm_micromap *maps[4];
    const struct omm_region *blob;
};

static VkCommandBuffer begin(const struct omm_test *t)
{
    return omm_begin(t, omm_queue(t, OMM_COMPUTES), 0);
}

static struct chain record(const struct omm_test *t, bool with_barriers)
{
    struct chain chain;
    const struct omm_micromap *twin = omm_device_build(t, &omm_shapes[5], 0);
    // The device calls what it serializes compatible, or the case ends here.
    omm_device_deserialize(t, omm_device_serialize(twin), twin->size);
    for (size_t i = 0; i < 4; ++i)
        chain.maps[i] = omm_create_micromap(t, twin->size);
    chain.blob = omm_region(t, 2 * omm_device_serialized_size(twin), 256);
    for (size_t i = 0; i < LINKS; ++i)
        chain.commands[i] = begin(t);
    const VkMicromapBuildInfoEXT build = omm_device_build_info(t, twin->input, 0, chain.maps[0]);
    const VkCopyMicromapInfoEXT clone =
        omm_copy_info(chain.maps[0], chain.maps[1], VK_COPY_MICROMAP_MODE_CLONE_EXT);
    const VkCopyMicromapToMemoryInfoEXT store =
        omm_device_serialize_info(chain.maps[1], chain.blob);
    const VkCopyMemoryToMicromapInfoEXT load =
        omm_device_deserialize_info(chain.blob, chain.maps[2]);
    const VkCopyMicromapInfoEXT again =
        omm_copy_info(chain.maps[2], chain.maps[3], VK_COPY_MICROMAP_MODE_CLONE_EXT);
    t->vk->vkCmdBuildMicromapsEXT(chain.commands[0], 1, &build);
    t->vk->vkCmdCopyMicromapEXT(chain.commands[1], &clone);
    // "Before copying, an application must query the size": asked here, and not looked at.
    const VkQueryPool pool =
        omm_create_query_pool(t, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 1);
    t->vk->vkCmdResetQueryPool(chain.commands[2], pool, 0, 1);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(chain.commands[2], 1, &chain.maps[1]->handle,
                                            VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, pool, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(chain.commands[2], &store);
    t->vk->vkCmdCopyMemoryToMicromapEXT(chain.commands[3], &load);
    t->vk->vkCmdCopyMicromapEXT(chain.commands[4], &again);
    for (size_t i = 0; i + 1 < LINKS; ++i) {
        if (with_barriers)
            omm_barrier_copies(t, chain.commands[i]);
        omm_end(t, chain.commands[i]);
    }
    omm_barrier_host(t, chain.commands[LINKS - 1]);
    omm_end(t, chain.commands[LINKS - 1]);
    return chain;
}

static const char *done(const struct chain *chain)
{
    const struct omm_test *t = chain->maps[0]->t;
    if (omm_device_serialized_size(chain->maps[1]) > chain->blob->size)
        omm_not_supported("equal builds have serialization sizes too different to plan for");
    const char *complaint = omm_region_neighbours_intact(chain->blob);
    if (!complaint)
        complaint = omm_header_good(t, chain->blob->bytes);
    for (size_t i = 0; i < 4 && !complaint; ++i)
        complaint = omm_neighbours_intact(chain->maps[i]);
    return complaint ? complaint : omm_device_usable(chain->maps[3]);
}

static VkSubmitInfo batch(const VkCommandBuffer *commands, uint32_t count)
{
    return (VkSubmitInfo){.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
                          .commandBufferCount = count,
                          .pCommandBuffers = commands};
}

OMM_CASE(buffers_of_a_batch, .about = "The links are command buffers of one batch.",
         .covers = OMM_COVERS("A114", "A084", "A055"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct chain chain = record(t, true);
    const VkSubmitInfo info = batch(chain.commands, LINKS);
    const VkFence fence = omm_create_fence(t);
    ASSERT_SUCCESS(t->vk->vkQueueSubmit(queue->handle, 1, &info, fence));
    omm_wait(t, fence);
    ASSERT_OK(done(&chain));
    PASS();
}

OMM_CASE(batches_of_a_submission, .about = "The links are batches of one submission.",
         .covers = OMM_COVERS("A114", "A084", "A055"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct chain chain = record(t, true);
    VkSubmitInfo infos[LINKS];
    for (size_t i = 0; i < LINKS; ++i)
        infos[i] = batch(&chain.commands[i], 1);
    const VkFence fence = omm_create_fence(t);
    ASSERT_SUCCESS(t->vk->vkQueueSubmit(queue->handle, LINKS, infos, fence));
    omm_wait(t, fence);
    ASSERT_OK(done(&chain));
    PASS();
}

OMM_CASE(submissions, .about = "The links are submissions that nobody waits for.",
         .covers = OMM_COVERS("A114", "A084", "A055"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct chain chain = record(t, true);
    VkFence last = VK_NULL_HANDLE;
    for (size_t i = 0; i < LINKS; ++i)
        last = omm_submit_unwaited(t, queue, chain.commands[i]);
    omm_wait(t, last);
    ASSERT_OK(done(&chain));
    PASS();
}

OMM_CASE(secondaries, .about = "The links are secondary command buffers of one primary.",
         .covers = OMM_COVERS("A114", "A084", "A055"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
    const struct omm_micromap *clones[] = {omm_create_micromap(t, source->size),
                                           omm_create_micromap(t, source->size)};
    const VkCopyMicromapInfoEXT infos[] = {
        omm_copy_info(source, clones[0], VK_COPY_MICROMAP_MODE_CLONE_EXT),
        omm_copy_info(clones[0], clones[1], VK_COPY_MICROMAP_MODE_CLONE_EXT)};
    VkCommandBuffer secondaries[2];
    for (size_t i = 0; i < 2; ++i) {
        secondaries[i] = omm_begin_secondary(t, queue);
        t->vk->vkCmdCopyMicromapEXT(secondaries[i], &infos[i]);
        omm_barrier_copies(t, secondaries[i]);
        omm_end(t, secondaries[i]);
    }
    VkCommandBuffer commands = begin(t);
    t->vk->vkCmdExecuteCommands(commands, 2, secondaries);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_neighbours_intact(clones[1]));
    ASSERT_OK(omm_device_usable(clones[1]));
    PASS();
}

OMM_CASE(timeline, .about = "The links are submissions tied by a timeline semaphore alone.",
         .covers = OMM_COVERS("A114", "A084", "A055"),
         .needs = {.device_commands = true, .timeline_semaphores = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct chain chain = record(t, false);
    struct omm_timeline *timeline = omm_create_timeline(t);
    // Value 1 is the host's, so that all submissions are there before the first one begins.
    for (size_t i = 0; i < LINKS; ++i)
        omm_timeline_submit(timeline, queue, chain.commands[i], i + 1, i + 2);
    ASSERT_SUCCESS(omm_timeline_signal(timeline, 1));
    omm_timeline_finish(timeline);
    ASSERT_OK(done(&chain));
    PASS();
}

// A command buffer that may be begun again.
static VkCommandBuffer allocate(const struct omm_test *t, const struct omm_queue *queue)
{
    return omm_allocate_from(
        omm_create_pool(t, queue, VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT),
        VK_COMMAND_BUFFER_LEVEL_PRIMARY);
}

OMM_CASE(recorded_anew, .about = "A command buffer that is begun again forgets what it held.",
         .covers = OMM_COVERS("A104", "A107"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
    VkCommandBuffer commands = allocate(t, queue);
    const struct omm_micromap *before = NULL;
    for (int round = 0; round < 4; ++round) {
        const struct omm_micromap *clone = omm_create_micromap(t, source->size);
        const VkCopyMicromapInfoEXT info =
            omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
        const VkCommandBufferBeginInfo begin_info = {
            .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
        ASSERT_SUCCESS(t->vk->vkBeginCommandBuffer(commands, &begin_info));
        t->vk->vkCmdCopyMicromapEXT(commands, &info);
        if (before)
            omm_buffer_fill(before->buffer);
        omm_run(t, queue, commands);
        ASSERT_OK(omm_neighbours_intact(clone));
        ASSERT_OK(omm_device_usable(clone));
        // No micromap since its memory was overwritten: every byte of it still says so.
        if (before)
            ASSERTm("the former destination was written again",
                    !omm_buffer_intact_outside(before->buffer, 0, 0));
        before = clone;
    }
    PASS();
}
