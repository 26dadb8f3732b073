// SPDX-License-Identifier: Apache-2.0
// vkGetMicromapBuildSizesEXT. What it says decides how large micromaps are that are copied later.
#include "check.h"
#include "check_build_info.h"
#include "commands.h"

#define VUID(id) "VUID-vkGetMicromapBuildSizesEXT-" id

static void check_type(struct lay_call *call, VkAccelerationStructureBuildTypeKHR type)
{
    if ((unsigned)type <= VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR)
        return;
    lay_report_device(
        call, VUID("buildType-parameter"),
        "buildType is %d, which is no VkAccelerationStructureBuildTypeKHR. It must be "
        "one. Say where the micromap will be built.",
        (int)type);
}

static void check_result(struct lay_call *call, const VkMicromapBuildSizesInfoEXT *sizes)
{
    static const struct lay_head_rules head = {"VkMicromapBuildSizesInfoEXT",
                                               VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT,
                                               "VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT",
                                               "VUID-VkMicromapBuildSizesInfoEXT-sType-sType",
                                               "VUID-VkMicromapBuildSizesInfoEXT-pNext-pNext"};
    if (lay_check_writable(call, VUID("pSizeInfo-parameter"), "pSizeInfo", sizes, sizeof *sizes))
        lay_check_head(call, &head, sizes);
}

static void check_device(struct lay_call *call)
{
    const struct lay_device *device = call->device;
    lay_check_feature(call, VUID("micromap-11618"), device->features.micromap,
                      "VkPhysicalDeviceOpacityMicromapFeaturesEXT::micromap");
    if (device->group_size > 1)
        lay_check_feature(call, VUID("device-07440"),
                          device->features.buffer_device_address_multi_device,
                          "VkPhysicalDeviceBufferDeviceAddressFeatures::"
                          "bufferDeviceAddressMultiDevice");
}

static VKAPI_ATTR void VKAPI_CALL get_sizes(VkDevice handle,
                                            VkAccelerationStructureBuildTypeKHR type,
                                            const VkMicromapBuildInfoEXT *info,
                                            VkMicromapBuildSizesInfoEXT *sizes)
{
    struct lay_device *device = lay_device_of(handle);
    struct lay_call call = {.device = device, .command = "vkGetMicromapBuildSizesEXT"};
    check_device(&call);
    check_type(&call, type);
    if (lay_check_readable(&call, VUID("pBuildInfo-parameter"), "pBuildInfo", info, sizeof *info))
        lay_check_build_info(&call, info, "pBuildInfo", LAY_NO_INDEX);
    check_result(&call, sizes);
    if (!lay_call_stopped(&call))
        device->next.GetMicromapBuildSizesEXT(handle, type, info, sizes);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkGetMicromapBuildSizesEXT", get_sizes),
};
LAY_FAMILY(lay_build_sizes_family, commands);
