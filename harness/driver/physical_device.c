// SPDX-License-Identifier: Apache-2.0
#include "extensions.h"
#include "outarray.h"
#include "personality.h"

#include <string.h>

// Made up once; changing the serialized format means changing the last two.
static const uint8_t driver_uuid[VK_UUID_SIZE] = {0x6f, 0x6d, 0x6d, 0x72, 0x65, 0x66, 0x44, 0x52,
                                                  0x8e, 0x11, 0x00, 0x5a, 0x21, 0xc3, 0x9d, 0x01};
static const uint8_t device_uuid[VK_UUID_SIZE] = {0x6f, 0x6d, 0x6d, 0x72, 0x65, 0x66, 0x44, 0x45,
                                                  0x92, 0x40, 0x00, 0x17, 0xe8, 0x6b, 0x34, 0x02};
static const uint8_t cache_uuid[VK_UUID_SIZE] = {0x6f, 0x6d, 0x6d, 0x72, 0x65, 0x66, 0x50, 0x43,
                                                 0xa7, 0x0d, 0x00, 0xfe, 0x4c, 0x58, 0xb2, 0x03};
static const uint8_t map_uuid[VK_UUID_SIZE] = {0x6f, 0x6d, 0x6d, 0x72, 0x65, 0x66, 0x4d, 0x4d,
                                               0xb5, 0x7e, 0x00, 0x63, 0x1f, 0xd9, 0x0a, 0x04};

/// Those that a serialized micromap's header has.
static void set_uuids(struct ref_physical_device *physical_device)
{
    const enum ref_uuids choice = ref_personality()->uuids;
    if (choice == REF_UUIDS_ZERO)
        return; // the object is zeroed
    const bool shared = choice == REF_UUIDS_SHARED;
    const uint8_t *host = shared ? driver_uuid : map_uuid;
    const uint8_t *device = shared ? cache_uuid : map_uuid;
    memcpy(physical_device->driver_uuid, driver_uuid, VK_UUID_SIZE);
    memcpy(physical_device->compatibility_uuid, host, VK_UUID_SIZE);
    memcpy(physical_device->device_compatibility_uuid, device, VK_UUID_SIZE);
    if (ref_personality()->other_device_uuid)
        physical_device->device_compatibility_uuid[0] ^= !shared;
}

struct ref_physical_device *ref_physical_device_create(struct ref_instance *instance)
{
    struct ref_physical_device *physical_device = ref_object_create(
        NULL, &instance->base.allocator, VK_OBJECT_TYPE_PHYSICAL_DEVICE, sizeof *physical_device);
    if (!physical_device)
        return NULL;
    physical_device->instance = instance;
    memcpy(physical_device->device_uuid, device_uuid, VK_UUID_SIZE);
    memcpy(physical_device->pipeline_cache_uuid, cache_uuid, VK_UUID_SIZE);
    set_uuids(physical_device);
    return physical_device;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_EnumeratePhysicalDevices(VkInstance instance,
                                                            uint32_t *pPhysicalDeviceCount,
                                                            VkPhysicalDevice *pPhysicalDevices)
{
    const VkPhysicalDevice only =
        ref_physical_device_to_handle(ref_instance_from_handle(instance)->physical_device);
    return ref_outarray(pPhysicalDeviceCount, pPhysicalDevices, &only, 1, sizeof only);
}

VKAPI_ATTR VkResult VKAPI_CALL
ref_EnumeratePhysicalDeviceGroups(VkInstance instance, uint32_t *pPhysicalDeviceGroupCount,
                                  VkPhysicalDeviceGroupProperties *pPhysicalDeviceGroupProperties)
{
    // Not ref_outarray: the caller's sType and pNext stay.
    if (!pPhysicalDeviceGroupProperties) {
        *pPhysicalDeviceGroupCount = 1;
        return VK_SUCCESS;
    }
    if (*pPhysicalDeviceGroupCount == 0)
        return VK_INCOMPLETE;
    *pPhysicalDeviceGroupCount = 1;
    memset(pPhysicalDeviceGroupProperties->physicalDevices, 0,
           sizeof pPhysicalDeviceGroupProperties->physicalDevices);
    pPhysicalDeviceGroupProperties->physicalDeviceCount = 1;
    pPhysicalDeviceGroupProperties->physicalDevices[0] =
        ref_physical_device_to_handle(ref_instance_from_handle(instance)->physical_device);
    pPhysicalDeviceGroupProperties->subsetAllocation = VK_FALSE;
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL
ref_EnumerateDeviceExtensionProperties(VkPhysicalDevice physicalDevice, const char *pLayerName,
                                       uint32_t *pPropertyCount, VkExtensionProperties *pProperties)
{
    (void)physicalDevice;
    if (pLayerName)
        return VK_ERROR_LAYER_NOT_PRESENT;
    return ref_extension_enumerate(false, pPropertyCount, pProperties);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_EnumerateDeviceLayerProperties(VkPhysicalDevice physicalDevice,
                                                                  uint32_t *pPropertyCount,
                                                                  VkLayerProperties *pProperties)
{
    (void)physicalDevice;
    return ref_outarray(pPropertyCount, pProperties, NULL, 0, sizeof *pProperties);
}

VKAPI_ATTR VkResult VKAPI_CALL
ref_GetPhysicalDeviceToolProperties(VkPhysicalDevice physicalDevice, uint32_t *pToolCount,
                                    VkPhysicalDeviceToolProperties *pToolProperties)
{
    (void)physicalDevice;
    return ref_outarray(pToolCount, pToolProperties, NULL, 0, sizeof *pToolProperties);
}
