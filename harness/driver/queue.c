// SPDX-License-Identifier: Apache-2.0
#include "queue.h"

#include "fault.h"
#include "weak.h"

static VkResult create_family(struct ref_device *device, const VkDeviceQueueCreateInfo *info)
{
    for (uint32_t i = 0; i < info->queueCount; i++) {
        struct ref_queue *queue =
            ref_object_create(NULL, &device->base.allocator, VK_OBJECT_TYPE_QUEUE, sizeof *queue);
        if (!queue)
            return VK_ERROR_OUT_OF_HOST_MEMORY;
        queue->device = device;
        queue->family = info->queueFamilyIndex;
        queue->index = info->queueFamilyIndex * REF_QUEUE_COUNT_MAX + i;
        queue->flags = info->flags;
        device->queues[info->queueFamilyIndex][i] = queue;
        if (!ref_queue_start(queue))
            return VK_ERROR_OUT_OF_HOST_MEMORY;
    }
    return VK_SUCCESS;
}

VkResult ref_queues_create(struct ref_device *device, const VkDeviceCreateInfo *info)
{
    for (uint32_t i = 0; i < info->queueCreateInfoCount; i++) {
        const VkResult result = create_family(device, &info->pQueueCreateInfos[i]);
        if (result != VK_SUCCESS)
            return result;
    }
    return VK_SUCCESS;
}

static void destroy_queue(struct ref_queue *queue)
{
    if (!queue)
        return;
    ref_queue_stop(queue);
    ref_queue_collect(queue);
    ref_object_destroy(queue);
}

void ref_queues_destroy(struct ref_device *device)
{
    for (uint32_t family = 0; family < REF_QUEUE_FAMILY_COUNT; family++)
        for (uint32_t i = 0; i < REF_QUEUE_COUNT_MAX; i++)
            destroy_queue(device->queues[family][i]);
}

VKAPI_ATTR void VKAPI_CALL ref_GetDeviceQueue2(VkDevice _device,
                                               const VkDeviceQueueInfo2 *pQueueInfo,
                                               VkQueue *pQueue)
{
    const struct ref_device *device = ref_device_from_handle(_device);
    struct ref_queue *queue = device->queues[pQueueInfo->queueFamilyIndex][pQueueInfo->queueIndex];
    *pQueue =
        queue && queue->flags == pQueueInfo->flags ? ref_queue_to_handle(queue) : VK_NULL_HANDLE;
}

VKAPI_ATTR void VKAPI_CALL ref_GetDeviceQueue(VkDevice device, uint32_t queueFamilyIndex,
                                              uint32_t queueIndex, VkQueue *pQueue)
{
    const VkDeviceQueueInfo2 info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_INFO_2,
        .queueFamilyIndex = queueFamilyIndex,
        .queueIndex = queueIndex,
    };
    ref_GetDeviceQueue2(device, &info, pQueue);
}

static bool queue_idle(const struct ref_queue *queue)
{
    return !queue->pending && !queue->delays;
}

static void wait_idle(struct ref_queue *queue)
{
    struct ref_device *device = queue->device;
    pthread_mutex_lock(&device->lock);
    queue->idle_waiters++;
    pthread_cond_broadcast(&device->changed);
    while (!queue_idle(queue) && !REF_FAULT(QUEUE_IDLE_AT_ONCE))
        pthread_cond_wait(&device->changed, &device->lock);
    queue->idle_waiters--;
    pthread_mutex_unlock(&device->lock);
    ref_weak_idle(queue);
    ref_queue_collect(queue);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_QueueWaitIdle(VkQueue queue)
{
    wait_idle(ref_queue_from_handle(queue));
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_DeviceWaitIdle(VkDevice _device)
{
    // No queue may be submitted to meanwhile, so one after the other will do.
    struct ref_device *device = ref_device_from_handle(_device);
    for (uint32_t family = 0; family < REF_QUEUE_FAMILY_COUNT; family++)
        for (uint32_t i = 0; i < REF_QUEUE_COUNT_MAX; i++)
            if (device->queues[family][i])
                wait_idle(device->queues[family][i]);
    return VK_SUCCESS;
}
