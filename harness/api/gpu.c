// SPDX-License-Identifier: Apache-2.0
// What a physical device advertises.
#include "session.h"

#include <stdlib.h>
#include <string.h>

bool omm_has_extension(const struct omm_gpu *gpu, const char *name)
{
    for (uint32_t i = 0; gpu->extensions && i < gpu->extension_count; ++i)
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
    const bool has_driver = gpu->api_version >= VK_API_VERSION_1_2 ||
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

static void *chain(VkBaseOutStructure *structure, VkStructureType type, void *next)
{
    structure->sType = type;
    structure->pNext = next;
    return structure;
}

static void read_features(struct omm_gpu *gpu)
{
    void *next = NULL;
    if (gpu->has_micromap)
        next = chain((VkBaseOutStructure *)&gpu->features,
                     VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT, next);
    if (gpu->api_version >= VK_API_VERSION_1_3) {
        next = chain((VkBaseOutStructure *)&gpu->vulkan12,
                     VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES, next);
        next = chain((VkBaseOutStructure *)&gpu->vulkan13,
                     VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES, next);
    }
    if (omm_has_extension(gpu, VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME))
        next = chain((VkBaseOutStructure *)&gpu->conditional_rendering,
                     VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_CONDITIONAL_RENDERING_FEATURES_EXT, next);
    if (omm_has_extension(gpu, VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME))
        next = chain((VkBaseOutStructure *)&gpu->acceleration_structure,
                     VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ACCELERATION_STRUCTURE_FEATURES_KHR, next);
    if (omm_has_extension(gpu, VK_KHR_RAY_QUERY_EXTENSION_NAME))
        next = chain((VkBaseOutStructure *)&gpu->ray_query,
                     VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_RAY_QUERY_FEATURES_KHR, next);
    VkPhysicalDeviceFeatures2 features = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
        .pNext = next,
    };
    vkGetPhysicalDeviceFeatures2(gpu->handle, &features);
}

static void read_families(struct omm_gpu *gpu)
{
    uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(gpu->handle, &count, NULL);
    gpu->families = calloc(count + 1, sizeof *gpu->families);
    if (!gpu->families)
        return;
    vkGetPhysicalDeviceQueueFamilyProperties(gpu->handle, &count, gpu->families);
    gpu->family_count = count;
}

void omm_gpu_read(struct omm_gpu *gpu, VkPhysicalDevice handle, uint32_t instance_version)
{
    memset(gpu, 0, sizeof *gpu);
    gpu->handle = handle;
    vkGetPhysicalDeviceProperties(handle, &gpu->properties);
    gpu->api_version = gpu->properties.apiVersion < instance_version ? gpu->properties.apiVersion
                                                                     : instance_version;
    vkGetPhysicalDeviceMemoryProperties(handle, &gpu->memory);
    read_families(gpu);
    if (gpu->api_version < VK_API_VERSION_1_1)
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
    free(gpu->families);
    memset(gpu, 0, sizeof *gpu);
}
