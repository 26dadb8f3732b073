// SPDX-License-Identifier: Apache-2.0
#include "in_use.h"

void lay_use_after(struct lay_device *device, struct lay_point batch, VkSemaphore handle,
                   uint64_t value)
{
    const struct lay_semaphore *semaphore = lay_find(device, LAY_SEMAPHORE, LAY_KEY(handle));
    if (!semaphore || !semaphore->timeline)
        return;
    batch.queue->holds[batch.queue->next_hold++ % LAY_HOLDS] =
        (struct lay_hold){handle, semaphore->record.id, value, batch.batch};
}

static void note(struct lay_device *device, struct lay_point batch, VkMicromapEXT handle,
                 uint64_t id)
{
    struct lay_micromap *micromap = lay_find_same(device, LAY_MICROMAP, LAY_KEY(handle), id);
    if (micromap)
        micromap->used = batch;
}

void lay_use_by(struct lay_device *device, struct lay_point batch, VkCommandBuffer handle)
{
    const struct lay_command_buffer *commands = lay_find_command_buffer(device, handle);
    for (uint32_t i = 0; commands && i < commands->recorded_count; ++i) {
        const struct lay_recorded *use = &commands->recorded[i];
        note(device, batch, use->src, use->src_id);
        note(device, batch, use->dst, use->dst_id);
    }
}

void lay_use_forget(struct lay_queue *queue, uint64_t batch)
{
    for (int i = 0; i < LAY_HOLDS; ++i)
        if (queue->holds[i].batch > batch)
            queue->holds[i] = (struct lay_hold){0};
}

// Later batches of a queue do not begin before the wait of an earlier one is over either.
bool lay_is_in_use(struct lay_device *device, const struct lay_micromap *micromap)
{
    const struct lay_queue *queue = micromap->used.queue;
    for (int i = 0; queue && i < LAY_HOLDS; ++i) {
        const struct lay_hold *hold = &queue->holds[i];
        uint64_t value = 0;
        if (hold->batch > queue->complete && hold->batch <= micromap->used.batch &&
            lay_find_same(device, LAY_SEMAPHORE, LAY_KEY(hold->semaphore), hold->semaphore_id) &&
            device->next.GetSemaphoreCounterValue &&
            device->next.GetSemaphoreCounterValue(device->handle, hold->semaphore, &value) ==
                VK_SUCCESS &&
            value < hold->value)
            return true;
    }
    return false;
}
