// SPDX-License-Identifier: Apache-2.0
// Device memory: which type, on how many devices of a group.
#include "commands.h"
#include "names.h"
#include "state.h"

// Over how many devices an allocation is replicated: without a mask, over all, if the heap is
// multi-instance. Heaps that are not have one instance whatever the mask says.
static uint32_t count_instances(const struct lay_device *device, const VkMemoryAllocateInfo *info,
                                uint32_t heap)
{
    const VkMemoryHeapFlags flags = device->memory_properties.memoryHeaps[heap].flags;
    if (!(flags & VK_MEMORY_HEAP_MULTI_INSTANCE_BIT))
        return 1;
    const VkMemoryAllocateFlagsInfo *mask =
        lay_find_in_chain(info->pNext, VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO);
    if (mask && mask->flags & VK_MEMORY_ALLOCATE_DEVICE_MASK_BIT)
        return (uint32_t)__builtin_popcount(mask->deviceMask);
    return device->group_size;
}

static bool is_import(const VkMemoryAllocateInfo *info)
{
    return lay_find_in_chain(info->pNext, VK_STRUCTURE_TYPE_IMPORT_MEMORY_FD_INFO_KHR) ||
           lay_find_in_chain(info->pNext, VK_STRUCTURE_TYPE_IMPORT_MEMORY_HOST_POINTER_INFO_EXT);
}

static void note(struct lay_device *device, VkDeviceMemory handle, const VkMemoryAllocateInfo *info)
{
    struct lay_memory *memory = lay_track(device, LAY_MEMORY, LAY_KEY(handle));
    if (!memory)
        return;
    const VkMemoryType *type = &device->memory_properties.memoryTypes[info->memoryTypeIndex];
    memory->size = info->allocationSize;
    memory->type = info->memoryTypeIndex;
    memory->host_visible = type->propertyFlags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT;
    memory->instances = count_instances(device, info, type->heapIndex);
    memory->imported = is_import(info);
}

static VKAPI_ATTR VkResult VKAPI_CALL allocate(VkDevice handle, const VkMemoryAllocateInfo *info,
                                               const VkAllocationCallbacks *allocator,
                                               VkDeviceMemory *memory)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.AllocateMemory(handle, info, allocator, memory);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    note(device, *memory, info);
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL free_memory(VkDevice handle, VkDeviceMemory memory,
                                              const VkAllocationCallbacks *allocator)
{
    struct lay_device *device = lay_device_of(handle);
    lay_lock(device);
    // To free memory is to unmap it, also where the handle has a twin.
    const struct lay_memory *record = lay_map_find(&device->maps[LAY_MEMORY], LAY_KEY(memory));
    if (record)
        lay_mappings_remove(&device->mappings, record);
    lay_untrack(device, LAY_MEMORY, LAY_KEY(memory));
    lay_name_forget(device, VK_OBJECT_TYPE_DEVICE_MEMORY, LAY_KEY(memory));
    lay_unlock(device);
    device->next.FreeMemory(handle, memory, allocator);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkAllocateMemory", allocate),
    LAY_COMMAND("vkFreeMemory", free_memory),
};
LAY_FAMILY(lay_memory_family, commands);
