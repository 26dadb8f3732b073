// SPDX-License-Identifier: Apache-2.0
// What submissions leave with semaphores and fences, in either structure, and what is taken back of it.
#include "work.h"

#include <greatest.h>

enum { MANY = 48 }; // so that a table of them is well filled

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

static VkCommandBuffer recorded_build(VkMicromapEXT micromap)
{
    const VkCommandBuffer buffer = work_begin();
    work_build(buffer, micromap, 0);
    work_end(buffer);
    return buffer;
}

static bool known(VkMicromapEXT micromap)
{
    return work_contents(micromap).constructed == LAY_YES;
}

static VkSemaphore create_timeline(void)
{
    const VkSemaphoreTypeCreateInfo type = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
                                            .semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE};
    const VkSemaphoreCreateInfo info = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
                                        .pNext = &type};
    VkSemaphore semaphore = VK_NULL_HANDLE;
    VK(vkCreateSemaphore)(work.vulkan.device, &info, NULL, &semaphore);
    return semaphore;
}

static VkFence create_fence(void)
{
    const VkFenceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    VkFence fence = VK_NULL_HANDLE;
    VK(vkCreateFence)(work.vulkan.device, &info, NULL, &fence);
    return fence;
}

struct marks {
    uint32_t waits, signals;
    const VkSemaphore *wait, *signal;
    uint32_t wait_values, signal_values; ///< how many of the arrays count
    const uint64_t *wait_value, *signal_value;
    const VkPipelineStageFlags *stages;
    VkFence fence;
};

// With vkQueueSubmit.
static void submit(VkCommandBuffer commands, const struct marks *marks)
{
    const VkTimelineSemaphoreSubmitInfo timeline = {
        .sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
        .waitSemaphoreValueCount = marks->wait_values,
        .pWaitSemaphoreValues = marks->wait_value,
        .signalSemaphoreValueCount = marks->signal_values,
        .pSignalSemaphoreValues = marks->signal_value,
    };
    const VkSubmitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .pNext = &timeline,
        .waitSemaphoreCount = marks->waits,
        .pWaitSemaphores = marks->wait,
        .pWaitDstStageMask = marks->stages,
        .commandBufferCount = commands ? 1 : 0,
        .pCommandBuffers = &commands,
        .signalSemaphoreCount = marks->signals,
        .pSignalSemaphores = marks->signal,
    };
    VK(vkQueueSubmit)(work.queue, 1, &info, marks->fence);
}

static void tell_value(VkSemaphore semaphore, uint64_t value)
{
    uint64_t unused;
    fake.semaphore_value = value;
    VK(vkGetSemaphoreCounterValue)(work.vulkan.device, semaphore, &unused);
}

static bool in_use(VkMicromapEXT micromap)
{
    work_silent();
    VK(vkDestroyMicromapEXT)(work.vulkan.device, micromap, NULL);
    return work_heard("VUID-vkDestroyMicromapEXT-micromap-07441");
}

TEST builds_that_wait_use_their_micromap(void)
{
    static const VkPipelineStageFlags all[2] = {VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
                                                VK_PIPELINE_STAGE_ALL_COMMANDS_BIT};
    static const VkPipelineStageFlags copies[2] = {VK_PIPELINE_STAGE_TRANSFER_BIT,
                                                   VK_PIPELINE_STAGE_TRANSFER_BIT};
    static const uint64_t values[2] = {0, 1};
    const VkSemaphore semaphores[2] = {create_timeline(), create_timeline()};
    const struct {
        const VkPipelineStageFlags *stages;
        uint32_t first, count, values;
        bool used;
    } waits[] = {
        {all, 0, 2, 2, true},     // only the second one holds it up
        {all, 1, 1, 1, true},     //
        {all, 0, 1, 1, false},    // the value is there already
        {copies, 0, 2, 2, false}, // micromaps do not wait in these stages
        {all, 0, 2, 1, false},    // as of a binary semaphore, which has no value
    };
    work.ear.stop = true;
    for (unsigned i = 0; i < sizeof waits / sizeof *waits; ++i) {
        const VkMicromapEXT micromap = work_micromap();
        submit(recorded_build(micromap), &(struct marks){.waits = waits[i].count,
                                                         .wait = semaphores + waits[i].first,
                                                         .wait_values = waits[i].values,
                                                         .wait_value = values + waits[i].first,
                                                         .stages = waits[i].stages});
        ASSERT_EQ(waits[i].used, in_use(micromap));
        VK(vkQueueWaitIdle)(work.queue);
    }
    PASS();
}

// Whatever is read is used as well, and by each of the submissions whose waits the layer follows.
TEST copies_that_wait_use_their_source(void)
{
    static const uint64_t value = 1;
    static const VkPipelineStageFlags stages = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
    const VkSemaphore semaphore = create_timeline();
    work.ear.stop = true;
    for (int i = 0; i < 2 * LAY_HOLDS; ++i) {
        const VkMicromapEXT source = work_micromap();
        submit(recorded_build(source), &(struct marks){0});
        const VkCommandBuffer copy = work_begin();
        work_copy(copy, source, work_micromap(), VK_COPY_MICROMAP_MODE_CLONE_EXT);
        work_end(copy);
        submit(copy, &(struct marks){.waits = 1,
                                     .wait = &semaphore,
                                     .wait_values = 1,
                                     .wait_value = &value,
                                     .stages = &stages});
        ASSERT(in_use(source));
        VK(vkQueueWaitIdle)(work.queue);
        ASSERT_FALSE(in_use(source)); // whatever its value is
    }
    PASS();
}

// A submission that fails holds nothing up, wherever in the ring its hold was; those before it do.
TEST failed_submissions_hold_nothing_up(void)
{
    static const uint64_t value = 1;
    static const VkPipelineStageFlags stages = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
    const VkSemaphore semaphore = create_timeline();
    const struct marks held = {
        .waits = 1, .wait = &semaphore, .wait_values = 1, .wait_value = &value, .stages = &stages};
    work.ear.stop = true;
    for (int i = 0; i < LAY_HOLDS; ++i) {
        map = work_micromap();
        fake.submit_result = VK_ERROR_OUT_OF_HOST_MEMORY;
        submit(recorded_build(map), &held);
        fake.submit_result = VK_SUCCESS;
        submit(recorded_build(map), &(struct marks){0});
        ASSERT_FALSE(in_use(map));
    }
    map = work_micromap();
    submit(recorded_build(map), &held);
    fake.submit_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    submit(VK_NULL_HANDLE, &(struct marks){0});
    ASSERT(in_use(map));
    PASS();
}

// Where the values end, nobody reads on.
TEST signals_without_values_tell_nothing(void)
{
    static const uint64_t values[2] = {1, 1};
    const VkSemaphore semaphores[2] = {create_timeline(), create_timeline()};
    submit(recorded_build(map),
           &(struct marks){
               .signals = 2, .signal = semaphores, .signal_values = 1, .signal_value = values});
    tell_value(semaphores[1], 1);
    ASSERT_FALSE(known(map));
    tell_value(semaphores[0], 1);
    ASSERT(known(map));
    PASS();
}

// Somebody else may signal, and wait for, what a submission would have that did not happen.
TEST failed_submissions_take_their_marks_back(void)
{
    static const uint64_t two = 2;
    VkSemaphore semaphores[MANY];
    VkFence fences[MANY];
    submit(recorded_build(map), &(struct marks){0});
    fake.submit_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    for (int i = 0; i < MANY; ++i) {
        semaphores[i] = create_timeline();
        fences[i] = create_fence();
        submit(VK_NULL_HANDLE, &(struct marks){.signals = 1,
                                               .signal = &semaphores[i],
                                               .signal_values = 1,
                                               .signal_value = &two,
                                               .fence = fences[i]});
    }
    for (int i = 0; i < MANY; ++i) {
        tell_value(semaphores[i], 2);
        VK(vkWaitForFences)(work.vulkan.device, 1, &fences[i], VK_TRUE, 0);
        ASSERT_FALSE(known(map));
    }
    PASS();
}

// The last place of the ring is one like the others.
TEST failed_submissions_take_every_signal_back(void)
{
    const VkSemaphore semaphore = create_timeline();
    for (uint64_t value = 1; value <= LAY_SIGNALS; ++value) {
        fake.submit_result = value < LAY_SIGNALS ? VK_SUCCESS : VK_ERROR_OUT_OF_HOST_MEMORY;
        if (value == LAY_SIGNALS - 1)
            continue;
        submit(VK_NULL_HANDLE,
               &(struct marks){
                   .signals = 1, .signal = &semaphore, .signal_values = 1, .signal_value = &value});
        if (value == LAY_SIGNALS - 2)
            submit(recorded_build(map), &(struct marks){.signals = 1,
                                                        .signal = &semaphore,
                                                        .signal_values = 1,
                                                        .signal_value = &(uint64_t){1000}});
    }
    tell_value(semaphore, LAY_SIGNALS);
    ASSERT_FALSE(known(map));
    PASS();
}

// And nothing else.
TEST failed_submissions_leave_other_marks(void)
{
    static const uint64_t values[2] = {1, 2};
    const VkSemaphore semaphore = create_timeline();
    const VkFence fence = create_fence();
    const VkMicromapEXT second = work_micromap();
    submit(recorded_build(map),
           &(struct marks){
               .signals = 1, .signal = &semaphore, .signal_values = 1, .signal_value = values});
    submit(recorded_build(second), &(struct marks){.fence = fence});
    fake.submit_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    submit(VK_NULL_HANDLE,
           &(struct marks){
               .signals = 1, .signal = &semaphore, .signal_values = 1, .signal_value = values + 1});
    tell_value(semaphore, 1);
    ASSERT(known(map));
    ASSERT_FALSE(known(second));
    VK(vkWaitForFences)(work.vulkan.device, 1, &fence, VK_TRUE, 0);
    ASSERT(known(second));
    PASS();
}

// The same, where the last submission before is the one that signals.
TEST failed_submissions_leave_the_mark_before_them(void)
{
    static const uint64_t one = 1;
    const VkSemaphore semaphore = create_timeline();
    const VkFence fence = create_fence();
    for (int fenced = 0; fenced < 2; ++fenced) {
        const VkMicromapEXT micromap = work_micromap();
        fake.submit_result = VK_SUCCESS;
        submit(recorded_build(micromap), fenced ? &(struct marks){.fence = fence}
                                                : &(struct marks){.signals = 1,
                                                                  .signal = &semaphore,
                                                                  .signal_values = 1,
                                                                  .signal_value = &one});
        fake.submit_result = VK_ERROR_OUT_OF_HOST_MEMORY;
        submit(VK_NULL_HANDLE, &(struct marks){0});
        ASSERT_FALSE(known(micromap));
        if (fenced)
            VK(vkWaitForFences)(work.vulkan.device, 1, &fence, VK_TRUE, 0);
        else
            tell_value(semaphore, 1);
        ASSERT(known(micromap));
    }
    PASS();
}

SUITE(marks_of_submissions)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(builds_that_wait_use_their_micromap);
    RUN_TEST(copies_that_wait_use_their_source);
    RUN_TEST(failed_submissions_hold_nothing_up);
    RUN_TEST(signals_without_values_tell_nothing);
    RUN_TEST(failed_submissions_take_their_marks_back);
    RUN_TEST(failed_submissions_take_every_signal_back);
    RUN_TEST(failed_submissions_leave_other_marks);
    RUN_TEST(failed_submissions_leave_the_mark_before_them);
}
