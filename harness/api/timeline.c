// SPDX-License-Identifier: Apache-2.0
// Timeline semaphores, and submissions that must not outlive a case.
#include <ommcts/block.h>
#include <ommcts/timeline.h>
#include <ommcts/verdict.h>

enum { MAX_SUBMISSIONS = 64 };

struct submission {
    VkFence fence;
    uint64_t wait;
};

struct omm_timeline {
    const struct omm_test *t;
    VkSemaphore semaphore;
    uint32_t count; ///< submissions that nobody waited for yet
    struct submission submissions[MAX_SUBMISSIONS];
};

VkResult omm_timeline_signal(const struct omm_timeline *timeline, uint64_t value)
{
    const VkSemaphoreSignalInfo info = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SIGNAL_INFO,
                                        .semaphore = timeline->semaphore,
                                        .value = value};
    return timeline->t->vk->vkSignalSemaphore(timeline->t->device, &info);
}

VkResult omm_timeline_wait(const struct omm_timeline *timeline, uint64_t value)
{
    const VkSemaphoreWaitInfo info = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
                                      .semaphoreCount = 1,
                                      .pSemaphores = &timeline->semaphore,
                                      .pValues = &value};
    return timeline->t->vk->vkWaitSemaphores(timeline->t->device, &info, UINT64_MAX);
}

uint64_t omm_timeline_value(const struct omm_timeline *timeline)
{
    uint64_t value = 0;
    const struct omm_test *t = timeline->t;
    omm_must_succeed(t->vk->vkGetSemaphoreCounterValue(t->device, timeline->semaphore, &value),
                     "vkGetSemaphoreCounterValue");
    return value;
}

static void release(const struct omm_timeline *timeline, uint64_t wait)
{
    uint64_t now = 0;
    const struct omm_test *t = timeline->t;
    if (t->vk->vkGetSemaphoreCounterValue(t->device, timeline->semaphore, &now) == VK_SUCCESS &&
        now < wait)
        omm_timeline_signal(timeline, wait);
}

static void destroy_timeline(void *object)
{
    const struct omm_timeline *timeline = object;
    const struct omm_test *t = timeline->t;
    t->vk->vkDestroySemaphore(t->device, timeline->semaphore, t->allocator);
}

// Before anything that the submissions use is destroyed.
static void let_go(void *object)
{
    struct omm_timeline *timeline = object;
    const struct omm_test *t = timeline->t;
    for (uint32_t i = 0; i < timeline->count; ++i) {
        release(timeline, timeline->submissions[i].wait);
        t->vk->vkWaitForFences(t->device, 1, &timeline->submissions[i].fence, VK_TRUE, UINT64_MAX);
    }
    timeline->count = 0;
}

struct omm_timeline *omm_create_timeline(const struct omm_test *t)
{
    struct omm_timeline *timeline = omm_alloc(sizeof *timeline);
    timeline->t = t;
    const VkSemaphoreTypeCreateInfo type = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
                                            .semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE};
    const VkSemaphoreCreateInfo info = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
                                        .pNext = &type};
    omm_must_succeed(t->vk->vkCreateSemaphore(t->device, &info, t->allocator, &timeline->semaphore),
                     "vkCreateSemaphore");
    omm_cleanup(destroy_timeline, timeline);
    return timeline;
}

// Everything that vkQueueSubmit2 is told, in pages of its own: none of it is needed when the call has returned, though
// the submission may wait for long.
struct told {
    VkSubmitInfo2 info;
    VkSemaphoreSubmitInfo wait, signal;
    VkCommandBufferSubmitInfo buffer;
};

static struct omm_block *tell(const struct omm_timeline *timeline, VkCommandBuffer commands,
                              uint64_t wait, uint64_t signal)
{
    struct told told = {
        .wait = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
                 .semaphore = timeline->semaphore,
                 .value = wait,
                 .stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT},
        .buffer = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO,
                   .commandBuffer = commands},
    };
    told.signal = told.wait;
    told.signal.value = signal;
    struct omm_block *block = omm_block_with("submission", &told, sizeof told);
    struct told *there = (struct told *)block->bytes;
    there->info = (VkSubmitInfo2){
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2,
        .waitSemaphoreInfoCount = wait ? 1 : 0,
        .pWaitSemaphoreInfos = &there->wait,
        .commandBufferInfoCount = 1,
        .pCommandBufferInfos = &there->buffer,
        .signalSemaphoreInfoCount = signal ? 1 : 0,
        .pSignalSemaphoreInfos = &there->signal,
    };
    return block;
}

static VkFence fence_of_another(const struct omm_timeline *timeline)
{
    if (timeline->count == MAX_SUBMISSIONS)
        omm_resource_error("more than %d submissions on one timeline", MAX_SUBMISSIONS);
    return omm_create_fence(timeline->t);
}

static void submitted(struct omm_timeline *timeline, struct submission submission,
                      const struct omm_block *told, VkResult answer, const char *command)
{
    omm_block_protect(told, OMM_NO_ACCESS);
    omm_must_succeed(answer, command);
    timeline->submissions[timeline->count++] = submission;
    omm_cleanup(let_go, timeline);
}

void omm_timeline_submit(struct omm_timeline *timeline, const struct omm_queue *queue,
                         VkCommandBuffer commands, uint64_t wait, uint64_t signal)
{
    const VkFence fence = fence_of_another(timeline);
    const struct omm_block *told = tell(timeline, commands, wait, signal);
    const VkResult answer = timeline->t->vk->vkQueueSubmit2(
        queue->handle, 1, (const VkSubmitInfo2 *)told->bytes, fence);
    submitted(timeline, (struct submission){fence, wait}, told, answer, "vkQueueSubmit2");
}

// The same for vkQueueSubmit.
struct told_1_0 {
    VkSubmitInfo info;
    VkTimelineSemaphoreSubmitInfo values;
    VkSemaphore semaphore;
    VkPipelineStageFlags stages;
    uint64_t wait, signal;
    VkCommandBuffer commands;
};

static struct omm_block *tell_1_0(const struct told_1_0 *told)
{
    struct omm_block *block = omm_block_with("submission", told, sizeof *told);
    struct told_1_0 *there = (struct told_1_0 *)block->bytes;
    const uint32_t waits = told->wait ? 1 : 0;
    const uint32_t signals = told->signal ? 1 : 0;
    there->values = (VkTimelineSemaphoreSubmitInfo){
        .sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
        .waitSemaphoreValueCount = waits,
        .pWaitSemaphoreValues = &there->wait,
        .signalSemaphoreValueCount = signals,
        .pSignalSemaphoreValues = &there->signal,
    };
    there->info = (VkSubmitInfo){
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .pNext = &there->values,
        .waitSemaphoreCount = waits,
        .pWaitSemaphores = &there->semaphore,
        .pWaitDstStageMask = &there->stages,
        .commandBufferCount = 1,
        .pCommandBuffers = &there->commands,
        .signalSemaphoreCount = signals,
        .pSignalSemaphores = &there->semaphore,
    };
    return block;
}

void omm_timeline_submit_1_0(struct omm_timeline *timeline, const struct omm_queue *queue,
                             VkCommandBuffer commands, uint64_t wait, uint64_t signal)
{
    const VkFence fence = fence_of_another(timeline);
    const struct omm_block *told = tell_1_0(&(struct told_1_0){
        .semaphore = timeline->semaphore,
        .stages = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
        .wait = wait,
        .signal = signal,
        .commands = commands,
    });
    const VkResult answer =
        timeline->t->vk->vkQueueSubmit(queue->handle, 1, (const VkSubmitInfo *)told->bytes, fence);
    submitted(timeline, (struct submission){fence, wait}, told, answer, "vkQueueSubmit");
}

void omm_timeline_finish(struct omm_timeline *timeline)
{
    for (uint32_t i = 0; i < timeline->count; ++i)
        omm_wait(timeline->t, timeline->submissions[i].fence);
    timeline->count = 0;
}
