// SPDX-License-Identifier: Apache-2.0
// The extensions of the driver, once: enumeration, vkCreateInstance, vkCreateDevice and the look-up
// of entry points all ask this table.
#ifndef REF_EXTENSIONS_H
#define REF_EXTENSIONS_H

#include "device.h"

/// Named as in the table of commands that commands.cmake makes.
enum ref_extension {
    REF_EXTENSION_CORE, ///< not an extension: a core command's owner
    REF_EXTENSION_EXT_debug_utils,
    REF_EXTENSION_KHR_get_physical_device_properties2,
    REF_EXTENSION_KHR_deferred_host_operations,
    REF_EXTENSION_KHR_acceleration_structure,
    REF_EXTENSION_KHR_ray_query,
    REF_EXTENSION_EXT_conditional_rendering,
    REF_EXTENSION_EXT_opacity_micromap,
    REF_EXTENSION_KHR_device_address_commands, ///< listed by faults only, as the next one
    REF_EXTENSION_KHR_opacity_micromap,
    REF_EXTENSION_COUNT,
};

/// True for an extension of the instance, false for one of the device.
bool ref_extension_is_instance(enum ref_extension extension);

/// True when this personality and fault advertise it.
bool ref_extension_available(enum ref_extension extension);

/// The available instance or device extension of that name, or REF_EXTENSION_COUNT.
enum ref_extension ref_extension_find(const char *name, bool instance);

/// True when the device was created with the device extension.
bool ref_device_extension_enabled(const struct ref_device *device, enum ref_extension extension);

/// The two-call enumeration of the available instance or device extensions.
VkResult ref_extension_enumerate(bool instance, uint32_t *count, VkExtensionProperties *properties);

#endif
