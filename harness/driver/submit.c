// SPDX-License-Identifier: Apache-2.0
// Submission. Command buffers can't be allocated yet, so a batch is its waits, its signals and its
// fence.
#include "queue.h"

static bool wait_met(const struct ref_semaphore_operation *wait)
{
    return wait->semaphore->timeline ? wait->semaphore->value >= wait->value
                                     : wait->semaphore->value;
}

static bool ready(const struct ref_batch *batch)
{
    for (uint32_t i = 0; i < batch->wait_count; i++)
        if (!wait_met(&batch->operations[i]))
            return false;
    return true;
}

static void carry_out(const struct ref_batch *batch)
{
    for (uint32_t i = 0; i < batch->wait_count; i++)
        if (!batch->operations[i].semaphore->timeline)
            batch->operations[i].semaphore->value = 0;
    for (uint32_t i = 0; i < batch->signal_count; i++) {
        const struct ref_semaphore_operation *signal = &batch->operations[batch->wait_count + i];
        signal->semaphore->value = signal->semaphore->timeline ? signal->value : 1;
    }
    if (batch->fence)
        batch->fence->signaled = true;
}

/// Moves every batch at the head of the queue that can be carried out to `done`.
static bool advance(struct ref_queue *queue, struct ref_batch **done)
{
    bool moved = false;
    while (queue->pending && ready(queue->pending)) {
        struct ref_batch *batch = queue->pending;
        carry_out(batch);
        queue->pending = batch->next;
        batch->next = *done;
        *done = batch;
        moved = true;
    }
    return moved;
}

struct ref_batch *ref_queues_advance(struct ref_device *device)
{
    // One queue's signals may be what another waits for, so this goes on until nothing moves.
    struct ref_batch *done = NULL;
    bool moved = true;
    while (moved) {
        moved = false;
        for (uint32_t family = 0; family < REF_QUEUE_FAMILY_COUNT; family++)
            for (uint32_t i = 0; i < REF_QUEUE_COUNT_MAX; i++)
                if (device->queues[family][i] && advance(device->queues[family][i], &done))
                    moved = true;
    }
    pthread_cond_broadcast(&device->changed);
    return done;
}

void ref_batches_free(struct ref_batch *batches)
{
    for (struct ref_batch *batch = batches, *next; batch; batch = next) {
        next = batch->next;
        const VkAllocationCallbacks allocator = batch->allocator;
        ref_free(&allocator, batch);
    }
}

/// A batch outlives the call when its waits aren't met yet, hence the scope.
static struct ref_batch *create_batch(const struct ref_device *device, uint32_t wait_count,
                                      uint32_t signal_count)
{
    const VkAllocationCallbacks *allocator = &device->base.allocator;
    struct ref_batch *batch;
    const size_t size =
        sizeof *batch + ((size_t)wait_count + signal_count) * sizeof *batch->operations;
    batch = ref_alloc(allocator, size, _Alignof(max_align_t), VK_SYSTEM_ALLOCATION_SCOPE_DEVICE);
    if (!batch)
        return NULL;
    batch->next = NULL;
    batch->allocator = *allocator;
    batch->fence = NULL;
    batch->wait_count = wait_count;
    batch->signal_count = signal_count;
    return batch;
}

/// Appends the batches and carries out what can be. The fence goes with the last one.
static void enqueue(struct ref_queue *queue, struct ref_batch *batches, VkFence fence)
{
    struct ref_batch *last = batches;
    while (last->next)
        last = last->next;
    last->fence = ref_fence_from_handle(fence);

    pthread_mutex_lock(&queue->device->lock);
    struct ref_batch **end = &queue->pending;
    while (*end)
        end = &(*end)->next;
    *end = batches;
    struct ref_batch *done = ref_queues_advance(queue->device);
    pthread_mutex_unlock(&queue->device->lock);
    ref_batches_free(done);
}

static struct ref_semaphore_operation operation(VkSemaphore semaphore, uint32_t index,
                                                uint32_t count, const uint64_t *values)
{
    return (struct ref_semaphore_operation){
        .semaphore = ref_semaphore_from_handle(semaphore),
        .value = index < count ? values[index] : 0,
    };
}

static struct ref_batch *batch_of(const struct ref_device *device, const VkSubmitInfo *info)
{
    struct ref_batch *batch =
        create_batch(device, info->waitSemaphoreCount, info->signalSemaphoreCount);
    if (!batch)
        return NULL;
    static const VkTimelineSemaphoreSubmitInfo none;
    const VkTimelineSemaphoreSubmitInfo *timeline =
        ref_find(info->pNext, VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO);
    if (!timeline)
        timeline = &none;
    struct ref_semaphore_operation *out = batch->operations;
    for (uint32_t i = 0; i < info->waitSemaphoreCount; i++)
        *out++ = operation(info->pWaitSemaphores[i], i, timeline->waitSemaphoreValueCount,
                           timeline->pWaitSemaphoreValues);
    for (uint32_t i = 0; i < info->signalSemaphoreCount; i++)
        *out++ = operation(info->pSignalSemaphores[i], i, timeline->signalSemaphoreValueCount,
                           timeline->pSignalSemaphoreValues);
    return batch;
}

static struct ref_batch *batch_of2(const struct ref_device *device, const VkSubmitInfo2 *info)
{
    struct ref_batch *batch =
        create_batch(device, info->waitSemaphoreInfoCount, info->signalSemaphoreInfoCount);
    if (!batch)
        return NULL;
    struct ref_semaphore_operation *out = batch->operations;
    for (uint32_t i = 0; i < info->waitSemaphoreInfoCount; i++)
        *out++ = operation(info->pWaitSemaphoreInfos[i].semaphore, 0, 1,
                           &info->pWaitSemaphoreInfos[i].value);
    for (uint32_t i = 0; i < info->signalSemaphoreInfoCount; i++)
        *out++ = operation(info->pSignalSemaphoreInfos[i].semaphore, 0, 1,
                           &info->pSignalSemaphoreInfos[i].value);
    return batch;
}

/// All batches are made before the first is enqueued, so that a call that runs out of memory does
/// nothing.
static VkResult submit(struct ref_queue *queue, uint32_t count, const VkSubmitInfo *infos,
                       const VkSubmitInfo2 *infos2, VkFence fence)
{
    struct ref_batch *batches = NULL, **end = &batches;
    for (uint32_t i = 0; i < count; i++) {
        *end = infos ? batch_of(queue->device, &infos[i]) : batch_of2(queue->device, &infos2[i]);
        if (!*end)
            goto out_of_memory;
        end = &(*end)->next;
    }
    if (!batches && fence && !(batches = create_batch(queue->device, 0, 0)))
        goto out_of_memory;
    if (batches)
        enqueue(queue, batches, fence);
    return VK_SUCCESS;

out_of_memory:
    ref_batches_free(batches);
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
