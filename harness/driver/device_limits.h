// SPDX-License-Identifier: Apache-2.0
#ifndef REF_DEVICE_LIMITS_H
#define REF_DEVICE_LIMITS_H

#include <vulkan/vulkan_core.h>

enum {
    REF_NON_COHERENT_ATOM_SIZE = 256,    ///< the largest that the specification allows
    REF_MIN_MEMORY_MAP_ALIGNMENT = 4096, ///< memory is mapped from whole pages
    REF_UNIFORM_OFFSET_ALIGNMENT = 64,
    REF_TEXEL_OFFSET_ALIGNMENT = 64,
    REF_STORAGE_OFFSET_ALIGNMENT = 64,
    REF_MAX_PUSH_CONSTANTS_SIZE = 128,
};

/// Largest single allocation and largest buffer.
#define REF_MAX_ALLOCATION_SIZE ((VkDeviceSize)8 << 30)

extern const VkPhysicalDeviceLimits ref_limits;

#endif
