// SPDX-License-Identifier: Apache-2.0
// Memory types and mappings, time, allocators, handles, and no memory at all.
#include "host.h"
#include "personalities.h"

#include <greatest.h>
#include <stdlib.h>
#include <time.h>

static void set_up(void *context)
{
    (void)context;
    host_open();
}

static void tear_down(void *context)
{
    (void)context;
    host_close();
}

static VkPhysicalDeviceMemoryProperties types(void)
{
    VkPhysicalDeviceMemoryProperties properties;
    driver.GetPhysicalDeviceMemoryProperties(driver.physical_device, &properties);
    return properties;
}

enum {
    visible = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
    coherent = VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
    local = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
};

TEST non_coherent_first(void)
{
    const VkPhysicalDeviceMemoryProperties properties = types();
    ASSERT_EQ_FMT(3u, properties.memoryTypeCount, "%u");
    const uint32_t mask = visible | coherent | local;
    ASSERT_EQ_FMT((uint32_t)visible, properties.memoryTypes[0].propertyFlags & mask, "%u");
    ASSERT_EQ_FMT((uint32_t)visible | coherent, properties.memoryTypes[1].propertyFlags & mask,
                  "%u");
    ASSERT_EQ_FMT((uint32_t)local, properties.memoryTypes[2].propertyFlags & mask, "%u");
    // The first type is really two views.
    const struct block block = block_create(4096, 0, BLOCK_NON_COHERENT);
    block.host[0] = 1;
    block_invalidate(&block);
    ASSERT_EQ_FMT(0xCCu, block.host[0], "%x");
    PASS();
}

TEST one_type(void)
{
    const VkPhysicalDeviceMemoryProperties properties = types();
    ASSERT_EQ_FMT(1u, properties.memoryTypeCount, "%u");
    ASSERT_EQ_FMT(1u, properties.memoryHeapCount, "%u");
    const uint32_t mask = visible | coherent | local;
    ASSERT_EQ_FMT(mask, properties.memoryTypes[0].propertyFlags & mask, "%u");
    // For every usage.
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .size = 64,
        .usage = 0x1FF | VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT |
                 VK_BUFFER_USAGE_ACCELERATION_STRUCTURE_STORAGE_BIT_KHR,
    };
    VkBuffer buffer;
    VkMemoryRequirements needs;
    ASSERT_EQ(VK_SUCCESS, driver.CreateBuffer(driver.device, &info, NULL, &buffer));
    driver.GetBufferMemoryRequirements(driver.device, buffer, &needs);
    driver.DestroyBuffer(driver.device, buffer, NULL);
    ASSERT_EQ_FMT(1u, needs.memoryTypeBits, "%x");
    PASS();
}

TEST mappings_move(enum block_kind kind)
{
    const struct block block = block_create(10000, 0, kind);
    uint8_t *before = block.host;
    before[9999] = 42;
    for (int round = 0; round < 5; round++) {
        void *now;
        driver.UnmapMemory(driver.device, block.memory);
        ASSERT_EQ(VK_SUCCESS,
                  driver.MapMemory(driver.device, block.memory, 4096, VK_WHOLE_SIZE, 0, &now));
        ASSERT((uint8_t *)now != before);
        ASSERT((uint8_t *)now != before + 4096);
        before = now;
        ASSERT_EQ_FMT(42u, before[9999 - 4096], "%u");
    }
    PASS();
}

static uint64_t microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

TEST slow(void)
{
    VkMicromapEXT map = host_built(NULL);
    const struct block blob = blob_create();
    const uint64_t before = microseconds();
    ASSERT_EQ(VK_SUCCESS, host_serialize(map, blob.host));
    ASSERT(microseconds() - before >= 100);
    // A queue takes its time, too: results are not there at once.
    VkQueryPool pool = queries_create(SERIALIZED);
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    micromaps.CmdWriteMicromapsPropertiesEXT(commands, 1, &map, SERIALIZED, pool, 0);
    micromaps.EndCommandBuffer(commands);
    const uint64_t submission = microseconds();
    ASSERT_EQ(VK_SUCCESS, commands_submit(commands));
    ASSERT(microseconds() - submission >= 500);
    ASSERT(query_result(pool, 0) != UINT64_MAX);
    PASS();
}

static struct {
    int calls[VK_SYSTEM_ALLOCATION_SCOPE_INSTANCE + 1];
    int reallocations, notifications, live;
} counted;

static void *VKAPI_PTR take(void *user, size_t bytes, size_t alignment,
                            VkSystemAllocationScope scope)
{
    (void)user;
    (void)alignment;
    counted.calls[scope]++;
    counted.live++;
    return aligned_alloc(64, (bytes + 63) / 64 * 64);
}

static void *VKAPI_PTR retake(void *user, void *memory, size_t bytes, size_t alignment,
                              VkSystemAllocationScope scope)
{
    (void)user;
    (void)alignment;
    (void)scope;
    counted.reallocations++;
    return realloc(memory, bytes);
}

static void VKAPI_PTR give_back(void *user, void *memory)
{
    (void)user;
    counted.live -= memory != NULL;
    free(memory);
}

static void VKAPI_PTR notice(void *user, size_t bytes, VkInternalAllocationType type,
                             VkSystemAllocationScope scope)
{
    (void)user;
    (void)bytes;
    (void)type;
    (void)scope;
    counted.notifications++;
}

static const VkAllocationCallbacks callbacks = {NULL, take, retake, give_back, notice, notice};

static int all_calls(void)
{
    int sum = counted.reallocations + counted.notifications;
    for (int i = 0; i <= VK_SYSTEM_ALLOCATION_SCOPE_INSTANCE; i++)
        sum += counted.calls[i];
    return sum;
}

TEST no_callbacks(void)
{
    VkDevice device;
    ASSERT_EQ(VK_SUCCESS, driver_create_device(&callbacks, &device));
    VkFence fence;
    const VkFenceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    ASSERT_EQ(VK_SUCCESS, driver.CreateFence(device, &info, &callbacks, &fence));
    driver.DestroyFence(device, fence, &callbacks);
    driver.DestroyDevice(device, &callbacks);
    ASSERT_EQ_FMT(0, all_calls(), "%d");
    PASS();
}

TEST many_callbacks(void)
{
    VkDevice device;
    ASSERT_EQ(VK_SUCCESS, driver_create_device(&callbacks, &device));
    // The micromap is another device's, which this driver does not mind; the allocator is this one's.
    VkMicromapEXT map = host_built(NULL);
    const int live = counted.live;
    for (int round = 1; round < 4; round++) {
        const int commands = counted.calls[VK_SYSTEM_ALLOCATION_SCOPE_COMMAND];
        uint64_t value;
        ASSERT_EQ(VK_SUCCESS, micromaps.WriteMicromapsPropertiesEXT(
                                  device, 1, &map, SERIALIZED, sizeof value, &value, sizeof value));
        ASSERT(counted.calls[VK_SYSTEM_ALLOCATION_SCOPE_COMMAND] > commands);
        ASSERT_EQ_FMT(round, counted.reallocations, "%d");
        ASSERT_EQ_FMT(2 * round, counted.notifications, "%d");
        ASSERT_EQ_FMT(live + 1, counted.live, "%d"); // in DEVICE scope
    }
    driver.DestroyDevice(device, &callbacks);
    ASSERT_EQ_FMT(0, counted.live, "%d");
    PASS();
}

/// A device with host commands of micromaps and nothing else.
static VkDevice bare_device(void)
{
    static const char *const extensions[] = {
        VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME,
        VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME,
        VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME,
    };
    VkPhysicalDeviceOpacityMicromapFeaturesEXT micromap = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
        .micromap = VK_TRUE,
        .micromapHostCommands = VK_TRUE,
    };
    static const float priority = 1;
    const VkDeviceQueueCreateInfo queue = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
        .queueCount = 1,
        .pQueuePriorities = &priority,
    };
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .pNext = &micromap,
        .queueCreateInfoCount = 1,
        .pQueueCreateInfos = &queue,
        .enabledExtensionCount = 3,
        .ppEnabledExtensionNames = extensions,
    };
    VkDevice device = VK_NULL_HANDLE;
    driver.CreateDevice(driver.physical_device, &info, NULL, &device);
    return device;
}

static VkMicromapEXT create_at(VkDevice device, VkBuffer buffer, VkDeviceSize offset,
                               const VkAllocationCallbacks *allocator)
{
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = buffer,
        .offset = offset,
        .size = 256,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    VkMicromapEXT map = VK_NULL_HANDLE;
    micromaps.CreateMicromapEXT(device, &info, allocator, &map);
    return map;
}

TEST shared_handles(void)
{
    struct block storage;
    micromap_create(1024, BLOCK_COHERENT, &storage);
    const VkDevice device = bare_device();
    VkMicromapEXT first = create_at(device, storage.buffer, 0, NULL);
    VkMicromapEXT same = create_at(device, storage.buffer, 0, NULL);
    VkMicromapEXT other = create_at(device, storage.buffer, 256, NULL);
    VkMicromapEXT theirs = create_at(device, storage.buffer, 0, &callbacks);
    ASSERT_EQ(first, same);
    ASSERT(first != other && first != theirs);
    micromaps.DestroyMicromapEXT(device, first, NULL);
    micromaps.DestroyMicromapEXT(device, theirs, &callbacks);
    ASSERT_EQ_FMT(0, counted.live, "%d");
    ASSERT_EQ(same, create_at(device, storage.buffer, 0, NULL));
    for (int i = 0; i < 2; i++)
        micromaps.DestroyMicromapEXT(device, same, NULL);
    micromaps.DestroyMicromapEXT(device, other, NULL);
    driver.DestroyDevice(device, NULL);

    // This device has privateData.
    first = create_at(driver.device, storage.buffer, 0, NULL);
    same = create_at(driver.device, storage.buffer, 0, NULL);
    ASSERT(first != same);
    micromaps.DestroyMicromapEXT(driver.device, first, NULL);
    micromaps.DestroyMicromapEXT(driver.device, same, NULL);
    PASS();
}

/// Adds what a command answered to the counts of VK_SUCCESS (and the like), OUT_OF_HOST_MEMORY and
/// OUT_OF_DEVICE_MEMORY.
static void count_answer(int counts[3], VkResult answer)
{
    counts[answer == VK_ERROR_OUT_OF_HOST_MEMORY     ? 1
           : answer == VK_ERROR_OUT_OF_DEVICE_MEMORY ? 2
                                                     : 0]++;
}

TEST out_of_memory(void)
{
    // Creation has no memory now and then, too.
    VkMicromapEXT map = VK_NULL_HANDLE, other = VK_NULL_HANDLE;
    struct block storage;
    while (!map || host_build(map) != VK_SUCCESS)
        map = micromap_create(host.input.sizes.micromapSize, BLOCK_COHERENT, NULL);
    while (!other)
        other = micromap_create(host.input.sizes.micromapSize, BLOCK_COHERENT, &storage);
    while (!host.operation)
        host.CreateDeferredOperationKHR(driver.device, NULL, &host.operation);
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = map,
        .dst = other,
        .mode = CLONE,
    };
    int answers[3] = {0}, joins[3] = {0}, results[3] = {0};
    for (int round = 0; round < 8000; round++) {
        const VkResult answer = micromaps.CopyMicromapEXT(driver.device, host.operation, &info);
        count_answer(answers, answer);
        if (answer != VK_OPERATION_DEFERRED_KHR)
            continue;
        VkResult joined;
        while ((joined = host.DeferredOperationJoinKHR(driver.device, host.operation)) !=
               VK_SUCCESS)
            count_answer(joins, joined);
        count_answer(results, host.GetDeferredOperationResultKHR(driver.device, host.operation));
    }
    for (int code = 1; code < 3; code++)
        ASSERT(answers[code] > 0 && joins[code] > 0 && results[code] > 0);
    ASSERT(answers[0] > 7000 && results[0] > 3000);
    PASS();
}

SUITE(personality_memory)
{
    GREATEST_SET_SETUP_CB(set_up, NULL);
    GREATEST_SET_TEARDOWN_CB(tear_down, NULL);
    if (personality_is("non-coherent-first"))
        RUN_TEST(non_coherent_first);
    if (personality_is("one-memory-type"))
        RUN_TEST(one_type);
    if (personality_is("mappings-move")) {
        RUN_TEST1(mappings_move, BLOCK_COHERENT);
        RUN_TEST1(mappings_move, BLOCK_NON_COHERENT);
    }
    if (personality_is("slow"))
        RUN_TEST(slow);
    if (personality_is("no-callbacks"))
        RUN_TEST(no_callbacks);
    if (personality_is("many-callbacks"))
        RUN_TEST(many_callbacks);
    if (personality_is("shared-handles"))
        RUN_TEST(shared_handles);
    if (personality_is("out-of-memory"))
        RUN_TEST(out_of_memory);
}
