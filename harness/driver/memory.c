// SPDX-License-Identifier: Apache-2.0
#include "memory.h"

#include "device_limits.h"
#include "fault.h"
#include "memory_types.h"
#include "pages.h"
#include "personality.h"
#include "weak.h"

#include <stdatomic.h>
#include <string.h>

/// Fresh memory is poisoned up to here. Touching every page of a huge allocation would take seconds
/// and real memory; what lies beyond reads as zero.
#define POISON_LIMIT ((size_t)64 << 20)

/// Another pattern for each view of each allocation, so that bytes never written are never equal by
/// luck.
static void poison(uint8_t *view, size_t size)
{
    static _Atomic uint64_t count;
    uint64_t pattern = (atomic_fetch_add(&count, 1) + 1) * 0x9e3779b97f4a7c15u;
    pattern = (pattern ^ (pattern >> 29)) * 0xbf58476d1ce4e5b9u | 0x0101010101010101u;
    if (size > POISON_LIMIT)
        size = POISON_LIMIT;
    size_t at = 0;
    for (; at + sizeof pattern <= size; at += sizeof pattern)
        memcpy(view + at, &pattern, sizeof pattern);
    memcpy(view + at, &pattern, size - at);
}

bool ref_memory_coherent(const struct ref_memory *memory)
{
    return ref_memory_properties()->memoryTypes[memory->type_index].propertyFlags &
           VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
}

/// A view that vkMapMemory can show elsewhere, if the personality wants that.
static uint8_t *map_host_view(struct ref_memory *memory)
{
    if (!ref_personality()->mappings_move && !REF_FAULT(SERIALIZE_UNMAPS_MEMORY))
        return ref_pages_map((size_t)memory->size);
    return ref_pages_map_file((size_t)memory->size, &memory->file);
}

/// A mapping at another address than the one before, whose pages are free only now.
static uint8_t *move_view(struct ref_memory *memory)
{
    uint8_t *before = memory->moved_view;
    memory->moved_view = ref_pages_map_again(memory->file, (size_t)memory->size);
    ref_pages_unmap(before, (size_t)memory->size);
    return memory->moved_view;
}

static void release_views(struct ref_memory *memory)
{
    ref_pages_unmap(memory->moved_view, (size_t)memory->size);
    ref_pages_close_file(memory->file);
    if (memory->host_view != memory->device_view)
        ref_pages_unmap(memory->host_view, (size_t)memory->size);
    ref_pages_unmap(memory->device_view, (size_t)memory->size);
}

/// One block for a coherent type or one that the host can't see, two for a non-coherent one.
static bool create_views(struct ref_memory *memory)
{
    const VkMemoryPropertyFlags flags =
        ref_memory_properties()->memoryTypes[memory->type_index].propertyFlags;
    const bool coherent =
        flags & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT && !REF_FAULT(MEMORY_COHERENT_NEEDS_FLUSH);
    memory->file = -1;
    memory->device_view = coherent ? map_host_view(memory) : ref_pages_map((size_t)memory->size);
    if (!memory->device_view)
        return false;
    poison(memory->device_view, (size_t)memory->size);
    if (coherent) {
        memory->host_view = memory->device_view;
    } else if (flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) {
        memory->host_view = map_host_view(memory);
        if (!memory->host_view) {
            ref_pages_unmap(memory->device_view, (size_t)memory->size);
            return false;
        }
        poison(memory->host_view, (size_t)memory->size);
    }
    return true;
}

/// Takes from the heap's budget, or tells that it is spent.
static bool reserve(struct ref_physical_device *physical_device, uint32_t heap, VkDeviceSize size)
{
    const uint64_t limit = ref_memory_properties()->memoryHeaps[heap].size;
    uint64_t used = atomic_load(&physical_device->heap_used[heap]);
    do {
        if (used + size > limit)
            return false;
    } while (!atomic_compare_exchange_weak(&physical_device->heap_used[heap], &used, used + size));
    return true;
}

/// Addresses are never given twice and leave a gap, so that running off one allocation hits none
/// other.
static VkDeviceAddress next_address(struct ref_device *device, VkDeviceSize size)
{
    const VkDeviceSize unit = 65536;
    const VkDeviceSize room = (size + unit - 1) / unit * unit + unit;
    return __atomic_fetch_add(&device->next_address, room, __ATOMIC_RELAXED);
}

static void list(struct ref_device *device, struct ref_memory *memory)
{
    pthread_mutex_lock(&device->memory_lock);
    memory->next = device->memories;
    device->memories = memory;
    pthread_mutex_unlock(&device->memory_lock);
}

static void unlist(struct ref_device *device, const struct ref_memory *memory)
{
    pthread_mutex_lock(&device->memory_lock);
    struct ref_memory **link = &device->memories;
    while (*link != memory)
        link = &(*link)->next;
    *link = memory->next;
    pthread_mutex_unlock(&device->memory_lock);
}

struct ref_memory *ref_memory_find(struct ref_device *device, VkDeviceAddress address,
                                   VkDeviceSize size)
{
    pthread_mutex_lock(&device->memory_lock);
    struct ref_memory *memory = device->memories;
    while (memory && (address < memory->address || size > memory->size ||
                      address - memory->address > memory->size - size))
        memory = memory->next;
    pthread_mutex_unlock(&device->memory_lock);
    return memory;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_AllocateMemory(VkDevice _device,
                                                  const VkMemoryAllocateInfo *pAllocateInfo,
                                                  const VkAllocationCallbacks *pAllocator,
                                                  VkDeviceMemory *pMemory)
{
    *pMemory = VK_NULL_HANDLE;
    struct ref_device *device = ref_device_from_handle(_device);
    const VkDeviceSize size = pAllocateInfo->allocationSize;
    const uint32_t heap =
        ref_memory_properties()->memoryTypes[pAllocateInfo->memoryTypeIndex].heapIndex;
    if (size > REF_MAX_ALLOCATION_SIZE || size > SIZE_MAX / 2)
        return VK_ERROR_OUT_OF_DEVICE_MEMORY;

    struct ref_memory *memory = ref_object_create(pAllocator, &device->base.allocator,
                                                  VK_OBJECT_TYPE_DEVICE_MEMORY, sizeof *memory);
    if (!memory)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    if (!reserve(device->physical_device, heap, size))
        goto destroy_object;
    memory->size = size;
    memory->type_index = pAllocateInfo->memoryTypeIndex;
    if (!create_views(memory))
        goto give_back;
    memory->address = next_address(device, size);
    list(device, memory);
    *pMemory = ref_memory_to_handle(memory);
    return VK_SUCCESS;

give_back:
    device->physical_device->heap_used[heap] -= size;
destroy_object:
    ref_object_destroy(memory);
    return VK_ERROR_OUT_OF_DEVICE_MEMORY;
}

VKAPI_ATTR void VKAPI_CALL ref_FreeMemory(VkDevice _device, VkDeviceMemory _memory,
                                          const VkAllocationCallbacks *pAllocator)
{
    (void)pAllocator;
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_memory *memory = ref_memory_from_handle(_memory);
    if (!memory)
        return;
    unlist(device, memory);
    ref_weak_forget_memory(device, memory);
    const uint32_t heap = ref_memory_properties()->memoryTypes[memory->type_index].heapIndex;
    device->physical_device->heap_used[heap] -= memory->size;
    release_views(memory);
    ref_object_destroy(memory);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_MapMemory(VkDevice device, VkDeviceMemory _memory,
                                             VkDeviceSize offset, VkDeviceSize size,
                                             VkMemoryMapFlags flags, void **ppData)
{
    (void)device;
    (void)flags;
    struct ref_memory *memory = ref_memory_from_handle(_memory);
    if (memory->mapped || !memory->host_view)
        return VK_ERROR_MEMORY_MAP_FAILED;
    uint8_t *view = memory->file >= 0 ? move_view(memory) : memory->host_view;
    if (!view)
        return VK_ERROR_MEMORY_MAP_FAILED;
    memory->mapped = true;
    memory->map_offset = offset;
    memory->map_size = size == VK_WHOLE_SIZE ? memory->size - offset : size;
    *ppData = view + (REF_FAULT(MEMORY_MAP_IGNORES_OFFSET) ? 0 : offset);
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_UnmapMemory(VkDevice device, VkDeviceMemory _memory)
{
    (void)device;
    struct ref_memory *memory = ref_memory_from_handle(_memory);
    assert(memory);
    memory->mapped = false;
    if (memory->moved_view)
        ref_pages_forbid(memory->moved_view, (size_t)memory->size);
}

/// Copies one range between the views. VK_WHOLE_SIZE means up to the end of the mapping; the last
/// atom of an allocation may be cut short.
static void transfer(const VkMappedMemoryRange *range, bool to_device)
{
    const struct ref_memory *memory = ref_memory_from_handle(range->memory);
    if (memory->host_view == memory->device_view || !memory->host_view)
        return;
    const VkDeviceSize mapped_from =
        REF_FAULT(MEMORY_WHOLE_SIZE_FROM_THE_BEGINNING) ? 0 : memory->map_offset;
    VkDeviceSize end =
        range->size == VK_WHOLE_SIZE ? mapped_from + memory->map_size : range->offset + range->size;
    if (end > memory->size)
        end = memory->size;
    if (range->offset >= end)
        return;
    if (REF_FAULT(MEMORY_WHOLE_SIZE_IS_NOTHING) && range->size == VK_WHOLE_SIZE)
        return;
    size_t offset = (size_t)range->offset;
    const size_t size = (size_t)(end - range->offset);
    if (REF_FAULT(MEMORY_INVALIDATE_DOES_NOTHING) && !to_device)
        return;
    if (REF_FAULT(MEMORY_FLUSH_IGNORES_OFFSET) && to_device)
        offset = 0;
    if (to_device)
        memcpy(memory->device_view + offset, memory->host_view + offset, size);
    else
        memcpy(memory->host_view + offset, memory->device_view + offset, size);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_FlushMappedMemoryRanges(VkDevice device,
                                                           uint32_t memoryRangeCount,
                                                           const VkMappedMemoryRange *pMemoryRanges)
{
    (void)device;
    if (REF_FAULT(MEMORY_FLUSH_FIRST_RANGE_ONLY) && memoryRangeCount > 1)
        memoryRangeCount = 1;
    for (uint32_t i = 0; i < memoryRangeCount; i++)
        transfer(&pMemoryRanges[i], true);
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_InvalidateMappedMemoryRanges(
    VkDevice device, uint32_t memoryRangeCount, const VkMappedMemoryRange *pMemoryRanges)
{
    (void)device;
    for (uint32_t i = 0; i < memoryRangeCount; i++)
        transfer(&pMemoryRanges[i], false);
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_GetDeviceMemoryCommitment(VkDevice device, VkDeviceMemory memory,
                                                         VkDeviceSize *pCommittedMemoryInBytes)
{
    (void)device;
    // No type is lazily allocated, so all of it counts.
    *pCommittedMemoryInBytes = ref_memory_from_handle(memory)->size;
}
