// SPDX-License-Identifier: Apache-2.0
// Where device memory is mapped in the host's address space.
#include "commands.h"
#include "state.h"

static void note_map(struct lay_device *device, VkDeviceMemory handle, VkDeviceSize offset,
                     VkDeviceSize size, void *where, bool placed)
{
    lay_lock(device);
    struct lay_memory *memory = lay_find_memory(device, handle);
    device->mappings_lost |= !memory;
    if (memory) {
        lay_mappings_remove(&device->mappings, memory);
        memory->mapped = where;
        memory->map_offset = offset;
        memory->map_size = size == VK_WHOLE_SIZE ? memory->size - offset : size;
        memory->map_placed = placed;
        if (where && !lay_mappings_add(&device->mappings, memory))
            device->mappings_lost = true;
    }
    lay_unlock(device);
}

static VKAPI_ATTR VkResult VKAPI_CALL map_memory(VkDevice handle, VkDeviceMemory memory,
                                                 VkDeviceSize offset, VkDeviceSize size,
                                                 VkMemoryMapFlags flags, void **data)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.MapMemory(handle, memory, offset, size, flags, data);
    if (result == VK_SUCCESS)
        note_map(device, memory, offset, size, *data, flags & LAY_MEMORY_MAP_PLACED_BIT);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL map_memory_2(VkDevice handle,
                                                   const struct lay_memory_map_info *info,
                                                   void **data)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.MapMemory2(handle, info, data);
    if (result == VK_SUCCESS)
        note_map(device, info->memory, info->offset, info->size, *data,
                 info->flags & LAY_MEMORY_MAP_PLACED_BIT);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL unmap_memory(VkDevice handle, VkDeviceMemory memory)
{
    struct lay_device *device = lay_device_of(handle);
    note_map(device, memory, 0, 0, NULL, false);
    device->next.UnmapMemory(handle, memory);
}

static VKAPI_ATTR VkResult VKAPI_CALL unmap_memory_2(VkDevice handle,
                                                     const struct lay_memory_unmap_info *info)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.UnmapMemory2(handle, info);
    if (result == VK_SUCCESS)
        note_map(device, info->memory, 0, 0, NULL, false);
    return result;
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkMapMemory", map_memory),        LAY_COMMAND("vkMapMemory2", map_memory_2),
    LAY_COMMAND("vkMapMemory2KHR", map_memory_2),  LAY_COMMAND("vkUnmapMemory", unmap_memory),
    LAY_COMMAND("vkUnmapMemory2", unmap_memory_2), LAY_COMMAND("vkUnmapMemory2KHR", unmap_memory_2),
};
LAY_FAMILY(lay_map_memory_family, commands);
