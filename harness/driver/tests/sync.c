// SPDX-License-Identifier: Apache-2.0
// Fences, semaphores and queues without command buffers.
#include "open.h"

#include <greatest.h>
#include <pthread.h>
#include <unistd.h>

static VkQueue queue(uint32_t family)
{
    VkQueue result;
    driver.GetDeviceQueue(driver.device, family, 0, &result);
    return result;
}

static VkFence create_fence(VkFenceCreateFlags flags)
{
    const VkFenceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO, .flags = flags};
    VkFence fence = VK_NULL_HANDLE;
    driver.CreateFence(driver.device, &info, NULL, &fence);
    return fence;
}

static VkSemaphore create_semaphore(VkSemaphoreType type, uint64_t value)
{
    const VkSemaphoreTypeCreateInfo which = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
        .semaphoreType = type,
        .initialValue = value,
    };
    const VkSemaphoreCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
        .pNext = &which,
    };
    VkSemaphore semaphore = VK_NULL_HANDLE;
    driver.CreateSemaphore(driver.device, &info, NULL, &semaphore);
    return semaphore;
}

static VkResult submit(uint32_t family, VkSemaphore wait, uint64_t wait_value, VkSemaphore signal,
                       uint64_t signal_value, VkFence fence)
{
    const VkSemaphoreSubmitInfo waits = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
        .semaphore = wait,
        .value = wait_value,
        .stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
    };
    const VkSemaphoreSubmitInfo signals = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
        .semaphore = signal,
        .value = signal_value,
        .stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
    };
    const VkSubmitInfo2 info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2,
        .waitSemaphoreInfoCount = wait != VK_NULL_HANDLE,
        .pWaitSemaphoreInfos = &waits,
        .signalSemaphoreInfoCount = signal != VK_NULL_HANDLE,
        .pSignalSemaphoreInfos = &signals,
    };
    return driver.QueueSubmit2(queue(family), 1, &info, fence);
}

TEST queues_are_by_family_and_flags(void)
{
    ASSERT(queue(0) && queue(1) && queue(2));
    ASSERT(queue(0) != queue(1));
    const VkDeviceQueueInfo2 other = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_INFO_2,
        .flags = VK_DEVICE_QUEUE_CREATE_PROTECTED_BIT,
    };
    VkQueue none = queue(0);
    driver.GetDeviceQueue2(driver.device, &other, &none);
    ASSERT_FALSE(none);
    PASS();
}

TEST fences(void)
{
    VkFence fence[2] = {create_fence(0), create_fence(VK_FENCE_CREATE_SIGNALED_BIT)};
    ASSERT_EQ(VK_NOT_READY, driver.GetFenceStatus(driver.device, fence[0]));
    ASSERT_EQ(VK_SUCCESS, driver.GetFenceStatus(driver.device, fence[1]));
    ASSERT_EQ(VK_SUCCESS, driver.WaitForFences(driver.device, 2, fence, VK_FALSE, 0));
    ASSERT_EQ(VK_TIMEOUT, driver.WaitForFences(driver.device, 2, fence, VK_TRUE, 0));
    ASSERT_EQ(VK_TIMEOUT, driver.WaitForFences(driver.device, 1, fence, VK_TRUE, 1000000));
    ASSERT_EQ(VK_SUCCESS, driver.QueueSubmit(queue(2), 0, NULL, fence[0]));
    ASSERT_EQ(VK_SUCCESS, driver.WaitForFences(driver.device, 2, fence, VK_TRUE, UINT64_MAX));
    ASSERT_EQ(VK_SUCCESS, driver.ResetFences(driver.device, 2, fence));
    ASSERT_EQ(VK_NOT_READY, driver.GetFenceStatus(driver.device, fence[1]));
    driver.DestroyFence(driver.device, fence[0], NULL);
    driver.DestroyFence(driver.device, fence[1], NULL);
    PASS();
}

TEST binary_semaphore_joins_two_queues(void)
{
    VkFence fence = create_fence(0);
    VkSemaphore semaphore = create_semaphore(VK_SEMAPHORE_TYPE_BINARY, 0);
    const VkSubmitInfo signal = {.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
                                 .signalSemaphoreCount = 1,
                                 .pSignalSemaphores = &semaphore};
    ASSERT_EQ(VK_SUCCESS, driver.QueueSubmit(queue(0), 1, &signal, VK_NULL_HANDLE));
    ASSERT_EQ(VK_SUCCESS, submit(1, semaphore, 0, VK_NULL_HANDLE, 0, fence));
    ASSERT_EQ(VK_SUCCESS, driver.WaitForFences(driver.device, 1, &fence, VK_TRUE, UINT64_MAX));
    ASSERT_EQ(VK_SUCCESS, driver.GetFenceStatus(driver.device, fence));
    // The wait took the signal, so the semaphore can be signaled and waited for again.
    driver.ResetFences(driver.device, 1, &fence);
    const VkPipelineStageFlags stages = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
    const VkSubmitInfo wait = {.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
                               .waitSemaphoreCount = 1,
                               .pWaitSemaphores = &semaphore,
                               .pWaitDstStageMask = &stages};
    ASSERT_EQ(VK_SUCCESS, driver.QueueSubmit(queue(1), 1, &wait, fence));
    ASSERT_EQ(VK_TIMEOUT, driver.WaitForFences(driver.device, 1, &fence, VK_TRUE, 1000000));
    ASSERT_EQ(VK_SUCCESS, driver.QueueSubmit(queue(0), 1, &signal, VK_NULL_HANDLE));
    ASSERT_EQ(VK_SUCCESS, driver.WaitForFences(driver.device, 1, &fence, VK_TRUE, UINT64_MAX));
    driver.DestroySemaphore(driver.device, semaphore, NULL);
    driver.DestroyFence(driver.device, fence, NULL);
    PASS();
}

/// Waits submitted before their signals, through three queues, released by the host.
TEST timeline_waits_before_signals(void)
{
    VkFence fence = create_fence(0);
    VkSemaphore semaphore = create_semaphore(VK_SEMAPHORE_TYPE_TIMELINE, 5);
    ASSERT_EQ(VK_SUCCESS, submit(2, semaphore, 8, semaphore, 9, fence));
    ASSERT_EQ(VK_SUCCESS, submit(1, semaphore, 7, semaphore, 8, VK_NULL_HANDLE));
    ASSERT_EQ(VK_SUCCESS, submit(0, semaphore, 6, semaphore, 7, VK_NULL_HANDLE));
    uint64_t value;
    ASSERT_EQ(VK_SUCCESS, driver.GetSemaphoreCounterValue(driver.device, semaphore, &value));
    ASSERT_EQ(5, value);
    ASSERT_EQ(VK_NOT_READY, driver.GetFenceStatus(driver.device, fence));
    const VkSemaphoreSignalInfo signal = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_SIGNAL_INFO, .semaphore = semaphore, .value = 6};
    ASSERT_EQ(VK_SUCCESS, driver.SignalSemaphore(driver.device, &signal));
    ASSERT_EQ(VK_SUCCESS, driver.WaitForFences(driver.device, 1, &fence, VK_TRUE, UINT64_MAX));
    driver.GetSemaphoreCounterValue(driver.device, semaphore, &value);
    ASSERT_EQ(9, value);
    ASSERT_EQ(VK_SUCCESS, driver.DeviceWaitIdle(driver.device));
    driver.DestroySemaphore(driver.device, semaphore, NULL);
    driver.DestroyFence(driver.device, fence, NULL);
    PASS();
}

static void *signal_later(void *semaphore)
{
    usleep(20000);
    const VkSemaphoreSignalInfo signal = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SIGNAL_INFO,
                                          .semaphore = *(VkSemaphore *)semaphore,
                                          .value = 1};
    driver.SignalSemaphore(driver.device, &signal);
    return NULL;
}

TEST another_thread_ends_the_wait(void)
{
    VkSemaphore semaphore = create_semaphore(VK_SEMAPHORE_TYPE_TIMELINE, 0);
    ASSERT_EQ(VK_SUCCESS, submit(0, semaphore, 1, semaphore, 2, VK_NULL_HANDLE));
    pthread_t thread;
    ASSERT_EQ(0, pthread_create(&thread, NULL, signal_later, &semaphore));
    const VkSemaphoreWaitInfo wait = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
        .semaphoreCount = 1,
        .pSemaphores = &semaphore,
        .pValues = &(uint64_t){2},
    };
    ASSERT_EQ(VK_TIMEOUT, driver.WaitSemaphores(driver.device, &wait, 1000));
    ASSERT_EQ(VK_SUCCESS, driver.QueueWaitIdle(queue(0)));
    ASSERT_EQ(VK_SUCCESS, driver.WaitSemaphores(driver.device, &wait, UINT64_MAX));
    pthread_join(thread, NULL);
    driver.DestroySemaphore(driver.device, semaphore, NULL);
    PASS();
}

SUITE(sync_objects)
{
    RUN_TEST(queues_are_by_family_and_flags);
    RUN_TEST(fences);
    RUN_TEST(binary_semaphore_joins_two_queues);
    RUN_TEST(timeline_waits_before_signals);
    RUN_TEST(another_thread_ends_the_wait);
}
