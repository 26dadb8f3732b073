// SPDX-License-Identifier: Apache-2.0
// What the fake answers about the progress of queues, and the commands that only matter to it.
#include "fake.h"

#include <string.h>

static VKAPI_ATTR void VKAPI_CALL
CmdWaitEvents(VkCommandBuffer commandBuffer, uint32_t eventCount, const VkEvent *pEvents,
              VkPipelineStageFlags srcStageMask, VkPipelineStageFlags dstStageMask,
              uint32_t memoryBarrierCount, const VkMemoryBarrier *pMemoryBarriers,
              uint32_t bufferMemoryBarrierCount, const VkBufferMemoryBarrier *pBufferMemoryBarriers,
              uint32_t imageMemoryBarrierCount, const VkImageMemoryBarrier *pImageMemoryBarriers)
{
    (void)commandBuffer, (void)eventCount, (void)pEvents, (void)srcStageMask, (void)dstStageMask;
    (void)memoryBarrierCount, (void)pMemoryBarriers, (void)bufferMemoryBarrierCount;
    (void)pBufferMemoryBarriers, (void)imageMemoryBarrierCount, (void)pImageMemoryBarriers;
    fake_count("CmdWaitEvents");
}

static VKAPI_ATTR void VKAPI_CALL CmdWaitEvents2(VkCommandBuffer commandBuffer, uint32_t eventCount,
                                                 const VkEvent *pEvents,
                                                 const VkDependencyInfo *pDependencyInfos)
{
    (void)commandBuffer, (void)eventCount, (void)pEvents, (void)pDependencyInfos;
    fake_count("CmdWaitEvents2");
}

// Of extensions that the oldest headers do not have.
static VKAPI_ATTR void VKAPI_CALL CmdEndRendering2KHR(VkCommandBuffer commandBuffer,
                                                      const void *pRenderingEndInfo)
{
    (void)commandBuffer, (void)pRenderingEndInfo;
    fake_count("CmdEndRendering2KHR");
}

static VKAPI_ATTR VkResult VKAPI_CALL GetSemaphoreCounterValue(VkDevice device,
                                                               VkSemaphore semaphore,
                                                               uint64_t *pValue)
{
    (void)device, (void)semaphore;
    fake_count("GetSemaphoreCounterValue");
    *pValue = fake.semaphore_value;
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL WaitSemaphores(VkDevice device,
                                                     const VkSemaphoreWaitInfo *pWaitInfo,
                                                     uint64_t timeout)
{
    (void)device, (void)pWaitInfo, (void)timeout;
    fake_count("WaitSemaphores");
    return fake.fence_status;
}

static VKAPI_ATTR VkResult VKAPI_CALL GetQueryPoolResults(VkDevice device, VkQueryPool queryPool,
                                                          uint32_t firstQuery, uint32_t queryCount,
                                                          size_t dataSize, void *pData,
                                                          VkDeviceSize stride,
                                                          VkQueryResultFlags flags)
{
    (void)device, (void)queryPool, (void)firstQuery;
    fake_count("GetQueryPoolResults");
    for (uint32_t i = 0; i < queryCount; ++i) {
        const uint64_t result[2] = {fake.property, fake.available};
        const size_t size = flags & VK_QUERY_RESULT_WITH_AVAILABILITY_BIT ? 16 : 8;
        if (i * stride + size <= dataSize)
            memcpy((char *)pData + i * stride, result, size);
    }
    return fake.available ? VK_SUCCESS : VK_NOT_READY;
}

const struct fake_command fake_sync_commands[] = {
    FAKE_COMMAND(CmdWaitEvents),
    FAKE_COMMAND(CmdWaitEvents2),
    FAKE_COMMAND(CmdEndRendering2KHR),
    FAKE_COMMAND(GetSemaphoreCounterValue),
    FAKE_COMMAND(WaitSemaphores),
    FAKE_COMMAND(GetQueryPoolResults),
    {0},
};
