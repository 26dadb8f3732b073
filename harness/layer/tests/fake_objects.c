// SPDX-License-Identifier: Apache-2.0
// The fake's objects and its host commands.
#include "../compat.h"
#include "fake.h"

#include <stdlib.h>
#include <string.h>

static VKAPI_ATTR void VKAPI_CALL DestroyDevice(VkDevice device,
                                                const VkAllocationCallbacks *pAllocator)
{
    (void)pAllocator;
    fake_count("DestroyDevice");
    for (int family = 0; family < FAKE_FAMILIES; ++family)
        free(((void **)device)[1 + family]);
    free(device);
}

static VKAPI_ATTR VkResult VKAPI_CALL
SetDebugUtilsObjectNameEXT(VkDevice device, const VkDebugUtilsObjectNameInfoEXT *pNameInfo)
{
    (void)device, (void)pNameInfo;
    fake_count("SetDebugUtilsObjectNameEXT");
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL AllocateMemory(VkDevice device,
                                                     const VkMemoryAllocateInfo *pAllocateInfo,
                                                     const VkAllocationCallbacks *pAllocator,
                                                     VkDeviceMemory *pMemory)
{
    (void)device, (void)pAllocateInfo, (void)pAllocator;
    fake_count("AllocateMemory");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    *pMemory = (VkDeviceMemory)fake_handle();
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL FreeMemory(VkDevice device, VkDeviceMemory memory,
                                             const VkAllocationCallbacks *pAllocator)
{
    (void)device, (void)memory, (void)pAllocator;
    fake_count("FreeMemory");
}

static VKAPI_ATTR VkResult VKAPI_CALL MapMemory(VkDevice device, VkDeviceMemory memory,
                                                VkDeviceSize offset, VkDeviceSize size,
                                                VkMemoryMapFlags flags, void **ppData)
{
    (void)device, (void)memory, (void)offset, (void)size, (void)flags;
    fake_count("MapMemory");
    *ppData = fake.mapped;
    return fake.create_result;
}

static VKAPI_ATTR VkResult VKAPI_CALL MapMemory2KHR(VkDevice device,
                                                    const struct lay_memory_map_info *pInfo,
                                                    void **ppData)
{
    (void)device, (void)pInfo;
    fake_count("MapMemory2KHR");
    *ppData = fake.mapped;
    return fake.create_result;
}

static VKAPI_ATTR VkResult VKAPI_CALL UnmapMemory2KHR(VkDevice device,
                                                      const struct lay_memory_unmap_info *pInfo)
{
    (void)device, (void)pInfo;
    fake_count("UnmapMemory2KHR");
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL UnmapMemory(VkDevice device, VkDeviceMemory memory)
{
    (void)device, (void)memory;
    fake_count("UnmapMemory");
}

static VKAPI_ATTR VkResult VKAPI_CALL CreateBuffer(VkDevice device,
                                                   const VkBufferCreateInfo *pCreateInfo,
                                                   const VkAllocationCallbacks *pAllocator,
                                                   VkBuffer *pBuffer)
{
    (void)device, (void)pCreateInfo, (void)pAllocator;
    fake_count("CreateBuffer");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    *pBuffer = (VkBuffer)fake_handle();
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL DestroyBuffer(VkDevice device, VkBuffer buffer,
                                                const VkAllocationCallbacks *pAllocator)
{
    (void)device, (void)buffer, (void)pAllocator;
    fake_count("DestroyBuffer");
}

static VKAPI_ATTR VkResult VKAPI_CALL CreateMicromapEXT(VkDevice device,
                                                        const VkMicromapCreateInfoEXT *pCreateInfo,
                                                        const VkAllocationCallbacks *pAllocator,
                                                        VkMicromapEXT *pMicromap)
{
    (void)device, (void)pCreateInfo, (void)pAllocator;
    fake_count("CreateMicromapEXT");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    *pMicromap = (VkMicromapEXT)fake_handle();
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL DestroyMicromapEXT(VkDevice device, VkMicromapEXT micromap,
                                                     const VkAllocationCallbacks *pAllocator)
{
    (void)device, (void)micromap, (void)pAllocator;
    fake_count("DestroyMicromapEXT");
}

static VKAPI_ATTR VkResult VKAPI_CALL
CreateDeferredOperationKHR(VkDevice device, const VkAllocationCallbacks *pAllocator,
                           VkDeferredOperationKHR *pDeferredOperation)
{
    (void)device, (void)pAllocator;
    fake_count("CreateDeferredOperationKHR");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    *pDeferredOperation = (VkDeferredOperationKHR)fake_handle();
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL DestroyDeferredOperationKHR(
    VkDevice device, VkDeferredOperationKHR operation, const VkAllocationCallbacks *pAllocator)
{
    (void)device, (void)operation, (void)pAllocator;
    fake_count("DestroyDeferredOperationKHR");
}

static VKAPI_ATTR VkResult VKAPI_CALL CreateCommandPool(VkDevice device,
                                                        const VkCommandPoolCreateInfo *pCreateInfo,
                                                        const VkAllocationCallbacks *pAllocator,
                                                        VkCommandPool *pCommandPool)
{
    (void)device, (void)pCreateInfo, (void)pAllocator;
    fake_count("CreateCommandPool");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    *pCommandPool = (VkCommandPool)fake_handle();
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL DestroyCommandPool(VkDevice device, VkCommandPool commandPool,
                                                     const VkAllocationCallbacks *pAllocator)
{
    (void)device, (void)commandPool, (void)pAllocator;
    fake_count("DestroyCommandPool");
}

static VKAPI_ATTR VkResult VKAPI_CALL CreateQueryPool(VkDevice device,
                                                      const VkQueryPoolCreateInfo *pCreateInfo,
                                                      const VkAllocationCallbacks *pAllocator,
                                                      VkQueryPool *pQueryPool)
{
    (void)device, (void)pCreateInfo, (void)pAllocator;
    fake_count("CreateQueryPool");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    *pQueryPool = (VkQueryPool)fake_handle();
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL DestroyQueryPool(VkDevice device, VkQueryPool queryPool,
                                                   const VkAllocationCallbacks *pAllocator)
{
    (void)device, (void)queryPool, (void)pAllocator;
    fake_count("DestroyQueryPool");
}

static VKAPI_ATTR VkResult VKAPI_CALL CreateFence(VkDevice device,
                                                  const VkFenceCreateInfo *pCreateInfo,
                                                  const VkAllocationCallbacks *pAllocator,
                                                  VkFence *pFence)
{
    (void)device, (void)pCreateInfo, (void)pAllocator;
    fake_count("CreateFence");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    *pFence = (VkFence)fake_handle();
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL DestroyFence(VkDevice device, VkFence fence,
                                               const VkAllocationCallbacks *pAllocator)
{
    (void)device, (void)fence, (void)pAllocator;
    fake_count("DestroyFence");
}

static VKAPI_ATTR VkResult VKAPI_CALL CreateSemaphore(VkDevice device,
                                                      const VkSemaphoreCreateInfo *pCreateInfo,
                                                      const VkAllocationCallbacks *pAllocator,
                                                      VkSemaphore *pSemaphore)
{
    (void)device, (void)pCreateInfo, (void)pAllocator;
    fake_count("CreateSemaphore");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    *pSemaphore = (VkSemaphore)fake_handle();
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL DestroySemaphore(VkDevice device, VkSemaphore semaphore,
                                                   const VkAllocationCallbacks *pAllocator)
{
    (void)device, (void)semaphore, (void)pAllocator;
    fake_count("DestroySemaphore");
}

static VKAPI_ATTR VkResult VKAPI_CALL BindBufferMemory(VkDevice device, VkBuffer buffer,
                                                       VkDeviceMemory memory,
                                                       VkDeviceSize memoryOffset)
{
    (void)device, (void)buffer, (void)memory, (void)memoryOffset;
    fake_count("BindBufferMemory");
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL BindBufferMemory2(VkDevice device, uint32_t bindInfoCount,
                                                        const VkBindBufferMemoryInfo *pBindInfos)
{
    (void)device, (void)bindInfoCount, (void)pBindInfos;
    fake_count("BindBufferMemory2");
    return VK_SUCCESS;
}

static VKAPI_ATTR VkDeviceAddress VKAPI_CALL
GetBufferDeviceAddress(VkDevice device, const VkBufferDeviceAddressInfo *pInfo)
{
    (void)device;
    fake_count("GetBufferDeviceAddress");
    // Another for every buffer, and room for 16 MiB before the next.
    const VkDeviceAddress address = (VkDeviceAddress)pInfo->buffer << 20;
    return fake.descending ? ((VkDeviceAddress)1 << 62) - address : address;
}

// What every host command that can be deferred returns.
static VkResult host_answer(VkDeferredOperationKHR operation)
{
    if (operation && fake.defers)
        return VK_OPERATION_DEFERRED_KHR;
    if (fake.host_result != VK_SUCCESS)
        return fake.host_result;
    return operation ? VK_OPERATION_NOT_DEFERRED_KHR : VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL BuildMicromapsEXT(VkDevice device,
                                                        VkDeferredOperationKHR deferredOperation,
                                                        uint32_t infoCount,
                                                        const VkMicromapBuildInfoEXT *pInfos)
{
    (void)device, (void)infoCount, (void)pInfos;
    fake_count("BuildMicromapsEXT");
    return host_answer(deferredOperation);
}

static VKAPI_ATTR VkResult VKAPI_CALL CopyMicromapEXT(VkDevice device,
                                                      VkDeferredOperationKHR deferredOperation,
                                                      const VkCopyMicromapInfoEXT *pInfo)
{
    (void)device, (void)pInfo;
    fake_count("CopyMicromapEXT");
    return host_answer(deferredOperation);
}

static VKAPI_ATTR VkResult VKAPI_CALL
CopyMicromapToMemoryEXT(VkDevice device, VkDeferredOperationKHR deferredOperation,
                        const VkCopyMicromapToMemoryInfoEXT *pInfo)
{
    (void)device, (void)pInfo;
    fake_count("CopyMicromapToMemoryEXT");
    return host_answer(deferredOperation);
}

static VKAPI_ATTR VkResult VKAPI_CALL
CopyMemoryToMicromapEXT(VkDevice device, VkDeferredOperationKHR deferredOperation,
                        const VkCopyMemoryToMicromapInfoEXT *pInfo)
{
    (void)device, (void)pInfo;
    fake_count("CopyMemoryToMicromapEXT");
    return host_answer(deferredOperation);
}

static VKAPI_ATTR VkResult VKAPI_CALL WriteMicromapsPropertiesEXT(
    VkDevice device, uint32_t micromapCount, const VkMicromapEXT *pMicromaps, VkQueryType queryType,
    size_t dataSize, void *pData, size_t stride)
{
    (void)device, (void)pMicromaps, (void)queryType, (void)dataSize;
    fake_count("WriteMicromapsPropertiesEXT");
    if (fake.query_result != VK_SUCCESS)
        return fake.query_result;
    for (uint32_t i = 0; i < micromapCount; ++i)
        memcpy((char *)pData + i * stride, &fake.property, sizeof fake.property);
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL
GetDeviceMicromapCompatibilityEXT(VkDevice device, const VkMicromapVersionInfoEXT *pVersionInfo,
                                  VkAccelerationStructureCompatibilityKHR *pCompatibility)
{
    (void)device, (void)pVersionInfo;
    fake_count("GetDeviceMicromapCompatibilityEXT");
    *pCompatibility = fake.compatibility;
}

static VKAPI_ATTR void VKAPI_CALL GetMicromapBuildSizesEXT(
    VkDevice device, VkAccelerationStructureBuildTypeKHR buildType,
    const VkMicromapBuildInfoEXT *pBuildInfo, VkMicromapBuildSizesInfoEXT *pSizeInfo)
{
    (void)device, (void)buildType, (void)pBuildInfo;
    fake_count("GetMicromapBuildSizesEXT");
    pSizeInfo->micromapSize = 1024;
    pSizeInfo->buildScratchSize = fake.scratch_size;
    pSizeInfo->discardable = VK_FALSE;
}

static VKAPI_ATTR VkResult VKAPI_CALL DeferredOperationJoinKHR(VkDevice device,
                                                               VkDeferredOperationKHR operation)
{
    (void)device, (void)operation;
    fake_count("DeferredOperationJoinKHR");
    return fake.operation_result == VK_NOT_READY ? VK_THREAD_DONE_KHR : VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL
GetDeferredOperationResultKHR(VkDevice device, VkDeferredOperationKHR operation)
{
    (void)device, (void)operation;
    fake_count("GetDeferredOperationResultKHR");
    return fake.operation_result;
}

static VKAPI_ATTR void VKAPI_CALL ResetQueryPool(VkDevice device, VkQueryPool queryPool,
                                                 uint32_t firstQuery, uint32_t queryCount)
{
    (void)device, (void)queryPool, (void)firstQuery, (void)queryCount;
    fake_count("ResetQueryPool");
}

static VKAPI_ATTR void VKAPI_CALL GetDeviceQueue(VkDevice device, uint32_t queueFamilyIndex,
                                                 uint32_t queueIndex, VkQueue *pQueue)
{
    (void)queueIndex;
    fake_count("GetDeviceQueue");
    // The family's queue lies behind the device's dispatch key, made when it is first asked for.
    void **slot = (void **)device + 1 + queueFamilyIndex;
    if (!*slot)
        *slot = fake_dispatchable(*(void **)device);
    *pQueue = *slot;
}

static VKAPI_ATTR VkResult VKAPI_CALL QueueSubmit(VkQueue queue, uint32_t submitCount,
                                                  const VkSubmitInfo *pSubmits, VkFence fence)
{
    (void)queue, (void)submitCount, (void)pSubmits, (void)fence;
    fake_count("QueueSubmit");
    return fake.submit_result;
}

static VKAPI_ATTR VkResult VKAPI_CALL QueueSubmit2(VkQueue queue, uint32_t submitCount,
                                                   const VkSubmitInfo2 *pSubmits, VkFence fence)
{
    (void)queue, (void)submitCount, (void)pSubmits, (void)fence;
    fake_count("QueueSubmit2");
    return fake.submit_result;
}

static VKAPI_ATTR VkResult VKAPI_CALL QueueWaitIdle(VkQueue queue)
{
    (void)queue;
    fake_count("QueueWaitIdle");
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL DeviceWaitIdle(VkDevice device)
{
    (void)device;
    fake_count("DeviceWaitIdle");
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL ResetFences(VkDevice device, uint32_t fenceCount,
                                                  const VkFence *pFences)
{
    (void)device, (void)fenceCount, (void)pFences;
    fake_count("ResetFences");
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL GetFenceStatus(VkDevice device, VkFence fence)
{
    (void)device, (void)fence;
    fake_count("GetFenceStatus");
    return fake.fence_status;
}

static VKAPI_ATTR VkResult VKAPI_CALL WaitForFences(VkDevice device, uint32_t fenceCount,
                                                    const VkFence *pFences, VkBool32 waitAll,
                                                    uint64_t timeout)
{
    (void)device, (void)fenceCount, (void)pFences, (void)waitAll, (void)timeout;
    fake_count("WaitForFences");
    return fake.fence_status;
}

const struct fake_command fake_object_commands[] = {
    FAKE_COMMAND(DestroyDevice),
    FAKE_COMMAND(SetDebugUtilsObjectNameEXT),
    FAKE_COMMAND(AllocateMemory),
    FAKE_COMMAND(FreeMemory),
    FAKE_COMMAND(MapMemory),
    FAKE_COMMAND(UnmapMemory),
    FAKE_COMMAND(MapMemory2KHR),
    FAKE_COMMAND(UnmapMemory2KHR),
    FAKE_COMMAND(CreateBuffer),
    FAKE_COMMAND(DestroyBuffer),
    FAKE_COMMAND(CreateMicromapEXT),
    FAKE_COMMAND(DestroyMicromapEXT),
    FAKE_COMMAND(CreateDeferredOperationKHR),
    FAKE_COMMAND(DestroyDeferredOperationKHR),
    FAKE_COMMAND(CreateCommandPool),
    FAKE_COMMAND(DestroyCommandPool),
    FAKE_COMMAND(CreateQueryPool),
    FAKE_COMMAND(DestroyQueryPool),
    FAKE_COMMAND(CreateFence),
    FAKE_COMMAND(DestroyFence),
    FAKE_COMMAND(CreateSemaphore),
    FAKE_COMMAND(DestroySemaphore),
    FAKE_COMMAND(BindBufferMemory),
    FAKE_COMMAND(BindBufferMemory2),
    FAKE_COMMAND(GetBufferDeviceAddress),
    FAKE_COMMAND(BuildMicromapsEXT),
    FAKE_COMMAND(CopyMicromapEXT),
    FAKE_COMMAND(CopyMicromapToMemoryEXT),
    FAKE_COMMAND(CopyMemoryToMicromapEXT),
    FAKE_COMMAND(WriteMicromapsPropertiesEXT),
    FAKE_COMMAND(GetDeviceMicromapCompatibilityEXT),
    FAKE_COMMAND(GetMicromapBuildSizesEXT),
    FAKE_COMMAND(DeferredOperationJoinKHR),
    FAKE_COMMAND(GetDeferredOperationResultKHR),
    FAKE_COMMAND(ResetQueryPool),
    FAKE_COMMAND(GetDeviceQueue),
    FAKE_COMMAND(QueueSubmit),
    FAKE_COMMAND(QueueSubmit2),
    FAKE_COMMAND(QueueWaitIdle),
    FAKE_COMMAND(DeviceWaitIdle),
    FAKE_COMMAND(ResetFences),
    FAKE_COMMAND(GetFenceStatus),
    FAKE_COMMAND(WaitForFences),
    {"vkGetDeviceProcAddr", (PFN_vkVoidFunction)fake_GetDeviceProcAddr},
    {NULL, NULL},
};
