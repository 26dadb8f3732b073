// SPDX-License-Identifier: Apache-2.0
// The personality "out-of-memory".
#ifndef REF_OUT_OF_MEMORY_H
#define REF_OUT_OF_MEMORY_H

#include <vulkan/vulkan_core.h>

/// Now and then VK_ERROR_OUT_OF_HOST_MEMORY or VK_ERROR_OUT_OF_DEVICE_MEMORY, and not at the same
/// call in each process; otherwise, and always in other personalities, VK_SUCCESS.
VkResult ref_out_of_memory(void);

#endif
