// SPDX-License-Identifier: Apache-2.0
// Work on several queues: semaphores, events, batches. Legal programs, which every personality must
// carry out alike.
#include "work.h"

#include <greatest.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

static const VkPipelineStageFlags2 all = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;

/// Waits submitted before their signals, from queue to queue: fill, copy, copy.
TEST a_chain_of_queues(VkPipelineStageFlags2 wait_stages)
{
    struct work works[3] = {work_open(0), work_open(1), work_open(2)};
    struct work_buffer a = work_buffer(1), b = work_buffer(2), c = work_buffer(3);
    VkSemaphore semaphore = work_timeline();
    VkCommandBuffer commands[3];
    for (int i = 0; i < 3; i++)
        commands[i] = work_begin(works[i].primary[0]);
    work_fill(commands[0], &a, 4);
    work_copy(commands[1], &a, &b);
    work_copy(commands[2], &b, &c);
    work_barrier_to_host(commands[2]);
    for (int i = 0; i < 3; i++)
        ASSERT_EQ(VK_SUCCESS, work_end(commands[i]));
    ASSERT_EQ(VK_SUCCESS, work_submit(&works[2], commands[2], semaphore, wait_stages, 2, NULL, 0,
                                      works[2].fence));
    ASSERT_EQ(VK_SUCCESS, work_submit(&works[1], commands[1], semaphore, wait_stages, 1, semaphore,
                                      2, VK_NULL_HANDLE));
    ASSERT_EQ(VK_SUCCESS,
              work_submit(&works[0], commands[0], NULL, 0, 0, semaphore, 1, VK_NULL_HANDLE));
    ASSERT_EQ(VK_SUCCESS, work_wait(&works[2]));
    ASSERT(work_all(&c, 0, WORK_SIZE, 4));
    for (int i = 0; i < 3; i++)
        work_close(&works[i]);
    driver.DestroySemaphore(driver.device, semaphore, NULL);
    work_buffer_destroy(&a);
    work_buffer_destroy(&b);
    work_buffer_destroy(&c);
    PASS();
}

TEST a_fence_and_a_submission_order_queues(void)
{
    struct work first = work_open(0), second = work_open(1);
    struct work_buffer a = work_buffer(1), b = work_buffer(2);
    VkCommandBuffer fill = work_begin(first.primary[0]), copy = work_begin(second.primary[0]);
    work_fill(fill, &a, 4);
    work_copy(copy, &a, &b);
    work_barrier_to_host(copy);
    work_end(fill);
    work_end(copy);
    ASSERT_EQ(VK_SUCCESS, work_run(&first, 1, &fill));
    ASSERT_EQ(VK_SUCCESS, work_run(&second, 1, &copy));
    ASSERT(work_all(&b, 0, WORK_SIZE, 4));
    work_close(&first);
    work_close(&second);
    work_buffer_destroy(&a);
    work_buffer_destroy(&b);
    PASS();
}

/// A barrier in a later command buffer, and in a later batch, orders what came before it.
TEST barriers_reach_across_submissions(void)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(1), b = work_buffer(2);
    for (int i = 0; i < 3; i++)
        work_begin(work.primary[i]);
    work_fill(work.primary[0], &a, 4);
    work_barrier(work.primary[1], all, VK_ACCESS_2_MEMORY_WRITE_BIT, all,
                 VK_ACCESS_2_MEMORY_READ_BIT);
    work_copy(work.primary[2], &a, &b);
    work_barrier_to_host(work.primary[2]);
    for (int i = 0; i < 3; i++)
        ASSERT_EQ(VK_SUCCESS, work_end(work.primary[i]));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 3, work.primary));
    ASSERT(work_all(&b, 0, WORK_SIZE, 4));

    memset(a.map, 1, WORK_SIZE);
    memset(b.map, 2, WORK_SIZE);
    VkSubmitInfo infos[3];
    for (int i = 0; i < 3; i++)
        infos[i] = (VkSubmitInfo){.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
                                  .commandBufferCount = 1,
                                  .pCommandBuffers = &work.primary[i]};
    ASSERT_EQ(VK_SUCCESS, driver.QueueSubmit(work.queue, 2, infos, VK_NULL_HANDLE));
    ASSERT_EQ(VK_SUCCESS, driver.QueueSubmit(work.queue, 1, infos + 2, VK_NULL_HANDLE));
    ASSERT_EQ(VK_SUCCESS, driver.QueueWaitIdle(work.queue));
    ASSERT(work_all(&b, 0, WORK_SIZE, 4));
    work_close(&work);
    work_buffer_destroy(&a);
    work_buffer_destroy(&b);
    PASS();
}

static VkEvent create_event(void)
{
    const VkEventCreateInfo info = {.sType = VK_STRUCTURE_TYPE_EVENT_CREATE_INFO};
    VkEvent event = VK_NULL_HANDLE;
    driver.CreateEvent(driver.device, &info, NULL, &event);
    return event;
}

TEST events_order_commands(bool version_2)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(1), b = work_buffer(2);
    VkEvent event = create_event();
    const VkMemoryBarrier2 barrier = {.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2,
                                      .srcStageMask = WORK_CLEAR,
                                      .srcAccessMask = WORK_WRITE,
                                      .dstStageMask = WORK_COPY,
                                      .dstAccessMask = WORK_READ};
    const VkDependencyInfo dependency = {.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
                                         .memoryBarrierCount = 1,
                                         .pMemoryBarriers = &barrier};
    const VkMemoryBarrier old = {.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
                                 .srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT,
                                 .dstAccessMask = VK_ACCESS_TRANSFER_READ_BIT};
    VkCommandBuffer commands = work_begin(work.primary[0]);
    work_fill(commands, &a, 4);
    if (version_2) {
        driver.CmdSetEvent2(commands, event, &dependency);
        driver.CmdWaitEvents2(commands, 1, &event, &dependency);
    } else {
        const VkPipelineStageFlags transfer = VK_PIPELINE_STAGE_TRANSFER_BIT;
        driver.CmdSetEvent(commands, event, transfer);
        driver.CmdWaitEvents(commands, 1, &event, transfer, transfer, 1, &old, 0, NULL, 0, NULL);
    }
    work_copy(commands, &a, &b);
    if (version_2)
        driver.CmdResetEvent2(commands, event, WORK_COPY);
    else
        driver.CmdResetEvent(commands, event, VK_PIPELINE_STAGE_TRANSFER_BIT);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT(work_all(&b, 0, WORK_SIZE, 4));
    ASSERT_EQ(VK_EVENT_RESET, driver.GetEventStatus(driver.device, event));
    driver.DestroyEvent(driver.device, event, NULL);
    work_close(&work);
    work_buffer_destroy(&a);
    work_buffer_destroy(&b);
    PASS();
}

static void *set_later(void *event)
{
    usleep(20000);
    driver.SetEvent(driver.device, *(VkEvent *)event);
    return NULL;
}

TEST the_host_sets_the_event(void)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(1);
    VkEvent event = create_event();
    VkCommandBuffer commands = work_begin(work.primary[0]);
    driver.CmdWaitEvents(commands, 1, &event, VK_PIPELINE_STAGE_HOST_BIT,
                         VK_PIPELINE_STAGE_TRANSFER_BIT, 0, NULL, 0, NULL, 0, NULL);
    work_fill(commands, &a, 4);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    pthread_t thread;
    ASSERT_EQ(0, pthread_create(&thread, NULL, set_later, &event));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT_EQ(VK_EVENT_SET, driver.GetEventStatus(driver.device, event));
    ASSERT(work_all(&a, 0, WORK_SIZE, 4));
    pthread_join(thread, NULL);
    driver.DestroyEvent(driver.device, event, NULL);
    work_close(&work);
    work_buffer_destroy(&a);
    PASS();
}

/// A failed submission does nothing; the same buffer may be used at once again and twice in one
/// batch.
TEST simultaneous_use(void)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(1);
    const VkCommandBufferBeginInfo begin = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
        .flags = VK_COMMAND_BUFFER_USAGE_SIMULTANEOUS_USE_BIT,
    };
    VkCommandBuffer commands = work.primary[0];
    ASSERT_EQ(VK_SUCCESS, driver.BeginCommandBuffer(commands, &begin));
    work_barrier(commands, all, VK_ACCESS_2_MEMORY_WRITE_BIT, all, VK_ACCESS_2_MEMORY_WRITE_BIT);
    work_fill(commands, &a, 4);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    for (int i = 0; i < 20; i++)
        ASSERT_EQ(VK_SUCCESS, work_submit(&work, commands, NULL, 0, 0, NULL, 0, VK_NULL_HANDLE));
    const VkCommandBuffer twice[] = {commands, commands};
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 2, twice));
    ASSERT(work_all(&a, 0, WORK_SIZE, 4));
    work_close(&work);
    work_buffer_destroy(&a);
    PASS();
}

SUITE(queues)
{
    greatest_set_test_suffix("all");
    RUN_TESTp(a_chain_of_queues, all);
    greatest_set_test_suffix("copy");
    RUN_TESTp(a_chain_of_queues, WORK_COPY);
    RUN_TEST(a_fence_and_a_submission_order_queues);
    RUN_TEST(barriers_reach_across_submissions);
    greatest_set_test_suffix("1");
    RUN_TESTp(events_order_commands, false);
    greatest_set_test_suffix("2");
    RUN_TESTp(events_order_commands, true);
    RUN_TEST(the_host_sets_the_event);
    RUN_TEST(simultaneous_use);
}
