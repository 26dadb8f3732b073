// SPDX-License-Identifier: Apache-2.0
// Allocation callbacks: every creating command survives the failure of each of its allocations,
// frees what it took through the allocator it took it from, and uses the right scope.
#include "open.h"

#include <greatest.h>
#include <stdlib.h>

static const uint32_t shader[] = {
#include "shaders/add.inc"
};

struct allocator {
    VkAllocationCallbacks callbacks;
    int left;                                          ///< allocations that still succeed
    int taken;                                         ///< allocations made
    int live[VK_SYSTEM_ALLOCATION_SCOPE_INSTANCE + 1]; ///< per scope
    bool foreign;                                      ///< something else's memory was freed
};

/// In front of each block, so that freeing knows its owner and scope.
struct block {
    struct allocator *owner;
    VkSystemAllocationScope scope;
    max_align_t data[];
};

static void *VKAPI_PTR take(void *user_data, size_t size, size_t alignment,
                            VkSystemAllocationScope scope)
{
    struct allocator *allocator = user_data;
    if (allocator->left-- <= 0 || alignment > _Alignof(max_align_t))
        return NULL;
    struct block *block = malloc(sizeof *block + size);
    block->owner = allocator;
    block->scope = scope;
    allocator->taken++;
    allocator->live[scope]++;
    return block->data;
}

static void VKAPI_PTR give_back(void *user_data, void *memory)
{
    struct allocator *allocator = user_data;
    if (!memory)
        return;
    struct block *block = (struct block *)((char *)memory - offsetof(struct block, data));
    if (block->owner != allocator)
        allocator->foreign = true;
    block->owner->live[block->scope]--;
    free(block);
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

static void prepare(struct allocator *allocator, int allocations)
{
    *allocator = (struct allocator){
        .callbacks = {allocator, take, retake, give_back, NULL, NULL},
        .left = allocations,
    };
}

static int live(const struct allocator *allocator)
{
    int sum = 0;
    for (int i = 0; i <= VK_SYSTEM_ALLOCATION_SCOPE_INSTANCE; i++)
        sum += allocator->live[i];
    return sum;
}

/// A creating command with fixed parameters, and its opposite.
struct creation {
    const char *name;
    VkSystemAllocationScope scope;
    VkResult (*create)(const VkAllocationCallbacks *allocator, uint64_t *handle);
    void (*destroy)(const VkAllocationCallbacks *allocator, uint64_t handle);
};

static VkResult create_instance(const VkAllocationCallbacks *allocator, uint64_t *handle)
{
    VkInstance instance;
    const VkResult result = driver_create_instance(allocator, &instance);
    *handle = (uint64_t)(uintptr_t)instance;
    return result;
}

static void destroy_instance(const VkAllocationCallbacks *allocator, uint64_t handle)
{
    driver.DestroyInstance((VkInstance)(uintptr_t)handle, allocator);
}

static VkResult create_device(const VkAllocationCallbacks *allocator, uint64_t *handle)
{
    VkDevice device;
    const VkResult result = driver_create_device(allocator, &device);
    *handle = (uint64_t)(uintptr_t)device;
    return result;
}

static void destroy_device(const VkAllocationCallbacks *allocator, uint64_t handle)
{
    driver.DestroyDevice((VkDevice)(uintptr_t)handle, allocator);
}

#define CREATION(name, Type, Create, Destroy, Info, ...)                                           \
    static VkResult create_##name(const VkAllocationCallbacks *allocator, uint64_t *handle)        \
    {                                                                                              \
        const Info info = {__VA_ARGS__};                                                           \
        Type object;                                                                               \
        const VkResult result = driver.Create(driver.device, &info, allocator, &object);           \
        *handle = (uint64_t)(uintptr_t)object;                                                     \
        return result;                                                                             \
    }                                                                                              \
    static void destroy_##name(const VkAllocationCallbacks *allocator, uint64_t handle)            \
    {                                                                                              \
        driver.Destroy(driver.device, (Type)(uintptr_t)handle, allocator);                         \
    }

CREATION(memory, VkDeviceMemory, AllocateMemory, FreeMemory, VkMemoryAllocateInfo,
         .allocationSize = 65536, .memoryTypeIndex = 1)
CREATION(buffer, VkBuffer, CreateBuffer, DestroyBuffer, VkBufferCreateInfo, .size = 64,
         .usage = VK_BUFFER_USAGE_TRANSFER_DST_BIT)
CREATION(buffer_view, VkBufferView, CreateBufferView, DestroyBufferView, VkBufferViewCreateInfo,
         .format = VK_FORMAT_R32_UINT)
CREATION(fence, VkFence, CreateFence, DestroyFence, VkFenceCreateInfo, .flags = 0)
CREATION(semaphore, VkSemaphore, CreateSemaphore, DestroySemaphore, VkSemaphoreCreateInfo,
         .flags = 0)
CREATION(event, VkEvent, CreateEvent, DestroyEvent, VkEventCreateInfo, .flags = 0)
CREATION(query_pool, VkQueryPool, CreateQueryPool, DestroyQueryPool, VkQueryPoolCreateInfo,
         .queryType = VK_QUERY_TYPE_OCCLUSION, .queryCount = 3)
CREATION(command_pool, VkCommandPool, CreateCommandPool, DestroyCommandPool,
         VkCommandPoolCreateInfo, .flags = 0)
CREATION(slot, VkPrivateDataSlot, CreatePrivateDataSlot, DestroyPrivateDataSlot,
         VkPrivateDataSlotCreateInfo, .flags = 0)

CREATION(shader_module, VkShaderModule, CreateShaderModule, DestroyShaderModule,
         VkShaderModuleCreateInfo, .codeSize = sizeof shader, .pCode = shader)
CREATION(set_layout, VkDescriptorSetLayout, CreateDescriptorSetLayout, DestroyDescriptorSetLayout,
         VkDescriptorSetLayoutCreateInfo, .flags = 0)
CREATION(pipeline_layout, VkPipelineLayout, CreatePipelineLayout, DestroyPipelineLayout,
         VkPipelineLayoutCreateInfo, .flags = 0)
CREATION(pipeline_cache, VkPipelineCache, CreatePipelineCache, DestroyPipelineCache,
         VkPipelineCacheCreateInfo, .flags = 0)

static VkResult create_pipeline(const VkAllocationCallbacks *allocator, uint64_t *handle)
{
    uint64_t module;
    create_shader_module(NULL, &module);
    const VkComputePipelineCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
        .stage = {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                  .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                  .module = (VkShaderModule)(uintptr_t)module,
                  .pName = "main"},
    };
    VkPipeline pipeline;
    const VkResult result = driver.CreateComputePipelines(driver.device, VK_NULL_HANDLE, 1, &info,
                                                          allocator, &pipeline);
    destroy_shader_module(NULL, module);
    *handle = (uint64_t)(uintptr_t)pipeline;
    return result;
}

static void destroy_pipeline(const VkAllocationCallbacks *allocator, uint64_t handle)
{
    driver.DestroyPipeline(driver.device, (VkPipeline)(uintptr_t)handle, allocator);
}

#define ROW(name, scope)                                                                           \
    {                                                                                              \
#name, VK_SYSTEM_ALLOCATION_SCOPE_##scope, create_##name, destroy_##name                   \
    }

static const struct creation creations[] = {
    ROW(instance, INSTANCE),     ROW(device, DEVICE),
    ROW(memory, OBJECT),         ROW(buffer, OBJECT),
    ROW(buffer_view, OBJECT),    ROW(fence, OBJECT),
    ROW(semaphore, OBJECT),      ROW(event, OBJECT),
    ROW(query_pool, OBJECT),     ROW(command_pool, OBJECT),
    ROW(slot, OBJECT),           ROW(shader_module, OBJECT),
    ROW(set_layout, OBJECT),     ROW(pipeline_layout, OBJECT),
    ROW(pipeline_cache, OBJECT), ROW(pipeline, OBJECT),
};

TEST survives_every_failure(const struct creation *creation)
{
    for (int allocations = 0;; allocations++) {
        struct allocator allocator;
        prepare(&allocator, allocations);
        uint64_t handle = 1;
        const VkResult result = creation->create(&allocator.callbacks, &handle);
        if (result == VK_SUCCESS) {
            ASSERT(allocations > 0);
            ASSERT_EQ(live(&allocator), allocator.live[creation->scope]);
            // A destroy through another allocator structure with the same functions must be fine
            // too.
            creation->destroy(&allocator.callbacks, handle);
            ASSERT_EQ(0, live(&allocator));
            ASSERT_FALSE(allocator.foreign);
            PASS();
        }
        ASSERT_EQ_FMT(VK_ERROR_OUT_OF_HOST_MEMORY, result, "%d");
        ASSERT_EQ(0, handle);
        ASSERT_EQ(0, live(&allocator));
        ASSERT(allocations < 100);
    }
}

/// What the application gives no allocator for comes from the device's.
TEST children_use_the_device_allocator(void)
{
    struct allocator allocator;
    prepare(&allocator, 1000);
    VkDevice device;
    ASSERT_EQ(VK_SUCCESS, driver_create_device(&allocator.callbacks, &device));
    const int before = allocator.live[VK_SYSTEM_ALLOCATION_SCOPE_OBJECT];
    const VkFenceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    VkFence fence;
    ASSERT_EQ(VK_SUCCESS, driver.CreateFence(device, &info, NULL, &fence));
    ASSERT_EQ(before + 1, allocator.live[VK_SYSTEM_ALLOCATION_SCOPE_OBJECT]);

    VkQueue queue;
    driver.GetDeviceQueue(device, 0, 0, &queue);
    allocator.left = 0;
    ASSERT_EQ(VK_ERROR_OUT_OF_HOST_MEMORY, driver.QueueSubmit(queue, 0, NULL, fence));
    ASSERT_EQ(VK_NOT_READY, driver.GetFenceStatus(device, fence));
    allocator.left = 1;
    ASSERT_EQ(VK_SUCCESS, driver.QueueSubmit(queue, 0, NULL, fence));
    ASSERT_EQ(VK_SUCCESS, driver.WaitForFences(device, 1, &fence, VK_TRUE, UINT64_MAX));

    driver.DestroyFence(device, fence, NULL);
    driver.DestroyDevice(device, &allocator.callbacks);
    ASSERT_EQ(0, live(&allocator));
    PASS();
}

SUITE(allocation)
{
    for (size_t i = 0; i < sizeof creations / sizeof *creations; i++) {
        greatest_set_test_suffix(creations[i].name);
        RUN_TESTp(survives_every_failure, &creations[i]);
    }
    RUN_TEST(children_use_the_device_allocator);
}
