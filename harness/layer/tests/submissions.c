// SPDX-License-Identifier: Apache-2.0
// What submissions do, in which order, and who may know of it when. Whatever is not known for certain is silent.
#include "work.h"

#include <greatest.h>

#define SRC      "VUID-vkCmdCopyMicromapEXT-src-07532"
#define COMPACTS "VUID-VkCopyMicromapInfoEXT-mode-07533"

static const VkCopyMicromapModeEXT cloning = VK_COPY_MICROMAP_MODE_CLONE_EXT;
static const VkCopyMicromapModeEXT compaction = VK_COPY_MICROMAP_MODE_COMPACT_EXT;
static VkMicromapEXT map, copy;

static void open_with(const void *chain)
{
    work_open(chain);
    map = work_micromap();
    copy = work_micromap();
}

static void open_each(void *unused)
{
    (void)unused;
    open_with(NULL);
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

static VkCommandBuffer recorded_copy(VkCopyMicromapModeEXT mode)
{
    const VkCommandBuffer buffer = work_begin();
    work_copy(buffer, map, copy, mode);
    work_end(buffer);
    return buffer;
}

// Submits a buffer that waits for a semaphore.
static void submit_waiting(VkCommandBuffer buffer)
{
    VkSemaphore semaphore = (VkSemaphore)7;
    const VkPipelineStageFlags stages = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
    const VkSubmitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .waitSemaphoreCount = 1,
        .pWaitSemaphores = &semaphore,
        .pWaitDstStageMask = &stages,
        .commandBufferCount = 1,
        .pCommandBuffers = &buffer,
    };
    VK(vkResetFences)(work.vulkan.device, 1, &work.fence);
    VK(vkQueueSubmit)(work.queue, 1, &info, work.fence);
}

TEST refused_submissions_do_nothing(void)
{
    const VkCommandBuffer buffer = work_begin();
    work_copy(buffer, map, copy, cloning);
    work_build(buffer, map, 0);
    work_end(buffer);
    work.ear.stop = true;
    ASSERT_EQ(VK_ERROR_VALIDATION_FAILED_EXT, work_submit(work.queue, buffer));
    ASSERT(work_heard(SRC));
    ASSERT_EQ(0, fake_calls("vkQueueSubmit"));
    ASSERT_EQ(LAY_NO, work_contents(map).constructed);
    // The same again: nothing was constructed by what was refused.
    ASSERT_EQ(VK_ERROR_VALIDATION_FAILED_EXT, work_submit(work.queue, buffer));
    ASSERT(work_heard(SRC));
    work.ear.stop = false;
    ASSERT_EQ(VK_SUCCESS, work_submit(work.queue, buffer));
    ASSERT(work_heard(SRC));
    ASSERT_EQ(1, fake_calls("vkQueueSubmit"));
    // Now the build has been submitted, and whoever comes behind it on this queue finds it.
    ASSERT_EQ(VK_SUCCESS, work_submit(work.queue, recorded_copy(cloning)));
    ASSERT(work_silent());
    PASS();
}

// What a submission that was refused would have waited for, those behind it do not.
TEST refused_submissions_wait_for_nothing(void)
{
    work_submit(work.queue, recorded_build(0));
    const VkCommandBuffer broken = work_begin();
    work_build(broken, map, 0);
    work_copy(broken, map, copy, compaction);
    work_end(broken);
    work.ear.stop = true;
    submit_waiting(broken);
    ASSERT(work_heard(COMPACTS));
    work_submit(work.queue, recorded_copy(compaction));
    ASSERT(work_heard(COMPACTS));
    PASS();
}

TEST failed_submissions_did_who_knows_what(void)
{
    fake.submit_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    ASSERT_EQ(VK_ERROR_OUT_OF_HOST_MEMORY, work_submit(work.queue, recorded_build(0)));
    fake.submit_result = VK_SUCCESS;
    work_wait();
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    work_submit(work.queue, recorded_copy(compaction));
    ASSERT(work_silent());
    PASS();
}

TEST other_queues_are_not_judged(void)
{
    work_submit(work.queue, recorded_build(0));
    work_submit(work.other, recorded_copy(compaction));
    ASSERT(work_silent());
    VK(vkQueueWaitIdle)(work.queue);
    work_submit(work.other, recorded_copy(compaction));
    ASSERT(work_heard(COMPACTS));
    PASS();
}

// The host or another queue may construct the source before the semaphore is signaled.
TEST waiting_submissions_are_not_judged(void)
{
    submit_waiting(recorded_copy(cloning));
    ASSERT(work_silent());
    work_submit(work.queue, recorded_copy(cloning)); // behind one that waits
    ASSERT(work_silent());
    work_wait();
    work_submit(work.queue, recorded_copy(cloning));
    ASSERT(work_heard(SRC));
    PASS();
}

TEST what_a_waiting_submission_wrote_itself_is_known(void)
{
    const VkCommandBuffer buffer = work_begin();
    work_build(buffer, map, 0);
    work_copy(buffer, map, copy, compaction);
    work_end(buffer);
    submit_waiting(buffer);
    ASSERT(work_heard(COMPACTS));
    PASS();
}

// While the queue waits for an event, the host may come between the build and the copy.
TEST events_come_between(void)
{
    for (int way = 0; way < 3; ++way) {
        const VkEvent event = (VkEvent)7;
        const VkDependencyInfo dependency = {.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO};
        const VkCommandBuffer secondary = work_allocate(VK_COMMAND_BUFFER_LEVEL_SECONDARY);
        const VkCommandBuffer buffer = work_begin();
        work_begin_again(secondary, 0);
        const VkCommandBuffer waiting = way == 2 ? secondary : buffer;
        work_build(buffer, map, 0);
        if (way == 1)
            VK(vkCmdWaitEvents2)(waiting, 1, &event, &dependency);
        else
            VK(vkCmdWaitEvents)(waiting, 1, &event, 0, 0, 0, NULL, 0, NULL, 0, NULL);
        work_end(secondary);
        VK(vkCmdExecuteCommands)(buffer, 1, &secondary);
        work_copy(buffer, map, copy, compaction);
        work_run(buffer);
        ASSERT(work_silent());
        work_submit(work.queue, recorded_copy(compaction));
        ASSERT(work_silent());
        work_wait();
        work_submit(work.queue, recorded_copy(compaction));
        ASSERT(work_heard(COMPACTS));
        VK(vkQueueWaitIdle)(work.queue);
    }
    ASSERT_EQ(2, fake_calls("vkCmdWaitEvents"));
    ASSERT_EQ(1, fake_calls("vkCmdWaitEvents2"));
    PASS();
}

TEST secondaries_do_it_where_they_are_executed(void)
{
    const VkCommandBuffer secondary = work_allocate(VK_COMMAND_BUFFER_LEVEL_SECONDARY);
    work_begin_again(secondary, 0);
    work_build(secondary, map, 0);
    work_end(secondary);
    for (int after = 0; after < 2; ++after) {
        const VkCommandBuffer buffer = work_begin();
        if (after)
            VK(vkCmdExecuteCommands)(buffer, 1, &secondary);
        work_copy(buffer, map, copy, cloning);
        if (!after)
            VK(vkCmdExecuteCommands)(buffer, 1, &secondary);
        work.ear.stop = true; // so that the first round leaves nothing behind
        work_run(buffer);
        ASSERT(after ? work_silent() : work_heard(SRC));
    }
    PASS();
}

// Nobody knows what a blob was built with, nor what a copy of a copy of it was.
TEST flags_of_data_from_elsewhere_are_not_known(void)
{
    const VkCommandBuffer buffer = work_begin();
    work_deserialize(buffer, work_address(fake_buffer(&work.vulkan, 4096, 0)), copy);
    work_copy(buffer, copy, map, cloning);
    work_copy(buffer, map, copy, compaction);
    work_run(buffer);
    ASSERT(work_silent());
    work_wait();
    ASSERT_EQ(LAY_YES, work_contents(copy).constructed);
    ASSERT_FALSE(work_contents(copy).flags_known);
    PASS();
}

// A clone means what its source means.
TEST flags_go_with_copies(void)
{
    const VkCommandBuffer buffer = work_begin();
    work_build(buffer, map, VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT);
    work_copy(buffer, map, copy, cloning);
    work_copy(buffer, copy, map, compaction);
    work_run(buffer);
    ASSERT(work_heard(COMPACTS));
    work_wait();
    ASSERT_EQ(VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT, work_contents(copy).flags);
    PASS();
}

TEST what_was_recorded_before_a_reset_is_gone(void)
{
    const VkCommandBuffer buffer = work_begin();
    work_copy(buffer, map, copy, cloning);
    work_end(buffer);
    work_begin_again(buffer, 0);
    work_run(buffer);
    ASSERT(work_silent());
    PASS();
}

// Nor does a buffer that begins anew wait for events, or code video.
TEST where_a_buffer_was_before_a_reset_is_gone(void)
{
    const VkEvent event = (VkEvent)7;
    const VkVideoBeginCodingInfoKHR video = {.sType =
                                                 VK_STRUCTURE_TYPE_VIDEO_BEGIN_CODING_INFO_KHR};
    const VkCommandBuffer buffer = work_begin();
    VK(vkCmdWaitEvents)(buffer, 1, &event, 0, 0, 0, NULL, 0, NULL, 0, NULL);
    VK(vkCmdBeginVideoCodingKHR)(buffer, &video);
    work_end(buffer);
    work_begin_again(buffer, 0);
    work_copy(buffer, map, copy, cloning);
    ASSERT(work_silent());
    work_run(buffer);
    ASSERT(work_heard(SRC));
    PASS();
}

// More than fits into any first guess of how much that is: recorded, executed from another buffer, and taken back.
TEST buffers_may_do_much(void)
{
    enum { MUCH = 100 };
    const VkCommandBuffer secondary = work_allocate(VK_COMMAND_BUFFER_LEVEL_SECONDARY);
    work_begin_again(secondary, 0);
    VkMicromapEXT maps[MUCH];
    for (int i = 0; i < MUCH; ++i) {
        maps[i] = work_micromap();
        work_build(secondary, maps[i], 0);
    }
    work_end(secondary);
    const VkCommandBuffer buffer = work_begin();
    VK(vkCmdExecuteCommands)(buffer, 1, &secondary);
    work_copy(buffer, map, copy, cloning);
    work_end(buffer);
    work.ear.stop = true;
    work_submit(work.queue, buffer);
    ASSERT(work_heard(SRC));
    for (int i = 0; i < MUCH; ++i)
        ASSERT_EQ(LAY_NO, work_contents(maps[i]).constructed);
    work.ear.stop = false;
    work_submit(work.queue, buffer);
    ASSERT(work_heard(SRC));
    work_wait();
    for (int i = 0; i < MUCH; ++i)
        ASSERT_EQ(LAY_YES, work_contents(maps[i]).constructed);
    PASS();
}

// Of buffers and queues that memory was missing for, nobody can tell what they do.
TEST buffers_may_have_no_record(void)
{
    const VkCommandBuffer buffer = work_begin();
    lay_lock(work.device);
    lay_untrack(work.device, LAY_COMMAND_BUFFER, LAY_POINTER_KEY(buffer));
    work.device->incomplete[LAY_COMMAND_BUFFER] = true;
    lay_unlock(work.device);
    work_build(buffer, map, 0);
    work_run(buffer);
    work_submit(work.queue, recorded_copy(compaction));
    ASSERT(work_silent());
    PASS();
}

static void free_memory_of(VkMicromapEXT micromap)
{
    lay_lock(work.device);
    const struct lay_micromap *record = lay_find_micromap(work.device, micromap);
    const VkDeviceMemory memory = lay_find_buffer(work.device, record->buffer)->memory;
    lay_unlock(work.device);
    VK(vkFreeMemory)(work.vulkan.device, memory, NULL);
}

// Each command with the micromap `map` in one of its places.
static void record_with_map(VkCommandBuffer buffer, int way)
{
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    const VkDeviceAddress address = work_address(fake_buffer(&work.vulkan, 4096, 0));
    switch (way) {
    case 0:
        work_copy(buffer, map, copy, cloning);
        break;
    case 1:
        work_build(buffer, copy, 0);
        work_copy(buffer, copy, map, cloning);
        break;
    case 2:
        work_serialize(buffer, map, address);
        break;
    case 3:
        work_deserialize(buffer, address, map);
        break;
    case 4:
        work_query(buffer, map, type, work_query_pool(type, 1, 1), 0);
        break;
    default:
        work_build(buffer, map, 0);
        break;
    }
}

TEST memory_is_there_when_the_command_executes(void)
{
    static const char *const rules[] = {
        "VUID-vkCmdCopyMicromapEXT-buffer-07529",
        "VUID-vkCmdCopyMicromapEXT-buffer-07530",
        "VUID-vkCmdCopyMicromapToMemoryEXT-buffer-07539",
        "VUID-vkCmdCopyMemoryToMicromapEXT-buffer-07546",
        "VUID-vkCmdWriteMicromapsPropertiesEXT-buffer-07527",
        "VUID-vkCmdBuildMicromapsEXT-pInfos-07508",
    };
    for (int way = 0; way < 6; ++way) {
        map = work_micromap();
        work_submit(work.queue, recorded_build(0));
        const VkCommandBuffer buffer = work_begin();
        record_with_map(buffer, way);
        work_end(buffer);
        ASSERT(work_silent());
        free_memory_of(map);
        work_submit(work.queue, buffer);
        ASSERT(work_heard(rules[way]));
    }
    PASS();
}

TEST micromaps_that_are_gone_are_left_alone(void)
{
    const VkCommandBuffer buffer = recorded_copy(cloning);
    VK(vkDestroyMicromapEXT)(work.vulkan.device, map, NULL);
    work_submit(work.queue, buffer);
    ASSERT(work_silent());
    PASS();
}

// Memory ran out somewhere, so that something may have been missed.
TEST nothing_is_said_when_blind(void)
{
    work.device->blind = true;
    work_submit(work.queue, recorded_copy(cloning));
    ASSERT(work_silent());
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    PASS();
}

SUITE(submissions)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(refused_submissions_do_nothing);
    RUN_TEST(refused_submissions_wait_for_nothing);
    RUN_TEST(failed_submissions_did_who_knows_what);
    RUN_TEST(other_queues_are_not_judged);
    RUN_TEST(waiting_submissions_are_not_judged);
    RUN_TEST(what_a_waiting_submission_wrote_itself_is_known);
    RUN_TEST(events_come_between);
    RUN_TEST(secondaries_do_it_where_they_are_executed);
    RUN_TEST(flags_of_data_from_elsewhere_are_not_known);
    RUN_TEST(flags_go_with_copies);
    RUN_TEST(what_was_recorded_before_a_reset_is_gone);
    RUN_TEST(where_a_buffer_was_before_a_reset_is_gone);
    RUN_TEST(buffers_may_do_much);
    RUN_TEST(buffers_may_have_no_record);
    RUN_TEST(memory_is_there_when_the_command_executes);
    RUN_TEST(micromaps_that_are_gone_are_left_alone);
    RUN_TEST(nothing_is_said_when_blind);
}
