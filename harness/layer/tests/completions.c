// SPDX-License-Identifier: Apache-2.0
// How the host learns that a submission is complete, and what does not tell it.
#include "work.h"

#include <greatest.h>

static VkMicromapEXT map;

static void open_each(void *unused)
{
    (void)unused;
    work_open(NULL);
    map = work_micromap();
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

static bool known(void)
{
    return work_contents(map).constructed == LAY_YES;
}

TEST hosts_know_what_fences_tell(void)
{
    work_submit(work.queue, recorded_build(VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT));
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    fake.fence_status = VK_TIMEOUT;
    work_wait();
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    fake.fence_status = VK_SUCCESS;
    // One of two fences: which one is not known.
    const VkFence fences[2] = {work.fence, work.fence};
    VK(vkWaitForFences)(work.vulkan.device, 2, fences, VK_FALSE, 0);
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    VK(vkGetFenceStatus)(work.vulkan.device, work.fence);
    const struct lay_contents contents = work_contents(map);
    ASSERT_EQ(LAY_YES, contents.constructed);
    ASSERT(contents.flags_known);
    ASSERT_EQ(VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT, contents.flags);
    PASS();
}

TEST fences_that_were_reset_tell_nothing(void)
{
    work_submit(work.queue, recorded_build(0));
    VK(vkResetFences)(work.vulkan.device, 1, &work.fence);
    work_wait();
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    VK(vkQueueWaitIdle)(work.other);
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    VK(vkQueueWaitIdle)(work.queue);
    ASSERT_EQ(LAY_YES, work_contents(map).constructed);
    work_submit(work.queue, recorded_build(0));
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    VK(vkDeviceWaitIdle)(work.vulkan.device);
    ASSERT_EQ(LAY_YES, work_contents(map).constructed);
    PASS();
}

static VkSemaphore create_semaphore(VkSemaphoreType semaphore_type)
{
    const VkSemaphoreTypeCreateInfo type = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
        .semaphoreType = semaphore_type,
    };
    const VkSemaphoreCreateInfo info = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
                                        .pNext = &type};
    VkSemaphore semaphore = VK_NULL_HANDLE;
    VK(vkCreateSemaphore)(work.vulkan.device, &info, NULL, &semaphore);
    return semaphore;
}

// Signals a value behind a build, with either command and in some stages.
static void submit_signaling(VkSemaphore semaphore, uint64_t value, VkPipelineStageFlags2 stages)
{
    const VkCommandBufferSubmitInfo buffer = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO,
                                              .commandBuffer = recorded_build(0)};
    const VkSemaphoreSubmitInfo signal = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
        .semaphore = semaphore,
        .value = value,
        .stageMask = stages,
    };
    const VkSubmitInfo2 second = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2,
        .commandBufferInfoCount = 1,
        .pCommandBufferInfos = &buffer,
        .signalSemaphoreInfoCount = 1,
        .pSignalSemaphoreInfos = &signal,
    };
    const VkTimelineSemaphoreSubmitInfo timeline = {
        .sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
        .signalSemaphoreValueCount = 1,
        .pSignalSemaphoreValues = &value,
    };
    const VkSubmitInfo first = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .pNext = &timeline,
        .commandBufferCount = 1,
        .pCommandBuffers = &buffer.commandBuffer,
        .signalSemaphoreCount = 1,
        .pSignalSemaphores = &semaphore,
    };
    if (stages)
        VK(vkQueueSubmit2)(work.queue, 1, &second, VK_NULL_HANDLE);
    else
        VK(vkQueueSubmit)(work.queue, 1, &first, VK_NULL_HANDLE);
}

static void wait_for(VkSemaphore semaphore, uint64_t value)
{
    const VkSemaphoreWaitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
        .semaphoreCount = 1,
        .pSemaphores = &semaphore,
        .pValues = &value,
    };
    VK(vkWaitSemaphores)(work.vulkan.device, &info, 0);
}

TEST timelines_tell_by_value(void)
{
    const VkSemaphore semaphore = create_semaphore(VK_SEMAPHORE_TYPE_TIMELINE);
    submit_signaling(semaphore, 5, 0);
    wait_for(semaphore, 4);
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    wait_for(semaphore, 5);
    ASSERT_EQ(LAY_YES, work_contents(map).constructed);
    submit_signaling(semaphore, 8, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT);
    fake.semaphore_value = 7;
    uint64_t value;
    VK(vkGetSemaphoreCounterValue)(work.vulkan.device, semaphore, &value);
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    fake.semaphore_value = 9;
    VK(vkGetSemaphoreCounterValue)(work.vulkan.device, semaphore, &value);
    ASSERT_EQ(LAY_YES, work_contents(map).constructed);
    // A signal that does not wait for micromap commands says nothing about them.
    submit_signaling(semaphore, 10, VK_PIPELINE_STAGE_2_COPY_BIT);
    wait_for(semaphore, 10);
    ASSERT_EQ(LAY_UNKNOWN, work_contents(map).constructed);
    PASS();
}

// Waits with every count of fences, for all of them or for any.
TEST waits_for_fences(void)
{
    const VkFence fences[2] = {work.fence, work.fence};
    static const struct {
        uint32_t count;
        VkBool32 all;
        VkResult result;
        bool known;
    } waits[] = {
        {1, VK_TRUE, VK_TIMEOUT, false},  {2, VK_FALSE, VK_SUCCESS, false},
        {1, VK_FALSE, VK_SUCCESS, true},  {2, VK_TRUE, VK_SUCCESS, true},
        {2, VK_FALSE, VK_TIMEOUT, false},
    };
    for (unsigned i = 0; i < sizeof waits / sizeof *waits; ++i) {
        work_submit(work.queue, recorded_build(0));
        fake.fence_status = waits[i].result;
        VK(vkWaitForFences)(work.vulkan.device, waits[i].count, fences, waits[i].all, 0);
        ASSERT_EQ(waits[i].known, known());
    }
    fake.fence_status = VK_NOT_READY;
    VK(vkGetFenceStatus)(work.vulkan.device, work.fence);
    ASSERT_FALSE(known());
    PASS();
}

TEST waits_for_semaphores(void)
{
    const VkSemaphore semaphore = create_semaphore(VK_SEMAPHORE_TYPE_TIMELINE);
    const VkSemaphore semaphores[2] = {semaphore, semaphore};
    static const struct {
        uint32_t count;
        VkSemaphoreWaitFlags flags;
        VkResult result;
        bool known;
    } waits[] = {
        {1, 0, VK_TIMEOUT, false},
        {2, VK_SEMAPHORE_WAIT_ANY_BIT, VK_SUCCESS, false},
        {1, VK_SEMAPHORE_WAIT_ANY_BIT, VK_SUCCESS, true},
        {2, 0, VK_SUCCESS, true},
    };
    for (unsigned i = 0; i < sizeof waits / sizeof *waits; ++i) {
        const uint64_t values[2] = {i + 1, i + 1};
        const VkSemaphoreWaitInfo info = {
            .sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
            .flags = waits[i].flags,
            .semaphoreCount = waits[i].count,
            .pSemaphores = semaphores,
            .pValues = values,
        };
        submit_signaling(semaphore, values[0], 0);
        fake.fence_status = waits[i].result;
        VK(vkWaitSemaphores)(work.vulkan.device, &info, 0);
        ASSERT_EQ(waits[i].known, known());
    }
    PASS();
}

// The values of a binary semaphore mean nothing.
TEST binary_semaphores_have_no_values(void)
{
    const VkSemaphore semaphore = create_semaphore(VK_SEMAPHORE_TYPE_BINARY);
    submit_signaling(semaphore, 1, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
    fake.semaphore_value = 1;
    uint64_t value;
    VK(vkGetSemaphoreCounterValue)(work.vulkan.device, semaphore, &value);
    ASSERT_FALSE(known());
    PASS();
}

// What did not happen tells nothing when somebody else signals the same.
TEST signals_of_failed_submissions(void)
{
    const VkSemaphore semaphore = create_semaphore(VK_SEMAPHORE_TYPE_TIMELINE);
    work_submit(work.queue, recorded_build(0));
    fake.submit_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    const VkMicromapEXT first = map;
    map = work_micromap();
    submit_signaling(semaphore, 1, 0);
    wait_for(semaphore, 1);
    map = first;
    ASSERT_FALSE(known());
    work_wait();
    ASSERT(known());
    PASS();
}

TEST every_place_of_the_ring_is_looked_at(void)
{
    const VkSemaphore semaphore = create_semaphore(VK_SEMAPHORE_TYPE_TIMELINE);
    for (uint64_t value = 1; value <= LAY_SIGNALS; ++value)
        submit_signaling(semaphore, value, 0);
    wait_for(semaphore, LAY_SIGNALS);
    ASSERT(known());
    PASS();
}

// As many as fill a table of them well.
TEST idle_devices_have_many_idle_queues(void)
{
    struct lay_queue *queues[48];
    for (uint64_t i = 0; i < 48; ++i) {
        queues[i] = lay_track(work.device, LAY_QUEUE, 16 * (i + 1));
        queues[i]->submitted = 1;
    }
    VK(vkDeviceWaitIdle)(work.vulkan.device);
    for (int i = 0; i < 48; ++i)
        ASSERT_EQ(1, queues[i]->complete);
    PASS();
}

TEST old_signals_are_forgotten(void)
{
    const VkSemaphore semaphore = create_semaphore(VK_SEMAPHORE_TYPE_TIMELINE);
    for (uint64_t value = 1; value <= LAY_SIGNALS + 1; ++value)
        submit_signaling(semaphore, value, 0);
    wait_for(semaphore, 1); // its place in the ring is taken
    VK(vkQueueWaitIdle)(work.queue);
    ASSERT(known());
    PASS();
}

TEST objects_that_are_not_known(void)
{
    const VkFence fence = (VkFence)7;
    uint64_t value;
    VK(vkResetFences)(work.vulkan.device, 1, &fence);
    VK(vkGetFenceStatus)(work.vulkan.device, fence);
    VK(vkGetSemaphoreCounterValue)(work.vulkan.device, (VkSemaphore)7, &value);
    fake.create_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    const VkFenceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    const size_t fences = work.device->maps[LAY_FENCE].count;
    VkFence none = VK_NULL_HANDLE;
    VK(vkCreateFence)(work.vulkan.device, &info, NULL, &none);
    create_semaphore(VK_SEMAPHORE_TYPE_TIMELINE);
    ASSERT_EQ(fences, work.device->maps[LAY_FENCE].count);
    ASSERT_EQ(0, work.device->maps[LAY_SEMAPHORE].count);
    PASS();
}

SUITE(completions)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(hosts_know_what_fences_tell);
    RUN_TEST(fences_that_were_reset_tell_nothing);
    RUN_TEST(timelines_tell_by_value);
    RUN_TEST(waits_for_fences);
    RUN_TEST(waits_for_semaphores);
    RUN_TEST(binary_semaphores_have_no_values);
    RUN_TEST(signals_of_failed_submissions);
    RUN_TEST(every_place_of_the_ring_is_looked_at);
    RUN_TEST(idle_devices_have_many_idle_queues);
    RUN_TEST(old_signals_are_forgotten);
    RUN_TEST(objects_that_are_not_known);
}
