// SPDX-License-Identifier: Apache-2.0
// Host commands beside a queue that has work it can't finish yet.
//
// Host micromap commands are "executed on the host timeline, rather than being enqueued into command buffers" (chapter
// "Host Micromap Operations"), and commands on distinct objects need no synchronization with each other (chapter
// "Threading Behavior"), so a submission that waits for the host's signal is no business of theirs.
//
// Observed: while a submission waits for a timeline value that the host has not signaled, the host builds, copies,
// serializes and loads other micromaps, and uses the results; then it signals, and the submission's own result is
// used. Being slow, or even waiting for the queue, is poor but nowhere forbidden (A159): a thread signals after a
// while, so that a driver that waits gets a warning and not a hang. Vacuous if the queue were idle: the value that the
// submission signals is looked at before the one that it waits for is given.
#include <ommcts/ommcts.h>

#include <stdatomic.h>

enum { PATIENCE = 4000, STEP = 2 }; // milliseconds

// The signal that the submission waits for: given once, by the case or by the thread that lost patience.
struct signal {
    struct omm_timeline *timeline;
    atomic_bool given;
    atomic_bool over; // the case needs no watching any more
};

static VkResult give(struct signal *signal)
{
    return atomic_exchange(&signal->given, true) ? VK_INCOMPLETE
                                                 : omm_timeline_signal(signal->timeline, 1);
}

static void *watch(void *argument)
{
    struct signal *signal = argument;
    for (int waited = 0; waited < PATIENCE && !atomic_load(&signal->over); waited += STEP)
        omm_sleep(STEP);
    if (!atomic_load(&signal->over))
        give(signal);
    return NULL;
}

static void stop_watching(void *object)
{
    struct signal *signal = object;
    atomic_store(&signal->over, true);
}

// A clone that the device has been told to make once the signal is given.
struct busy {
    struct signal *signal;
    const struct omm_micromap *clone;
    struct omm_thread *watcher;
};

static struct busy begin_work(const struct omm_test *t, const struct omm_shape *shape)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, shape, 0);
    struct busy busy = {.signal = omm_alloc(sizeof *busy.signal),
                        .clone = omm_create_micromap(t, source->size)};
    busy.signal->timeline = omm_create_timeline(t);
    const VkCopyMicromapInfoEXT info =
        omm_copy_info(source, busy.clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    omm_timeline_submit(busy.signal->timeline, queue, commands, 1, 2);
    busy.watcher = omm_thread_start(watch, busy.signal);
    // Runs before the thread is joined when the case fails.
    omm_cleanup(stop_watching, busy.signal);
    return busy;
}

// Ends the queue's wait, and warns when somebody else had to.
static void end_work(const struct busy *busy)
{
    // In this order: once the wait is over, the value may come at any time.
    const bool finished = omm_timeline_value(busy->signal->timeline) > 1;
    if (finished && !atomic_load(&busy->signal->given))
        omm_fail("a submission finished before the timeline value that it waits for was signaled");
    const VkResult result = give(busy->signal);
    stop_watching(busy->signal);
    omm_thread_join(busy->watcher);
    if (result == VK_INCOMPLETE)
        omm_warn("host copies were not done after %d ms beside a queue that waited for the host "
                 "(A159)",
                 PATIENCE);
    else
        omm_must_succeed(result, "vkSignalSemaphore");
    omm_timeline_finish(busy->signal->timeline);
}

OMM_CASE(every_command, .about = "All host commands work beside a queue that waits for the host.",
         .covers = OMM_COVERS("A158", "A159", "A003"), .params = OMM_FEW_SHAPES,
         .needs = {.host_commands = true, .device_commands = true, .timeline_semaphores = true})
{
    const struct busy busy = begin_work(t, &omm_small);
    const struct omm_micromap *map =
        omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    ASSERT_OK(omm_usable(map));
    ASSERT_OK(omm_usable(omm_clone(map)));
    ASSERT_OK(omm_usable(omm_compact(map)));
    ASSERT_OK(omm_usable(omm_deserialize(t, omm_serialize(map), map->size)));
    ASSERT_OK(omm_neighbours_intact(map));
    end_work(&busy);
    ASSERT_OK(omm_neighbours_intact(busy.clone));
    ASSERT_OK(omm_usable(busy.clone));
    ASSERT_OK(omm_device_usable(busy.clone));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

OMM_CASE(large, .about = "Large host copies, deferred or not, work beside a queue that waits.",
         .covers = OMM_COVERS("A158", "A159"), .params = OMM_BOTH_WAYS,
         .needs = {.host_commands = true, .device_commands = true, .timeline_semaphores = true})
{
    const struct omm_way *way = param;
    const struct omm_micromap *source = omm_build(t, &omm_large, 0);
    const struct busy busy = begin_work(t, &omm_large);
    const struct omm_micromap *clone = omm_create_micromap(t, source->size);
    const VkCopyMicromapInfoEXT info =
        omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkCopyMicromapEXT(t->device, operation, &info));
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_usable(clone));
    end_work(&busy);
    ASSERT_OK(omm_usable(busy.clone));
    ASSERT_OK(omm_device_usable(clone));
    PASS();
}

OMM_CASE(same_source,
         .about = "The host copies a micromap that a waiting submission reads as well.",
         .covers = OMM_COVERS("A158", "A074"),
         .needs = {.host_commands = true, .device_commands = true, .timeline_semaphores = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    const struct omm_region *blob = omm_region(t, omm_device_serialized_size(source), 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    const struct busy busy = begin_work(t, &omm_small);
    // Behind the submission that waits, so it waits as well.
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    omm_timeline_submit(busy.signal->timeline, queue, commands, 2, 3);
    ASSERT_OK(omm_usable(source));
    ASSERT_OK(omm_usable(omm_clone(source)));
    end_work(&busy);
    ASSERT_OK(omm_region_neighbours_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    ASSERT_OK(omm_usable(source));
    ASSERT_OK(omm_device_usable(omm_device_deserialize(t, blob, source->size)));
    PASS();
}
