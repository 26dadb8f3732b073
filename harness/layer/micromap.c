// SPDX-License-Identifier: Apache-2.0
// Micromaps from creation to destruction.
#include "check_create.h"
#include "commands.h"
#include "names.h"
#include "state.h"

static void note(struct lay_device *device, VkMicromapEXT handle,
                 const VkMicromapCreateInfoEXT *info, const VkAllocationCallbacks *allocator)
{
    struct lay_micromap *micromap = lay_track(device, LAY_MICROMAP, LAY_KEY(handle));
    if (!micromap)
        return;
    const struct lay_buffer *buffer = lay_find_buffer(device, info->buffer);
    micromap->type = info->type;
    micromap->buffer = info->buffer;
    micromap->buffer_id = buffer ? buffer->record.id : 0;
    micromap->offset = info->offset;
    micromap->size = info->size;
    micromap->has_allocator = allocator;
}

static VKAPI_ATTR VkResult VKAPI_CALL create_micromap(VkDevice handle,
                                                      const VkMicromapCreateInfoEXT *info,
                                                      const VkAllocationCallbacks *allocator,
                                                      VkMicromapEXT *micromap)
{
    struct lay_device *device = lay_device_of(handle);
    struct lay_call call = {.device = device, .command = "vkCreateMicromapEXT"};
    lay_check_create(&call, info, allocator, micromap);
    if (lay_call_stopped(&call))
        return LAY_VALIDATION_FAILED;
    const VkResult result = device->next.CreateMicromapEXT(handle, info, allocator, micromap);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    note(device, *micromap, info, allocator);
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL destroy_micromap(VkDevice handle, VkMicromapEXT micromap,
                                                   const VkAllocationCallbacks *allocator)
{
    struct lay_device *device = lay_device_of(handle);
    struct lay_call call = {.device = device, .command = "vkDestroyMicromapEXT"};
    lay_check_destroy(&call, micromap, allocator);
    if (lay_call_stopped(&call))
        return;
    lay_lock(device);
    lay_untrack(device, LAY_MICROMAP, LAY_KEY(micromap));
    lay_name_forget(device, VK_OBJECT_TYPE_MICROMAP_EXT, LAY_KEY(micromap));
    lay_unlock(device);
    device->next.DestroyMicromapEXT(handle, micromap, allocator);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCreateMicromapEXT", create_micromap),
    LAY_COMMAND("vkDestroyMicromapEXT", destroy_micromap),
};
LAY_FAMILY(lay_micromap_family, commands);
