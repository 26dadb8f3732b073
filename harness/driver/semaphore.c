// SPDX-License-Identifier: Apache-2.0
#include "queue.h"
#include "sync.h"

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

VKAPI_ATTR VkResult VKAPI_CALL ref_GetSemaphoreCounterValue(VkDevice _device, VkSemaphore semaphore,
                                                            uint64_t *pValue)
{
    struct ref_device *device = ref_device_from_handle(_device);
    pthread_mutex_lock(&device->lock);
    *pValue = ref_semaphore_from_handle(semaphore)->value;
    pthread_mutex_unlock(&device->lock);
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_SignalSemaphore(VkDevice _device,
                                                   const VkSemaphoreSignalInfo *pSignalInfo)
{
    struct ref_device *device = ref_device_from_handle(_device);
    pthread_mutex_lock(&device->lock);
    ref_semaphore_from_handle(pSignalInfo->semaphore)->value = pSignalInfo->value;
    struct ref_batch *done = ref_queues_advance(device);
    pthread_mutex_unlock(&device->lock);
    ref_batches_free(done);
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

VKAPI_ATTR VkResult VKAPI_CALL ref_WaitSemaphores(VkDevice device,
                                                  const VkSemaphoreWaitInfo *pWaitInfo,
                                                  uint64_t timeout)
{
    return ref_wait(ref_device_from_handle(device), semaphores_done, pWaitInfo, timeout);
}
