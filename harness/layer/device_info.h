// SPDX-License-Identifier: Apache-2.0
// What an application asks for when it creates a device, and what the layer asks for in its place.
#ifndef LAY_DEVICE_INFO_H
#define LAY_DEVICE_INFO_H

#include "state.h"

/// The layer's own copy of a create info: private data is on where the device has it, because then
/// handles are unique. The application's structures stay as they are.
struct lay_device_info {
    VkDeviceCreateInfo info;
    VkPhysicalDevicePrivateDataFeatures private_data; ///< in front of the chain that has none
    VkBaseOutStructure *copied; ///< or NULL, or the front of the chain up to one that says no
    const void *rest;           ///< what follows `copied`
    const char **extensions;    ///< or NULL
};

/// Whether vkGetPhysicalDeviceFeatures2 and its like may be asked: Vulkan 1.1 has them for application and device, or
/// the instance enables their extension.
bool lay_can_ask(const struct lay_instance *instance, VkPhysicalDevice physical_device);

/// The copy points into the original. lay_device_info_clear frees what it owns.
void lay_device_info_make(struct lay_device_info *own, struct lay_instance *instance,
                          VkPhysicalDevice physical_device, const VkDeviceCreateInfo *info);
void lay_device_info_clear(struct lay_device_info *own);

/// Which features and extensions a create info enables.
struct lay_features lay_features_read(const VkDeviceCreateInfo *info);

/// The number of physical devices in the group.
uint32_t lay_group_size_read(const VkDeviceCreateInfo *info);

#endif
