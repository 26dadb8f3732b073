// SPDX-License-Identifier: Apache-2.0
// The base of every object, its allocation, and the casts between handles and structs.
#ifndef REF_OBJECT_H
#define REF_OBJECT_H

#include "commands.h" // prototypes of every entry point, made from the Vulkan header

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <vulkan/vk_icd.h>
#include <vulkan/vulkan_core.h>

struct ref_private_data;

/// First member of every object. Dispatchable objects need `loader` first: the Vulkan loader owns
/// it.
struct ref_object {
    VK_LOADER_DATA loader;
    VkObjectType type;
    VkAllocationCallbacks allocator;       ///< what the object was created with; how it is freed
    struct ref_private_data *private_data; ///< what vkSetPrivateData stored here
};

/// Allocates a zeroed object with the application's allocator (or `parent`'s when that is NULL),
/// scope VK_SYSTEM_ALLOCATION_SCOPE_OBJECT unless the type is instance or device. NULL when out of
/// host memory.
void *ref_object_create(const VkAllocationCallbacks *allocator, const VkAllocationCallbacks *parent,
                        VkObjectType type, size_t size);

/// Frees an object through the allocator it was created with. NULL does nothing.
void ref_object_destroy(void *object);

/// Memory through a resolved allocator; `allocator` is never NULL here. Contents are poison (0xA5).
void *ref_alloc(const VkAllocationCallbacks *allocator, size_t size, size_t alignment,
                VkSystemAllocationScope scope);
void ref_free(const VkAllocationCallbacks *allocator, void *memory);

/// The allocator that works when the application gives none.
extern const VkAllocationCallbacks ref_default_allocator;

/// Defines ref_<name>_from_handle and ref_<name>_to_handle; the former asserts the object's type.
#define REF_HANDLE_CASTS(name, Handle, object_type)                                                \
    static inline struct ref_##name *ref_##name##_from_handle(Handle handle)                       \
    {                                                                                              \
        struct ref_##name *object = (struct ref_##name *)(uintptr_t)handle;                        \
        assert(!object || ((struct ref_object *)object)->type == (object_type));                   \
        return object;                                                                             \
    }                                                                                              \
    static inline Handle ref_##name##_to_handle(struct ref_##name *object)                         \
    {                                                                                              \
        return (Handle)(uintptr_t)object;                                                          \
    }

/// First structure of this type in a pNext chain, or NULL.
const void *ref_find(const void *chain, VkStructureType type);

#endif
