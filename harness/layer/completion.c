// SPDX-License-Identifier: Apache-2.0
// How the host learns that submissions are complete: fences, timeline semaphores, idle queues and devices.
#include "commands.h"
#include "names.h"
#include "record.h"

// Everything up to this point is complete. Locked.
static void note_complete(struct lay_point point)
{
    if (point.queue && point.batch > point.queue->complete)
        point.queue->complete = point.batch;
}

static VKAPI_ATTR VkResult VKAPI_CALL create_fence(VkDevice handle, const VkFenceCreateInfo *info,
                                                   const VkAllocationCallbacks *allocator,
                                                   VkFence *fence)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.CreateFence(handle, info, allocator, fence);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    lay_track(device, LAY_FENCE, LAY_KEY(*fence));
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL destroy_fence(VkDevice handle, VkFence fence,
                                                const VkAllocationCallbacks *allocator)
{
    struct lay_device *device = lay_device_of(handle);
    lay_lock(device);
    lay_untrack(device, LAY_FENCE, LAY_KEY(fence));
    lay_name_forget(device, VK_OBJECT_TYPE_FENCE, LAY_KEY(fence));
    lay_unlock(device);
    device->next.DestroyFence(handle, fence, allocator);
}

static VKAPI_ATTR VkResult VKAPI_CALL reset_fences(VkDevice handle, uint32_t count,
                                                   const VkFence *fences)
{
    struct lay_device *device = lay_device_of(handle);
    lay_lock(device);
    for (uint32_t i = 0; i < count; ++i) {
        struct lay_fence *fence = lay_find(device, LAY_FENCE, LAY_KEY(fences[i]));
        if (fence)
            fence->point = (struct lay_point){0};
    }
    lay_unlock(device);
    return device->next.ResetFences(handle, count, fences);
}

static void note_fence(struct lay_device *device, VkFence handle)
{
    const struct lay_fence *fence = lay_find(device, LAY_FENCE, LAY_KEY(handle));
    if (fence)
        note_complete(fence->point);
}

static VKAPI_ATTR VkResult VKAPI_CALL get_fence_status(VkDevice handle, VkFence fence)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.GetFenceStatus(handle, fence);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    note_fence(device, fence);
    lay_unlock(device);
    return result;
}

// Which fence it was when only one of several was waited for is not known.
static VKAPI_ATTR VkResult VKAPI_CALL wait_for_fences(VkDevice handle, uint32_t count,
                                                      const VkFence *fences, VkBool32 all,
                                                      uint64_t timeout)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.WaitForFences(handle, count, fences, all, timeout);
    if (result != VK_SUCCESS || (!all && count > 1))
        return result;
    lay_lock(device);
    for (uint32_t i = 0; i < count; ++i)
        note_fence(device, fences[i]);
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL create_semaphore(VkDevice handle,
                                                       const VkSemaphoreCreateInfo *info,
                                                       const VkAllocationCallbacks *allocator,
                                                       VkSemaphore *semaphore_handle)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.CreateSemaphore(handle, info, allocator, semaphore_handle);
    if (result != VK_SUCCESS)
        return result;
    const VkSemaphoreTypeCreateInfo *type =
        lay_find_in_chain(info->pNext, VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO);
    lay_lock(device);
    struct lay_semaphore *semaphore = lay_track(device, LAY_SEMAPHORE, LAY_KEY(*semaphore_handle));
    if (semaphore)
        semaphore->timeline = type && type->semaphoreType == VK_SEMAPHORE_TYPE_TIMELINE;
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL destroy_semaphore(VkDevice handle, VkSemaphore semaphore,
                                                    const VkAllocationCallbacks *allocator)
{
    struct lay_device *device = lay_device_of(handle);
    lay_lock(device);
    lay_untrack(device, LAY_SEMAPHORE, LAY_KEY(semaphore));
    lay_name_forget(device, VK_OBJECT_TYPE_SEMAPHORE, LAY_KEY(semaphore));
    lay_unlock(device);
    device->next.DestroySemaphore(handle, semaphore, allocator);
}

// The semaphore has this value or a higher one, so that all signals of lower ones have happened.
static void note_value(struct lay_device *device, VkSemaphore handle, uint64_t value)
{
    const struct lay_semaphore *semaphore = lay_find(device, LAY_SEMAPHORE, LAY_KEY(handle));
    for (int i = 0; semaphore && i < LAY_SIGNALS; ++i)
        if (semaphore->signals[i].value <= value)
            note_complete(semaphore->signals[i].point);
}

static VKAPI_ATTR VkResult VKAPI_CALL get_value(VkDevice handle, VkSemaphore semaphore,
                                                uint64_t *value)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.GetSemaphoreCounterValue(handle, semaphore, value);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    note_value(device, semaphore, *value);
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL wait_semaphores(VkDevice handle,
                                                      const VkSemaphoreWaitInfo *info,
                                                      uint64_t timeout)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.WaitSemaphores(handle, info, timeout);
    const bool any = info->flags & VK_SEMAPHORE_WAIT_ANY_BIT;
    if (result != VK_SUCCESS || (any && info->semaphoreCount > 1))
        return result;
    lay_lock(device);
    for (uint32_t i = 0; i < info->semaphoreCount; ++i)
        note_value(device, info->pSemaphores[i], info->pValues[i]);
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL wait_queue_idle(VkQueue handle)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.QueueWaitIdle(handle);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    struct lay_queue *queue = lay_find(device, LAY_QUEUE, LAY_POINTER_KEY(handle));
    if (queue)
        queue->complete = queue->submitted;
    lay_unlock(device);
    return result;
}

// Nobody submits meanwhile: all queues of the device are externally synchronized here.
static VKAPI_ATTR VkResult VKAPI_CALL wait_device_idle(VkDevice handle)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.DeviceWaitIdle(handle);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    size_t cursor = 0;
    for (struct lay_queue *queue; (queue = lay_map_next(&device->maps[LAY_QUEUE], &cursor));)
        queue->complete = queue->submitted;
    lay_unlock(device);
    return result;
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCreateFence", create_fence),
    LAY_COMMAND("vkDestroyFence", destroy_fence),
    LAY_COMMAND("vkResetFences", reset_fences),
    LAY_COMMAND("vkGetFenceStatus", get_fence_status),
    LAY_COMMAND("vkWaitForFences", wait_for_fences),
    LAY_COMMAND("vkCreateSemaphore", create_semaphore),
    LAY_COMMAND("vkDestroySemaphore", destroy_semaphore),
    LAY_COMMAND("vkGetSemaphoreCounterValue", get_value),
    LAY_COMMAND("vkGetSemaphoreCounterValueKHR", get_value),
    LAY_COMMAND("vkWaitSemaphores", wait_semaphores),
    LAY_COMMAND("vkWaitSemaphoresKHR", wait_semaphores),
    LAY_COMMAND("vkQueueWaitIdle", wait_queue_idle),
    LAY_COMMAND("vkDeviceWaitIdle", wait_device_idle),
};
LAY_FAMILY(lay_completion_family, commands);
