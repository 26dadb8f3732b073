// SPDX-License-Identifier: Apache-2.0
// Barriers, and vkCmdPipelineBarrier(2). The default personality carries commands out in order and
// hides nothing, so there they are no work at all; "weak" lives on them. There are no images, hence
// no image barriers.
#include "barrier.h"

#include "command_execution.h"
#include "fault.h"
#include "weak.h"

uint32_t ref_barrier_count(const VkDependencyInfo *info)
{
    return info->memoryBarrierCount + info->bufferMemoryBarrierCount;
}

void ref_barriers_of(const VkDependencyInfo *info, struct ref_barrier *out)
{
    for (uint32_t i = 0; i < info->memoryBarrierCount; i++) {
        const VkMemoryBarrier2 *barrier = &info->pMemoryBarriers[i];
        *out++ = (struct ref_barrier){
            .src_stages = barrier->srcStageMask,
            .src_access = barrier->srcAccessMask,
            .dst_stages = barrier->dstStageMask,
            .dst_access = barrier->dstAccessMask,
        };
    }
    for (uint32_t i = 0; i < info->bufferMemoryBarrierCount; i++) {
        const VkBufferMemoryBarrier2 *barrier = &info->pBufferMemoryBarriers[i];
        *out++ = (struct ref_barrier){
            .src_stages = barrier->srcStageMask,
            .src_access = barrier->srcAccessMask,
            .dst_stages = barrier->dstStageMask,
            .dst_access = barrier->dstAccessMask,
            .buffer = ref_buffer_from_handle(barrier->buffer),
            .offset = barrier->offset,
            .size = barrier->size,
        };
    }
}

uint32_t ref_barrier_array_count(const struct ref_barrier_arrays *arrays)
{
    if (REF_FAULT(BARRIER_OF_1_0_IS_EXECUTION_ONLY))
        return 1;
    return 1 + arrays->memory_count + arrays->buffer_count;
}

void ref_barriers_of_arrays(const struct ref_barrier_arrays *arrays, struct ref_barrier *out)
{
    const struct ref_barrier stages = {
        .src_stages = arrays->src_stages,
        .dst_stages = arrays->dst_stages,
    };
    *out++ = stages;
    if (REF_FAULT(BARRIER_OF_1_0_IS_EXECUTION_ONLY))
        return;
    for (uint32_t i = 0; i < arrays->memory_count; i++, out++) {
        *out = stages;
        out->src_access = arrays->memory[i].srcAccessMask;
        out->dst_access = arrays->memory[i].dstAccessMask;
    }
    for (uint32_t i = 0; i < arrays->buffer_count; i++, out++) {
        *out = stages;
        out->src_access = arrays->buffer[i].srcAccessMask;
        out->dst_access = arrays->buffer[i].dstAccessMask;
        out->buffer = ref_buffer_from_handle(arrays->buffer[i].buffer);
        out->offset = arrays->buffer[i].offset;
        out->size = arrays->buffer[i].size;
    }
}

struct barriers {
    uint32_t count;
    struct ref_barrier barriers[];
};

static void execute(struct ref_execution *execution, const void *payload)
{
    const struct barriers *barriers = payload;
    for (uint32_t i = 0; i < barriers->count; i++)
        ref_weak_drain(execution->queue, barriers->barriers[i].src_stages);
    for (uint32_t i = 0; i < barriers->count; i++)
        ref_weak_barrier(execution->queue, &barriers->barriers[i], UINT64_MAX);
}

static const struct ref_command_type pipeline_barrier = {
    .name = "vkCmdPipelineBarrier",
    .execute = execute,
};

static struct barriers *record(VkCommandBuffer commandBuffer, uint32_t count)
{
    struct barriers *record;
    record = ref_record(commandBuffer, &pipeline_barrier,
                        sizeof *record + count * sizeof *record->barriers);
    if (record)
        record->count = count;
    return record;
}

VKAPI_ATTR void VKAPI_CALL ref_CmdPipelineBarrier2(VkCommandBuffer commandBuffer,
                                                   const VkDependencyInfo *pDependencyInfo)
{
    struct barriers *barriers = record(commandBuffer, ref_barrier_count(pDependencyInfo));
    if (barriers)
        ref_barriers_of(pDependencyInfo, barriers->barriers);
}

VKAPI_ATTR void VKAPI_CALL ref_CmdPipelineBarrier(
    VkCommandBuffer commandBuffer, VkPipelineStageFlags srcStageMask,
    VkPipelineStageFlags dstStageMask, VkDependencyFlags dependencyFlags,
    uint32_t memoryBarrierCount, const VkMemoryBarrier *pMemoryBarriers,
    uint32_t bufferMemoryBarrierCount, const VkBufferMemoryBarrier *pBufferMemoryBarriers,
    uint32_t imageMemoryBarrierCount, const VkImageMemoryBarrier *pImageMemoryBarriers)
{
    (void)dependencyFlags;
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
    struct barriers *barriers = record(commandBuffer, ref_barrier_array_count(&arrays));
    if (barriers)
        ref_barriers_of_arrays(&arrays, barriers->barriers);
}
