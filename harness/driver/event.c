// SPDX-License-Identifier: Apache-2.0
#include "sync.h"

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateEvent(VkDevice _device,
                                               const VkEventCreateInfo *pCreateInfo,
                                               const VkAllocationCallbacks *pAllocator,
                                               VkEvent *pEvent)
{
    (void)pCreateInfo;
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_event *event =
        ref_object_create(pAllocator, &device->base.allocator, VK_OBJECT_TYPE_EVENT, sizeof *event);
    *pEvent = ref_event_to_handle(event);
    return event ? VK_SUCCESS : VK_ERROR_OUT_OF_HOST_MEMORY;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyEvent(VkDevice device, VkEvent event,
                                            const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy(ref_event_from_handle(event));
}

static VkResult change(VkDevice _device, VkEvent event, bool set)
{
    struct ref_device *device = ref_device_from_handle(_device);
    pthread_mutex_lock(&device->lock);
    ref_event_from_handle(event)->set = set;
    pthread_cond_broadcast(&device->changed);
    pthread_mutex_unlock(&device->lock);
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_SetEvent(VkDevice device, VkEvent event)
{
    return change(device, event, true);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_ResetEvent(VkDevice device, VkEvent event)
{
    return change(device, event, false);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_GetEventStatus(VkDevice _device, VkEvent event)
{
    struct ref_device *device = ref_device_from_handle(_device);
    pthread_mutex_lock(&device->lock);
    const bool set = ref_event_from_handle(event)->set;
    pthread_mutex_unlock(&device->lock);
    return set ? VK_EVENT_SET : VK_EVENT_RESET;
}
