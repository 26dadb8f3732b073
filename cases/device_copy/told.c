// SPDX-License-Identifier: Apache-2.0
// Submissions that wait for the host, and by what the host is told that they are done.
//
// "vkQueueWaitIdle is equivalent to having submitted a valid fence to every previously executed queue submission command ...
// that accepts a fence, then waiting for all of those fences"; vkDeviceWaitIdle is "equivalent to calling vkQueueWaitIdle for
// all queues"; and a vkQueueSubmit of nothing has a fence that is signaled once everything submitted before is complete.
// What a batch of vkQueueSubmit waits for and signals, VkTimelineSemaphoreSubmitInfo tells (chapter "Queue Submission").
// A driver that does micromap commands on the host has to count them as work of the queue.
//
// Observed: a chain of clones, each of the one before, is held by a timeline semaphore that the host signals late; the
// timeline's value tells what was done when the host was told, and the last clone can be used. Vacuous if the work was done
// before anybody waits: it can't begin before the signal, which comes 20 ms after the submission.
#include <ommcts/ommcts.h>

enum { LINKS = 4 };

struct chain {
    struct omm_timeline *timeline;
    VkCommandBuffer commands[LINKS];
    const struct omm_micromap *clones[LINKS];
};

static struct chain record(const struct omm_test *t, const struct omm_queue *queue)
{
    struct chain chain = {.timeline = omm_create_timeline(t)};
    const struct omm_micromap *source = omm_device_build(t, &omm_shapes[OMM_FEW - 1], 0);
    for (size_t i = 0; i < LINKS; ++i) {
        chain.clones[i] = omm_create_micromap(t, source->size);
        const VkCopyMicromapInfoEXT info =
            omm_copy_info(source, chain.clones[i], VK_COPY_MICROMAP_MODE_CLONE_EXT);
        chain.commands[i] = omm_begin(t, queue, 0);
        t->vk->vkCmdCopyMicromapEXT(chain.commands[i], &info);
        omm_barrier_copies(t, chain.commands[i]);
        omm_end(t, chain.commands[i]);
        source = chain.clones[i];
    }
    return chain;
}

// Once nothing is left to do.
static const char *done(const struct chain *chain)
{
    omm_timeline_finish(chain->timeline);
    for (size_t i = 0; i < LINKS; ++i) {
        const char *complaint = omm_neighbours_intact(chain->clones[i]);
        if (complaint)
            return complaint;
    }
    return omm_device_usable(chain->clones[LINKS - 1]);
}

static VkResult wait_for_queue(const struct omm_test *t, const struct omm_queue *queue)
{
    return t->vk->vkQueueWaitIdle(queue->handle);
}

static VkResult wait_for_device(const struct omm_test *t, const struct omm_queue *queue)
{
    (void)queue;
    return t->vk->vkDeviceWaitIdle(t->device);
}

static VkResult wait_for_nothing(const struct omm_test *t, const struct omm_queue *queue)
{
    const VkFence fence = omm_create_fence(t);
    const VkResult answer = t->vk->vkQueueSubmit(queue->handle, 0, NULL, fence);
    if (answer == VK_SUCCESS)
        omm_wait(t, fence);
    return answer;
}

static const struct way {
    const char *name;
    VkResult (*wait)(const struct omm_test *t, const struct omm_queue *queue);
} ways[] = {
    {"queue_idle", wait_for_queue},
    {"device_idle", wait_for_device},
    {"empty_submission", wait_for_nothing},
};

struct opener {
    const struct omm_timeline *timeline;
    VkResult opened;
};

static void *open_late(void *argument)
{
    struct opener *self = argument;
    omm_sleep(20);
    self->opened = omm_timeline_signal(self->timeline, 1);
    return NULL;
}

OMM_CASE(not_too_early,
         .about = "Whoever is told that nothing is left to do finds everything done.",
         .covers = OMM_COVERS("A114", "A084", "A055"),
         .needs = {.device_commands = true, .timeline_semaphores = true},
         .params = OMM_PARAMS(ways))
{
    const struct way *way = param;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct chain chain = record(t, queue);
    struct opener *opener = omm_alloc(sizeof *opener);
    *opener = (struct opener){.timeline = chain.timeline};
    for (size_t i = 0; i < LINKS; ++i)
        omm_timeline_submit(chain.timeline, queue, chain.commands[i], 1, i + 1 < LINKS ? 0 : 2);
    struct omm_thread *thread = omm_thread_start(open_late, opener);
    ASSERT_SUCCESS(way->wait(t, queue));
    const uint64_t reached = omm_timeline_value(chain.timeline);
    omm_thread_join(thread);
    omm_must_succeed(opener->opened, "vkSignalSemaphore");
    ASSERT_OK(done(&chain));
    ASSERTm("told too early: commands were not done", reached == 2);
    PASS();
}

OMM_CASE(step_by_step,
         .about = "Submissions of Vulkan 1.0 wait for a timeline semaphore, and signal it.",
         .covers = OMM_COVERS("A114", "A084", "A055"),
         .needs = {.device_commands = true, .timeline_semaphores = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct chain chain = record(t, queue);
    for (uint64_t i = 0; i < LINKS; ++i)
        omm_timeline_submit_1_0(chain.timeline, queue, chain.commands[i], 1 + 2 * i, 2 + 2 * i);
    for (uint64_t i = 0; i < LINKS; ++i) {
        omm_sleep(5);
        ASSERT_EQ_FMTm("a submission did not wait", (unsigned long long)(2 * i),
                       (unsigned long long)omm_timeline_value(chain.timeline), "%llu");
        ASSERT_SUCCESS(omm_timeline_signal(chain.timeline, 1 + 2 * i));
        ASSERT_SUCCESS(omm_timeline_wait(chain.timeline, 2 + 2 * i));
    }
    ASSERT_OK(done(&chain));
    PASS();
}
