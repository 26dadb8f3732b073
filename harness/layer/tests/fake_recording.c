// SPDX-License-Identifier: Apache-2.0
// The fake's command buffers and what is recorded into them.
#include "fake.h"

#include <stdlib.h>

static VKAPI_ATTR VkResult VKAPI_CALL
AllocateCommandBuffers(VkDevice device, const VkCommandBufferAllocateInfo *pAllocateInfo,
                       VkCommandBuffer *pCommandBuffers)
{
    fake_count("AllocateCommandBuffers");
    for (uint32_t i = 0; i < pAllocateInfo->commandBufferCount; ++i)
        pCommandBuffers[i] = fake_dispatchable(device);
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL FreeCommandBuffers(VkDevice device, VkCommandPool commandPool,
                                                     uint32_t commandBufferCount,
                                                     const VkCommandBuffer *pCommandBuffers)
{
    (void)device, (void)commandPool;
    fake_count("FreeCommandBuffers");
    for (uint32_t i = 0; i < commandBufferCount; ++i)
        free(pCommandBuffers[i]);
}

static VKAPI_ATTR VkResult VKAPI_CALL ResetCommandPool(VkDevice device, VkCommandPool commandPool,
                                                       VkCommandPoolResetFlags flags)
{
    (void)device, (void)commandPool, (void)flags;
    fake_count("ResetCommandPool");
    return fake.create_result;
}

static VKAPI_ATTR VkResult VKAPI_CALL BeginCommandBuffer(VkCommandBuffer commandBuffer,
                                                         const VkCommandBufferBeginInfo *pBeginInfo)
{
    (void)commandBuffer, (void)pBeginInfo;
    fake_count("BeginCommandBuffer");
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL EndCommandBuffer(VkCommandBuffer commandBuffer)
{
    (void)commandBuffer;
    fake_count("EndCommandBuffer");
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL ResetCommandBuffer(VkCommandBuffer commandBuffer,
                                                         VkCommandBufferResetFlags flags)
{
    (void)commandBuffer, (void)flags;
    fake_count("ResetCommandBuffer");
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL CmdExecuteCommands(VkCommandBuffer commandBuffer,
                                                     uint32_t commandBufferCount,
                                                     const VkCommandBuffer *pCommandBuffers)
{
    (void)commandBuffer, (void)commandBufferCount, (void)pCommandBuffers;
    fake_count("CmdExecuteCommands");
}

static VKAPI_ATTR void VKAPI_CALL CmdBeginRenderPass(VkCommandBuffer commandBuffer,
                                                     const VkRenderPassBeginInfo *pRenderPassBegin,
                                                     VkSubpassContents contents)
{
    (void)commandBuffer, (void)pRenderPassBegin, (void)contents;
    fake_count("CmdBeginRenderPass");
}

static VKAPI_ATTR void VKAPI_CALL CmdBeginRenderPass2(VkCommandBuffer commandBuffer,
                                                      const VkRenderPassBeginInfo *pRenderPassBegin,
                                                      const VkSubpassBeginInfo *pSubpassBeginInfo)
{
    (void)commandBuffer, (void)pRenderPassBegin, (void)pSubpassBeginInfo;
    fake_count("CmdBeginRenderPass2");
}

static VKAPI_ATTR void VKAPI_CALL CmdEndRenderPass(VkCommandBuffer commandBuffer)
{
    (void)commandBuffer;
    fake_count("CmdEndRenderPass");
}

static VKAPI_ATTR void VKAPI_CALL CmdEndRenderPass2(VkCommandBuffer commandBuffer,
                                                    const VkSubpassEndInfo *pSubpassEndInfo)
{
    (void)commandBuffer, (void)pSubpassEndInfo;
    fake_count("CmdEndRenderPass2");
}

static VKAPI_ATTR void VKAPI_CALL CmdBeginRendering(VkCommandBuffer commandBuffer,
                                                    const VkRenderingInfo *pRenderingInfo)
{
    (void)commandBuffer, (void)pRenderingInfo;
    fake_count("CmdBeginRendering");
}

static VKAPI_ATTR void VKAPI_CALL CmdEndRendering(VkCommandBuffer commandBuffer)
{
    (void)commandBuffer;
    fake_count("CmdEndRendering");
}

static VKAPI_ATTR void VKAPI_CALL
CmdBeginVideoCodingKHR(VkCommandBuffer commandBuffer, const VkVideoBeginCodingInfoKHR *pBeginInfo)
{
    (void)commandBuffer, (void)pBeginInfo;
    fake_count("CmdBeginVideoCodingKHR");
}

static VKAPI_ATTR void VKAPI_CALL
CmdEndVideoCodingKHR(VkCommandBuffer commandBuffer, const VkVideoEndCodingInfoKHR *pEndCodingInfo)
{
    (void)commandBuffer, (void)pEndCodingInfo;
    fake_count("CmdEndVideoCodingKHR");
}

static VKAPI_ATTR void VKAPI_CALL CmdBuildMicromapsEXT(VkCommandBuffer commandBuffer,
                                                       uint32_t infoCount,
                                                       const VkMicromapBuildInfoEXT *pInfos)
{
    (void)commandBuffer, (void)infoCount, (void)pInfos;
    fake_count("CmdBuildMicromapsEXT");
}

static VKAPI_ATTR void VKAPI_CALL CmdCopyMicromapEXT(VkCommandBuffer commandBuffer,
                                                     const VkCopyMicromapInfoEXT *pInfo)
{
    (void)commandBuffer, (void)pInfo;
    fake_count("CmdCopyMicromapEXT");
}

static VKAPI_ATTR void VKAPI_CALL CmdCopyMicromapToMemoryEXT(
    VkCommandBuffer commandBuffer, const VkCopyMicromapToMemoryInfoEXT *pInfo)
{
    (void)commandBuffer, (void)pInfo;
    fake_count("CmdCopyMicromapToMemoryEXT");
}

static VKAPI_ATTR void VKAPI_CALL CmdCopyMemoryToMicromapEXT(
    VkCommandBuffer commandBuffer, const VkCopyMemoryToMicromapInfoEXT *pInfo)
{
    (void)commandBuffer, (void)pInfo;
    fake_count("CmdCopyMemoryToMicromapEXT");
}

static VKAPI_ATTR void VKAPI_CALL CmdWriteMicromapsPropertiesEXT(
    VkCommandBuffer commandBuffer, uint32_t micromapCount, const VkMicromapEXT *pMicromaps,
    VkQueryType queryType, VkQueryPool queryPool, uint32_t firstQuery)
{
    (void)commandBuffer, (void)micromapCount, (void)pMicromaps, (void)queryType, (void)queryPool,
        (void)firstQuery;
    fake_count("CmdWriteMicromapsPropertiesEXT");
}

static VKAPI_ATTR void VKAPI_CALL CmdResetQueryPool(VkCommandBuffer commandBuffer,
                                                    VkQueryPool queryPool, uint32_t firstQuery,
                                                    uint32_t queryCount)
{
    (void)commandBuffer, (void)queryPool, (void)firstQuery, (void)queryCount;
    fake_count("CmdResetQueryPool");
}

static VKAPI_ATTR void VKAPI_CALL CmdBeginQuery(VkCommandBuffer commandBuffer,
                                                VkQueryPool queryPool, uint32_t query,
                                                VkQueryControlFlags flags)
{
    (void)commandBuffer, (void)queryPool, (void)query, (void)flags;
    fake_count("CmdBeginQuery");
}

static VKAPI_ATTR void VKAPI_CALL CmdEndQuery(VkCommandBuffer commandBuffer, VkQueryPool queryPool,
                                              uint32_t query)
{
    (void)commandBuffer, (void)queryPool, (void)query;
    fake_count("CmdEndQuery");
}

const struct fake_command fake_recording_commands[] = {
    FAKE_COMMAND(AllocateCommandBuffers),
    FAKE_COMMAND(FreeCommandBuffers),
    FAKE_COMMAND(ResetCommandPool),
    FAKE_COMMAND(BeginCommandBuffer),
    FAKE_COMMAND(EndCommandBuffer),
    FAKE_COMMAND(ResetCommandBuffer),
    FAKE_COMMAND(CmdExecuteCommands),
    FAKE_COMMAND(CmdBeginRenderPass),
    FAKE_COMMAND(CmdBeginRenderPass2),
    FAKE_COMMAND(CmdEndRenderPass),
    FAKE_COMMAND(CmdEndRenderPass2),
    FAKE_COMMAND(CmdBeginRendering),
    FAKE_COMMAND(CmdEndRendering),
    FAKE_COMMAND(CmdBeginVideoCodingKHR),
    FAKE_COMMAND(CmdEndVideoCodingKHR),
    FAKE_COMMAND(CmdBuildMicromapsEXT),
    FAKE_COMMAND(CmdCopyMicromapEXT),
    FAKE_COMMAND(CmdCopyMicromapToMemoryEXT),
    FAKE_COMMAND(CmdCopyMemoryToMicromapEXT),
    FAKE_COMMAND(CmdWriteMicromapsPropertiesEXT),
    FAKE_COMMAND(CmdResetQueryPool),
    FAKE_COMMAND(CmdBeginQuery),
    FAKE_COMMAND(CmdEndQuery),
    {NULL, NULL},
};
