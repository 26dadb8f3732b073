// SPDX-License-Identifier: Apache-2.0
// Command pools, and how command buffers come and go with them.
#include "commands.h"
#include "names.h"
#include "record.h"

static VKAPI_ATTR VkResult VKAPI_CALL create_pool(VkDevice handle,
                                                  const VkCommandPoolCreateInfo *info,
                                                  const VkAllocationCallbacks *allocator,
                                                  VkCommandPool *pool_handle)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.CreateCommandPool(handle, info, allocator, pool_handle);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    struct lay_command_pool *pool = lay_track(device, LAY_COMMAND_POOL, LAY_KEY(*pool_handle));
    if (pool && info->queueFamilyIndex < device->family_count) {
        pool->family_known = true;
        pool->queue_flags = device->families[info->queueFamilyIndex].queueFlags;
    }
    lay_unlock(device);
    return result;
}

// Calls `act` for each command buffer of a pool. It must not add or remove any. Locked.
static void for_each_of(struct lay_device *device, VkCommandPool pool,
                        void (*act)(struct lay_command_buffer *buffer))
{
    size_t cursor = 0;
    for (struct lay_command_buffer *buffer;
         (buffer = lay_map_next(&device->maps[LAY_COMMAND_BUFFER], &cursor));)
        if (buffer->pool == pool)
            act(buffer);
}

// The table must not change while it is stepped through: one at a time, until none is left. Locked.
static void forget_all_of(struct lay_device *device, VkCommandPool pool)
{
    size_t cursor = 0;
    for (struct lay_command_buffer *buffer;
         (buffer = lay_map_next(&device->maps[LAY_COMMAND_BUFFER], &cursor));) {
        if (buffer->pool != pool)
            continue;
        const uint64_t handle = buffer->record.handle;
        lay_untrack(device, LAY_COMMAND_BUFFER, handle);
        lay_name_forget(device, VK_OBJECT_TYPE_COMMAND_BUFFER, handle);
        cursor = 0;
    }
}

static VKAPI_ATTR void VKAPI_CALL destroy_pool(VkDevice handle, VkCommandPool pool,
                                               const VkAllocationCallbacks *allocator)
{
    struct lay_device *device = lay_device_of(handle);
    lay_lock(device);
    if (pool)
        forget_all_of(device, pool);
    lay_untrack(device, LAY_COMMAND_POOL, LAY_KEY(pool));
    lay_name_forget(device, VK_OBJECT_TYPE_COMMAND_POOL, LAY_KEY(pool));
    lay_unlock(device);
    device->next.DestroyCommandPool(handle, pool, allocator);
}

static void make_initial(struct lay_command_buffer *buffer)
{
    lay_command_buffer_restart(buffer, LAY_INITIAL);
}

static void lose_track(struct lay_command_buffer *buffer)
{
    lay_command_buffer_restart(buffer, LAY_STATE_UNKNOWN);
}

static VKAPI_ATTR VkResult VKAPI_CALL reset_pool(VkDevice handle, VkCommandPool pool,
                                                 VkCommandPoolResetFlags flags)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.ResetCommandPool(handle, pool, flags);
    lay_lock(device);
    for_each_of(device, pool, result == VK_SUCCESS ? make_initial : lose_track);
    lay_unlock(device);
    return result;
}

static void note_allocated(struct lay_device *device, const VkCommandBufferAllocateInfo *info,
                           VkCommandBuffer handle)
{
    struct lay_command_buffer *buffer =
        lay_track(device, LAY_COMMAND_BUFFER, LAY_POINTER_KEY(handle));
    if (!buffer)
        return;
    const struct lay_command_pool *pool =
        lay_find(device, LAY_COMMAND_POOL, LAY_KEY(info->commandPool));
    buffer->pool = info->commandPool;
    buffer->level = info->level;
    buffer->family_known = pool && pool->family_known;
    buffer->queue_flags = pool ? pool->queue_flags : 0;
}

static VKAPI_ATTR VkResult VKAPI_CALL allocate_buffers(VkDevice handle,
                                                       const VkCommandBufferAllocateInfo *info,
                                                       VkCommandBuffer *buffers)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.AllocateCommandBuffers(handle, info, buffers);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    for (uint32_t i = 0; i < info->commandBufferCount; ++i)
        note_allocated(device, info, buffers[i]);
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL free_buffers(VkDevice handle, VkCommandPool pool, uint32_t count,
                                               const VkCommandBuffer *buffers)
{
    struct lay_device *device = lay_device_of(handle);
    lay_lock(device);
    for (uint32_t i = 0; i < count; ++i) {
        lay_untrack(device, LAY_COMMAND_BUFFER, LAY_POINTER_KEY(buffers[i]));
        lay_name_forget(device, VK_OBJECT_TYPE_COMMAND_BUFFER, LAY_POINTER_KEY(buffers[i]));
    }
    lay_unlock(device);
    device->next.FreeCommandBuffers(handle, pool, count, buffers);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCreateCommandPool", create_pool),
    LAY_COMMAND("vkDestroyCommandPool", destroy_pool),
    LAY_COMMAND("vkResetCommandPool", reset_pool),
    LAY_COMMAND("vkAllocateCommandBuffers", allocate_buffers),
    LAY_COMMAND("vkFreeCommandBuffers", free_buffers),
};
LAY_FAMILY(lay_command_pool_family, commands);
