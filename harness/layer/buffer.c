// SPDX-License-Identifier: Apache-2.0
// Buffers and the memory that they are bound to.
#include "addresses.h"
#include "commands.h"
#include "names.h"
#include "state.h"

static void note_buffer(struct lay_device *device, VkBuffer handle, const VkBufferCreateInfo *info)
{
    struct lay_buffer *buffer = lay_track(device, LAY_BUFFER, LAY_KEY(handle));
    if (!buffer)
        return;
    const struct lay_buffer_usage_flags_2 *usage =
        lay_find_in_chain(info->pNext, LAY_STRUCTURE_TYPE_BUFFER_USAGE_FLAGS_2);
    buffer->flags = info->flags;
    buffer->usage = usage ? usage->usage : info->usage;
    buffer->size = info->size;
    buffer->sparse = info->flags & VK_BUFFER_CREATE_SPARSE_BINDING_BIT;
    if (buffer->sparse)
        lay_addresses_add(device, buffer);
}

static VKAPI_ATTR VkResult VKAPI_CALL create_buffer(VkDevice handle, const VkBufferCreateInfo *info,
                                                    const VkAllocationCallbacks *allocator,
                                                    VkBuffer *buffer)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.CreateBuffer(handle, info, allocator, buffer);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    note_buffer(device, *buffer, info);
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL destroy_buffer(VkDevice handle, VkBuffer buffer,
                                                 const VkAllocationCallbacks *allocator)
{
    struct lay_device *device = lay_device_of(handle);
    lay_lock(device);
    const struct lay_buffer *record = lay_find_buffer(device, buffer);
    if (record)
        lay_addresses_remove(device, record);
    lay_untrack(device, LAY_BUFFER, LAY_KEY(buffer));
    lay_name_forget(device, VK_OBJECT_TYPE_BUFFER, LAY_KEY(buffer));
    lay_unlock(device);
    device->next.DestroyBuffer(handle, buffer, allocator);
}

static void note_bind(struct lay_device *device, VkBuffer handle, VkDeviceMemory memory_handle,
                      VkDeviceSize offset)
{
    struct lay_buffer *buffer = lay_find_buffer(device, handle);
    const struct lay_memory *memory = lay_find_memory(device, memory_handle);
    if (!buffer)
        return;
    buffer->bound = true;
    buffer->memory = memory_handle;
    buffer->memory_id = memory ? memory->record.id : 0;
    buffer->memory_offset = offset;
    lay_addresses_add(device, buffer);
}

static VKAPI_ATTR VkResult VKAPI_CALL bind_memory(VkDevice handle, VkBuffer buffer,
                                                  VkDeviceMemory memory, VkDeviceSize offset)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.BindBufferMemory(handle, buffer, memory, offset);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    note_bind(device, buffer, memory, offset);
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL bind_memory_2(VkDevice handle, uint32_t count,
                                                    const VkBindBufferMemoryInfo *infos)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.BindBufferMemory2(handle, count, infos);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    for (uint32_t i = 0; i < count; ++i)
        note_bind(device, infos[i].buffer, infos[i].memory, infos[i].memoryOffset);
    lay_unlock(device);
    return result;
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCreateBuffer", create_buffer),
    LAY_COMMAND("vkDestroyBuffer", destroy_buffer),
    LAY_COMMAND("vkBindBufferMemory", bind_memory),
    LAY_COMMAND("vkBindBufferMemory2", bind_memory_2),
    LAY_COMMAND("vkBindBufferMemory2KHR", bind_memory_2),
};
const struct lay_family lay_buffer_family = {
    .commands = commands,
    .count = sizeof commands / sizeof *commands,
    .device_ends = lay_addresses_clear,
};
