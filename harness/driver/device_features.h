// SPDX-License-Identifier: Apache-2.0
#ifndef REF_DEVICE_FEATURES_H
#define REF_DEVICE_FEATURES_H

#include "device.h"

/// VK_SUCCESS when the device has every feature that the create info asks for, in pEnabledFeatures
/// or in any known structure of the chain; else VK_ERROR_FEATURE_NOT_PRESENT.
VkResult ref_features_check(const VkDeviceCreateInfo *info);

#endif
