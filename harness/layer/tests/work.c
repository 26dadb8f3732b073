// SPDX-License-Identifier: Apache-2.0
#include "work.h"

#include "contents.h"

#include <stdlib.h>
#include <string.h>

struct work work;

static void clear_ear(void)
{
    const bool stop = work.ear.stop;
    work.ear = (struct fake_ear){.stop = stop};
}

void work_open(const void *chain)
{
    fake_reset();
    work = (struct work){0};
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&work.ear);
    if (fake_open_instance(&work.vulkan, NULL) != VK_SUCCESS ||
        fake_open_device(&work.vulkan, chain) != VK_SUCCESS)
        abort();
    ON_INSTANCE(&work.vulkan, vkCreateDebugUtilsMessengerEXT)
    (work.vulkan.instance, &info, NULL, &work.messenger);
    work.device = lay_device_of(work.vulkan.device);
    VK(vkGetDeviceQueue)(work.vulkan.device, 0, 0, &work.queue);
    VK(vkGetDeviceQueue)(work.vulkan.device, 1, 0, &work.other);
    const VkCommandPoolCreateInfo pool = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    VK(vkCreateCommandPool)(work.vulkan.device, &pool, NULL, &work.pool);
    const VkFenceCreateInfo fence = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    VK(vkCreateFence)(work.vulkan.device, &fence, NULL, &work.fence);
}

void work_close(void)
{
    VK(vkFreeCommandBuffers)(work.vulkan.device, work.pool, work.buffer_count, work.buffers);
    ON_INSTANCE(&work.vulkan, vkDestroyDebugUtilsMessengerEXT)
    (work.vulkan.instance, work.messenger, NULL);
    fake_close(&work.vulkan);
}

VkCommandBuffer work_allocate(VkCommandBufferLevel level)
{
    const VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = work.pool,
        .level = level,
        .commandBufferCount = 1,
    };
    VkCommandBuffer commands = VK_NULL_HANDLE;
    VK(vkAllocateCommandBuffers)(work.vulkan.device, &info, &commands);
    work.buffers[work.buffer_count++] = commands;
    return commands;
}

void work_begin_again(VkCommandBuffer commands, VkCommandBufferUsageFlags flags)
{
    const VkCommandBufferInheritanceInfo inheritance = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_INHERITANCE_INFO};
    const VkCommandBufferBeginInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
        .flags = flags,
        .pInheritanceInfo = &inheritance,
    };
    VK(vkBeginCommandBuffer)(commands, &info);
}

VkCommandBuffer work_begin(void)
{
    const VkCommandBuffer commands = work_allocate(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    work_begin_again(commands, 0);
    return commands;
}

void work_end(VkCommandBuffer commands)
{
    VK(vkEndCommandBuffer)(commands);
}

VkResult work_submit(VkQueue queue, VkCommandBuffer commands)
{
    const VkSubmitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .commandBufferCount = 1,
        .pCommandBuffers = &commands,
    };
    VK(vkResetFences)(work.vulkan.device, 1, &work.fence);
    return VK(vkQueueSubmit)(queue, 1, &info, work.fence);
}

VkResult work_run(VkCommandBuffer commands)
{
    work_end(commands);
    return work_submit(work.queue, commands);
}

void work_wait(void)
{
    VK(vkWaitForFences)(work.vulkan.device, 1, &work.fence, VK_TRUE, 0);
}

void work_build(VkCommandBuffer commands, VkMicromapEXT micromap, VkBuildMicromapFlagsEXT flags)
{
    const VkDeviceAddress input = work_address(fake_buffer(&work.vulkan, 4096, 0));
    const VkMicromapUsageEXT usage = {.count = 1, .format = VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT};
    const VkMicromapBuildInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
        .flags = flags,
        .dstMicromap = micromap,
        .usageCountsCount = 1,
        .pUsageCounts = &usage,
        .data.deviceAddress = input,
        .triangleArray.deviceAddress = input + 256,
        .triangleArrayStride = sizeof(VkMicromapTriangleEXT),
    };
    VK(vkCmdBuildMicromapsEXT)(commands, 1, &info);
}

void work_copy(VkCommandBuffer commands, VkMicromapEXT src, VkMicromapEXT dst,
               VkCopyMicromapModeEXT mode)
{
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = src,
        .dst = dst,
        .mode = mode,
    };
    VK(vkCmdCopyMicromapEXT)(commands, &info);
}

void work_serialize(VkCommandBuffer commands, VkMicromapEXT src, VkDeviceAddress address)
{
    const VkCopyMicromapToMemoryInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .src = src,
        .dst.deviceAddress = address,
        .mode = VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
    };
    VK(vkCmdCopyMicromapToMemoryEXT)(commands, &info);
}

void work_deserialize(VkCommandBuffer commands, VkDeviceAddress address, VkMicromapEXT dst)
{
    const VkCopyMemoryToMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT,
        .src.deviceAddress = address,
        .dst = dst,
        .mode = VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT,
    };
    VK(vkCmdCopyMemoryToMicromapEXT)(commands, &info);
}

void work_query(VkCommandBuffer commands, VkMicromapEXT micromap, VkQueryType type,
                VkQueryPool pool, uint32_t query)
{
    VK(vkCmdWriteMicromapsPropertiesEXT)(commands, 1, &micromap, type, pool, query);
}

VkResult work_host_serialize(VkMicromapEXT src, void *bytes, VkDeferredOperationKHR operation)
{
    const VkCopyMicromapToMemoryInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .src = src,
        .dst.hostAddress = bytes,
        .mode = VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
    };
    return VK(vkCopyMicromapToMemoryEXT)(work.vulkan.device, operation, &info);
}

VkResult work_host_deserialize(const void *bytes, VkMicromapEXT dst)
{
    const VkCopyMemoryToMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT,
        .src.hostAddress = bytes,
        .dst = dst,
        .mode = VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT,
    };
    return VK(vkCopyMemoryToMicromapEXT)(work.vulkan.device, VK_NULL_HANDLE, &info);
}

VkMicromapEXT work_micromap(void)
{
    return fake_micromap(&work.vulkan, 1024, 0);
}

VkQueryPool work_query_pool(VkQueryType type, uint32_t count, VkQueryPoolCreateFlags flags)
{
    const VkQueryPoolCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
        .flags = flags,
        .queryType = type,
        .queryCount = count,
    };
    VkQueryPool pool = VK_NULL_HANDLE;
    VK(vkCreateQueryPool)(work.vulkan.device, &info, NULL, &pool);
    return pool;
}

VkDeviceAddress work_address(VkBuffer buffer)
{
    const VkBufferDeviceAddressInfo info = {.sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO,
                                            .buffer = buffer};
    return VK(vkGetBufferDeviceAddress)(work.vulkan.device, &info);
}

struct lay_contents work_contents(VkMicromapEXT micromap)
{
    lay_lock(work.device);
    const struct lay_contents contents =
        *lay_contents_of(work.device, lay_find_micromap(work.device, micromap));
    lay_unlock(work.device);
    return contents;
}

bool work_silent(void)
{
    const bool silent = !work.ear.heard;
    clear_ear();
    return silent;
}

bool work_heard(const char *id)
{
    const bool heard = fake_heard_only(&work.ear, id);
    clear_ear();
    return heard;
}
