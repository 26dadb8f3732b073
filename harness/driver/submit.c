// SPDX-License-Identifier: Apache-2.0
// Submission: what the application hands over becomes batches of its queue.
#include "command_buffer.h"
#include "fault.h"
#include "host_faults.h"
#include "micromap_kept.h"
#include "queue.h"
#include "weak.h"

#include <stdio.h>

void ref_batches_free(struct ref_device *device, struct ref_batch *batches)
{
    for (struct ref_batch *batch = batches, *next; batch; batch = next) {
        next = batch->next;
        ref_free(&device->base.allocator, batch);
    }
}

void ref_queue_collect(struct ref_queue *queue)
{
    pthread_mutex_lock(&queue->device->lock);
    struct ref_batch *done = queue->done;
    queue->done = NULL;
    pthread_mutex_unlock(&queue->device->lock);
    ref_batches_free(queue->device, done);
}

/// A batch outlives the call, hence the scope.
static struct ref_batch *create_batch(const struct ref_device *device, uint32_t wait_count,
                                      uint32_t signal_count, uint32_t buffer_count)
{
    struct ref_batch *batch;
    const size_t operations = (size_t)wait_count + signal_count;
    const size_t size = sizeof *batch + operations * sizeof *batch->operations +
                        buffer_count * sizeof *batch->buffers;
    batch = ref_alloc(&device->base.allocator, size, _Alignof(max_align_t),
                      VK_SYSTEM_ALLOCATION_SCOPE_DEVICE);
    if (!batch)
        return NULL;
    *batch = (struct ref_batch){
        .wait_count = wait_count,
        .signal_count = signal_count,
        .buffers = (struct ref_command_buffer **)(batch->operations + operations),
    };
    return batch;
}

static void add_buffer(struct ref_batch *batch, VkCommandBuffer handle)
{
    struct ref_command_buffer *buffer = ref_command_buffer_from_handle(handle);
    if (buffer->state != REF_COMMAND_BUFFER_EXECUTABLE) {
        fprintf(stderr, "ommref: a command buffer that is not executable is submitted; it is left "
                        "out. Was vkEndCommandBuffer called and its result looked at?\n");
        return;
    }
    buffer->pending++;
    batch->buffers[batch->buffer_count++] = buffer;
}

static struct ref_batch *batch_of(const struct ref_device *device, const VkSubmitInfo *info)
{
    struct ref_batch *batch = create_batch(device, info->waitSemaphoreCount,
                                           info->signalSemaphoreCount, info->commandBufferCount);
    if (!batch)
        return NULL;
    static const VkTimelineSemaphoreSubmitInfo none;
    const VkTimelineSemaphoreSubmitInfo *timeline =
        ref_find(info->pNext, VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO);
    if (!timeline || REF_FAULT(SUBMIT_1_0_FORGETS_VALUES))
        timeline = &none;
    struct ref_semaphore_operation *out = batch->operations;
    for (uint32_t i = 0; i < info->waitSemaphoreCount; i++)
        *out++ = (struct ref_semaphore_operation){
            .semaphore = ref_semaphore_from_handle(info->pWaitSemaphores[i]),
            .value = i < timeline->waitSemaphoreValueCount ? timeline->pWaitSemaphoreValues[i] : 0,
            .stages = info->pWaitDstStageMask[i],
        };
    for (uint32_t i = 0; i < info->signalSemaphoreCount; i++)
        *out++ = (struct ref_semaphore_operation){
            .semaphore = ref_semaphore_from_handle(info->pSignalSemaphores[i]),
            .value =
                i < timeline->signalSemaphoreValueCount ? timeline->pSignalSemaphoreValues[i] : 0,
            .stages = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
        };
    for (uint32_t i = 0; i < info->commandBufferCount; i++)
        add_buffer(batch, info->pCommandBuffers[i]);
    return batch;
}

static struct ref_semaphore_operation operation(const VkSemaphoreSubmitInfo *info)
{
    return (struct ref_semaphore_operation){
        .semaphore = ref_semaphore_from_handle(info->semaphore),
        .value = info->value,
        .stages = info->stageMask,
    };
}

static struct ref_batch *batch_of2(const struct ref_device *device, const VkSubmitInfo2 *info)
{
    struct ref_batch *batch =
        create_batch(device, info->waitSemaphoreInfoCount, info->signalSemaphoreInfoCount,
                     info->commandBufferInfoCount);
    if (!batch)
        return NULL;
    struct ref_semaphore_operation *out = batch->operations;
    for (uint32_t i = 0; i < info->waitSemaphoreInfoCount; i++)
        *out++ = operation(&info->pWaitSemaphoreInfos[i]);
    for (uint32_t i = 0; i < info->signalSemaphoreInfoCount; i++)
        *out++ = operation(&info->pSignalSemaphoreInfos[i]);
    for (uint32_t i = 0; i < info->commandBufferInfoCount; i++)
        add_buffer(batch, info->pCommandBufferInfos[i].commandBuffer);
    return batch;
}

/// Gives the batches to the queue's thread. The fence goes with the last one.
static void enqueue(struct ref_queue *queue, struct ref_batch *batches, VkFence fence)
{
    struct ref_batch *last = batches;
    while (last->next)
        last = last->next;
    last->fence = ref_fence_from_handle(fence);
    ref_weak_submit(queue);

    pthread_mutex_lock(&queue->device->lock);
    const bool lost = !REF_FAULT(NONE) && ref_host_faults_submit();
    for (struct ref_batch *batch = batches; batch; batch = batch->next) {
        batch->waits_at_submission = !ref_batch_ready(batch);
        batch->lost = lost;
    }
    if (REF_FAULT(SUBMIT_OF_NOTHING_IS_DONE) && last->fence && !last->buffer_count)
        last->fence->signaled = true;
    struct ref_batch **end = &queue->pending;
    while (*end)
        end = &(*end)->next;
    *end = batches;
    pthread_cond_broadcast(&queue->device->changed);
    pthread_mutex_unlock(&queue->device->lock);
}

/// Undoes what add_buffer did for batches that are not submitted after all.
static void abandon(struct ref_device *device, struct ref_batch *batches)
{
    for (struct ref_batch *batch = batches; batch; batch = batch->next)
        for (uint32_t i = 0; i < batch->buffer_count; i++)
            batch->buffers[i]->pending--;
    ref_batches_free(device, batches);
}

/// All batches are made before the first is enqueued, so that a call that runs out of memory does
/// nothing.
static VkResult submit(struct ref_queue *queue, uint32_t count, const VkSubmitInfo *infos,
                       const VkSubmitInfo2 *infos2, VkFence fence)
{
    ref_queue_collect(queue);
    if (REF_FAULT(SUBMIT_FIRST_BATCH_ONLY) && count > 1)
        count = 1;
    struct ref_batch *batches = NULL, **end = &batches;
    for (uint32_t i = 0; i < count; i++) {
        *end = infos ? batch_of(queue->device, &infos[i]) : batch_of2(queue->device, &infos2[i]);
        if (!*end)
            goto out_of_memory;
        end = &(*end)->next;
    }
    if (!batches && fence && !(batches = create_batch(queue->device, 0, 0, 0)))
        goto out_of_memory;
    if (REF_FAULT(SUBMIT_KEEPS_STRUCTURES))
        ref_micromap_keep(infos ? (const void *)infos : infos2);
    if (batches)
        enqueue(queue, batches, fence);
    return VK_SUCCESS;

out_of_memory:
    abandon(queue->device, batches);
    return VK_ERROR_OUT_OF_HOST_MEMORY;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_QueueSubmit(VkQueue queue, uint32_t submitCount,
                                               const VkSubmitInfo *pSubmits, VkFence fence)
{
    return submit(ref_queue_from_handle(queue), submitCount, pSubmits, NULL, fence);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_QueueSubmit2(VkQueue queue, uint32_t submitCount,
                                                const VkSubmitInfo2 *pSubmits, VkFence fence)
{
    return submit(ref_queue_from_handle(queue), submitCount, NULL, pSubmits, fence);
}
