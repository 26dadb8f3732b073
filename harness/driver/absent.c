// SPDX-License-Identifier: Apache-2.0
// What is not there, where the default definition (an error, or nothing done) would leave an output
// that the caller reads untouched.
#include "device.h"
#include "outarray.h"

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateGraphicsPipelines(
    VkDevice device, VkPipelineCache pipelineCache, uint32_t createInfoCount,
    const VkGraphicsPipelineCreateInfo *pCreateInfos, const VkAllocationCallbacks *pAllocator,
    VkPipeline *pPipelines)
{
    (void)device;
    (void)pipelineCache;
    (void)pCreateInfos;
    (void)pAllocator;
    for (uint32_t i = 0; i < createInfoCount; i++)
        pPipelines[i] = VK_NULL_HANDLE;
    return VK_ERROR_FEATURE_NOT_PRESENT;
}

VKAPI_ATTR void VKAPI_CALL
ref_GetDeviceImageMemoryRequirements(VkDevice device, const VkDeviceImageMemoryRequirements *pInfo,
                                     VkMemoryRequirements2 *pMemoryRequirements)
{
    (void)device;
    (void)pInfo;
    pMemoryRequirements->memoryRequirements = (VkMemoryRequirements){.alignment = 1};
}

VKAPI_ATTR void VKAPI_CALL ref_GetDeviceImageSparseMemoryRequirements(
    VkDevice device, const VkDeviceImageMemoryRequirements *pInfo,
    uint32_t *pSparseMemoryRequirementCount,
    VkSparseImageMemoryRequirements2 *pSparseMemoryRequirements)
{
    (void)device;
    (void)pInfo;
    ref_outarray(pSparseMemoryRequirementCount, pSparseMemoryRequirements, NULL, 0,
                 sizeof *pSparseMemoryRequirements);
}
