// SPDX-License-Identifier: Apache-2.0
// What a physical device advertises.
#include "session.h"

#include <stdlib.h>
#include <string.h>

bool omm_has_extension(const struct omm_gpu *gpu, const char *name)
{
    for (uint32_t i = 0; i < gpu->extension_count; ++i)
        if (!strcmp(gpu->extensions[i].extensionName, name))
            return true;
    return false;
}

static void read_extensions(struct omm_gpu *gpu)
{
    uint32_t count = 0;
    vkEnumerateDeviceExtensionProperties(gpu->handle, NULL, &count, NULL);
    gpu->extensions = calloc(count + 1, sizeof *gpu->extensions);
    if (!gpu->extensions)
        return;
    if (vkEnumerateDeviceExtensionProperties(gpu->handle, NULL, &count, gpu->extensions) >= 0)
        gpu->extension_count = count;
}

// Structures of an extension are chained only where the extension is listed: others may not know them.
static void read_properties(struct omm_gpu *gpu)
{
    gpu->id.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES;
    gpu->driver.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES;
    gpu->limits.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_PROPERTIES_EXT;
    VkPhysicalDeviceProperties2 properties = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
        .pNext = &gpu->id,
    };
    const bool has_driver = gpu->properties.apiVersion >= VK_API_VERSION_1_2 ||
                            omm_has_extension(gpu, VK_KHR_DRIVER_PROPERTIES_EXTENSION_NAME);
    if (has_driver)
        gpu->id.pNext = &gpu->driver;
    if (gpu->has_micromap) {
        gpu->limits.pNext = gpu->id.pNext;
        gpu->id.pNext = &gpu->limits;
    }
    vkGetPhysicalDeviceProperties2(gpu->handle, &properties);
    gpu->properties = properties.properties;
    gpu->id.pNext = NULL;
    gpu->driver.pNext = NULL;
    gpu->limits.pNext = NULL;
}

static void read_features(struct omm_gpu *gpu)
{
    gpu->features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT;
    VkPhysicalDeviceFeatures2 features = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
        .pNext = gpu->has_micromap ? &gpu->features : NULL,
    };
    vkGetPhysicalDeviceFeatures2(gpu->handle, &features);
}

void omm_gpu_read(struct omm_gpu *gpu, VkPhysicalDevice handle)
{
    memset(gpu, 0, sizeof *gpu);
    gpu->handle = handle;
    vkGetPhysicalDeviceProperties(handle, &gpu->properties);
    vkGetPhysicalDeviceMemoryProperties(handle, &gpu->memory);
    if (gpu->properties.apiVersion < VK_API_VERSION_1_1)
        return;
    read_extensions(gpu);
    gpu->has_micromap = omm_has_extension(gpu, VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME);
    gpu->has_deferred_operations =
        omm_has_extension(gpu, VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME);
    read_properties(gpu);
    read_features(gpu);
}

void omm_gpu_clear(struct omm_gpu *gpu)
{
    free(gpu->extensions);
    memset(gpu, 0, sizeof *gpu);
}
