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

enum { SCRATCH = 512 };

struct pair {
    VkMicromapUsageEXT usage;
    VkMicromapBuildInfoEXT infos[2];
};

// Two builds in one command, right but for what a test does to them. Their scratch memory is in one buffer.
static void make_pair(struct pair *pair, VkDeviceAddress scratch)
{
    const VkDeviceAddress input = work_address(fake_buffer(&work.vulkan, 4096, 0));
    pair->usage =
        (VkMicromapUsageEXT){.count = 1, .format = VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT};
    for (unsigned i = 0; i < 2; ++i)
        pair->infos[i] = (VkMicromapBuildInfoEXT){
            .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
            .dstMicromap = work_micromap(),
            .usageCountsCount = 1,
            .pUsageCounts = &pair->usage,
            .data.deviceAddress = input,
            .triangleArray.deviceAddress = input + 256,
            .triangleArrayStride = sizeof(VkMicromapTriangleEXT),
            .scratchData.deviceAddress = scratch + (VkDeviceSize)i * SCRATCH,
        };
}

static void open_with_scratch(void)
{
    work_open(NULL);
    work.ear.stop = true;
    fake.scratch_size = SCRATCH;
}

static void build_pair(const struct pair *pair)
{
    VK(vkCmdBuildMicromapsEXT)(work_begin(), 2, pair->infos);
}

// To the last byte of a buffer; less is too little for the one, and too close to the other.
TEST scratch_memory_of_two_builds(void)
{
    open_with_scratch();
    struct pair pair;
    make_pair(&pair, work_address(fake_buffer(&work.vulkan, (VkDeviceSize)2 * SCRATCH, 0)));
    build_pair(&pair);
    ASSERT(work_silent());
    for (int i = 0; i < 2; ++i)
        pair.infos[i].scratchData.deviceAddress += 256;
    build_pair(&pair);
    ASSERT(work_heard("VUID-vkCmdBuildMicromapsEXT-pInfos-07509"));
    pair.infos[0].scratchData.deviceAddress = pair.infos[1].scratchData.deviceAddress -= 256;
    build_pair(&pair);
    ASSERT(work_heard("VUID-vkCmdBuildMicromapsEXT-scratchData-11651"));
    ASSERT_EQ(1, fake_calls("vkCmdBuildMicromapsEXT"));
    work_close();
    PASS();
}

// Micromaps as large as they have to be, one behind the other in one buffer, and then over each other.
TEST destinations_of_two_builds(void)
{
    open_with_scratch();
    struct pair pair;
    make_pair(&pair, work_address(fake_buffer(&work.vulkan, (VkDeviceSize)2 * SCRATCH, 0)));
    VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = fake_buffer(&work.vulkan, 2048, 0),
        .size = 1024,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    VK(vkCreateMicromapEXT)(work.vulkan.device, &info, NULL, &pair.infos[0].dstMicromap);
    info.offset = 1024;
    VK(vkCreateMicromapEXT)(work.vulkan.device, &info, NULL, &pair.infos[1].dstMicromap);
    build_pair(&pair);
    ASSERT(work_silent());
    info.offset = 768;
    VK(vkCreateMicromapEXT)(work.vulkan.device, &info, NULL, &pair.infos[1].dstMicromap);
    build_pair(&pair);
    ASSERT(work_heard("VUID-vkCmdBuildMicromapsEXT-dstMicromap-11649"));
    // The one's scratch memory in the other's destination.
    pair.infos[1].scratchData.deviceAddress = work_address(info.buffer) + 512;
    pair.infos[1].dstMicromap = work_micromap();
    build_pair(&pair);
    ASSERT(work_heard("VUID-vkCmdBuildMicromapsEXT-dstMicromap-11650"));
    work_close();
    PASS();
}

// A structure that breaks a rule is not shown to the next layer, not even to ask for sizes.
TEST builds_of_no_mode(void)
{
    open_with_scratch();
    struct pair pair;
    make_pair(&pair, work_address(fake_buffer(&work.vulkan, (VkDeviceSize)2 * SCRATCH, 0)));
    pair.infos[1].mode = (VkBuildMicromapModeEXT)77;
    build_pair(&pair);
    ASSERT(work_heard("VUID-vkCmdBuildMicromapsEXT-mode-07462"));
    ASSERT_EQ(1, fake_calls("vkGetMicromapBuildSizesEXT"));
    work_close();
    PASS();
}

SUITE(builds)
{
    RUN_TEST(builds_of_another_type);
    RUN_TEST(scratch_memory_of_two_builds);
    RUN_TEST(builds_of_no_mode);
    RUN_TEST(destinations_of_two_builds);
}
