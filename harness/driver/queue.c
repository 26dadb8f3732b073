// SPDX-License-Identifier: Apache-2.0
#include "queue.h"

static VkResult create_family(struct ref_device *device, const VkDeviceQueueCreateInfo *info)
{
    for (uint32_t i = 0; i < info->queueCount; i++) {
        struct ref_queue *queue =
            ref_object_create(NULL, &device->base.allocator, VK_OBJECT_TYPE_QUEUE, sizeof *queue);
        if (!queue)
            return VK_ERROR_OUT_OF_HOST_MEMORY;
        queue->device = device;
        queue->family = info->queueFamilyIndex;
        queue->flags = info->flags;
        device->queues[info->queueFamilyIndex][i] = queue;
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

void ref_queues_destroy(struct ref_device *device)
{
    for (uint32_t family = 0; family < REF_QUEUE_FAMILY_COUNT; family++)
        for (uint32_t i = 0; i < REF_QUEUE_COUNT_MAX; i++)
            ref_object_destroy(device->queues[family][i]);
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

static bool queue_idle(const void *context)
{
    return !((const struct ref_queue *)context)->pending;
}

static bool device_idle(const void *context)
{
    const struct ref_device *device = context;
    for (uint32_t family = 0; family < REF_QUEUE_FAMILY_COUNT; family++)
        for (uint32_t i = 0; i < REF_QUEUE_COUNT_MAX; i++)
            if (device->queues[family][i] && !queue_idle(device->queues[family][i]))
                return false;
    return true;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_QueueWaitIdle(VkQueue _queue)
{
    struct ref_queue *queue = ref_queue_from_handle(_queue);
    return ref_wait(queue->device, queue_idle, queue, UINT64_MAX);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_DeviceWaitIdle(VkDevice _device)
{
    struct ref_device *device = ref_device_from_handle(_device);
    return ref_wait(device, device_idle, device, UINT64_MAX);
}
