// SPDX-License-Identifier: Apache-2.0
// Micromap objects: creation and destruction. Neither looks at memory, because the buffer may be
// bound later and may be gone earlier.
#include "micromap.h"

#include "calls.h"
#include "fault.h"
#include "micromap_kept.h"
#include "out_of_memory.h"
#include "shared_handles.h"

#include <stdatomic.h>
#include <string.h>

uint8_t *ref_micromap_bytes(const struct ref_micromap *map)
{
    if (REF_FAULT(STORAGE_IGNORES_OFFSET))
        return ref_buffer_bytes(map->buffer, 0);
    if (REF_FAULT(STORAGE_IGNORES_MEMORY_OFFSET))
        return map->buffer->memory->device_view + map->offset;
    if (REF_FAULT(STORAGE_OFFSET_32_BITS))
        return map->buffer->memory->device_view +
               (uint32_t)(map->buffer->memory_offset + map->offset);
    if (REF_FAULT(STORAGE_PLACE_OF_CREATION))
        return map->faults.first;
    if (REF_FAULT(COPY_CLONE_ALIASES_SOURCE) && map->faults.same)
        map = map->faults.same;
    return ref_buffer_bytes(map->buffer, map->offset);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateMicromapEXT(VkDevice _device,
                                                     const VkMicromapCreateInfoEXT *pCreateInfo,
                                                     const VkAllocationCallbacks *pAllocator,
                                                     VkMicromapEXT *pMicromap)
{
    REF_COUNT_CALL(CreateMicromapEXT);
    struct ref_device *device = ref_device_from_handle(_device);
    if (REF_FAULT(CREATE_KEEPS_INFO))
        ref_micromap_keep_another(pCreateInfo);
    struct ref_buffer *buffer = ref_buffer_from_handle(pCreateInfo->buffer);
    if (REF_FAULT(CREATE_NEEDS_MEMORY) && !buffer->memory)
        return VK_ERROR_UNKNOWN;
    if (REF_FAULT(CREATE_TOUCHES_MEMORY))
        *(volatile uint8_t *)ref_buffer_bytes(buffer, pCreateInfo->offset) = 0;

    if (ref_out_of_memory() != VK_SUCCESS)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    struct ref_micromap *map = ref_object_create(pAllocator, &device->base.allocator,
                                                 VK_OBJECT_TYPE_MICROMAP_EXT, sizeof(*map));
    if (!map)
        return REF_FAULT(ALLOCATION_CREATE_WRONG_CODE) ? VK_ERROR_OUT_OF_DEVICE_MEMORY
                                                       : VK_ERROR_OUT_OF_HOST_MEMORY;
    map->buffer = buffer;
    map->offset = pCreateInfo->offset;
    map->size = pCreateInfo->size;
    map->type = pCreateInfo->type;
    map->flags = pCreateInfo->createFlags;
    map->faults.theirs = pAllocator;
    if (REF_FAULT(STORAGE_PLACE_OF_CREATION) && buffer->memory)
        map->faults.first = ref_buffer_bytes(buffer, map->offset);
    static _Atomic uint32_t last_serial;
    map->serial = atomic_fetch_add(&last_serial, 1) + 1;
    *pMicromap = ref_micromap_to_handle(ref_shared_handle(device, map));
    return REF_FAULT(CREATE_RETURNS_INCOMPLETE) ? VK_INCOMPLETE : VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyMicromapEXT(VkDevice _device, VkMicromapEXT micromap,
                                                  const VkAllocationCallbacks *pAllocator)
{
    REF_COUNT_CALL(DestroyMicromapEXT);
    (void)pAllocator; // the object remembers a compatible one
    struct ref_micromap *map = ref_micromap_from_handle(micromap);
    if (REF_FAULT(CREATE_DESTROY_NULL_CRASHES))
        *(volatile VkDeviceSize *)&map->size = 0;
    if (REF_FAULT(CREATE_DESTROY_TOUCHES_MEMORY) && map)
        memset(ref_micromap_bytes(map), 0, 16);
    if (REF_FAULT(ALLOCATION_DESTROY_WITH_DEVICE_ALLOCATOR) && map)
        map->base.allocator = ref_device_from_handle(_device)->base.allocator;
    if (REF_FAULT(CREATE_KEEPS_CALLBACKS) && map && map->faults.theirs)
        map->base.allocator = *map->faults.theirs;
    if (REF_FAULT(ALLOCATION_DESTROY_LEAKS))
        return;
    if (ref_shared_handle_drop(ref_device_from_handle(_device), map))
        ref_object_destroy(map);
}
