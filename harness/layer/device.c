// SPDX-License-Identifier: Apache-2.0
#include "commands.h"
#include "device_info.h"
#include "dispatch.h"
#include "names.h"

#include <stdlib.h>

static VkLayerDeviceCreateInfo *find_link(const VkDeviceCreateInfo *info)
{
    const void *chain = info->pNext;
    VkLayerDeviceCreateInfo *found;
    while ((found = (void *)lay_find_in_chain(chain, LAY_STRUCTURE_TYPE_LOADER_DEVICE)) &&
           found->function != VK_LAYER_LINK_INFO)
        chain = found->pNext;
    return found;
}

static void device_free(struct lay_device *device)
{
    for (size_t i = 0; i < lay_family_count; ++i)
        if (lay_families[i]->device_ends)
            lay_families[i]->device_ends(device);
    lay_mappings_clear(&device->mappings);
    lay_untrack_all(device);
    lay_names_clear(device);
    pthread_mutex_destroy(&device->lock);
    free(device->families);
    free(device);
}

static void read_limits(struct lay_device *device)
{
    const struct lay_instance_next *next = &device->instance->next;
    const VkPhysicalDevice gpu = device->physical_device;
    next->GetPhysicalDeviceMemoryProperties(gpu, &device->memory_properties);
    if (!next->GetPhysicalDeviceProperties2 || !device->features.opacity_micromap ||
        !lay_can_ask(device->instance, gpu))
        return;
    device->micromap_properties.sType =
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_PROPERTIES_EXT;
    // Who has micromaps has acceleration structures.
    VkPhysicalDeviceAccelerationStructurePropertiesKHR structures = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ACCELERATION_STRUCTURE_PROPERTIES_KHR,
        .pNext = &device->micromap_properties,
    };
    VkPhysicalDeviceProperties2 properties = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
        .pNext = &structures,
    };
    next->GetPhysicalDeviceProperties2(gpu, &properties);
    device->scratch_alignment = structures.minAccelerationStructureScratchOffsetAlignment;
}

static bool read_families(struct lay_device *device)
{
    const struct lay_instance_next *next = &device->instance->next;
    uint32_t count = 0;
    next->GetPhysicalDeviceQueueFamilyProperties(device->physical_device, &count, NULL);
    device->families = calloc(count + 1, sizeof *device->families);
    if (!device->families)
        return false;
    next->GetPhysicalDeviceQueueFamilyProperties(device->physical_device, &count, device->families);
    device->family_count = count;
    return true;
}

static struct lay_device *device_new(struct lay_instance *instance, VkPhysicalDevice gpu,
                                     const VkDeviceCreateInfo *info)
{
    struct lay_device *device = calloc(1, sizeof *device);
    if (!device)
        return NULL;
    pthread_mutex_init(&device->lock, NULL);
    device->instance = instance;
    device->physical_device = gpu;
    device->features = lay_features_read(info);
    device->group_size = lay_group_size_read(info);
    device->has_queues = info->queueCreateInfoCount;
    read_limits(device);
    if (read_families(device))
        return device;
    device_free(device);
    return NULL;
}

// Makes the device below and its record.
static VkResult create_below(struct lay_instance *instance, VkPhysicalDevice gpu,
                             const VkDeviceCreateInfo *info, const VkAllocationCallbacks *allocator,
                             VkDevice *handle)
{
    VkLayerDeviceCreateInfo *link = find_link(info);
    if (!link || !link->u.pLayerInfo)
        return VK_ERROR_INITIALIZATION_FAILED;
    PFN_vkGetInstanceProcAddr get = link->u.pLayerInfo->pfnNextGetInstanceProcAddr;
    PFN_vkGetDeviceProcAddr get_device = link->u.pLayerInfo->pfnNextGetDeviceProcAddr;
    PFN_vkCreateDevice create = (PFN_vkCreateDevice)get(instance->handle, "vkCreateDevice");
    if (!create)
        return VK_ERROR_INITIALIZATION_FAILED;
    struct lay_device *device = device_new(instance, gpu, info);
    if (!device)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    link->u.pLayerInfo = link->u.pLayerInfo->pNext;
    const VkResult result = create(gpu, info, allocator, handle);
    if (result != VK_SUCCESS) {
        device_free(device);
        return result;
    }
    device->handle = *handle;
    lay_device_next_load(&device->next, *handle, get_device);
    for (size_t i = 0; i < lay_family_count; ++i)
        if (lay_families[i]->device_begins)
            lay_families[i]->device_begins(device);
    if (lay_dispatch_add_device(device))
        return VK_SUCCESS;
    device->next.DestroyDevice(*handle, allocator);
    device_free(device);
    return VK_ERROR_OUT_OF_HOST_MEMORY;
}

static VKAPI_ATTR VkResult VKAPI_CALL create_device(VkPhysicalDevice gpu,
                                                    const VkDeviceCreateInfo *info,
                                                    const VkAllocationCallbacks *allocator,
                                                    VkDevice *handle)
{
    struct lay_instance *instance = lay_instance_of(gpu);
    struct lay_device_info own;
    lay_device_info_make(&own, instance, gpu, info);
    const VkResult result = create_below(instance, gpu, &own.info, allocator, handle);
    lay_device_info_clear(&own);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL destroy_device(VkDevice handle,
                                                 const VkAllocationCallbacks *allocator)
{
    if (!handle)
        return;
    struct lay_device *device = lay_dispatch_take_device(handle);
    device->next.DestroyDevice(handle, allocator);
    device_free(device);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCreateDevice", create_device),
    LAY_COMMAND("vkDestroyDevice", destroy_device),
    LAY_COMMAND("vkGetDeviceProcAddr", lay_GetDeviceProcAddr),
};
LAY_FAMILY(lay_device_family, commands);
