// SPDX-License-Identifier: Apache-2.0
// Devices that are two physical devices.
#include "work.h"

#include <greatest.h>

// Each of the two has contents of its own in a micromap.
TEST device_groups_are_not_judged(void)
{
    VkPhysicalDevice both[2] = {0};
    const VkDeviceGroupDeviceCreateInfo group = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_GROUP_DEVICE_CREATE_INFO,
        .physicalDeviceCount = 2,
        .pPhysicalDevices = both,
    };
    work_open(&group);
    const VkCommandBuffer buffer = work_begin();
    work_copy(buffer, work_micromap(), work_micromap(), VK_COPY_MICROMAP_MODE_CLONE_EXT);
    work_run(buffer);
    ASSERT(work_silent());
    work_close();
    PASS();
}

TEST build_sizes_of_device_groups_want_a_feature(void)
{
    VkPhysicalDevice both[2] = {0};
    const VkDeviceGroupDeviceCreateInfo group = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_GROUP_DEVICE_CREATE_INFO,
        .physicalDeviceCount = 2,
        .pPhysicalDevices = both,
    };
    const VkPhysicalDeviceBufferDeviceAddressFeatures multi = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_BUFFER_DEVICE_ADDRESS_FEATURES,
        .pNext = (void *)&group,
        .bufferDeviceAddress = VK_TRUE,
        .bufferDeviceAddressMultiDevice = VK_TRUE,
    };
    const VkMicromapBuildInfoEXT info = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT};
    for (int enabled = 0; enabled < 2; ++enabled) {
        work_open(enabled ? (const void *)&multi : (const void *)&group);
        VkMicromapBuildSizesInfoEXT sizes = {.sType =
                                                 VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
        work.ear.stop = true;
        VK(vkGetMicromapBuildSizesEXT)
        (work.vulkan.device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR, &info, &sizes);
        ASSERT(enabled ? work_silent()
                       : work_heard("VUID-vkGetMicromapBuildSizesEXT-device-07440"));
        ASSERT_EQ(enabled, (int)fake_calls("vkGetMicromapBuildSizesEXT"));
        work_close();
    }
    PASS();
}

SUITE(groups)
{
    RUN_TEST(device_groups_are_not_judged);
    RUN_TEST(build_sizes_of_device_groups_want_a_feature);
}
