// SPDX-License-Identifier: Apache-2.0
#include "extensions.h"

#include "fault.h"
#include "outarray.h"
#include "personality.h"

#include <stdatomic.h>
#include <string.h>

static const struct {
    VkExtensionProperties properties;
    bool instance;
} extensions[REF_EXTENSION_COUNT] = {
    [REF_EXTENSION_EXT_debug_utils] = {{VK_EXT_DEBUG_UTILS_EXTENSION_NAME,
                                        VK_EXT_DEBUG_UTILS_SPEC_VERSION},
                                       true},
    [REF_EXTENSION_KHR_get_physical_device_properties2] =
        {{VK_KHR_GET_PHYSICAL_DEVICE_PROPERTIES_2_EXTENSION_NAME,
          VK_KHR_GET_PHYSICAL_DEVICE_PROPERTIES_2_SPEC_VERSION},
         true},
    [REF_EXTENSION_KHR_deferred_host_operations] = {{VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME,
                                                     VK_KHR_DEFERRED_HOST_OPERATIONS_SPEC_VERSION},
                                                    false},
    [REF_EXTENSION_KHR_acceleration_structure] = {{VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME,
                                                   VK_KHR_ACCELERATION_STRUCTURE_SPEC_VERSION},
                                                  false},
    [REF_EXTENSION_KHR_ray_query] = {{VK_KHR_RAY_QUERY_EXTENSION_NAME,
                                      VK_KHR_RAY_QUERY_SPEC_VERSION},
                                     false},
    [REF_EXTENSION_EXT_conditional_rendering] = {{VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME,
                                                  VK_EXT_CONDITIONAL_RENDERING_SPEC_VERSION},
                                                 false},
    [REF_EXTENSION_EXT_opacity_micromap] = {{VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME,
                                             VK_EXT_OPACITY_MICROMAP_SPEC_VERSION},
                                            false},
    [REF_EXTENSION_KHR_device_address_commands] = {{"VK_KHR_device_address_commands", 1}, false},
    [REF_EXTENSION_KHR_opacity_micromap] = {{"VK_KHR_opacity_micromap", 1}, false},
};

bool ref_extension_is_instance(enum ref_extension extension)
{
    return extensions[extension].instance;
}

bool ref_extension_available(enum ref_extension extension)
{
    switch (extension) {
    case REF_EXTENSION_EXT_opacity_micromap:
        return !ref_personality()->no_extension;
    case REF_EXTENSION_KHR_device_address_commands:
    case REF_EXTENSION_KHR_opacity_micromap:
        return REF_FAULT(KHR_MICROMAP_BRINGS_COMMANDS) || REF_FAULT(KHR_MICROMAP_HAS_ALL_FEATURES);
    case REF_EXTENSION_KHR_deferred_host_operations:
        return !REF_FAULT(EXTENSIONS_LACK_DEFERRED_HOST_OPERATIONS);
    case REF_EXTENSION_KHR_ray_query: // depends on it
    case REF_EXTENSION_KHR_acceleration_structure:
        return !REF_FAULT(EXTENSIONS_LACK_ACCELERATION_STRUCTURE);
    default:
        return extension != REF_EXTENSION_CORE && extension != REF_EXTENSION_COUNT;
    }
}

enum ref_extension ref_extension_find(const char *name, bool instance)
{
    for (enum ref_extension e = REF_EXTENSION_CORE + 1; e < REF_EXTENSION_COUNT; e++)
        if (extensions[e].instance == instance && ref_extension_available(e) &&
            strcmp(extensions[e].properties.extensionName, name) == 0)
            return e;
    return REF_EXTENSION_COUNT;
}

bool ref_device_extension_enabled(const struct ref_device *device, enum ref_extension extension)
{
    switch (extension) {
    case REF_EXTENSION_KHR_deferred_host_operations:
        return device->deferred_operations_extension;
    case REF_EXTENSION_KHR_acceleration_structure:
        return device->acceleration_structure_extension;
    case REF_EXTENSION_EXT_conditional_rendering:
        return device->conditional_rendering_extension;
    case REF_EXTENSION_EXT_opacity_micromap:
        return device->micromap_extension;
    default:
        return false;
    }
}

VkResult ref_extension_enumerate(bool instance, uint32_t *count, VkExtensionProperties *properties)
{
    VkExtensionProperties available[REF_EXTENSION_COUNT];
    uint32_t available_count = 0;
    for (enum ref_extension e = REF_EXTENSION_CORE + 1; e < REF_EXTENSION_COUNT; e++)
        if (extensions[e].instance == instance && ref_extension_available(e))
            available[available_count++] = extensions[e].properties;
    if (REF_FAULT(EXTENSIONS_HAVE_NAMELESS) && !instance)
        available[0].extensionName[0] = 0;
    if (REF_FAULT(EXTENSIONS_CHANGE_VERSION) && !instance) {
        static atomic_uint calls;
        available[0].specVersion += atomic_fetch_add(&calls, 1);
    }
    return ref_outarray(count, properties, available, available_count, sizeof *available);
}
