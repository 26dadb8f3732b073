// SPDX-License-Identifier: Apache-2.0
// The ends of objects: each reaches the next layer, and nothing is remembered of what is gone.
#include "names.h"
#include "work.h"

#include <greatest.h>

static void open_each(void *unused)
{
    (void)unused;
    work_open(NULL);
}

static void close_each(void *unused)
{
    (void)unused;
    work_close();
}

static const struct ending {
    enum lay_kind kind;
    VkObjectType type;
    const char *command;
} endings[] = {
    {LAY_MEMORY, VK_OBJECT_TYPE_DEVICE_MEMORY, "vkFreeMemory"},
    {LAY_BUFFER, VK_OBJECT_TYPE_BUFFER, "vkDestroyBuffer"},
    {LAY_MICROMAP, VK_OBJECT_TYPE_MICROMAP_EXT, "vkDestroyMicromapEXT"},
    {LAY_DEFERRED_OPERATION, VK_OBJECT_TYPE_DEFERRED_OPERATION_KHR,
     "vkDestroyDeferredOperationKHR"},
    {LAY_COMMAND_POOL, VK_OBJECT_TYPE_COMMAND_POOL, "vkDestroyCommandPool"},
    {LAY_QUERY_POOL, VK_OBJECT_TYPE_QUERY_POOL, "vkDestroyQueryPool"},
    {LAY_FENCE, VK_OBJECT_TYPE_FENCE, "vkDestroyFence"},
    {LAY_SEMAPHORE, VK_OBJECT_TYPE_SEMAPHORE, "vkDestroySemaphore"},
};
enum { ENDINGS = sizeof endings / sizeof *endings };

static uint64_t create_memory(VkDevice device)
{
    const VkMemoryAllocateInfo info = {.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
                                       .allocationSize = 64};
    VkDeviceMemory memory = VK_NULL_HANDLE;
    VK(vkAllocateMemory)(device, &info, NULL, &memory);
    return LAY_KEY(memory);
}

static uint64_t create_operation(VkDevice device)
{
    VkDeferredOperationKHR operation = VK_NULL_HANDLE;
    VK(vkCreateDeferredOperationKHR)(device, NULL, &operation);
    return LAY_KEY(operation);
}

static uint64_t create_pool(VkDevice device)
{
    const VkCommandPoolCreateInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    VkCommandPool pool = VK_NULL_HANDLE;
    VK(vkCreateCommandPool)(device, &info, NULL, &pool);
    return LAY_KEY(pool);
}

static uint64_t create_fence(VkDevice device)
{
    const VkFenceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    VkFence fence = VK_NULL_HANDLE;
    VK(vkCreateFence)(device, &info, NULL, &fence);
    return LAY_KEY(fence);
}

static uint64_t create_semaphore(VkDevice device)
{
    const VkSemaphoreCreateInfo info = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
    VkSemaphore semaphore = VK_NULL_HANDLE;
    VK(vkCreateSemaphore)(device, &info, NULL, &semaphore);
    return LAY_KEY(semaphore);
}

static uint64_t create(enum lay_kind kind)
{
    const VkDevice device = work.vulkan.device;
    switch (kind) {
    case LAY_MEMORY:
        return create_memory(device);
    case LAY_BUFFER:
        return LAY_KEY(fake_buffer(&work.vulkan, 64, 0));
    case LAY_MICROMAP:
        return LAY_KEY(work_micromap());
    case LAY_DEFERRED_OPERATION:
        return create_operation(device);
    case LAY_COMMAND_POOL:
        return create_pool(device);
    case LAY_QUERY_POOL:
        return LAY_KEY(work_query_pool(VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT, 1, 0));
    case LAY_FENCE:
        return create_fence(device);
    case LAY_SEMAPHORE:
        return create_semaphore(device);
    default:
        return 0;
    }
}

static void destroy(enum lay_kind kind, uint64_t handle)
{
    const VkDevice device = work.vulkan.device;
    switch (kind) {
    case LAY_MEMORY:
        VK(vkFreeMemory)(device, (VkDeviceMemory)handle, NULL);
        break;
    case LAY_BUFFER:
        VK(vkDestroyBuffer)(device, (VkBuffer)handle, NULL);
        break;
    case LAY_MICROMAP:
        VK(vkDestroyMicromapEXT)(device, (VkMicromapEXT)handle, NULL);
        break;
    case LAY_DEFERRED_OPERATION:
        VK(vkDestroyDeferredOperationKHR)(device, (VkDeferredOperationKHR)handle, NULL);
        break;
    case LAY_COMMAND_POOL:
        VK(vkDestroyCommandPool)(device, (VkCommandPool)handle, NULL);
        break;
    case LAY_QUERY_POOL:
        VK(vkDestroyQueryPool)(device, (VkQueryPool)handle, NULL);
        break;
    case LAY_FENCE:
        VK(vkDestroyFence)(device, (VkFence)handle, NULL);
        break;
    case LAY_SEMAPHORE:
        VK(vkDestroySemaphore)(device, (VkSemaphore)handle, NULL);
        break;
    default:
        break;
    }
}

static void give_name(VkObjectType type, uint64_t handle)
{
    const VkDebugUtilsObjectNameInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT,
        .objectType = type,
        .objectHandle = handle,
        .pObjectName = "it",
    };
    VK(vkSetDebugUtilsObjectNameEXT)(work.vulkan.device, &info);
}

static bool has_name(VkObjectType type, uint64_t handle)
{
    char name[LAY_NAME_SIZE];
    const struct lay_object object = {type, handle};
    return lay_name_of(work.device, &object, name);
}

TEST what_is_destroyed_is_forgotten(void)
{
    for (int i = 0; i < ENDINGS; ++i) {
        const struct ending *ending = &endings[i];
        const uint64_t handle = create(ending->kind);
        give_name(ending->type, handle);
        ASSERT(lay_find(work.device, ending->kind, handle) && lay_exists(ending->kind, handle));
        ASSERT(has_name(ending->type, handle));
        const unsigned before = fake_calls(ending->command);
        destroy(ending->kind, handle);
        ASSERT_EQ(before + 1, fake_calls(ending->command));
        ASSERT_FALSE(lay_find(work.device, ending->kind, handle));
        ASSERT_FALSE(lay_exists(ending->kind, handle));
        ASSERT_FALSE(has_name(ending->type, handle));
    }
    PASS();
}

static void allocate_pair(VkCommandPool pool, VkCommandBuffer buffers[2])
{
    const VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = pool,
        .commandBufferCount = 2,
    };
    VK(vkAllocateCommandBuffers)(work.vulkan.device, &info, buffers);
    for (int i = 0; i < 2; ++i)
        give_name(VK_OBJECT_TYPE_COMMAND_BUFFER, LAY_POINTER_KEY(buffers[i]));
}

static bool knows_buffer(VkCommandBuffer buffer)
{
    return lay_find_command_buffer(work.device, buffer) ||
           has_name(VK_OBJECT_TYPE_COMMAND_BUFFER, LAY_POINTER_KEY(buffer));
}

// To the fake, buffers do not end with their pool.
TEST command_buffers_end_alone_or_with_their_pool(void)
{
    VkCommandBuffer buffers[2];
    const VkCommandPool pool = (VkCommandPool)create(LAY_COMMAND_POOL);
    allocate_pair(pool, buffers);
    ASSERT(knows_buffer(buffers[0]) && knows_buffer(buffers[1]));
    VK(vkFreeCommandBuffers)(work.vulkan.device, pool, 2, buffers);
    ASSERT_EQ(1, fake_calls("vkFreeCommandBuffers"));
    ASSERT_FALSE(knows_buffer(buffers[0]) || knows_buffer(buffers[1]));
    allocate_pair(pool, buffers);
    VK(vkDestroyCommandPool)(work.vulkan.device, pool, NULL);
    ASSERT_FALSE(knows_buffer(buffers[0]) || knows_buffer(buffers[1]));
    VK(vkFreeCommandBuffers)(work.vulkan.device, pool, 2, buffers);
    PASS();
}

TEST everything_ends_with_the_device(void)
{
    uint64_t handles[ENDINGS];
    for (int i = 0; i < ENDINGS; ++i)
        handles[i] = create(endings[i].kind);
    VK(vkDestroyDevice)(work.vulkan.device, NULL);
    for (int i = 0; i < ENDINGS; ++i)
        ASSERT_FALSE(lay_exists(endings[i].kind, handles[i]));
    ASSERT_EQ(VK_SUCCESS, fake_open_device(&work.vulkan, NULL)); // for work_close
    PASS();
}

// Two devices may give out one number; each has its own object then.
TEST a_handle_lives_as_long_as_its_last_object(void)
{
    struct fake_vulkan other = work.vulkan;
    ASSERT_EQ(VK_SUCCESS, fake_open_device(&other, NULL));
    fake.equal_handles = true;
    const uint64_t first = create(LAY_FENCE);
    const VkFenceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    VkFence second = VK_NULL_HANDLE;
    ON_DEVICE(&other, vkCreateFence)(other.device, &info, NULL, &second);
    ASSERT_EQ(first, LAY_KEY(second));
    destroy(LAY_FENCE, first);
    ASSERT(lay_exists(LAY_FENCE, first));
    ON_DEVICE(&other, vkDestroyDevice)(other.device, NULL);
    ASSERT_FALSE(lay_exists(LAY_FENCE, first));
    PASS();
}

// Wherever in a table the entries are that go.
TEST handles_live_while_others_end(void)
{
    enum { MANY = 90 };
    uint64_t handles[MANY];
    for (uint64_t i = 0; i < MANY; ++i) {
        handles[i] = (i + 1) * (i + 7) * 65537; // so irregular that some meet in the table
        lay_track(work.device, LAY_FENCE, handles[i]);
    }
    for (int i = 0; i < MANY; i += 2)
        destroy(LAY_FENCE, handles[i]);
    for (int i = 0; i < MANY; ++i)
        ASSERT_EQ(i % 2, lay_exists(LAY_FENCE, handles[i]));
    PASS();
}

TEST numbers_of_objects_are_never_0(void)
{
    const uint64_t number = lay_new_id();
    ASSERT(number);
    ASSERT(lay_new_id() > number);
    PASS();
}

// This one comes first of all tests: only then can the next number be the first.
SUITE(numbers)
{
    RUN_TEST(numbers_of_objects_are_never_0);
}

SUITE(endings_of_objects)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(what_is_destroyed_is_forgotten);
    RUN_TEST(command_buffers_end_alone_or_with_their_pool);
    RUN_TEST(everything_ends_with_the_device);
    RUN_TEST(handles_live_while_others_end);
    RUN_TEST(a_handle_lives_as_long_as_its_last_object);
}
