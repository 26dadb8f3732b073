// SPDX-License-Identifier: Apache-2.0
// Programs with something missing, which the personality "weak" must not let pass, each beside the
// dependency that would be enough.
#include "work.h"

#include <greatest.h>
#include <stdlib.h>
#include <string.h>

static const VkPipelineStageFlags2 all = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
static const VkPipelineStageFlags2 host = VK_PIPELINE_STAGE_2_HOST_BIT;

enum { BEFORE_A = 1, BEFORE_B = 2, WRITTEN = 4 };

struct dependency {
    const char *name;
    VkPipelineStageFlags2 src_stages;
    VkAccessFlags2 src_access;
    VkPipelineStageFlags2 dst_stages;
    VkAccessFlags2 dst_access;
    bool enough;
};

/// Fill a, depend, copy a to b: what has b?
TEST fill_then_copy(const struct dependency *dependency)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(BEFORE_A), b = work_buffer(BEFORE_B);
    VkCommandBuffer commands = work_begin(work.primary[0]);
    work_fill(commands, &a, WRITTEN);
    work_barrier(commands, dependency->src_stages, dependency->src_access, dependency->dst_stages,
                 dependency->dst_access);
    work_copy(commands, &a, &b);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT(work_all(&b, 0, WORK_SIZE, dependency->enough ? WRITTEN : BEFORE_A));
    ASSERT(work_all(&a, 0, WORK_SIZE, WRITTEN));
    work_close(&work);
    work_buffer_destroy(&a);
    work_buffer_destroy(&b);
    PASS();
}

/// Fill a, depend: does the host see it?
TEST fill_then_look(const struct dependency *dependency)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(BEFORE_A);
    VkCommandBuffer commands = work_begin(work.primary[0]);
    work_fill(commands, &a, WRITTEN);
    work_barrier(commands, dependency->src_stages, dependency->src_access, dependency->dst_stages,
                 dependency->dst_access);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT(work_all(&a, 0, WORK_SIZE, dependency->enough ? WRITTEN : BEFORE_A));
    work_close(&work);
    work_buffer_destroy(&a);
    PASS();
}

static const struct dependency to_copy[] = {
    {"exact", WORK_CLEAR, WORK_WRITE, WORK_COPY, WORK_READ, true},
    {"all", all, VK_ACCESS_2_MEMORY_WRITE_BIT, all, VK_ACCESS_2_MEMORY_READ_BIT, true},
    {"transfer", VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, WORK_WRITE,
     VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, WORK_READ, true},
    {"no_access", all, 0, all, 0, false},
    {"no_source_access", all, 0, all, VK_ACCESS_2_MEMORY_READ_BIT, false},
    {"no_destination_access", all, VK_ACCESS_2_MEMORY_WRITE_BIT, all, 0, false},
    {"source_stage", WORK_COPY, WORK_WRITE, WORK_COPY, WORK_READ, false},
    {"source_access", WORK_CLEAR, VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, WORK_COPY, WORK_READ, false},
    {"destination_stage", WORK_CLEAR, WORK_WRITE, WORK_CLEAR, WORK_READ, false},
    {"destination_access", WORK_CLEAR, WORK_WRITE, WORK_COPY, WORK_WRITE, false},
    {"host", WORK_CLEAR, WORK_WRITE, host, VK_ACCESS_2_HOST_READ_BIT, false},
};

static const struct dependency to_host[] = {
    {"exact", WORK_CLEAR, WORK_WRITE, host, VK_ACCESS_2_HOST_READ_BIT, true},
    {"memory_read", all, VK_ACCESS_2_MEMORY_WRITE_BIT, host | all, VK_ACCESS_2_MEMORY_READ_BIT,
     true},
    {"all_is_not_host", all, VK_ACCESS_2_MEMORY_WRITE_BIT, all, VK_ACCESS_2_MEMORY_READ_BIT, false},
    {"no_access", WORK_CLEAR, WORK_WRITE, host, 0, false},
    {"source_stage", WORK_COPY, WORK_WRITE, host, VK_ACCESS_2_HOST_READ_BIT, false},
};

/// A chain needs a common stage.
TEST chains(VkPipelineStageFlags2 middle, bool enough)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(BEFORE_A), b = work_buffer(BEFORE_B);
    VkCommandBuffer commands = work_begin(work.primary[0]);
    work_fill(commands, &a, WRITTEN);
    work_barrier(commands, WORK_CLEAR, WORK_WRITE, VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
                 VK_ACCESS_2_SHADER_READ_BIT);
    work_barrier(commands, middle, 0, WORK_COPY, WORK_READ);
    work_copy(commands, &a, &b);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT(work_all(&b, 0, WORK_SIZE, enough ? WRITTEN : BEFORE_A));
    work_close(&work);
    work_buffer_destroy(&a);
    work_buffer_destroy(&b);
    PASS();
}

static void barrier_of_a_part(VkCommandBuffer commands, const struct work_buffer *a)
{
    const VkBufferMemoryBarrier barrier = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_MEMORY_BARRIER,
        .srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT,
        .dstAccessMask = VK_ACCESS_HOST_READ_BIT,
        .buffer = a->buffer,
        .offset = 100,
        .size = 200,
    };
    driver.CmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_PIPELINE_STAGE_HOST_BIT,
                              0, 0, NULL, 1, &barrier, 0, NULL);
}

static void barrier_of_a_part_2(VkCommandBuffer commands, const struct work_buffer *a)
{
    const VkBufferMemoryBarrier2 barrier = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_MEMORY_BARRIER_2,
        .srcStageMask = WORK_CLEAR,
        .srcAccessMask = WORK_WRITE,
        .dstStageMask = host,
        .dstAccessMask = VK_ACCESS_2_HOST_READ_BIT,
        .buffer = a->buffer,
        .offset = 100,
        .size = 200,
    };
    const VkDependencyInfo info = {.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
                                   .bufferMemoryBarrierCount = 1,
                                   .pBufferMemoryBarriers = &barrier};
    driver.CmdPipelineBarrier2(commands, &info);
}

TEST a_buffer_barrier_is_for_its_range(bool version_2)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(BEFORE_A);
    VkCommandBuffer commands = work_begin(work.primary[0]);
    work_fill(commands, &a, WRITTEN);
    (version_2 ? barrier_of_a_part_2 : barrier_of_a_part)(commands, &a);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT(work_all(&a, 0, 100, BEFORE_A));
    ASSERT(work_all(&a, 100, 200, WRITTEN));
    ASSERT(work_all(&a, 300, WORK_SIZE - 300, BEFORE_A));
    work_close(&work);
    work_buffer_destroy(&a);
    PASS();
}

/// Two commands without any dependency, in one command buffer or in two submissions.
TEST unordered_writes_race(bool two_submissions)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(BEFORE_A);
    VkCommandBuffer first = work_begin(work.primary[0]), second = first;
    work_fill(first, &a, WRITTEN);
    if (two_submissions) {
        ASSERT_EQ(VK_SUCCESS, work_end(first));
        second = work_begin(work.primary[1]);
    }
    work_fill(second, &a, 5);
    work_barrier_to_host(second);
    ASSERT_EQ(VK_SUCCESS, work_end(second));
    if (two_submissions)
        ASSERT_EQ(VK_SUCCESS, work_submit(&work, first, NULL, 0, 0, NULL, 0, VK_NULL_HANDLE));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &second));
    ASSERT(work_all(&a, 0, WORK_SIZE, WRITTEN));
    work_close(&work);
    work_buffer_destroy(&a);
    PASS();
}

/// A write after a read needs an execution dependency, and nothing more.
TEST write_after_read(bool ordered)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(BEFORE_A), b = work_buffer(BEFORE_B);
    VkCommandBuffer commands = work_begin(work.primary[0]);
    work_copy(commands, &a, &b);
    if (ordered)
        work_barrier(commands, WORK_COPY, 0, WORK_CLEAR, 0);
    work_fill(commands, &a, WRITTEN);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT(work_all(&b, 0, WORK_SIZE, ordered ? BEFORE_A : WRITTEN));
    ASSERT(work_all(&a, 0, WORK_SIZE, WRITTEN));
    work_close(&work);
    work_buffer_destroy(&a);
    work_buffer_destroy(&b);
    PASS();
}

/// The second of two writes wins only after a memory dependency.
TEST write_after_write(VkAccessFlags2 access, uint8_t expected)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(BEFORE_A);
    VkCommandBuffer commands = work_begin(work.primary[0]);
    work_fill(commands, &a, WRITTEN);
    work_barrier(commands, WORK_CLEAR, access, WORK_CLEAR, access);
    work_fill(commands, &a, 5);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT(work_all(&a, 0, WORK_SIZE, expected));
    work_close(&work);
    work_buffer_destroy(&a);
    PASS();
}

TEST semaphores_show_to_their_stages(VkPipelineStageFlags2 stages, bool enough)
{
    struct work first = work_open(0), second = work_open(1);
    struct work_buffer a = work_buffer(BEFORE_A), b = work_buffer(BEFORE_B);
    VkSemaphore semaphore = work_timeline();
    VkCommandBuffer fill = work_begin(first.primary[0]), copy = work_begin(second.primary[0]);
    work_fill(fill, &a, WRITTEN);
    work_copy(copy, &a, &b);
    work_barrier_to_host(copy);
    work_end(fill);
    work_end(copy);
    ASSERT_EQ(VK_SUCCESS, work_submit(&second, copy, semaphore, stages, 1, NULL, 0, second.fence));
    ASSERT_EQ(VK_SUCCESS, work_submit(&first, fill, NULL, 0, 0, semaphore, 1, VK_NULL_HANDLE));
    ASSERT_EQ(VK_SUCCESS, work_wait(&second));
    ASSERT(work_all(&b, 0, WORK_SIZE, enough ? WRITTEN : BEFORE_A));
    work_close(&first);
    work_close(&second);
    driver.DestroySemaphore(driver.device, semaphore, NULL);
    work_buffer_destroy(&a);
    work_buffer_destroy(&b);
    PASS();
}

/// An event is no barrier for what comes after it was set.
TEST events_order_what_is_before(void)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(BEFORE_A), b = work_buffer(BEFORE_B);
    const VkEventCreateInfo info = {.sType = VK_STRUCTURE_TYPE_EVENT_CREATE_INFO};
    VkEvent event;
    driver.CreateEvent(driver.device, &info, NULL, &event);
    const VkMemoryBarrier barrier = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
        .srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT,
        .dstAccessMask = VK_ACCESS_MEMORY_READ_BIT,
    };
    const VkPipelineStageFlags stages = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
    VkCommandBuffer commands = work_begin(work.primary[0]);
    driver.CmdSetEvent(commands, event, stages);
    work_fill(commands, &a, WRITTEN);
    driver.CmdWaitEvents(commands, 1, &event, stages, stages, 1, &barrier, 0, NULL, 0, NULL);
    work_copy(commands, &a, &b);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT(work_all(&b, 0, WORK_SIZE, BEFORE_A));
    driver.DestroyEvent(driver.device, event, NULL);
    work_close(&work);
    work_buffer_destroy(&a);
    work_buffer_destroy(&b);
    PASS();
}

/// Work without a fence ends all the same, and a barrier that comes late shows it.
TEST nothing_is_delayed_for_ever(void)
{
    struct work work = work_open(0);
    struct work_buffer a = work_buffer(BEFORE_A);
    VkCommandBuffer commands = work_begin(work.primary[0]);
    work_fill(commands, &a, WRITTEN);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_submit(&work, commands, NULL, 0, 0, NULL, 0, VK_NULL_HANDLE));
    ASSERT_EQ(VK_SUCCESS, driver.DeviceWaitIdle(driver.device));
    ASSERT(work_all(&a, 0, WORK_SIZE, BEFORE_A));
    work_begin(commands);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT(work_all(&a, 0, WORK_SIZE, WRITTEN));
    work_close(&work);
    work_buffer_destroy(&a);
    PASS();
}

static void run_table(const struct dependency *table, size_t count,
                      enum greatest_test_res (*test)(const struct dependency *dependency))
{
    for (size_t i = 0; i < count; i++) {
        greatest_set_test_suffix(table[i].name);
        RUN_TESTp(test, &table[i]);
    }
}

SUITE(weak)
{
    const char *personality = getenv("OMMREF_PERSONALITY");
    if (!personality || strcmp(personality, "weak") != 0)
        return;
    run_table(to_copy, sizeof to_copy / sizeof *to_copy, fill_then_copy);
    run_table(to_host, sizeof to_host / sizeof *to_host, fill_then_look);
    greatest_set_test_suffix("joined");
    RUN_TESTp(chains, VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT, true);
    greatest_set_test_suffix("broken");
    RUN_TESTp(chains, VK_PIPELINE_STAGE_2_ACCELERATION_STRUCTURE_BUILD_BIT_KHR, false);
    for (int version_2 = 0; version_2 < 2; version_2++)
        RUN_TEST1(a_buffer_barrier_is_for_its_range, version_2);
    greatest_set_test_suffix("one_submission");
    RUN_TESTp(unordered_writes_race, false);
    greatest_set_test_suffix("two_submissions");
    RUN_TESTp(unordered_writes_race, true);
    greatest_set_test_suffix("unordered");
    RUN_TESTp(write_after_read, false);
    greatest_set_test_suffix("ordered");
    RUN_TESTp(write_after_read, true);
    greatest_set_test_suffix("execution");
    RUN_TESTp(write_after_write, 0, WRITTEN);
    greatest_set_test_suffix("memory");
    RUN_TESTp(write_after_write, WORK_WRITE, 5);
    greatest_set_test_suffix("right");
    RUN_TESTp(semaphores_show_to_their_stages, WORK_COPY, true);
    greatest_set_test_suffix("wrong");
    RUN_TESTp(semaphores_show_to_their_stages, WORK_CLEAR, false);
    RUN_TEST(events_order_what_is_before);
    RUN_TEST(nothing_is_delayed_for_ever);
}
