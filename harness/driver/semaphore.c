// SPDX-License-Identifier: Apache-2.0
#include "queue.h"
#include "weak.h"

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateSemaphore(VkDevice _device,
                                                   const VkSemaphoreCreateInfo *pCreateInfo,
                                                   const VkAllocationCallbacks *pAllocator,
                                                   VkSemaphore *pSemaphore)
{
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_semaphore *semaphore = ref_object_create(
        pAllocator, &device->base.allocator, VK_OBJECT_TYPE_SEMAPHORE, sizeof *semaphore);
    *pSemaphore = ref_semaphore_to_handle(semaphore);
    if (!semaphore)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    semaphore->weak_id = ref_weak_new_id();
    const VkSemaphoreTypeCreateInfo *type =
        ref_find(pCreateInfo->pNext, VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO);
    if (type && type->semaphoreType == VK_SEMAPHORE_TYPE_TIMELINE) {
        semaphore->timeline = true;
        semaphore->value = type->initialValue;
    }
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroySemaphore(VkDevice device, VkSemaphore semaphore,
                                                const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy(ref_semaphore_from_handle(semaphore));
}

VKAPI_ATTR VkResult VKAPI_CALL ref_GetSemaphoreCounterValue(VkDevice _device,
                                                            VkSemaphore _semaphore,
                                                            uint64_t *pValue)
{
    struct ref_device *device = ref_device_from_handle(_device);
    const struct ref_semaphore *semaphore = ref_semaphore_from_handle(_semaphore);
    pthread_mutex_lock(&device->lock);
    *pValue = semaphore->value;
    pthread_mutex_unlock(&device->lock);
    ref_weak_host_saw(device, semaphore->weak_id);
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_SignalSemaphore(VkDevice _device,
                                                   const VkSemaphoreSignalInfo *pSignalInfo)
{
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_semaphore *semaphore = ref_semaphore_from_handle(pSignalInfo->semaphore);
    ref_weak_host_signals(device, semaphore->weak_id);
    pthread_mutex_lock(&device->lock);
    semaphore->value = pSignalInfo->value;
    pthread_cond_broadcast(&device->changed);
    pthread_mutex_unlock(&device->lock);
    return VK_SUCCESS;
}

static bool semaphores_done(const void *context)
{
    const VkSemaphoreWaitInfo *info = context;
    uint32_t reached = 0;
    for (uint32_t i = 0; i < info->semaphoreCount; i++)
        reached += ref_semaphore_from_handle(info->pSemaphores[i])->value >= info->pValues[i];
    return info->flags & VK_SEMAPHORE_WAIT_ANY_BIT ? reached > 0 : reached == info->semaphoreCount;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_WaitSemaphores(VkDevice _device,
                                                  const VkSemaphoreWaitInfo *pWaitInfo,
                                                  uint64_t timeout)
{
    struct ref_device *device = ref_device_from_handle(_device);
    const VkResult result = ref_wait(device, semaphores_done, pWaitInfo, timeout);
    const bool all =
        !(pWaitInfo->flags & VK_SEMAPHORE_WAIT_ANY_BIT) || pWaitInfo->semaphoreCount == 1;
    if (result == VK_SUCCESS && all)
        for (uint32_t i = 0; i < pWaitInfo->semaphoreCount; i++)
            ref_weak_host_saw(device,
                              ref_semaphore_from_handle(pWaitInfo->pSemaphores[i])->weak_id);
    return result;
}
