// SPDX-License-Identifier: Apache-2.0
// Instance, physical device and device.
#ifndef REF_DEVICE_H
#define REF_DEVICE_H

#include "object.h"

#include <stdbool.h>

struct ref_instance {
    struct ref_object base;
    uint32_t api_version;
    struct ref_physical_device *physical_device; ///< the only one
};

struct ref_physical_device {
    struct ref_object base;
    struct ref_instance *instance;
    uint8_t driver_uuid[VK_UUID_SIZE];        ///< VkPhysicalDeviceIDProperties::driverUUID
    uint8_t device_uuid[VK_UUID_SIZE];        ///< differs from driver_uuid
    uint8_t compatibility_uuid[VK_UUID_SIZE]; ///< second half of a serialized micromap's header
};

struct ref_device {
    struct ref_object base;
    struct ref_physical_device *physical_device;
    bool micromap;           ///< feature enabled
    bool micromap_host_commands;
    bool acceleration_structure_extension, deferred_operations_extension, micromap_extension;
    VkDeviceAddress next_address; ///< where the next allocation's device addresses begin
};

REF_HANDLE_CASTS(instance, VkInstance, VK_OBJECT_TYPE_INSTANCE)
REF_HANDLE_CASTS(physical_device, VkPhysicalDevice, VK_OBJECT_TYPE_PHYSICAL_DEVICE)
REF_HANDLE_CASTS(device, VkDevice, VK_OBJECT_TYPE_DEVICE)

#endif
