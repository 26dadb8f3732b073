// SPDX-License-Identifier: Apache-2.0
// The device addresses of a build that is recorded.
#ifndef LAY_CHECK_BUILD_MEMORY_H
#define LAY_CHECK_BUILD_MEMORY_H

#include "report.h"
#include "state.h"

/// The rules on data and triangleArray of pInfos[index]. Unlocked.
void lay_check_build_input(struct lay_call *call, const VkMicromapBuildInfoEXT *info,
                           uint32_t index);

/// The rules on scratchData, of which the build takes `size` bytes. Unlocked.
void lay_check_build_scratch(struct lay_call *call, const VkMicromapBuildInfoEXT *info,
                             uint32_t index, VkDeviceSize size);

#endif
