// SPDX-License-Identifier: Apache-2.0
// The Vulkan API as cases see it: volk's headers, plus the names that are newer than 1.3.239.
// Device-level commands are reached through `t->vk->`; volk's globals hold the instance level only.
#ifndef OMMCTS_VULKAN_H
#define OMMCTS_VULKAN_H

#include <volk.h>

#if VK_HEADER_VERSION < 239 // 1.4 goes on counting: its first was 303
#error "ommcts needs Vulkan headers 1.3.239 or newer"
#endif

// A macro serves old headers, which lack the name, and new ones, where it hides the enumerator of equal value.
#define VK_ERROR_VALIDATION_FAILED VK_ERROR_VALIDATION_FAILED_EXT

#endif
