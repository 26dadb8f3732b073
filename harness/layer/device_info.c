// SPDX-License-Identifier: Apache-2.0
#include "device_info.h"

#include "chain.h"

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

bool lay_can_ask(const struct lay_instance *instance, VkPhysicalDevice physical_device)
{
    return instance->properties_2 ||
           common_version(instance, physical_device) >= VK_API_VERSION_1_1;
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
    if (!instance->next.GetPhysicalDeviceFeatures2 || !lay_can_ask(instance, physical_device))
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

static const void *private_features(const VkDeviceCreateInfo *info)
{
    const void *found =
        lay_find_in_chain(info->pNext, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRIVATE_DATA_FEATURES);
    return found ? found
                 : lay_find_in_chain(info->pNext,
                                     VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES);
}

// Puts the feature in front of a chain that does not mention it.
static void add_structure(struct lay_device_info *own)
{
    own->private_data = (VkPhysicalDevicePrivateDataFeatures){
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRIVATE_DATA_FEATURES,
        .pNext = (void *)own->info.pNext,
        .privateData = VK_TRUE,
    };
    own->info.pNext = &own->private_data;
}

// Copies the chain as far as the structure that says no, which says yes in the copy.
static void change_structure(struct lay_device_info *own, const VkBaseInStructure *no)
{
    own->rest = no->pNext;
    own->copied = lay_chain_copy(own->info.pNext, no);
    if (!own->copied)
        return;
    void *yes = lay_chain_find(own->copied, no->sType);
    if (no->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRIVATE_DATA_FEATURES)
        ((VkPhysicalDevicePrivateDataFeatures *)yes)->privateData = VK_TRUE;
    else
        ((VkPhysicalDeviceVulkan13Features *)yes)->privateData = VK_TRUE;
    own->info.pNext = own->copied;
}

void lay_device_info_make(struct lay_device_info *own, struct lay_instance *instance,
                          VkPhysicalDevice physical_device, const VkDeviceCreateInfo *info)
{
    *own = (struct lay_device_info){.info = *info};
    const bool core = common_version(instance, physical_device) >= VK_API_VERSION_1_3;
    if (!core && !has_extension(instance, physical_device, VK_EXT_PRIVATE_DATA_EXTENSION_NAME))
        return;
    if (lay_features_read(info).private_data || !has_private_data(instance, physical_device))
        return;
    if (!core && !enables(info, VK_EXT_PRIVATE_DATA_EXTENSION_NAME) &&
        !add_extension(own, VK_EXT_PRIVATE_DATA_EXTENSION_NAME))
        return;
    const void *no = private_features(info);
    if (no)
        change_structure(own, no);
    else
        add_structure(own);
}

void lay_device_info_clear(struct lay_device_info *own)
{
    lay_chain_free(own->copied, own->rest);
    free(own->extensions);
}

static void read_addresses(struct lay_features *features,
                           const VkPhysicalDeviceBufferDeviceAddressFeatures *own)
{
    features->buffer_device_address |= own->bufferDeviceAddress;
    features->buffer_device_address_multi_device |= own->bufferDeviceAddressMultiDevice;
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
        read_addresses(features, (const VkPhysicalDeviceBufferDeviceAddressFeatures *)link);
        break;
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_BUFFER_DEVICE_ADDRESS_FEATURES_EXT:
        // The older extension has a structure of the same shape.
        read_addresses(features, (const VkPhysicalDeviceBufferDeviceAddressFeatures *)link);
        break;
    case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES: {
        const VkPhysicalDeviceVulkan12Features *own = (const void *)link;
        features->buffer_device_address |= own->bufferDeviceAddress;
        features->buffer_device_address_multi_device |= own->bufferDeviceAddressMultiDevice;
        break;
    }
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
