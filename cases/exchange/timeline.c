// SPDX-License-Identifier: Apache-2.0
// Host copies and submissions ordered by a timeline semaphore instead of by a call.
//
// Host commands are "executed on the host timeline" (chapter "Host Micromap Operations"): when one returns, its effect
// is there. A submission may wait for a timeline value that the host signals later (wait before signal), and "src must have
// been constructed prior to the execution of this command on the device" (VUID-vkCmdCopyMicromapEXT-src-07532), not prior
// to submitting it. Such a submission needs a barrier from HOST and HOST_WRITE, because the writes come after
// vkQueueSubmit2 ("Host Write Ordering Guarantees"); towards the host, a barrier and the wait for the semaphore.
//
// Observed: what the device made from what the host constructed in the meantime, and the reverse, can be used by both
// sides. What it means takes ray queries (A160). Vacuous if the submission ran early: its source was no micromap then.
#include <ommcts/ommcts.h>

// What the host wrote after the submission, for micromap commands that read it.
static void host_to_copies(const struct omm_test *t, VkCommandBuffer commands)
{
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_WRITE_BIT,
                OMM_COPY_STAGES, VK_ACCESS_2_MICROMAP_READ_BIT_EXT | VK_ACCESS_2_TRANSFER_READ_BIT);
}

static const char *usable_by_both(const struct omm_micromap *map)
{
    const char *complaint = omm_neighbours_intact(map);
    if (!complaint)
        complaint = omm_usable(map);
    return complaint ? complaint : omm_device_usable(map);
}

OMM_CASE(host_copy_then_device, .params = OMM_FEW_SHAPES,
         .about = "A submission that waits for the host's signal sees what the host loaded before.",
         .covers = OMM_COVERS("A160", "A034", "A086"),
         .needs = {.host_commands = true, .device_commands = true, .timeline_semaphores = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *blob = omm_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_micromap *loaded = omm_create_micromap(t, origin->size);
    const struct omm_micromap *clone = omm_create_micromap(t, origin->size);
    const VkCopyMicromapInfoEXT info =
        omm_copy_info(loaded, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    struct omm_timeline *timeline = omm_create_timeline(t);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    host_to_copies(t, commands);
    t->vk->vkCmdCopyMicromapEXT(commands, &info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    omm_timeline_submit(timeline, queue, commands, 1, 0);
    const VkCopyMemoryToMicromapInfoEXT load = omm_deserialize_info(blob->bytes, loaded);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &load));
    ASSERT_SUCCESS(omm_timeline_signal(timeline, 1));
    omm_timeline_finish(timeline);
    ASSERT_OK(usable_by_both(clone));
    ASSERT_OK(usable_by_both(loaded));
    PASS();
}

OMM_CASE(host_data_then_device, .params = OMM_FEW_SHAPES,
         .about = "A submission that waits for the host's signal loads what the host serialized.",
         .covers = OMM_COVERS("A160", "A100", "A070"),
         .needs = {.host_commands = true, .device_commands = true, .timeline_semaphores = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *origin = omm_build(t, param, 0);
    // The device calls what it serializes compatible, or the case ends here.
    ASSERT_OK(omm_usable(origin));
    const struct omm_region *region = omm_region(t, omm_serialized_size(origin), 256);
    const struct omm_micromap *loaded = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(region, loaded);
    struct omm_timeline *timeline = omm_create_timeline(t);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    host_to_copies(t, commands);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    omm_timeline_submit(timeline, queue, commands, 1, 0);
    const VkCopyMicromapToMemoryInfoEXT store = omm_serialize_info(origin, region->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &store));
    ASSERT_SUCCESS(omm_timeline_signal(timeline, 1));
    omm_timeline_finish(timeline);
    ASSERT_OK(omm_region_neighbours_intact(region));
    ASSERT_OK(usable_by_both(loaded));
    PASS();
}

OMM_CASE(device_then_host_copy, .params = OMM_FEW_SHAPES,
         .about = "The host copies what a submission made when its timeline value is reached.",
         .covers = OMM_COVERS("A161", "A071", "A109"),
         .needs = {.host_commands = true, .device_commands = true, .timeline_semaphores = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, origin->size);
    const struct omm_micromap *copy = omm_create_micromap(t, origin->size);
    const VkCopyMicromapInfoEXT on_device =
        omm_copy_info(origin, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    const VkCopyMicromapInfoEXT on_host =
        omm_copy_info(clone, copy, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    struct omm_timeline *timeline = omm_create_timeline(t);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &on_device);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    omm_timeline_submit(timeline, queue, commands, 0, 1);
    ASSERT_SUCCESS(omm_timeline_wait(timeline, 1));
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &on_host));
    omm_timeline_finish(timeline);
    ASSERT_OK(usable_by_both(copy));
    ASSERT_OK(usable_by_both(clone));
    PASS();
}

OMM_CASE(in_turns,
         .about = "Host and device clone in turns, with every submission made beforehand.",
         .covers = OMM_COVERS("A160", "A161", "A109", "A034"),
         .needs = {.host_commands = true, .device_commands = true, .timeline_semaphores = true})
{
    enum { ROUNDS = 8 };
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *maps[2 * ROUNDS + 1] = {omm_build(t, &omm_small, 0)};
    for (size_t i = 1; i <= 2 * ROUNDS; ++i)
        maps[i] = omm_create_micromap(t, maps[0]->size);
    struct omm_timeline *timeline = omm_create_timeline(t);
    // The host makes the odd ones and signals their numbers, the device the even ones.
    for (size_t i = 0; i < ROUNDS; ++i) {
        const VkCopyMicromapInfoEXT info =
            omm_copy_info(maps[2 * i + 1], maps[2 * i + 2], VK_COPY_MICROMAP_MODE_CLONE_EXT);
        VkCommandBuffer commands = omm_begin(t, queue, 0);
        host_to_copies(t, commands);
        t->vk->vkCmdCopyMicromapEXT(commands, &info);
        omm_barrier_host(t, commands);
        omm_end(t, commands);
        omm_timeline_submit(timeline, queue, commands, 2 * i + 1, 2 * i + 2);
    }
    for (size_t i = 0; i < ROUNDS; ++i) {
        const VkCopyMicromapInfoEXT info =
            omm_copy_info(maps[2 * i], maps[2 * i + 1], VK_COPY_MICROMAP_MODE_CLONE_EXT);
        if (i)
            ASSERT_SUCCESS(omm_timeline_wait(timeline, 2 * i));
        ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_SUCCESS(omm_timeline_signal(timeline, 2 * i + 1));
    }
    omm_timeline_finish(timeline);
    ASSERT_OK(usable_by_both(maps[2 * ROUNDS]));
    PASS();
}
