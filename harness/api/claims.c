// SPDX-License-Identifier: Apache-2.0
// Which valid-usage IDs each known version of the Khronos layer reports. A claim is what a violation holds the
// layer to; a version that is not here is recorded, not judged.
#include "claims.h"

#include <stddef.h>
#include <string.h>

static const char *const versions[] = {"1.3.239", "1.4.363"};

// One row per ID, one column per version: does that layer report it?
static const struct claim {
    const char *vuid;
    bool reported[sizeof versions / sizeof versions[0]];
} claims[] = {
    {"VUID-vkCopyMicromapToMemoryEXT-deferredOperation-03678", {false, true}},
    {"VUID-vkCopyMicromapToMemoryEXT-buffer-07568", {false, false}},
    {"VUID-vkCopyMicromapToMemoryEXT-pInfo-07569", {false, true}},
    {"VUID-vkCopyMicromapToMemoryEXT-pInfo-07570", {false, true}},
    {"VUID-vkCopyMicromapToMemoryEXT-micromapHostCommands-07571", {false, true}},
    {"VUID-vkCopyMicromapToMemoryEXT-buffer-07572", {false, false}},
    {"VUID-vkCopyMicromapToMemoryEXT-deferredOperation-parameter", {true, true}},
    {"VUID-vkCopyMicromapToMemoryEXT-pInfo-parameter", {true, true}},
    {"VUID-vkCopyMicromapToMemoryEXT-deferredOperation-parent", {true, true}},
    {"VUID-VkCopyMicromapToMemoryInfoEXT-src-07540", {false, false}},
    {"VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541", {false, false}},
    {"VUID-VkCopyMicromapToMemoryInfoEXT-mode-07542", {false, true}},
    {"VUID-VkCopyMicromapToMemoryInfoEXT-sType-sType", {true, true}},
    {"VUID-VkCopyMicromapToMemoryInfoEXT-pNext-pNext", {true, true}},
    {"VUID-VkCopyMicromapToMemoryInfoEXT-src-parameter", {true, true}},
    {"VUID-VkCopyMicromapToMemoryInfoEXT-mode-parameter", {true, true}},
};

enum omm_claim omm_claim_of(const char *version, const char *vuid)
{
    size_t column = 0;
    while (column < sizeof versions / sizeof versions[0] && strcmp(versions[column], version))
        ++column;
    if (column == sizeof versions / sizeof versions[0])
        return OMM_CLAIM_UNKNOWN;
    for (size_t i = 0; i < sizeof claims / sizeof claims[0]; ++i)
        if (!strcmp(claims[i].vuid, vuid))
            return claims[i].reported[column] ? OMM_CLAIM_REPORTED : OMM_CLAIM_SILENT;
    return OMM_CLAIM_UNKNOWN;
}
