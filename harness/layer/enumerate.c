// SPDX-License-Identifier: Apache-2.0
// What the layer says about itself.
#include "commands.h"
#include "self.h"
#include "state.h"

#include <string.h>

static const VkLayerProperties self = {
    .layerName = LAY_LAYER_NAME,
    .specVersion = VK_HEADER_VERSION_COMPLETE,
    .implementationVersion = 1,
    .description = "Valid usage of host micromap copies (VK_EXT_opacity_micromap)",
};

static const VkExtensionProperties instance_extensions[] = {
    {VK_EXT_DEBUG_REPORT_EXTENSION_NAME, VK_EXT_DEBUG_REPORT_SPEC_VERSION},
    {VK_EXT_DEBUG_UTILS_EXTENSION_NAME, VK_EXT_DEBUG_UTILS_SPEC_VERSION},
    {LAY_LAYER_SETTINGS_NAME, LAY_LAYER_SETTINGS_VERSION},
};

// The way of the specification to hand out an array.
static VkResult hand_out(const void *from, uint32_t available, size_t size, uint32_t *count,
                         void *to)
{
    if (!to) {
        *count = available;
        return VK_SUCCESS;
    }
    const uint32_t copied = *count < available ? *count : available;
    if (copied)
        memcpy(to, from, copied * size);
    *count = copied;
    return copied < available ? VK_INCOMPLETE : VK_SUCCESS;
}

static bool is_self(const char *layer)
{
    return layer && !strcmp(layer, LAY_LAYER_NAME);
}

static VKAPI_ATTR VkResult VKAPI_CALL instance_layers(uint32_t *count, VkLayerProperties *layers)
{
    return hand_out(&self, 1, sizeof self, count, layers);
}

static VKAPI_ATTR VkResult VKAPI_CALL device_layers(VkPhysicalDevice physical_device,
                                                    uint32_t *count, VkLayerProperties *layers)
{
    (void)physical_device;
    return hand_out(&self, 1, sizeof self, count, layers);
}

static VKAPI_ATTR VkResult VKAPI_CALL extensions_of_instance(const char *layer, uint32_t *count,
                                                             VkExtensionProperties *extensions)
{
    if (!is_self(layer))
        return VK_ERROR_LAYER_NOT_PRESENT;
    return hand_out(instance_extensions, sizeof instance_extensions / sizeof *instance_extensions,
                    sizeof *instance_extensions, count, extensions);
}

static VKAPI_ATTR VkResult VKAPI_CALL extensions_of_device(VkPhysicalDevice physical_device,
                                                           const char *layer, uint32_t *count,
                                                           VkExtensionProperties *extensions)
{
    if (is_self(layer))
        return hand_out(NULL, 0, sizeof *extensions, count, extensions);
    return lay_instance_of(physical_device)
        ->next.EnumerateDeviceExtensionProperties(physical_device, layer, count, extensions);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkEnumerateInstanceLayerProperties", instance_layers),
    LAY_COMMAND("vkEnumerateDeviceLayerProperties", device_layers),
    LAY_COMMAND("vkEnumerateInstanceExtensionProperties", extensions_of_instance),
    LAY_COMMAND("vkEnumerateDeviceExtensionProperties", extensions_of_device),
};
LAY_FAMILY(lay_enumerate_family, commands);
