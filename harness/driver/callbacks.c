// SPDX-License-Identifier: Apache-2.0
#include "callbacks.h"

#include "personality.h"

static void notify(const VkAllocationCallbacks *allocator)
{
    const size_t size = 4096;
    if (!allocator->pfnInternalAllocation || !allocator->pfnInternalFree)
        return;
    allocator->pfnInternalAllocation(allocator->pUserData, size,
                                     VK_INTERNAL_ALLOCATION_TYPE_EXECUTABLE,
                                     VK_SYSTEM_ALLOCATION_SCOPE_COMMAND);
    allocator->pfnInternalFree(allocator->pUserData, size, VK_INTERNAL_ALLOCATION_TYPE_EXECUTABLE,
                               VK_SYSTEM_ALLOCATION_SCOPE_COMMAND);
}

static bool use_command_scope(const VkAllocationCallbacks *allocator)
{
    const VkSystemAllocationScope scope = VK_SYSTEM_ALLOCATION_SCOPE_COMMAND;
    void *memory = ref_alloc(allocator, 24, 8, scope);
    if (!memory)
        return false;
    void *larger = allocator->pfnReallocation(allocator->pUserData, memory, 4000, 8, scope);
    ref_free(allocator, larger ? larger : memory);
    return larger;
}

/// Two threads may be here at once; the one that is late gives its memory back.
static bool fill_cache(struct ref_device *device)
{
    const VkAllocationCallbacks *allocator = &device->base.allocator;
    if (__atomic_load_n(&device->cache, __ATOMIC_ACQUIRE))
        return true;
    void *cache = ref_alloc(allocator, 1024, 64, VK_SYSTEM_ALLOCATION_SCOPE_DEVICE);
    void *none = NULL;
    if (cache && !__atomic_compare_exchange_n(&device->cache, &none, cache, false, __ATOMIC_ACQ_REL,
                                              __ATOMIC_ACQUIRE))
        ref_free(allocator, cache);
    return cache;
}

bool ref_callbacks_exercise(struct ref_device *device)
{
    if (ref_personality()->callbacks != REF_CALLBACKS_MANY)
        return true;
    notify(&device->base.allocator);
    return use_command_scope(&device->base.allocator) && fill_cache(device);
}
