// SPDX-License-Identifier: Apache-2.0
// Commands for acceleration structures that are not carried out. They have no result to give, so
// they say so when they are recorded; what returns a VkResult has the default answer of
// commands.cmake.
#include "accel.h"
#include "device_micromap.h"

static const char absent[] = "is not supported and does nothing";

VKAPI_ATTR void VKAPI_CALL ref_CmdBuildAccelerationStructuresIndirectKHR(
    VkCommandBuffer commandBuffer, uint32_t infoCount,
    const VkAccelerationStructureBuildGeometryInfoKHR *pInfos,
    const VkDeviceAddress *pIndirectDeviceAddresses, const uint32_t *pIndirectStrides,
    const uint32_t *const *ppMaxPrimitiveCounts)
{
    (void)commandBuffer;
    (void)infoCount;
    (void)pInfos;
    (void)pIndirectDeviceAddresses;
    (void)pIndirectStrides;
    (void)ppMaxPrimitiveCounts;
    ref_device_complain("vkCmdBuildAccelerationStructuresIndirectKHR", absent);
}

VKAPI_ATTR void VKAPI_CALL ref_CmdCopyAccelerationStructureKHR(
    VkCommandBuffer commandBuffer, const VkCopyAccelerationStructureInfoKHR *pInfo)
{
    (void)commandBuffer;
    (void)pInfo;
    ref_device_complain("vkCmdCopyAccelerationStructureKHR", absent);
}

VKAPI_ATTR void VKAPI_CALL ref_CmdCopyAccelerationStructureToMemoryKHR(
    VkCommandBuffer commandBuffer, const VkCopyAccelerationStructureToMemoryInfoKHR *pInfo)
{
    (void)commandBuffer;
    (void)pInfo;
    ref_device_complain("vkCmdCopyAccelerationStructureToMemoryKHR", absent);
}

VKAPI_ATTR void VKAPI_CALL ref_CmdCopyMemoryToAccelerationStructureKHR(
    VkCommandBuffer commandBuffer, const VkCopyMemoryToAccelerationStructureInfoKHR *pInfo)
{
    (void)commandBuffer;
    (void)pInfo;
    ref_device_complain("vkCmdCopyMemoryToAccelerationStructureKHR", absent);
}

VKAPI_ATTR void VKAPI_CALL ref_CmdWriteAccelerationStructuresPropertiesKHR(
    VkCommandBuffer commandBuffer, uint32_t accelerationStructureCount,
    const VkAccelerationStructureKHR *pAccelerationStructures, VkQueryType queryType,
    VkQueryPool queryPool, uint32_t firstQuery)
{
    (void)commandBuffer;
    (void)accelerationStructureCount;
    (void)pAccelerationStructures;
    (void)queryType;
    (void)queryPool;
    (void)firstQuery;
    ref_device_complain("vkCmdWriteAccelerationStructuresPropertiesKHR", absent);
}
