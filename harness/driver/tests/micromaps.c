// SPDX-License-Identifier: Apache-2.0
#include "micromaps.h"

#include <string.h>

struct micromaps micromaps;

enum { room = 256 };

static struct {
    VkQueryPool pools[room];
    VkMicromapEXT maps[room];
    struct block blocks[room];
    uint32_t pool_count, map_count, block_count;
} made;

bool micromaps_open(void)
{
    bool all = true;
#define LOAD(name)                                                                                 \
    micromaps.name = (PFN_vk##name)driver.GetDeviceProcAddr(driver.device, "vk" #name);            \
    all = all && micromaps.name;
    MICROMAP_COMMANDS(LOAD)
#undef LOAD
    const VkCommandPoolCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
        .queueFamilyIndex = 1,
    };
    return all &&
           driver.CreateCommandPool(driver.device, &info, NULL, &micromaps.pool) == VK_SUCCESS;
}

void micromaps_close(void)
{
    driver.DestroyCommandPool(driver.device, micromaps.pool, NULL);
    for (uint32_t i = 0; i < made.pool_count; i++)
        driver.DestroyQueryPool(driver.device, made.pools[i], NULL);
    for (uint32_t i = 0; i < made.map_count; i++)
        micromaps.DestroyMicromapEXT(driver.device, made.maps[i], NULL);
    for (uint32_t i = 0; i < made.block_count; i++) {
        driver.DestroyBuffer(driver.device, made.blocks[i].buffer, NULL);
        driver.FreeMemory(driver.device, made.blocks[i].memory, NULL);
    }
    memset(&made, 0, sizeof made);
}

static uint32_t type_of(enum block_kind kind)
{
    const VkMemoryPropertyFlags visible = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT;
    const VkMemoryPropertyFlags coherent = VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    VkMemoryPropertyFlags wanted = 0;
    if (kind != BLOCK_DEVICE_LOCAL)
        wanted |= visible;
    if (kind == BLOCK_COHERENT)
        wanted |= coherent;
    VkPhysicalDeviceMemoryProperties memory;
    driver.GetPhysicalDeviceMemoryProperties(driver.physical_device, &memory);
    uint32_t type = 0;
    while ((memory.memoryTypes[type].propertyFlags & (visible | coherent)) != wanted)
        type++;
    return type;
}

static VkMappedMemoryRange all_of(const struct block *block)
{
    return (VkMappedMemoryRange){
        .sType = VK_STRUCTURE_TYPE_MAPPED_MEMORY_RANGE,
        .memory = block->memory,
        .size = VK_WHOLE_SIZE,
    };
}

void block_wipe(const struct block *block)
{
    memset(block->host, 0xCC, block->size);
    const VkMappedMemoryRange range = all_of(block);
    driver.FlushMappedMemoryRanges(driver.device, 1, &range);
}

void block_invalidate(const struct block *block)
{
    const VkMappedMemoryRange range = all_of(block);
    driver.InvalidateMappedMemoryRanges(driver.device, 1, &range);
}

struct block block_create(VkDeviceSize size, VkBufferUsageFlags usage, enum block_kind kind)
{
    struct block block = {.size = size};
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .size = size,
        .usage = usage,
    };
    driver.CreateBuffer(driver.device, &info, NULL, &block.buffer);
    VkMemoryRequirements needs;
    driver.GetBufferMemoryRequirements(driver.device, block.buffer, &needs);
    static const VkMemoryAllocateFlagsInfo flags = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
        .flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT,
    };
    const VkMemoryAllocateInfo allocate = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .pNext = &flags,
        .allocationSize = needs.size,
        .memoryTypeIndex = type_of(kind),
    };
    driver.AllocateMemory(driver.device, &allocate, NULL, &block.memory);
    driver.BindBufferMemory(driver.device, block.buffer, block.memory, 0);
    const VkBufferDeviceAddressInfo address = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO,
        .buffer = block.buffer,
    };
    block.address = driver.GetBufferDeviceAddress(driver.device, &address);
    if (kind != BLOCK_DEVICE_LOCAL) {
        driver.MapMemory(driver.device, block.memory, 0, VK_WHOLE_SIZE, 0, (void **)&block.host);
        block_wipe(&block);
    }
    made.blocks[made.block_count++] = block;
    return block;
}

VkMicromapEXT micromap_create(VkDeviceSize size, enum block_kind kind, struct block *storage)
{
    // No device address: nothing asks for one.
    const VkBufferUsageFlags usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;
    const struct block block = block_create(256 + size + 256, usage, kind);
    if (storage)
        *storage = block;
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = block.buffer,
        .offset = 256,
        .size = size,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    VkMicromapEXT map = VK_NULL_HANDLE;
    micromaps.CreateMicromapEXT(driver.device, &info, NULL, &map);
    made.maps[made.map_count++] = map;
    return map;
}

/// Writes triangles and data for the usages. A triangle's data is that of its neighbour half of the
/// time.
static void fill_input(struct input *input, uint32_t stride)
{
    uint32_t offset = 0, index = 0;
    for (uint32_t usage = 0; usage < input->usage_count; usage++) {
        const VkMicromapUsageEXT *of = &input->usages[usage];
        const uint32_t bits = (of->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT ? 1u : 2u)
                              << (2 * of->subdivisionLevel);
        const uint32_t size = (bits + 7) / 8;
        for (uint32_t i = 0; i < of->count; i++, index++) {
            const VkMicromapTriangleEXT triangle = {offset, (uint16_t)of->subdivisionLevel,
                                                    (uint16_t)of->format};
            memcpy(input->triangles.host + index * stride, &triangle, sizeof triangle);
            for (uint32_t byte = 0; byte < size; byte++)
                input->data.host[offset + byte] = (uint8_t)(i / 2 * 37 + byte * 11 + usage);
            offset += size;
        }
    }
}

void input_create(struct input *input)
{
    *input = (struct input){.usage_count = 8};
    enum { stride = 12, triangles_of_a_usage = 20 };
    for (uint32_t i = 0; i < input->usage_count; i++)
        input->usages[i] = (VkMicromapUsageEXT){
            .count = triangles_of_a_usage,
            .subdivisionLevel = i / 2,
            .format = i % 2 ? VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT
                            : VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT,
        };
    const VkBufferUsageFlags usage = VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT |
                                     VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;
    input->triangles = block_create(8 * triangles_of_a_usage * stride, usage, BLOCK_COHERENT);
    input->data = block_create(4096, usage, BLOCK_COHERENT);
    fill_input(input, stride);

    input->on_device = (VkMicromapBuildInfoEXT){
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
        .flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT,
        .mode = VK_BUILD_MICROMAP_MODE_BUILD_EXT,
        .usageCountsCount = input->usage_count,
        .pUsageCounts = input->usages,
        .triangleArrayStride = stride,
    };
    input->sizes.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT;
    micromaps.GetMicromapBuildSizesEXT(driver.device,
                                       VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR,
                                       &input->on_device, &input->sizes);
    input->scratch =
        block_create(input->sizes.buildScratchSize + 256,
                     VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
                     BLOCK_COHERENT);
    input->on_host = input->on_device;
    input->on_device.data.deviceAddress = input->data.address;
    input->on_device.triangleArray.deviceAddress = input->triangles.address;
    input->on_device.scratchData.deviceAddress = input->scratch.address;
    input->on_host.data.hostAddress = input->data.host;
    input->on_host.triangleArray.hostAddress = input->triangles.host;
    input->on_host.scratchData.hostAddress = input->scratch.host;
}

VkCommandBuffer commands_begin(VkCommandBufferLevel level)
{
    const VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = micromaps.pool,
        .level = level,
        .commandBufferCount = 1,
    };
    VkCommandBuffer commands = VK_NULL_HANDLE;
    driver.AllocateCommandBuffers(driver.device, &info, &commands);
    static const VkCommandBufferInheritanceInfo inheritance = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_INHERITANCE_INFO,
    };
    const VkCommandBufferBeginInfo begin = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
        .pInheritanceInfo = level == VK_COMMAND_BUFFER_LEVEL_SECONDARY ? &inheritance : NULL,
    };
    micromaps.BeginCommandBuffer(commands, &begin);
    return commands;
}

VkResult commands_submit(VkCommandBuffer commands)
{
    VkQueue queue;
    driver.GetDeviceQueue(driver.device, 1, 0, &queue);
    const VkFenceCreateInfo create = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    VkFence fence;
    driver.CreateFence(driver.device, &create, NULL, &fence);
    const VkSubmitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .commandBufferCount = 1,
        .pCommandBuffers = &commands,
    };
    VkResult result = driver.QueueSubmit(queue, 1, &info, fence);
    if (result == VK_SUCCESS)
        result = driver.WaitForFences(driver.device, 1, &fence, VK_TRUE, UINT64_MAX);
    driver.DestroyFence(driver.device, fence, NULL);
    return result;
}

VkResult commands_end(VkCommandBuffer commands)
{
    const VkResult result = micromaps.EndCommandBuffer(commands);
    return result == VK_SUCCESS ? commands_submit(commands) : result;
}

void commands_barrier(VkCommandBuffer commands, VkAccessFlags2 src, VkPipelineStageFlags2 dst_stage,
                      VkAccessFlags2 dst)
{
    const VkMemoryBarrier2 barrier = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2,
        .srcStageMask = VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
        .srcAccessMask = src,
        .dstStageMask = dst_stage,
        .dstAccessMask = dst,
    };
    const VkDependencyInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
        .memoryBarrierCount = 1,
        .pMemoryBarriers = &barrier,
    };
    micromaps.CmdPipelineBarrier2(commands, &info);
}

void commands_between(VkCommandBuffer commands)
{
    commands_barrier(commands, VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT,
                     VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT, VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
}

void commands_to_host(VkCommandBuffer commands)
{
    commands_barrier(commands, VK_ACCESS_2_TRANSFER_WRITE_BIT | VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT,
                     VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT);
}

VkQueryPool queries_create(VkQueryType type)
{
    const VkQueryPoolCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
        .queryType = type,
        .queryCount = 4,
    };
    VkQueryPool pool;
    driver.CreateQueryPool(driver.device, &info, NULL, &pool);
    driver.ResetQueryPool(driver.device, pool, 0, 4);
    made.pools[made.pool_count++] = pool;
    return pool;
}

uint64_t query_result(VkQueryPool pool, uint32_t index)
{
    uint64_t value = 0;
    const VkResult result = driver.GetQueryPoolResults(
        driver.device, pool, index, 1, sizeof value, &value, sizeof value, VK_QUERY_RESULT_64_BIT);
    return result == VK_SUCCESS ? value : UINT64_MAX;
}
