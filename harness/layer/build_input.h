// SPDX-License-Identifier: Apache-2.0
// The input of a micromap build: usage counts, and for host builds the triangles and the data they refer to.
#ifndef LAY_BUILD_INPUT_H
#define LAY_BUILD_INPUT_H

#include "report.h"

#include <vulkan/vulkan_core.h>

/// The usage count `index` of a build whose counts can be read.
const VkMicromapUsageEXT *lay_usage_at(const VkMicromapBuildInfoEXT *info, uint32_t index);

/// How many triangles the usage counts add up to; UINT64_MAX if that does not fit.
uint64_t lay_triangle_count(const VkMicromapBuildInfoEXT *info);

/// What a host build of pInfos[index] reads through triangleArray and data: that it can be read, and that each
/// triangle is what the structure's rules want. For builds with sound usage counts. Unlocked.
void lay_check_host_input(struct lay_call *call, const VkMicromapBuildInfoEXT *info,
                          uint32_t index);

#endif
