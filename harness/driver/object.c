// SPDX-License-Identifier: Apache-2.0
#include "object.h"

#include "fault.h"
#include "personality.h"
#include "private_data.h"

#include <stdlib.h>
#include <string.h>

static void *VKAPI_PTR default_allocate(void *user_data, size_t size, size_t alignment,
                                        VkSystemAllocationScope scope)
{
    (void)user_data;
    (void)scope;
    void *memory = NULL;
    // No object is aligned to less than a pointer, which is what it asks for.
    return posix_memalign(&memory, alignment, size) == 0 ? memory : NULL;
}

static void VKAPI_PTR default_free(void *user_data, void *memory)
{
    (void)user_data;
    free(memory);
}

/// The driver never reallocates; the member must be there all the same.
static void *VKAPI_PTR default_reallocate(void *user_data, void *original, size_t size,
                                          size_t alignment, VkSystemAllocationScope scope)
{
    (void)user_data;
    (void)alignment;
    (void)scope;
    return realloc(original, size);
}

const VkAllocationCallbacks ref_default_allocator = {
    .pfnAllocation = default_allocate,
    .pfnReallocation = default_reallocate,
    .pfnFree = default_free,
};

/// The allocator to call where the application gave this one.
static const VkAllocationCallbacks *heard(const VkAllocationCallbacks *allocator)
{
    return ref_personality()->callbacks == REF_CALLBACKS_NEVER ? &ref_default_allocator : allocator;
}

void *ref_alloc(const VkAllocationCallbacks *allocator, size_t size, size_t alignment,
                VkSystemAllocationScope scope)
{
    allocator = heard(allocator);
    void *memory = allocator->pfnAllocation(allocator->pUserData, size, alignment, scope);
    if (memory)
        memset(memory, 0xA5, size);
    return memory;
}

void ref_free(const VkAllocationCallbacks *allocator, void *memory)
{
    allocator = heard(allocator);
    if (memory)
        allocator->pfnFree(allocator->pUserData, memory);
}

static VkSystemAllocationScope scope_of(VkObjectType type)
{
    switch (type) {
    case VK_OBJECT_TYPE_INSTANCE:
    case VK_OBJECT_TYPE_PHYSICAL_DEVICE:
        return VK_SYSTEM_ALLOCATION_SCOPE_INSTANCE;
    case VK_OBJECT_TYPE_DEVICE:
    case VK_OBJECT_TYPE_QUEUE:
        return VK_SYSTEM_ALLOCATION_SCOPE_DEVICE;
    default:
        return VK_SYSTEM_ALLOCATION_SCOPE_OBJECT;
    }
}

void *ref_object_create(const VkAllocationCallbacks *allocator, const VkAllocationCallbacks *parent,
                        VkObjectType type, size_t size)
{
    if (!allocator)
        allocator = parent ? parent : &ref_default_allocator;

    VkSystemAllocationScope scope = scope_of(type);
    if (REF_FAULT(ALLOCATION_MICROMAP_OF_COMMAND) && type == VK_OBJECT_TYPE_MICROMAP_EXT)
        scope = VK_SYSTEM_ALLOCATION_SCOPE_COMMAND;
    struct ref_object *object = ref_alloc(allocator, size, _Alignof(max_align_t), scope);
    if (!object && !REF_FAULT(CREATE_TRUSTS_THE_HEAP))
        return NULL;
    memset(object, 0, size);
    set_loader_magic_value(object);
    object->type = type;
    object->allocator = *allocator;
    return object;
}

void ref_object_destroy(void *object)
{
    struct ref_object *base = object;
    if (!base)
        return;
    ref_private_data_release(base);
    // The allocator lives inside what it frees. The type is wiped so that a stale handle trips the
    // assertion in its cast for as long as the memory is not reused.
    const VkAllocationCallbacks allocator = base->allocator;
    base->type = VK_OBJECT_TYPE_UNKNOWN;
    ref_free(&allocator, base);
}

const void *ref_find(const void *chain, VkStructureType type)
{
    for (const VkBaseInStructure *item = chain; item; item = item->pNext)
        if (item->sType == type)
            return item;
    return NULL;
}
