// SPDX-License-Identifier: Apache-2.0
#include "command_buffer.h"

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateCommandPool(VkDevice _device,
                                                     const VkCommandPoolCreateInfo *pCreateInfo,
                                                     const VkAllocationCallbacks *pAllocator,
                                                     VkCommandPool *pCommandPool)
{
    (void)pCreateInfo; // every buffer can be reset, and all families record the same way
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_command_pool *pool = ref_object_create(pAllocator, &device->base.allocator,
                                                      VK_OBJECT_TYPE_COMMAND_POOL, sizeof *pool);
    *pCommandPool = ref_command_pool_to_handle(pool);
    if (!pool)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    pool->device = device;
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyCommandPool(VkDevice device, VkCommandPool commandPool,
                                                  const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    struct ref_command_pool *pool = ref_command_pool_from_handle(commandPool);
    if (!pool)
        return;
    while (pool->buffers) {
        struct ref_command_buffer *buffer = pool->buffers;
        pool->buffers = buffer->next;
        ref_command_buffer_destroy(buffer);
    }
    ref_object_destroy(pool);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_ResetCommandPool(VkDevice device, VkCommandPool commandPool,
                                                    VkCommandPoolResetFlags flags)
{
    (void)device;
    (void)flags; // memory is always given back
    struct ref_command_pool *pool = ref_command_pool_from_handle(commandPool);
    for (struct ref_command_buffer *buffer = pool->buffers; buffer; buffer = buffer->next)
        ref_command_buffer_reset(buffer);
    return VK_SUCCESS;
}

static struct ref_command_buffer *create_buffer(struct ref_command_pool *pool,
                                                VkCommandBufferLevel level)
{
    struct ref_command_buffer *buffer = ref_object_create(
        NULL, &pool->base.allocator, VK_OBJECT_TYPE_COMMAND_BUFFER, sizeof *buffer);
    if (!buffer)
        return NULL;
    buffer->pool = pool;
    buffer->secondary = level == VK_COMMAND_BUFFER_LEVEL_SECONDARY;
    buffer->next = pool->buffers;
    pool->buffers = buffer;
    return buffer;
}

VKAPI_ATTR void VKAPI_CALL ref_FreeCommandBuffers(VkDevice device, VkCommandPool commandPool,
                                                  uint32_t commandBufferCount,
                                                  const VkCommandBuffer *pCommandBuffers)
{
    (void)device;
    struct ref_command_pool *pool = ref_command_pool_from_handle(commandPool);
    for (uint32_t i = 0; i < commandBufferCount; i++) {
        struct ref_command_buffer *buffer = ref_command_buffer_from_handle(pCommandBuffers[i]);
        if (!buffer)
            continue;
        struct ref_command_buffer **link = &pool->buffers;
        while (*link != buffer)
            link = &(*link)->next;
        *link = buffer->next;
        ref_command_buffer_destroy(buffer);
    }
}

VKAPI_ATTR VkResult VKAPI_CALL
ref_AllocateCommandBuffers(VkDevice device, const VkCommandBufferAllocateInfo *pAllocateInfo,
                           VkCommandBuffer *pCommandBuffers)
{
    struct ref_command_pool *pool = ref_command_pool_from_handle(pAllocateInfo->commandPool);
    for (uint32_t i = 0; i < pAllocateInfo->commandBufferCount; i++) {
        struct ref_command_buffer *buffer = create_buffer(pool, pAllocateInfo->level);
        pCommandBuffers[i] = ref_command_buffer_to_handle(buffer);
        if (buffer)
            continue;
        // All or nothing, and every handle NULL after an error.
        ref_FreeCommandBuffers(device, pAllocateInfo->commandPool, i, pCommandBuffers);
        for (uint32_t j = 0; j < pAllocateInfo->commandBufferCount; j++)
            pCommandBuffers[j] = VK_NULL_HANDLE;
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    }
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_TrimCommandPool(VkDevice device, VkCommandPool commandPool,
                                               VkCommandPoolTrimFlags flags)
{
    (void)device;
    (void)commandPool;
    (void)flags; // nothing is kept that isn't in use
}
