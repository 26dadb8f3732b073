// SPDX-License-Identifier: Apache-2.0
#include "device_info.h"

#include <stdlib.h>
#include <string.h>

static bool enables(const VkDeviceCreateInfo *info, const char *extension)
{
    for (uint32_t i = 0; i < info->enabledExtensionCount; ++i)
        if (!strcmp(info->ppEnabledExtensionNames[i], extension))
            return true;
    return false;
}

// The version of Vulkan that device and application both know.
static uint32_t common_version(const struct lay_instance *instance,
                               VkPhysicalDevice physical_device)
{
    VkPhysicalDeviceProperties properties;
    instance->next.GetPhysicalDeviceProperties(physical_device, &properties);
    return properties.apiVersion < instance->api_version ? properties.apiVersion
                                                         : instance->api_version;
}

static bool has_extension(const struct lay_instance *instance, VkPhysicalDevice physical_device,
                          const char *name)
{
    uint32_t count = 0;
    instance->next.EnumerateDeviceExtensionProperties(physical_device, NULL, &count, NULL);
    VkExtensionProperties *extensions = calloc(count + 1, sizeof *extensions);
    if (!extensions)
        return false;
    instance->next.EnumerateDeviceExtensionProperties(physical_device, NULL, &count, extensions);
    bool found = false;
    for (uint32_t i = 0; i < count && !found; ++i)
        found = !strcmp(extensions[i].extensionName, name);
    free(extensions);
    return found;
}

static bool has_private_data(const struct lay_instance *instance, VkPhysicalDevice physical_device)
{
    if (!instance->next.GetPhysicalDeviceFeatures2)
        return false;
    VkPhysicalDevicePrivateDataFeatures private_data = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRIVATE_DATA_FEATURES};
    VkPhysicalDeviceFeatures2 features = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
                                          .pNext = &private_data};
    instance->next.GetPhysicalDeviceFeatures2(physical_device, &features);
    return private_data.privateData;
}

// False when there is no memory.
static bool add_extension(struct lay_device_info *own, const char *name)
{
    const uint32_t count = own->info.enabledExtensionCount;
    own->extensions = malloc((count + 1) * sizeof *own->extensions);
    if (!own->extensions)
        return false;
    if (count)
        memcpy(own->extensions, own->info.ppEnabledExtensionNames, count * sizeof *own->extensions);
    own->extensions[count] = name;
    own->info.enabledExtensionCount = count + 1;
    own->info.ppEnabledExtensionNames = own->extensions;
    return true;
}

void lay_device_info_make(struct lay_device_info *own, struct lay_instance *instance,
                          VkPhysicalDevice physical_device, const VkDeviceCreateInfo *info)
{
    *own = (struct lay_device_info){.info = *info};
    const bool core = common_version(instance, physical_device) >= VK_API_VERSION_1_3;
    if (!core && !has_extension(instance, physical_device, VK_EXT_PRIVATE_DATA_EXTENSION_NAME))
        return;
    // A structure that says no cannot be copied without copying all structures before it.
    if (!has_private_data(instance, physical_device) ||
        lay_find_in_chain(info->pNext, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRIVATE_DATA_FEATURES) ||
        lay_find_in_chain(info->pNext, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES))
        return;
    if (!core && !enables(info, VK_EXT_PRIVATE_DATA_EXTENSION_NAME) &&
        !add_extension(own, VK_EXT_PRIVATE_DATA_EXTENSION_NAME))
        return;
    own->private_data = (VkPhysicalDevicePrivateDataFeatures){
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRIVATE_DATA_FEATURES,
        .pNext = (void *)info->pNext,
        .privateData = VK_TRUE,
    };
    own->info.pNext = &own->private_data;
}

void lay_device_info_clear(struct lay_device_info *own)
{
    free(own->extensions);
}

static void read_structure(struct lay_features *features, const VkBaseInStructure *link)
{
    switch ((int)link->sType) {
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT: {
        const VkPhysicalDeviceOpacityMicromapFeaturesEXT *own = (const void *)link;
        features->micromap = own->micromap;
        features->micromap_host_commands = own->micromapHostCommands;
        features->micromap_capture_replay = own->micromapCaptureReplay;
        break;
    }
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_BUFFER_DEVICE_ADDRESS_FEATURES:
        features->buffer_device_address |=
            ((const VkPhysicalDeviceBufferDeviceAddressFeatures *)link)->bufferDeviceAddress;
        break;
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_BUFFER_DEVICE_ADDRESS_FEATURES_EXT:
        features->buffer_device_address |=
            ((const VkPhysicalDeviceBufferDeviceAddressFeaturesEXT *)link)->bufferDeviceAddress;
        break;
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES:
        features->buffer_device_address |=
            ((const VkPhysicalDeviceVulkan12Features *)link)->bufferDeviceAddress;
        break;
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRIVATE_DATA_FEATURES:
        features->private_data |= ((const VkPhysicalDevicePrivateDataFeatures *)link)->privateData;
        break;
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES:
        features->private_data |= ((const VkPhysicalDeviceVulkan13Features *)link)->privateData;
        break;
    default:
        break;
    }
}

struct lay_features lay_features_read(const VkDeviceCreateInfo *info)
{
    struct lay_features features = {0};
    for (const VkBaseInStructure *link = info->pNext; link; link = link->pNext)
        read_structure(&features, link);
    const VkPhysicalDeviceFeatures2 *chained =
        lay_find_in_chain(info->pNext, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2);
    const VkPhysicalDeviceFeatures *core = chained ? &chained->features : info->pEnabledFeatures;
    if (core) {
        features.robust_buffer_access = core->robustBufferAccess;
        features.sparse_binding = core->sparseBinding;
    }
    features.opacity_micromap = enables(info, VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME);
    features.deferred_host_operations =
        enables(info, VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME);
    return features;
}

uint32_t lay_group_size_read(const VkDeviceCreateInfo *info)
{
    const VkDeviceGroupDeviceCreateInfo *group =
        lay_find_in_chain(info->pNext, VK_STRUCTURE_TYPE_DEVICE_GROUP_DEVICE_CREATE_INFO);
    return group && group->physicalDeviceCount ? group->physicalDeviceCount : 1;
}
