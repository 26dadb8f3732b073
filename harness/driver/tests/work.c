// SPDX-License-Identifier: Apache-2.0
#include "work.h"

#include <string.h>

struct work_buffer work_buffer(uint8_t byte)
{
    struct work_buffer result = {0};
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .size = WORK_SIZE,
        .usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT |
                 VK_BUFFER_USAGE_CONDITIONAL_RENDERING_BIT_EXT,
    };
    driver.CreateBuffer(driver.device, &info, NULL, &result.buffer);
    const VkMemoryAllocateInfo memory = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .allocationSize = WORK_SIZE,
    };
    driver.AllocateMemory(driver.device, &memory, NULL, &result.memory);
    driver.BindBufferMemory(driver.device, result.buffer, result.memory, 0);
    void *map;
    driver.MapMemory(driver.device, result.memory, 0, VK_WHOLE_SIZE, 0, &map);
    result.map = map;
    memset(result.map, byte, WORK_SIZE);
    return result;
}

void work_buffer_destroy(struct work_buffer *buffer)
{
    driver.DestroyBuffer(driver.device, buffer->buffer, NULL);
    driver.FreeMemory(driver.device, buffer->memory, NULL);
}

bool work_all(const struct work_buffer *buffer, size_t offset, size_t size, uint8_t byte)
{
    for (size_t i = 0; i < size; i++)
        if (buffer->map[offset + i] != byte)
            return false;
    return true;
}

struct work work_open(uint32_t family)
{
    struct work work = {0};
    const VkCommandPoolCreateInfo pool = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
        .flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT,
        .queueFamilyIndex = family,
    };
    driver.CreateCommandPool(driver.device, &pool, NULL, &work.pool);
    VkCommandBufferAllocateInfo buffers = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = work.pool,
        .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
        .commandBufferCount = sizeof work.primary / sizeof *work.primary,
    };
    driver.AllocateCommandBuffers(driver.device, &buffers, work.primary);
    buffers.level = VK_COMMAND_BUFFER_LEVEL_SECONDARY;
    buffers.commandBufferCount = 1;
    driver.AllocateCommandBuffers(driver.device, &buffers, &work.secondary);
    const VkFenceCreateInfo fence = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    driver.CreateFence(driver.device, &fence, NULL, &work.fence);
    driver.GetDeviceQueue(driver.device, family, 0, &work.queue);
    return work;
}

void work_close(struct work *work)
{
    driver.QueueWaitIdle(work->queue);
    driver.DestroyFence(driver.device, work->fence, NULL);
    driver.DestroyCommandPool(driver.device, work->pool, NULL);
}

VkCommandBuffer work_begin(VkCommandBuffer commands)
{
    const VkCommandBufferBeginInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    driver.BeginCommandBuffer(commands, &info);
    return commands;
}

VkResult work_end(VkCommandBuffer commands)
{
    return driver.EndCommandBuffer(commands);
}

VkResult work_wait(const struct work *work)
{
    const uint64_t ten_seconds = 10000000000;
    const VkResult result =
        driver.WaitForFences(driver.device, 1, &work->fence, VK_TRUE, ten_seconds);
    driver.ResetFences(driver.device, 1, &work->fence);
    return result;
}

VkResult work_run(struct work *work, uint32_t count, const VkCommandBuffer *commands)
{
    const VkSubmitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .commandBufferCount = count,
        .pCommandBuffers = commands,
    };
    const VkResult result = driver.QueueSubmit(work->queue, 1, &info, work->fence);
    return result == VK_SUCCESS ? work_wait(work) : result;
}

VkResult work_submit(struct work *work, VkCommandBuffer commands, VkSemaphore wait,
                     VkPipelineStageFlags2 wait_stages, uint64_t wait_value, VkSemaphore signal,
                     uint64_t signal_value, VkFence fence)
{
    const VkSemaphoreSubmitInfo waits = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
        .semaphore = wait,
        .value = wait_value,
        .stageMask = wait_stages,
    };
    const VkSemaphoreSubmitInfo signals = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
        .semaphore = signal,
        .value = signal_value,
        .stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
    };
    const VkCommandBufferSubmitInfo buffer = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO,
        .commandBuffer = commands,
    };
    const VkSubmitInfo2 info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2,
        .waitSemaphoreInfoCount = wait != VK_NULL_HANDLE,
        .pWaitSemaphoreInfos = &waits,
        .commandBufferInfoCount = 1,
        .pCommandBufferInfos = &buffer,
        .signalSemaphoreInfoCount = signal != VK_NULL_HANDLE,
        .pSignalSemaphoreInfos = &signals,
    };
    return driver.QueueSubmit2(work->queue, 1, &info, fence);
}

VkSemaphore work_timeline(void)
{
    const VkSemaphoreTypeCreateInfo type = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
        .semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE,
    };
    const VkSemaphoreCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
        .pNext = &type,
    };
    VkSemaphore semaphore = VK_NULL_HANDLE;
    driver.CreateSemaphore(driver.device, &info, NULL, &semaphore);
    return semaphore;
}

void work_fill(VkCommandBuffer commands, const struct work_buffer *to, uint8_t byte)
{
    driver.CmdFillBuffer(commands, to->buffer, 0, VK_WHOLE_SIZE, byte * 0x01010101u);
}

void work_copy(VkCommandBuffer commands, const struct work_buffer *from,
               const struct work_buffer *to)
{
    const VkBufferCopy region = {.size = WORK_SIZE};
    driver.CmdCopyBuffer(commands, from->buffer, to->buffer, 1, &region);
}

void work_barrier(VkCommandBuffer commands, VkPipelineStageFlags2 src_stages,
                  VkAccessFlags2 src_access, VkPipelineStageFlags2 dst_stages,
                  VkAccessFlags2 dst_access)
{
    const VkMemoryBarrier2 barrier = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2,
        .srcStageMask = src_stages,
        .srcAccessMask = src_access,
        .dstStageMask = dst_stages,
        .dstAccessMask = dst_access,
    };
    const VkDependencyInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
        .memoryBarrierCount = 1,
        .pMemoryBarriers = &barrier,
    };
    driver.CmdPipelineBarrier2(commands, &info);
}

void work_barrier_to_host(VkCommandBuffer commands)
{
    work_barrier(commands, VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, WORK_WRITE,
                 VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT);
}
