// SPDX-License-Identifier: Apache-2.0
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

enum { QUERIES = 4096, OTHERS = 2000 }; // micromaps, each with a buffer and memory

static struct fake_ear ear;

// The command as an application reaches it, or as the layer reaches the next one.
static PFN_vkVoidFunction command(const struct bench *bench, const char *name)
{
    return bench->through ? bench->vulkan.get_device_command(bench->vulkan.device, name)
                          : fake_GetDeviceProcAddr(bench->vulkan.device, name);
}

// Looked up once per name and way, as applications do.
#define CALL(bench, name)                                                                          \
    ({                                                                                             \
        static PFN_##name found[2];                                                                \
        static uint64_t owner[2];                                                                  \
        if (owner[(bench)->through] != bench_generation) {                                         \
            found[(bench)->through] = (PFN_##name)command(bench, #name);                           \
            owner[(bench)->through] = bench_generation;                                            \
        }                                                                                          \
        found[(bench)->through];                                                                   \
    })

static uint64_t bench_generation;

static void copy(struct bench *bench)
{
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = bench->source,
        .dst = bench->destination,
        .mode = VK_COPY_MICROMAP_MODE_CLONE_EXT,
    };
    CALL(bench, vkCopyMicromapEXT)(bench->vulkan.device, VK_NULL_HANDLE, &info);
}

static void serialize(struct bench *bench)
{
    const VkCopyMicromapToMemoryInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .src = bench->source,
        .dst.hostAddress = bench->blob,
        .mode = VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
    };
    CALL(bench, vkCopyMicromapToMemoryEXT)(bench->vulkan.device, VK_NULL_HANDLE, &info);
}

static void deserialize(struct bench *bench)
{
    const VkCopyMemoryToMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT,
        .src.hostAddress = bench->blob,
        .dst = bench->destination,
        .mode = VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT,
    };
    CALL(bench, vkCopyMemoryToMicromapEXT)(bench->vulkan.device, VK_NULL_HANDLE, &info);
}

static void write_properties(struct bench *bench)
{
    VkDeviceSize size;
    CALL(bench, vkWriteMicromapsPropertiesEXT)
    (bench->vulkan.device, 1, &bench->source, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
     sizeof size, &size, sizeof size);
}

static void compatibility(struct bench *bench)
{
    const VkMicromapVersionInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = bench->blob,
    };
    VkAccelerationStructureCompatibilityKHR answer;
    CALL(bench, vkGetDeviceMicromapCompatibilityEXT)(bench->vulkan.device, &info, &answer);
}

static void record_copy(struct bench *bench)
{
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = bench->source,
        .dst = bench->destination,
        .mode = VK_COPY_MICROMAP_MODE_CLONE_EXT,
    };
    CALL(bench, vkCmdCopyMicromapEXT)(bench->commands, &info);
}

static void record_serialize(struct bench *bench)
{
    const VkCopyMicromapToMemoryInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .src = bench->source,
        .dst.deviceAddress = bench->address,
        .mode = VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
    };
    CALL(bench, vkCmdCopyMicromapToMemoryEXT)(bench->commands, &info);
}

static void record_deserialize(struct bench *bench)
{
    const VkCopyMemoryToMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT,
        .src.deviceAddress = bench->address,
        .dst = bench->destination,
        .mode = VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT,
    };
    CALL(bench, vkCmdCopyMemoryToMicromapEXT)(bench->commands, &info);
}

static void record_query(struct bench *bench)
{
    CALL(bench, vkCmdWriteMicromapsPropertiesEXT)
    (bench->commands, 1, &bench->source, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
     bench->queries, bench->query++ % QUERIES);
}

const struct bench_call bench_calls[] = {
    {"vkCopyMicromapEXT", copy, false, false},
    {"vkCopyMicromapToMemoryEXT", serialize, true, false},
    {"vkCopyMemoryToMicromapEXT", deserialize, true, false},
    {"vkWriteMicromapsPropertiesEXT", write_properties, false, false},
    {"vkGetDeviceMicromapCompatibilityEXT", compatibility, false, false},
    {"vkCmdCopyMicromapEXT", record_copy, false, true},
    {"vkCmdCopyMicromapToMemoryEXT", record_serialize, false, true},
    {"vkCmdCopyMemoryToMicromapEXT", record_deserialize, false, true},
    {"vkCmdWriteMicromapsPropertiesEXT", record_query, false, true},
};
const unsigned bench_call_count = sizeof bench_calls / sizeof *bench_calls;

// One triangle with one bit; the rest of the micromap is a reserve.
static void construct(struct bench *bench, VkMicromapEXT micromap)
{
    static const VkMicromapUsageEXT usage = {1, 0, VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT};
    static _Alignas(256) uint8_t data[256], scratch[256];
    static _Alignas(256)
        VkMicromapTriangleEXT triangle = {.format = VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT};
    const VkMicromapBuildInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
        .dstMicromap = micromap,
        .usageCountsCount = 1,
        .pUsageCounts = &usage,
        .data.hostAddress = data,
        .scratchData.hostAddress = scratch,
        .triangleArray.hostAddress = &triangle,
        .triangleArrayStride = sizeof triangle,
    };
    ON_DEVICE(&bench->vulkan, vkBuildMicromapsEXT)(bench->vulkan.device, VK_NULL_HANDLE, 1, &info);
}

static void open_commands(struct bench *bench)
{
    const struct fake_vulkan *vulkan = &bench->vulkan;
    const VkCommandPoolCreateInfo pool_info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
        .flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT,
    };
    VkCommandBufferAllocateInfo allocation = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
        .commandBufferCount = 1,
    };
    ON_DEVICE(vulkan, vkCreateCommandPool)
    (vulkan->device, &pool_info, NULL, &allocation.commandPool);
    ON_DEVICE(vulkan, vkAllocateCommandBuffers)(vulkan->device, &allocation, &bench->commands);
    const VkQueryPoolCreateInfo queries = {
        .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
        .queryType = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
        .queryCount = QUERIES,
    };
    ON_DEVICE(vulkan, vkCreateQueryPool)(vulkan->device, &queries, NULL, &bench->queries);
}

void bench_rewind(struct bench *bench)
{
    const VkCommandBufferBeginInfo begin = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    ON_DEVICE(&bench->vulkan, vkBeginCommandBuffer)(bench->commands, &begin);
    bench->query = 0;
}

void bench_open(struct bench *bench, size_t size, bool probe, bool hash)
{
    setenv("OMMCTS_LAYER_PROBE_POINTERS", probe ? "on" : "off", 1);
    setenv("OMMCTS_LAYER_HASH_CONTENTS", hash ? "on" : "off", 1);
    fake_reset();
    fake.counts = false;
    fake.property = size;
    *bench = (struct bench){.size = size};
    ++bench_generation;
    fake_open(&bench->vulkan, NULL);
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ear);
    VkDebugUtilsMessengerEXT messenger;
    ON_INSTANCE(&bench->vulkan, vkCreateDebugUtilsMessengerEXT)
    (bench->vulkan.instance, &info, NULL, &messenger);
    bench->blob = aligned_alloc(4096, (size + 4095) / 4096 * 4096);
    if (!bench->blob)
        abort();
    // Data of another size is other data from its first bytes on, as it is after a real driver.
    uint64_t *words = bench->blob;
    for (size_t i = 0; i < size / sizeof *words; ++i)
        words[i] = (size + i) * UINT64_C(0x9E3779B97F4A7C15);
    bench->source = fake_micromap(&bench->vulkan, size, 1);
    bench->destination = fake_micromap(&bench->vulkan, size, 1);
    construct(bench, bench->source);
    // So that the bytes are known when they are read back: that is what takes longest.
    bench->through = true;
    serialize(bench);
    const VkBufferDeviceAddressInfo place = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO,
        .buffer = fake_buffer(&bench->vulkan, size, 1),
    };
    bench->address =
        ON_DEVICE(&bench->vulkan, vkGetBufferDeviceAddress)(bench->vulkan.device, &place);
    for (int i = 0; i < OTHERS; ++i)
        fake_micromap(&bench->vulkan, 4096, 1);
    open_commands(bench);
    bench_rewind(bench);
}

void bench_close(struct bench *bench)
{
    if (ear.heard) {
        fprintf(stderr, "bench_layer: a call was not valid: %s\n", ear.text);
        exit(99);
    }
    const VkCommandPool none = VK_NULL_HANDLE;
    ON_DEVICE(&bench->vulkan, vkFreeCommandBuffers)
    (bench->vulkan.device, none, 1, &bench->commands);
    fake_close(&bench->vulkan);
    free(bench->blob);
}
