// SPDX-License-Identifier: Apache-2.0
// Several writers of one micromap, and nobody who told their order: only what is true in each of them is known.
#include "work.h"

#include <greatest.h>

#define COMPACTS "VUID-VkCopyMicromapInfoEXT-mode-07533"

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
static VkMicromapEXT map, copy;

static void open_each(void *unused)
{
    (void)unused;
    work_open(NULL);
    map = fake_micromap(&work.vulkan, 1024, 1);
    copy = fake_micromap(&work.vulkan, 1024, 1);
}

static void close_each(void *unused)
{
    (void)unused;
    work_close();
}

static VkCommandBuffer recorded_build(VkBuildMicromapFlagsEXT flags)
{
    const VkCommandBuffer buffer = work_begin();
    work_build(buffer, map, flags);
    work_end(buffer);
    return buffer;
}

static VkCommandBuffer recorded_copy(VkMicromapEXT src, VkMicromapEXT dst,
                                     VkCopyMicromapModeEXT mode)
{
    const VkCommandBuffer buffer = work_begin();
    work_copy(buffer, src, dst, mode);
    work_end(buffer);
    return buffer;
}

static void submit_compaction(void)
{
    work_submit(work.queue, recorded_copy(map, copy, VK_COPY_MICROMAP_MODE_COMPACT_EXT));
}

static void build_on_host(VkDeferredOperationKHR operation, VkBuildMicromapFlagsEXT flags)
{
    static const VkMicromapUsageEXT usage = {1, 0, VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT};
    static const VkMicromapTriangleEXT triangle = {.format =
                                                       VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT};
    static const uint8_t data[16];
    const VkMicromapBuildInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
        .flags = flags,
        .dstMicromap = map,
        .usageCountsCount = 1,
        .pUsageCounts = &usage,
        .data.hostAddress = data,
        .triangleArray.hostAddress = &triangle,
        .triangleArrayStride = sizeof triangle,
    };
    VK(vkBuildMicromapsEXT)(work.vulkan.device, operation, 1, &info);
}

TEST queues_that_differ(void)
{
    work_submit(work.queue, recorded_build(0));
    work_submit(work.other, recorded_build(compactable));
    VK(vkQueueWaitIdle)(work.queue);
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed); // the other may be at it
    VK(vkQueueWaitIdle)(work.other);
    ASSERT_EQ(LAY_YES, work_contents(map).constructed);
    ASSERT_FALSE(work_contents(map).flags_known);
    submit_compaction();
    ASSERT(work_silent());
    PASS();
}

TEST queues_that_agree(void)
{
    work_submit(work.queue, recorded_build(0));
    work_submit(work.other, recorded_build(0));
    VK(vkDeviceWaitIdle)(work.vulkan.device);
    submit_compaction();
    ASSERT(work_heard(COMPACTS));
    work_submit(work.queue, recorded_build(compactable));
    work_submit(work.other, recorded_build(compactable));
    VK(vkDeviceWaitIdle)(work.vulkan.device);
    submit_compaction();
    ASSERT(work_silent());
    PASS();
}

// One of the two copies what nobody constructed.
TEST queues_of_which_one_may_spoil(void)
{
    work_submit(work.queue, recorded_build(0));
    work_submit(work.other, recorded_copy(copy, map, VK_COPY_MICROMAP_MODE_CLONE_EXT));
    ASSERT(work_heard("VUID-vkCmdCopyMicromapEXT-src-07532"));
    VK(vkDeviceWaitIdle)(work.vulkan.device);
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    PASS();
}

TEST host_and_queue(void)
{
    work_submit(work.queue, recorded_build(0));
    build_on_host(VK_NULL_HANDLE, compactable);
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed); // the queue may still be at it
    work_wait();
    ASSERT_EQ(LAY_YES, work_contents(map).constructed);
    ASSERT_FALSE(work_contents(map).flags_known);
    build_on_host(VK_NULL_HANDLE, 0); // now nobody else is
    ASSERT(work_silent());
    submit_compaction();
    ASSERT(work_heard(COMPACTS));
    PASS();
}

TEST queue_behind_deferred_operation(void)
{
    fake.defers = true;
    fake.operation_result = VK_NOT_READY;
    VkDeferredOperationKHR operation;
    VK(vkCreateDeferredOperationKHR)(work.vulkan.device, NULL, &operation);
    build_on_host(operation, 0);
    work_submit(work.queue, recorded_copy(map, copy, VK_COPY_MICROMAP_MODE_CLONE_EXT));
    submit_compaction();
    ASSERT(work_silent());
    fake.operation_result = VK_SUCCESS; // joined by whomever
    submit_compaction();
    ASSERT(work_heard(COMPACTS));
    PASS();
}

SUITE(writers)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(queues_that_differ);
    RUN_TEST(queues_that_agree);
    RUN_TEST(queues_of_which_one_may_spoil);
    RUN_TEST(host_and_queue);
    RUN_TEST(queue_behind_deferred_operation);
}
