// SPDX-License-Identifier: Apache-2.0
#include "sync.h"
#include "weak.h"

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateFence(VkDevice _device,
                                               const VkFenceCreateInfo *pCreateInfo,
                                               const VkAllocationCallbacks *pAllocator,
                                               VkFence *pFence)
{
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_fence *fence =
        ref_object_create(pAllocator, &device->base.allocator, VK_OBJECT_TYPE_FENCE, sizeof *fence);
    *pFence = ref_fence_to_handle(fence);
    if (!fence)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    fence->weak_id = ref_weak_new_id();
    fence->signaled = pCreateInfo->flags & VK_FENCE_CREATE_SIGNALED_BIT;
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyFence(VkDevice device, VkFence fence,
                                            const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy(ref_fence_from_handle(fence));
}

VKAPI_ATTR VkResult VKAPI_CALL ref_ResetFences(VkDevice _device, uint32_t fenceCount,
                                               const VkFence *pFences)
{
    struct ref_device *device = ref_device_from_handle(_device);
    pthread_mutex_lock(&device->lock);
    for (uint32_t i = 0; i < fenceCount; i++)
        ref_fence_from_handle(pFences[i])->signaled = false;
    pthread_mutex_unlock(&device->lock);
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_GetFenceStatus(VkDevice _device, VkFence fence)
{
    struct ref_device *device = ref_device_from_handle(_device);
    pthread_mutex_lock(&device->lock);
    const bool signaled = ref_fence_from_handle(fence)->signaled;
    pthread_mutex_unlock(&device->lock);
    if (signaled)
        ref_weak_host_saw(device, ref_fence_from_handle(fence)->weak_id);
    return signaled ? VK_SUCCESS : VK_NOT_READY;
}

struct fences {
    uint32_t count;
    const VkFence *fences;
    bool all;
};

static bool fences_done(const void *context)
{
    const struct fences *wait = context;
    uint32_t signaled = 0;
    for (uint32_t i = 0; i < wait->count; i++)
        signaled += ref_fence_from_handle(wait->fences[i])->signaled;
    return wait->all ? signaled == wait->count : signaled > 0;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_WaitForFences(VkDevice _device, uint32_t fenceCount,
                                                 const VkFence *pFences, VkBool32 waitAll,
                                                 uint64_t timeout)
{
    struct ref_device *device = ref_device_from_handle(_device);
    const struct fences wait = {.count = fenceCount, .fences = pFences, .all = waitAll};
    const VkResult result = ref_wait(device, fences_done, &wait, timeout);
    // When one of several is enough, the application still has to ask which.
    if (result == VK_SUCCESS && (waitAll || fenceCount == 1))
        for (uint32_t i = 0; i < fenceCount; i++)
            ref_weak_host_saw(device, ref_fence_from_handle(pFences[i])->weak_id);
    return result;
}
