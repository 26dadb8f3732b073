// SPDX-License-Identifier: Apache-2.0
// vkQueueSubmit and vkQueueSubmit2.
#include "commands.h"
#include "in_use.h"
#include "replay.h"

// What is common to both: the batches, in whichever structure.
struct submission {
    VkQueue queue;
    uint32_t count;
    const VkSubmitInfo *first; // one of these two is NULL
    const VkSubmitInfo2 *second;
    VkFence fence;
};

static void replay_batch(struct lay_replay *replay, const struct submission *submission, uint32_t i)
{
    if (submission->first) {
        const VkSubmitInfo *batch = &submission->first[i];
        lay_replay_batch(replay, batch->waitSemaphoreCount);
        for (uint32_t j = 0; j < batch->commandBufferCount; ++j)
            lay_replay_buffer(replay, batch->pCommandBuffers[j]);
    } else {
        const VkSubmitInfo2 *batch = &submission->second[i];
        lay_replay_batch(replay, batch->waitSemaphoreInfoCount);
        for (uint32_t j = 0; j < batch->commandBufferInfoCount; ++j)
            lay_replay_buffer(replay, batch->pCommandBufferInfos[j].commandBuffer);
    }
}

static void note_signal(struct lay_device *device, VkSemaphore handle, uint64_t value,
                        struct lay_point point)
{
    struct lay_semaphore *semaphore = lay_find(device, LAY_SEMAPHORE, LAY_KEY(handle));
    if (!semaphore || !semaphore->timeline)
        return;
    semaphore->signals[semaphore->next_signal++ % LAY_SIGNALS] = (struct lay_signal){value, point};
}

static void note_signals_1(struct lay_device *device, const VkSubmitInfo *batch,
                           struct lay_point point)
{
    const VkTimelineSemaphoreSubmitInfo *timeline =
        lay_find_in_chain(batch->pNext, VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO);
    for (uint32_t i = 0; timeline && i < batch->signalSemaphoreCount; ++i)
        if (i < timeline->signalSemaphoreValueCount)
            note_signal(device, batch->pSignalSemaphores[i], timeline->pSignalSemaphoreValues[i],
                        point);
}

// A signal tells of commands in the stages that it waits for: micromap commands execute in one of these.
static void note_signals_2(struct lay_device *device, const VkSubmitInfo2 *batch,
                           struct lay_point point)
{
    const VkPipelineStageFlags2 stages = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT |
                                         VK_PIPELINE_STAGE_2_BOTTOM_OF_PIPE_BIT |
                                         VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT;
    for (uint32_t i = 0; i < batch->signalSemaphoreInfoCount; ++i) {
        const VkSemaphoreSubmitInfo *signal = &batch->pSignalSemaphoreInfos[i];
        if (signal->stageMask & stages)
            note_signal(device, signal->semaphore, signal->value, point);
    }
}

static void note_use_1(struct lay_device *device, const VkSubmitInfo *batch, struct lay_point point)
{
    const VkPipelineStageFlags stages = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
    const VkTimelineSemaphoreSubmitInfo *timeline =
        lay_find_in_chain(batch->pNext, VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO);
    for (uint32_t i = 0; timeline && i < batch->waitSemaphoreCount; ++i)
        if (i < timeline->waitSemaphoreValueCount && batch->pWaitDstStageMask[i] & stages)
            lay_use_after(device, point, batch->pWaitSemaphores[i],
                          timeline->pWaitSemaphoreValues[i]);
    for (uint32_t i = 0; i < batch->commandBufferCount; ++i)
        lay_use_by(device, point, batch->pCommandBuffers[i]);
}

static void note_use_2(struct lay_device *device, const VkSubmitInfo2 *batch,
                       struct lay_point point)
{
    const VkPipelineStageFlags2 stages =
        VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT | VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT;
    for (uint32_t i = 0; i < batch->waitSemaphoreInfoCount; ++i) {
        const VkSemaphoreSubmitInfo *wait = &batch->pWaitSemaphoreInfos[i];
        if (wait->stageMask & stages)
            lay_use_after(device, point, wait->semaphore, wait->value);
    }
    for (uint32_t i = 0; i < batch->commandBufferInfoCount; ++i)
        lay_use_by(device, point, batch->pCommandBufferInfos[i].commandBuffer);
}

// From here on others may see that the submission has completed, so it must be known before it begins.
static void note_marks(struct lay_device *device, const struct lay_replay *replay,
                       const struct submission *submission)
{
    for (uint32_t i = 0; i < submission->count; ++i) {
        const struct lay_point point = {replay->queue, replay->submitted_before + i + 1};
        if (submission->first) {
            note_signals_1(device, &submission->first[i], point);
            note_use_1(device, &submission->first[i], point);
        } else {
            note_signals_2(device, &submission->second[i], point);
            note_use_2(device, &submission->second[i], point);
        }
    }
    struct lay_fence *fence = lay_find(device, LAY_FENCE, LAY_KEY(submission->fence));
    if (fence)
        fence->point = (struct lay_point){replay->queue, replay->queue->submitted};
}

// Whether the submission may go on to the next layer.
static bool prepare(struct lay_call *call, struct lay_replay *replay,
                    const struct submission *submission)
{
    struct lay_device *device = call->device;
    lay_lock(device);
    if (!lay_replay_begin(replay, call, submission->queue)) {
        lay_unlock(device);
        return true;
    }
    for (uint32_t i = 0; i < submission->count; ++i)
        replay_batch(replay, submission, i);
    lay_unlock(device);
    const bool stopped = lay_call_stopped(call);
    lay_lock(device);
    if (stopped)
        lay_replay_undo(replay);
    else
        note_marks(device, replay, submission);
    lay_unlock(device);
    return !stopped;
}

// What did not happen tells nothing when somebody else signals the same.
static void unmark(struct lay_device *device, const struct lay_replay *replay)
{
    size_t cursor = 0;
    for (struct lay_semaphore *semaphore;
         (semaphore = lay_map_next(&device->maps[LAY_SEMAPHORE], &cursor));)
        for (int i = 0; i < LAY_SIGNALS; ++i) {
            const struct lay_point *point = &semaphore->signals[i].point;
            if (point->queue == replay->queue && point->batch > replay->submitted_before)
                semaphore->signals[i] = (struct lay_signal){0};
        }
    cursor = 0;
    for (struct lay_fence *fence; (fence = lay_map_next(&device->maps[LAY_FENCE], &cursor));)
        if (fence->point.queue == replay->queue && fence->point.batch > replay->submitted_before)
            fence->point = (struct lay_point){0};
}

static void finish(struct lay_device *device, struct lay_replay *replay, VkResult result)
{
    if (result != VK_SUCCESS && replay->queue) {
        lay_lock(device);
        unmark(device, replay);
        lay_use_forget(replay->queue, replay->submitted_before);
        lay_replay_fail(replay);
        lay_unlock(device);
    }
    lay_replay_end(replay);
}

static VKAPI_ATTR VkResult VKAPI_CALL submit(VkQueue queue, uint32_t count,
                                             const VkSubmitInfo *infos, VkFence fence)
{
    struct lay_device *device = lay_device_of(queue);
    struct lay_call call = {.device = device, .command = "vkQueueSubmit"};
    const struct submission submission = {queue, count, infos, NULL, fence};
    struct lay_replay replay = {0};
    const bool go_on = prepare(&call, &replay, &submission);
    const VkResult result =
        go_on ? device->next.QueueSubmit(queue, count, infos, fence) : LAY_VALIDATION_FAILED;
    finish(device, &replay, go_on ? result : VK_SUCCESS);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL submit_2(VkQueue queue, uint32_t count,
                                               const VkSubmitInfo2 *infos, VkFence fence)
{
    struct lay_device *device = lay_device_of(queue);
    struct lay_call call = {.device = device, .command = "vkQueueSubmit2"};
    const struct submission submission = {queue, count, NULL, infos, fence};
    struct lay_replay replay = {0};
    const bool go_on = prepare(&call, &replay, &submission);
    const VkResult result =
        go_on ? device->next.QueueSubmit2(queue, count, infos, fence) : LAY_VALIDATION_FAILED;
    finish(device, &replay, go_on ? result : VK_SUCCESS);
    return result;
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkQueueSubmit", submit),
    LAY_COMMAND("vkQueueSubmit2", submit_2),
    LAY_COMMAND("vkQueueSubmit2KHR", submit_2),
};
LAY_FAMILY(lay_submit_family, commands);
