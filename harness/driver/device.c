// SPDX-License-Identifier: Apache-2.0
#include "device.h"

#include "device_features.h"
#include "extensions.h"
#include "fault.h"
#include "queue.h"
#include "shared_handles.h"
#include "weak.h"

#include <time.h>

/// Above every address that a 64-bit process has by default, so that a device address used as a
/// pointer, or a pointer as a device address, can't work by accident.
#define FIRST_DEVICE_ADDRESS ((VkDeviceAddress)1 << 48)

static void note_extension(struct ref_device *device, enum ref_extension extension)
{
    switch (extension) {
    case REF_EXTENSION_KHR_deferred_host_operations:
        device->deferred_operations_extension = true;
        break;
    case REF_EXTENSION_KHR_acceleration_structure:
        device->acceleration_structure_extension = true;
        break;
    case REF_EXTENSION_EXT_conditional_rendering:
        device->conditional_rendering_extension = true;
        break;
    case REF_EXTENSION_EXT_opacity_micromap:
        device->micromap_extension = true;
        break;
    case REF_EXTENSION_KHR_opacity_micromap:
        device->micromap_extension |= REF_FAULT(KHR_MICROMAP_BRINGS_COMMANDS);
        break;
    default:
        break;
    }
}

static VkResult check(const VkDeviceCreateInfo *info)
{
    for (uint32_t i = 0; i < info->enabledExtensionCount; i++)
        if (ref_extension_find(info->ppEnabledExtensionNames[i], false) == REF_EXTENSION_COUNT)
            return VK_ERROR_EXTENSION_NOT_PRESENT;
    return ref_features_check(info);
}

static void init_lock(struct ref_device *device)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&device->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&device->lock, NULL);
    pthread_mutex_init(&device->memory_lock, NULL);
}

static void destroy(struct ref_device *device)
{
    ref_queues_destroy(device);
    ref_weak_destroy(device);
    ref_free(&device->base.allocator, device->cache);
    pthread_mutex_destroy(&device->lock);
    pthread_mutex_destroy(&device->memory_lock);
    pthread_cond_destroy(&device->changed);
    ref_object_destroy(device);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateDevice(VkPhysicalDevice physicalDevice,
                                                const VkDeviceCreateInfo *pCreateInfo,
                                                const VkAllocationCallbacks *pAllocator,
                                                VkDevice *pDevice)
{
    *pDevice = VK_NULL_HANDLE;
    struct ref_physical_device *physical_device = ref_physical_device_from_handle(physicalDevice);
    VkResult result = check(pCreateInfo);
    if (result != VK_SUCCESS)
        return result;

    struct ref_device *device =
        ref_object_create(pAllocator, &physical_device->instance->base.allocator,
                          VK_OBJECT_TYPE_DEVICE, sizeof *device);
    if (!device)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    device->physical_device = physical_device;
    device->next_address = FIRST_DEVICE_ADDRESS;
    init_lock(device);
    device->shared_handles = ref_shared_handles(pCreateInfo);
    for (uint32_t i = 0; i < pCreateInfo->enabledExtensionCount; i++)
        note_extension(device, ref_extension_find(pCreateInfo->ppEnabledExtensionNames[i], false));
    const VkPhysicalDeviceOpacityMicromapFeaturesEXT *micromap = ref_find(
        pCreateInfo->pNext, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT);
    if (micromap && device->micromap_extension) {
        device->micromap = micromap->micromap;
        device->micromap_host_commands = micromap->micromapHostCommands;
    }

    result = ref_weak_create(device) ? ref_queues_create(device, pCreateInfo)
                                     : VK_ERROR_OUT_OF_HOST_MEMORY;
    if (result != VK_SUCCESS) {
        destroy(device);
        return result;
    }
    *pDevice = ref_device_to_handle(device);
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyDevice(VkDevice _device,
                                             const VkAllocationCallbacks *pAllocator)
{
    (void)pAllocator;
    struct ref_device *device = ref_device_from_handle(_device);
    if (device)
        destroy(device);
}

VKAPI_ATTR void VKAPI_CALL ref_GetDeviceGroupPeerMemoryFeatures(
    VkDevice device, uint32_t heapIndex, uint32_t localDeviceIndex, uint32_t remoteDeviceIndex,
    VkPeerMemoryFeatureFlags *pPeerMemoryFeatures)
{
    (void)device;
    (void)heapIndex;
    (void)localDeviceIndex;
    (void)remoteDeviceIndex;
    *pPeerMemoryFeatures = 0; // a group of one has no peers
}
