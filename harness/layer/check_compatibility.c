// SPDX-License-Identifier: Apache-2.0
#include "check.h"
#include "commands.h"

#define VUID(id)   "VUID-vkGetDeviceMicromapCompatibilityEXT-" id
#define MEMBER(id) "VUID-VkMicromapVersionInfoEXT-" id

static void check(struct lay_call *call, const VkMicromapVersionInfoEXT *info,
                  const VkAccelerationStructureCompatibilityKHR *compatibility)
{
    static const struct lay_head_rules head = {"VkMicromapVersionInfoEXT",
                                               VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
                                               "VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT",
                                               MEMBER("sType-sType"), MEMBER("pNext-pNext")};
    if (!lay_check_feature(call, VUID("micromap-11666"), call->device->features.micromap,
                           "VkPhysicalDeviceOpacityMicromapFeaturesEXT::micromap"))
        return;
    lay_check_writable(call, VUID("pCompatibility-parameter"), "pCompatibility", compatibility,
                       sizeof *compatibility);
    if (lay_check_readable(call, VUID("pVersionInfo-parameter"), "pVersionInfo", info,
                           sizeof *info) &&
        lay_check_head(call, &head, info))
        lay_check_readable(call, MEMBER("pVersionData-parameter"), "pVersionInfo->pVersionData",
                           info->pVersionData, (size_t)2 * VK_UUID_SIZE);
}

static VKAPI_ATTR void VKAPI_CALL
get_compatibility(VkDevice handle, const VkMicromapVersionInfoEXT *info,
                  VkAccelerationStructureCompatibilityKHR *compatibility)
{
    struct lay_device *device = lay_device_of(handle);
    struct lay_call call = {.device = device, .command = "vkGetDeviceMicromapCompatibilityEXT"};
    check(&call, info, compatibility);
    if (!lay_call_stopped(&call))
        device->next.GetDeviceMicromapCompatibilityEXT(handle, info, compatibility);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkGetDeviceMicromapCompatibilityEXT", get_compatibility),
};
LAY_FAMILY(lay_compatibility_family, commands);
