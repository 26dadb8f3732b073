// SPDX-License-Identifier: Apache-2.0
// Builds that are recorded, with micromaps of a type that no driver here has.
#include "work.h"

#include <greatest.h>

static VkMicromapEXT micromap_of_type(VkMicromapTypeEXT type)
{
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = fake_buffer(&work.vulkan, 1024, 0),
        .size = 1024,
        .type = type,
    };
    VkMicromapEXT micromap = VK_NULL_HANDLE;
    VK(vkCreateMicromapEXT)(work.vulkan.device, &info, NULL, &micromap);
    work_silent();
    return micromap;
}

TEST builds_of_another_type(void)
{
    const VkMicromapTypeEXT displacement = (VkMicromapTypeEXT)1000397000;
    work_open(NULL);
    work.ear.stop = true;
    work_build(work_begin(), micromap_of_type(VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT), 0);
    ASSERT(work_silent());
    ASSERT_EQ(1, fake_calls("vkCmdBuildMicromapsEXT"));
    work_build(work_begin(), micromap_of_type(displacement), 0);
    ASSERT(work_heard("VUID-vkCmdBuildMicromapsEXT-pInfos-07464"));
    ASSERT_EQ(1, fake_calls("vkCmdBuildMicromapsEXT"));
    work_close();
    PASS();
}

SUITE(builds)
{
    RUN_TEST(builds_of_another_type);
}
