// SPDX-License-Identifier: Apache-2.0
// Events set, reset and waited for by queues. Setting one ends what comes before it in its stages;
// the memory dependency takes place at the wait, for writes older than the setting.
#include "barrier.h"
#include "command_execution.h"
#include "fault.h"
#include "weak.h"

struct change {
    struct ref_event *event;
    bool set;
    VkPipelineStageFlags2 stages; ///< that must be over first
};

static void execute_change(struct ref_execution *execution, const void *payload)
{
    const struct change *change = payload;
    struct ref_device *device = execution->queue->device;
    ref_weak_drain(execution->queue, change->stages);
    const uint64_t sequence = ref_weak_sequence(device);
    pthread_mutex_lock(&device->lock);
    change->event->set = change->set;
    change->event->weak_sequence = sequence;
    pthread_cond_broadcast(&device->changed);
    pthread_mutex_unlock(&device->lock);
}

static const struct ref_command_type change_event = {
    .name = "vkCmdSetEvent",
    .execute = execute_change,
};

static void record_change(VkCommandBuffer commandBuffer, VkEvent event, bool set,
                          VkPipelineStageFlags2 stages)
{
    struct change *record = ref_record(commandBuffer, &change_event, sizeof *record);
    if (record)
        *record = (struct change){ref_event_from_handle(event), set, stages};
}

VKAPI_ATTR void VKAPI_CALL ref_CmdSetEvent(VkCommandBuffer commandBuffer, VkEvent event,
                                           VkPipelineStageFlags stageMask)
{
    record_change(commandBuffer, event, true, stageMask);
}

VKAPI_ATTR void VKAPI_CALL ref_CmdResetEvent(VkCommandBuffer commandBuffer, VkEvent event,
                                             VkPipelineStageFlags stageMask)
{
    record_change(commandBuffer, event, false, stageMask);
}

VKAPI_ATTR void VKAPI_CALL ref_CmdResetEvent2(VkCommandBuffer commandBuffer, VkEvent event,
                                              VkPipelineStageFlags2 stageMask)
{
    record_change(commandBuffer, event, false, stageMask);
}

VKAPI_ATTR void VKAPI_CALL ref_CmdSetEvent2(VkCommandBuffer commandBuffer, VkEvent event,
                                            const VkDependencyInfo *pDependencyInfo)
{
    // The wait repeats the dependency, so only its source stages count here.
    VkPipelineStageFlags2 stages = 0;
    for (uint32_t i = 0; i < pDependencyInfo->memoryBarrierCount; i++)
        stages |= pDependencyInfo->pMemoryBarriers[i].srcStageMask;
    for (uint32_t i = 0; i < pDependencyInfo->bufferMemoryBarrierCount; i++)
        stages |= pDependencyInfo->pBufferMemoryBarriers[i].srcStageMask;
    record_change(commandBuffer, event, true, stages);
}

struct wait {
    struct ref_event *event;
    uint32_t barrier_count;
    struct ref_barrier barriers[];
};

static bool is_set(const void *context)
{
    return ((const struct ref_event *)context)->set;
}

static void execute_wait(struct ref_execution *execution, const void *payload)
{
    const struct wait *wait = payload;
    struct ref_device *device = execution->queue->device;
    // The host may set it later, so this may take a while.
    ref_wait(device, is_set, wait->event, UINT64_MAX);
    pthread_mutex_lock(&device->lock);
    const uint64_t sequence = wait->event->weak_sequence;
    pthread_mutex_unlock(&device->lock);
    for (uint32_t i = 0; i < wait->barrier_count; i++)
        if (!REF_FAULT(BARRIER_OF_EVENT_IS_EXECUTION_ONLY))
            ref_weak_barrier(execution->queue, &wait->barriers[i], sequence);
}

static const struct ref_command_type wait_event = {
    .name = "vkCmdWaitEvents",
    .execute = execute_wait,
};

static struct wait *record_wait(VkCommandBuffer commandBuffer, VkEvent event,
                                uint32_t barrier_count)
{
    struct wait *record = ref_record(commandBuffer, &wait_event,
                                     sizeof *record + barrier_count * sizeof *record->barriers);
    if (!record)
        return NULL;
    record->event = ref_event_from_handle(event);
    record->barrier_count = barrier_count;
    return record;
}

VKAPI_ATTR void VKAPI_CALL ref_CmdWaitEvents2(VkCommandBuffer commandBuffer, uint32_t eventCount,
                                              const VkEvent *pEvents,
                                              const VkDependencyInfo *pDependencyInfos)
{
    for (uint32_t i = 0; i < eventCount; i++) {
        struct wait *wait =
            record_wait(commandBuffer, pEvents[i], ref_barrier_count(&pDependencyInfos[i]));
        if (wait)
            ref_barriers_of(&pDependencyInfos[i], wait->barriers);
    }
}

VKAPI_ATTR void VKAPI_CALL ref_CmdWaitEvents(
    VkCommandBuffer commandBuffer, uint32_t eventCount, const VkEvent *pEvents,
    VkPipelineStageFlags srcStageMask, VkPipelineStageFlags dstStageMask,
    uint32_t memoryBarrierCount, const VkMemoryBarrier *pMemoryBarriers,
    uint32_t bufferMemoryBarrierCount, const VkBufferMemoryBarrier *pBufferMemoryBarriers,
    uint32_t imageMemoryBarrierCount, const VkImageMemoryBarrier *pImageMemoryBarriers)
{
    (void)imageMemoryBarrierCount;
    (void)pImageMemoryBarriers;
    const struct ref_barrier_arrays arrays = {
        .src_stages = srcStageMask,
        .dst_stages = dstStageMask,
        .memory_count = memoryBarrierCount,
        .buffer_count = bufferMemoryBarrierCount,
        .memory = pMemoryBarriers,
        .buffer = pBufferMemoryBarriers,
    };
    for (uint32_t i = 0; i < eventCount; i++) {
        struct wait *wait =
            record_wait(commandBuffer, pEvents[i], ref_barrier_array_count(&arrays));
        if (wait)
            ref_barriers_of_arrays(&arrays, wait->barriers);
    }
}
