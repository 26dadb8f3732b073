// SPDX-License-Identifier: Apache-2.0
// Command pools exist; command buffers don't yet.
#include "device.h"

struct ref_command_pool {
    struct ref_object base;
};

REF_HANDLE_CASTS(command_pool, VkCommandPool, VK_OBJECT_TYPE_COMMAND_POOL)

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateCommandPool(VkDevice _device,
                                                     const VkCommandPoolCreateInfo *pCreateInfo,
                                                     const VkAllocationCallbacks *pAllocator,
                                                     VkCommandPool *pCommandPool)
{
    (void)pCreateInfo;
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_command_pool *pool = ref_object_create(pAllocator, &device->base.allocator,
                                                      VK_OBJECT_TYPE_COMMAND_POOL, sizeof *pool);
    *pCommandPool = ref_command_pool_to_handle(pool);
    return pool ? VK_SUCCESS : VK_ERROR_OUT_OF_HOST_MEMORY;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyCommandPool(VkDevice device, VkCommandPool commandPool,
                                                  const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy(ref_command_pool_from_handle(commandPool));
}

VKAPI_ATTR VkResult VKAPI_CALL ref_ResetCommandPool(VkDevice device, VkCommandPool commandPool,
                                                    VkCommandPoolResetFlags flags)
{
    (void)device;
    (void)commandPool;
    (void)flags;
    return VK_SUCCESS; // there is nothing in it
}

VKAPI_ATTR VkResult VKAPI_CALL
ref_AllocateCommandBuffers(VkDevice device, const VkCommandBufferAllocateInfo *pAllocateInfo,
                           VkCommandBuffer *pCommandBuffers)
{
    (void)device;
    for (uint32_t i = 0; i < pAllocateInfo->commandBufferCount; i++)
        pCommandBuffers[i] = VK_NULL_HANDLE;
    return VK_ERROR_FEATURE_NOT_PRESENT;
}
