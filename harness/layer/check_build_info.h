// SPDX-License-Identifier: Apache-2.0
// The rules of VkMicromapBuildInfoEXT that the structure and its usage counts decide, for builds of both kinds and for
// sizes.
#ifndef LAY_CHECK_BUILD_INFO_H
#define LAY_CHECK_BUILD_INFO_H

#include "report.h"

#include <vulkan/vulkan_core.h>

/// For a structure that is in no array.
#define LAY_NO_INDEX UINT32_MAX

/// Whether the structure breaks none of its rules, so that the next layer can be asked for sizes. `name` is the
/// parameter, "pInfos" or "pBuildInfo". The structure is readable. Unlocked.
bool lay_check_build_info(struct lay_call *call, const VkMicromapBuildInfoEXT *info,
                          const char *name, uint32_t index);

#endif
