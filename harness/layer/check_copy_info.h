// SPDX-License-Identifier: Apache-2.0
// The rules of the three structures of copies that host and device commands share and that can be told
// from the structure itself. What depends on contents of micromaps and of memory is for the commands.
#ifndef LAY_CHECK_COPY_INFO_H
#define LAY_CHECK_COPY_INFO_H

#include "report.h"

#include <vulkan/vulkan_core.h>

/// Each is called with a readable structure and without the device's lock, and says whether the micromaps
/// in it are known, so that records of them can be looked at.
bool lay_check_copy_info(struct lay_call *call, const VkCopyMicromapInfoEXT *info);
bool lay_check_to_memory_info(struct lay_call *call, const VkCopyMicromapToMemoryInfoEXT *info);
bool lay_check_from_memory_info(struct lay_call *call, const VkCopyMemoryToMicromapInfoEXT *info);

#endif
