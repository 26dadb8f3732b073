// SPDX-License-Identifier: Apache-2.0
// Command buffers: recording, states, execution.
#include "work.h"

#include <greatest.h>
#include <stdlib.h>
#include <string.h>

TEST transfers(void)
{
    struct work work = work_open(WORK_TRANSFER);
    struct work_buffer a = work_buffer(1), b = work_buffer(2);
    VkCommandBuffer commands = work_begin(work.primary[0]);
    driver.CmdFillBuffer(commands, a.buffer, 16, 8, 0x03030303);
    uint8_t update[4] = {4, 5, 6, 7};
    driver.CmdUpdateBuffer(commands, a.buffer, 100, sizeof update, update);
    memset(update, 0, sizeof update);
    work_barrier(commands, WORK_CLEAR, WORK_WRITE, WORK_COPY, WORK_READ);
    VkBufferCopy regions[] = {{16, 500, 8}, {100, 600, 4}};
    driver.CmdCopyBuffer(commands, a.buffer, b.buffer, 2, regions);
    regions[0].size = 9;
    const VkBufferCopy2 region2 = {VK_STRUCTURE_TYPE_BUFFER_COPY_2, NULL, 100, 700, 4};
    const VkCopyBufferInfo2 copy2 = {
        VK_STRUCTURE_TYPE_COPY_BUFFER_INFO_2, NULL, a.buffer, b.buffer, 1, &region2};
    driver.CmdCopyBuffer2(commands, &copy2);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));

    ASSERT(work_all(&a, 0, 16, 1) && work_all(&a, 16, 8, 3) && work_all(&a, 24, 76, 1));
    ASSERT(work_all(&b, 0, 500, 2) && work_all(&b, 500, 8, 3) && work_all(&b, 508, 92, 2));
    ASSERT_MEM_EQ(((uint8_t[]){4, 5, 6, 7, 2}), b.map + 600, 5);
    ASSERT_MEM_EQ(((uint8_t[]){4, 5, 6, 7, 2}), b.map + 700, 5);
    work_buffer_destroy(&a);
    work_buffer_destroy(&b);
    work_close(&work);
    PASS();
}

TEST buffers_are_submitted_again_and_recorded_again(void)
{
    struct work work = work_open(WORK_GRAPHICS);
    struct work_buffer a = work_buffer(1);
    VkCommandBuffer commands = work_begin(work.primary[0]);
    work_fill(commands, &a, 2);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    for (int i = 0; i < 3; i++) {
        memset(a.map, 9, WORK_SIZE);
        ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
        ASSERT(work_all(&a, 0, WORK_SIZE, 2));
    }
    // Beginning drops what was recorded, and so do both resets.
    for (int i = 0; i < 3; i++) {
        if (i == 1)
            ASSERT_EQ(VK_SUCCESS, driver.ResetCommandBuffer(commands, 0));
        if (i == 2) {
            ASSERT_EQ(VK_SUCCESS, driver.ResetCommandPool(driver.device, work.pool, 0));
            driver.TrimCommandPool(driver.device, work.pool, 0);
        }
        work_begin(commands);
        ASSERT_EQ(VK_SUCCESS, work_end(commands));
        memset(a.map, 9, WORK_SIZE);
        ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
        ASSERT(work_all(&a, 0, WORK_SIZE, 9));
    }
    commands = VK_NULL_HANDLE; // which may be freed
    driver.FreeCommandBuffers(driver.device, work.pool, 1, &commands);
    work_buffer_destroy(&a);
    work_close(&work);
    PASS();
}

TEST secondary_buffers(void)
{
    struct work work = work_open(WORK_COMPUTE);
    struct work_buffer a = work_buffer(1), b = work_buffer(2);
    work_begin(work.secondary);
    work_copy(work.secondary, &a, &b);
    ASSERT_EQ(VK_SUCCESS, work_end(work.secondary));
    VkCommandBuffer commands = work_begin(work.primary[0]);
    work_fill(commands, &a, 3);
    work_barrier(commands, WORK_CLEAR, WORK_WRITE, WORK_COPY, WORK_READ);
    VkCommandBuffer list[] = {work.secondary};
    driver.CmdExecuteCommands(commands, 1, list);
    list[0] = VK_NULL_HANDLE;
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT(work_all(&b, 0, WORK_SIZE, 3));
    work_buffer_destroy(&a);
    work_buffer_destroy(&b);
    work_close(&work);
    PASS();
}

/// Conditional rendering and dynamic rendering scopes leave transfers alone.
TEST scopes(void)
{
    struct work work = work_open(WORK_GRAPHICS);
    struct work_buffer predicate = work_buffer(0), a = work_buffer(1);
    VkCommandBuffer commands = work_begin(work.primary[0]);
    const VkRenderingInfo rendering = {
        .sType = VK_STRUCTURE_TYPE_RENDERING_INFO,
        .flags = VK_RENDERING_SUSPENDING_BIT,
        .layerCount = 1,
    };
    driver.CmdBeginRendering(commands, &rendering);
    driver.CmdEndRendering(commands);
    const VkConditionalRenderingBeginInfoEXT condition = {
        .sType = VK_STRUCTURE_TYPE_CONDITIONAL_RENDERING_BEGIN_INFO_EXT,
        .buffer = predicate.buffer,
    };
    driver.CmdBeginConditionalRenderingEXT(commands, &condition);
    work_fill(commands, &a, 5);
    driver.CmdEndConditionalRenderingEXT(commands);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT(work_all(&a, 0, WORK_SIZE, 5));
    work_buffer_destroy(&predicate);
    work_buffer_destroy(&a);
    work_close(&work);
    PASS();
}

static int allocations_left, live;

static void *VKAPI_PTR take(void *user_data, size_t size, size_t alignment,
                            VkSystemAllocationScope scope)
{
    (void)user_data;
    (void)alignment;
    (void)scope;
    if (allocations_left-- <= 0)
        return NULL;
    live++;
    return malloc(size);
}

static void *VKAPI_PTR retake(void *user_data, void *memory, size_t size, size_t alignment,
                              VkSystemAllocationScope scope)
{
    (void)user_data;
    (void)memory;
    (void)size;
    (void)alignment;
    (void)scope;
    return NULL;
}

static void VKAPI_PTR give_back(void *user_data, void *memory)
{
    (void)user_data;
    if (memory)
        live--;
    free(memory);
}

/// Allocates two buffers from a pool and records three commands.
static VkResult allocate_and_record(VkCommandPool pool, const struct work_buffer *a)
{
    const VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = pool,
        .commandBufferCount = 2,
    };
    VkCommandBuffer buffers[2] = {(VkCommandBuffer)1, (VkCommandBuffer)1};
    VkResult result = driver.AllocateCommandBuffers(driver.device, &info, buffers);
    if (result != VK_SUCCESS)
        return buffers[0] || buffers[1] ? VK_ERROR_UNKNOWN : result;
    work_begin(buffers[1]);
    work_fill(buffers[1], a, 1);
    work_barrier_to_host(buffers[1]);
    work_fill(buffers[1], a, 2);
    result = work_end(buffers[1]);
    driver.FreeCommandBuffers(driver.device, pool, 2, buffers);
    return result;
}

TEST every_failed_allocation_is_told(void)
{
    const VkAllocationCallbacks callbacks = {NULL, take, retake, give_back, NULL, NULL};
    const VkCommandPoolCreateInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    struct work_buffer a = work_buffer(1);
    for (int allocations = 1;; allocations++) {
        ASSERT(allocations < 100);
        allocations_left = allocations;
        VkCommandPool pool;
        ASSERT_EQ(VK_SUCCESS, driver.CreateCommandPool(driver.device, &info, &callbacks, &pool));
        const VkResult result = allocate_and_record(pool, &a);
        ASSERT_EQ(1, live);
        driver.DestroyCommandPool(driver.device, pool, &callbacks);
        ASSERT_EQ(0, live);
        if (result == VK_SUCCESS) {
            ASSERT_EQ(6, allocations); // pool, two buffers, three commands
            break;
        }
        ASSERT_EQ_FMT(VK_ERROR_OUT_OF_HOST_MEMORY, result, "%d");
    }
    work_buffer_destroy(&a);
    PASS();
}

/// Of two batches there is memory for one: nothing is submitted, and the buffer is free for another recording.
TEST submissions_are_whole(void)
{
    const VkAllocationCallbacks callbacks = {NULL, take, retake, give_back, NULL, NULL};
    allocations_left = 1000;
    VkDevice device;
    ASSERT_EQ(VK_SUCCESS, driver_create_device(&callbacks, &device));
    const VkCommandPoolCreateInfo pool_info = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    VkCommandPool pool;
    ASSERT_EQ(VK_SUCCESS, driver.CreateCommandPool(device, &pool_info, NULL, &pool));
    const VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = pool,
        .commandBufferCount = 1,
    };
    VkCommandBuffer commands;
    ASSERT_EQ(VK_SUCCESS, driver.AllocateCommandBuffers(device, &info, &commands));
    char said[200];
    stderr_capture();
    const VkSubmitInfo batches[2] = {
        {.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
         .commandBufferCount = 1,
         .pCommandBuffers = &commands},
        {.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO},
    };
    VkQueue queue;
    driver.GetDeviceQueue(device, 0, 0, &queue);
    const VkResult unrecorded = driver.QueueSubmit(queue, 1, batches, VK_NULL_HANDLE);
    stderr_read(said, sizeof said);
    ASSERT_EQ(VK_SUCCESS, unrecorded);
    ASSERT(strstr(said, "a command buffer that is not executable is submitted"));

    work_begin(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, driver.QueueWaitIdle(queue));
    allocations_left = 1;
    ASSERT_EQ(VK_ERROR_OUT_OF_HOST_MEMORY, driver.QueueSubmit(queue, 2, batches, VK_NULL_HANDLE));
    allocations_left = 1000;
    stderr_capture();
    work_begin(commands);
    stderr_read(said, sizeof said);
    ASSERT_STR_EQ("", said); // or it would complain of a buffer that is in use
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    driver.DestroyCommandPool(device, pool, NULL);
    driver.DestroyDevice(device, &callbacks);
    ASSERT_EQ(0, live);
    PASS();
}

SUITE(commands)
{
    RUN_TEST(transfers);
    RUN_TEST(buffers_are_submitted_again_and_recorded_again);
    RUN_TEST(secondary_buffers);
    RUN_TEST(scopes);
    RUN_TEST(every_failed_allocation_is_told);
    RUN_TEST(submissions_are_whole);
}
