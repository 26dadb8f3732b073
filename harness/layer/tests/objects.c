// SPDX-License-Identifier: Apache-2.0
// What the layer remembers of memory, buffers and micromaps.
#include "fake.h"
#include "host_memory.h"
#include "state.h"

#include <greatest.h>

static struct fake_vulkan vulkan;
static struct lay_device *device;

static void open_each(void *unused)
{
    (void)unused;
    fake_reset();
    fake_open(&vulkan, NULL);
    device = lay_device_of(vulkan.device);
}

static void close_each(void *unused)
{
    (void)unused;
    fake_close(&vulkan);
}

static VkDeviceMemory allocate(uint32_t type, const void *chain)
{
    const VkMemoryAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .pNext = chain,
        .allocationSize = 4096,
        .memoryTypeIndex = type,
    };
    VkDeviceMemory memory = VK_NULL_HANDLE;
    ON_DEVICE(&vulkan, vkAllocateMemory)(vulkan.device, &info, NULL, &memory);
    return memory;
}

TEST follows_micromaps_to_their_memory(void)
{
    const VkMicromapEXT handle = fake_micromap(&vulkan, 512, 1);
    const struct lay_micromap *micromap = lay_find_micromap(device, handle);
    ASSERT(micromap);
    ASSERT_EQ(512, micromap->size);
    ASSERT_EQ(LAY_NO, micromap->contents.constructed);
    struct lay_buffer *buffer = lay_buffer_of(device, micromap);
    ASSERT(buffer && buffer->bound);
    ASSERT(buffer->usage & VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT);
    const struct lay_memory *memory = lay_memory_of(device, buffer);
    ASSERT(memory && memory->host_visible);
    ASSERT_EQ(1, memory->instances);

    const VkDeviceMemory gone = buffer->memory;
    ON_DEVICE(&vulkan, vkFreeMemory)(vulkan.device, gone, NULL);
    ASSERT_EQ(NULL, lay_memory_of(device, buffer));
    ON_DEVICE(&vulkan, vkDestroyBuffer)(vulkan.device, micromap->buffer, NULL);
    ASSERT_EQ(NULL, lay_buffer_of(device, micromap));
    ON_DEVICE(&vulkan, vkDestroyMicromapEXT)(vulkan.device, handle, NULL);
    ASSERT_EQ(NULL, lay_find_micromap(device, handle));
    ASSERT(lay_is_invalid(device, LAY_MICROMAP, LAY_KEY(handle)));
    PASS();
}

TEST knows_which_memory_is_not_for_the_host(void)
{
    const struct lay_micromap *micromap = lay_find_micromap(device, fake_micromap(&vulkan, 512, 0));
    ASSERT_FALSE(lay_memory_of(device, lay_buffer_of(device, micromap))->host_visible);
    PASS();
}

TEST remembers_where_memory_is_mapped(void)
{
    const VkDeviceMemory handle = allocate(1, NULL);
    void *where = NULL;
    ON_DEVICE(&vulkan, vkMapMemory)(vulkan.device, handle, 1024, VK_WHOLE_SIZE, 0, &where);
    const struct lay_memory *memory = lay_find_memory(device, handle);
    ASSERT_EQ(where, memory->mapped);
    ASSERT_EQ(1024, memory->map_offset);
    ASSERT_EQ(3072, memory->map_size);
    ON_DEVICE(&vulkan, vkUnmapMemory)(vulkan.device, handle);
    ASSERT_EQ(NULL, memory->mapped);
    PASS();
}

TEST finds_what_is_mapped_at_an_address(void)
{
    static char space[8 * 4096];
    static const int order[] = {3, 0, 2, 1};
    VkDeviceMemory memories[4];
    for (int i = 0; i < 4; ++i) {
        memories[i] = allocate(1, NULL);
        fake.mapped = space + (size_t)order[i] * 8192;
        void *where;
        ON_DEVICE(&vulkan, vkMapMemory)(vulkan.device, memories[i], 0, 4096, 0, &where);
        ASSERT_EQ(fake.mapped, where);
    }
    for (int i = 0; i < 4; ++i) {
        char *begin = space + (size_t)order[i] * 8192;
        const struct lay_memory *memory = lay_find_memory(device, memories[i]);
        ASSERT_EQ(memory, lay_mappings_find(&device->mappings, begin));
        ASSERT_EQ(memory, lay_mappings_find(&device->mappings, begin + 4095));
        ASSERT_EQ(NULL, lay_mappings_find(&device->mappings, begin + 4096));
    }
    ON_DEVICE(&vulkan, vkUnmapMemory)(vulkan.device, memories[0]);
    ASSERT_EQ(NULL, lay_mappings_find(&device->mappings, space + (size_t)order[0] * 8192));
    ON_DEVICE(&vulkan, vkFreeMemory)(vulkan.device, memories[1], NULL);
    ASSERT_EQ(NULL, lay_mappings_find(&device->mappings, space + (size_t)order[1] * 8192));
    ASSERT_EQ(2, device->mappings.count);
    ASSERT_FALSE(device->mappings_lost);
    PASS();
}

// With vkMapMemory, or with the command of VK_KHR_map_memory2, which old headers do not have.
static VkResult map(VkDeviceMemory memory, VkDeviceSize size, bool second, void **where)
{
    const struct lay_memory_map_info info = {.memory = memory, .size = size};
    if (!second)
        return ON_DEVICE(&vulkan, vkMapMemory)(vulkan.device, memory, 0, size, 0, where);
    return ((PFN_lay_MapMemory2)vulkan.get_device_command(vulkan.device, "vkMapMemory2KHR"))(
        vulkan.device, &info, where);
}

static void unmap(VkDeviceMemory memory, bool second)
{
    const struct lay_memory_unmap_info info = {.memory = memory};
    if (second)
        ((PFN_lay_UnmapMemory2)vulkan.get_device_command(vulkan.device, "vkUnmapMemory2KHR"))(
            vulkan.device, &info);
    else
        ON_DEVICE(&vulkan, vkUnmapMemory)(vulkan.device, memory);
}

// What is mapped is read to be hashed only where that is quick.
TEST knows_which_mappings_are_cached(void)
{
    static char space[2][64];
    for (uint32_t type = 1; type <= 2; ++type) {
        fake.mapped = space[type - 1];
        void *where = NULL;
        map(allocate(type, NULL), 64, false, &where);
        ASSERT_EQ(type == 2, lay_reads_fast(device, where));
    }
    PASS();
}

TEST mappings_may_fail(void)
{
    static char space[64];
    fake.mapped = space;
    fake.create_result = VK_SUCCESS;
    const VkDeviceMemory memory = allocate(1, NULL);
    for (int second = 0; second < 2; ++second) {
        void *where = NULL;
        fake.create_result = VK_ERROR_MEMORY_MAP_FAILED;
        ASSERT_EQ(VK_ERROR_MEMORY_MAP_FAILED, map(memory, 64, second, &where));
        ASSERT_EQ(NULL, lay_mappings_find(&device->mappings, space));
        fake.create_result = VK_SUCCESS;
        ASSERT_EQ(VK_SUCCESS, map(memory, 64, second, &where));
        ASSERT(lay_mappings_find(&device->mappings, space));
        unmap(memory, second);
        ASSERT_EQ(NULL, lay_mappings_find(&device->mappings, space));
    }
    PASS();
}

// More than are reserved for at first; each is found until it is unmapped, in whatever order.
TEST finds_what_is_mapped_among_many(void)
{
    enum { MANY = 40 };
    static char space[MANY * 64];
    VkDeviceMemory memories[MANY];
    for (size_t i = 0; i < MANY; ++i) {
        memories[i] = allocate(1, NULL);
        fake.mapped = space + i * 64;
        void *where;
        map(memories[i], 64, i % 2, &where);
    }
    for (size_t gone = 0; gone < MANY; ++gone) {
        const size_t i = gone * 7 % MANY;
        unmap(memories[i], i % 2);
        ASSERT_EQ(gone + 1, fake_calls("vkUnmapMemory") + fake_calls("vkUnmapMemory2KHR"));
        memories[i] = VK_NULL_HANDLE;
        for (size_t k = 0; k < MANY; ++k)
            ASSERT_EQ(memories[k] ? lay_find_memory(device, memories[k]) : NULL,
                      lay_mappings_find(&device->mappings, space + k * 64 + 63));
    }
    PASS();
}

TEST buffers_may_be_sparse_or_bound_in_bulk(void)
{
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .flags = VK_BUFFER_CREATE_SPARSE_BINDING_BIT,
        .size = 64,
    };
    VkBuffer sparse;
    ON_DEVICE(&vulkan, vkCreateBuffer)(vulkan.device, &info, NULL, &sparse);
    ASSERT(lay_find_buffer(device, sparse)->sparse);
    ASSERT_EQ(NULL, lay_memory_of(device, lay_find_buffer(device, sparse)));

    const VkDeviceMemory memory = allocate(1, NULL);
    VkBindBufferMemoryInfo binds[2] = {
        {VK_STRUCTURE_TYPE_BIND_BUFFER_MEMORY_INFO, NULL, VK_NULL_HANDLE, memory, 0},
        {VK_STRUCTURE_TYPE_BIND_BUFFER_MEMORY_INFO, NULL, VK_NULL_HANDLE, memory, 64},
    };
    const VkBufferCreateInfo plain = {.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, .size = 64};
    for (int i = 0; i < 2; ++i)
        ON_DEVICE(&vulkan, vkCreateBuffer)(vulkan.device, &plain, NULL, &binds[i].buffer);
    ON_DEVICE(&vulkan, vkBindBufferMemory2)(vulkan.device, 2, binds);
    for (int i = 0; i < 2; ++i) {
        const struct lay_buffer *buffer = lay_find_buffer(device, binds[i].buffer);
        ASSERT_EQ(64 * (VkDeviceSize)i, buffer->memory_offset);
        ASSERT_EQ(lay_find_memory(device, memory), lay_memory_of(device, buffer));
    }
    PASS();
}

// VkBufferUsageFlags2CreateInfo, which old headers do not have.
TEST newer_usages_replace_older_ones(void)
{
    const struct lay_buffer_usage_flags_2 usage = {LAY_STRUCTURE_TYPE_BUFFER_USAGE_FLAGS_2, NULL,
                                                   UINT64_C(1) << 40 |
                                                       VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT};
    const VkBufferCreateInfo info = {.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
                                     .pNext = &usage,
                                     .size = 64,
                                     .usage = VK_BUFFER_USAGE_TRANSFER_DST_BIT};
    VkBuffer buffer;
    ON_DEVICE(&vulkan, vkCreateBuffer)(vulkan.device, &info, NULL, &buffer);
    ASSERT_EQ(usage.usage, lay_find_buffer(device, buffer)->usage);
    PASS();
}

static struct fake_vulkan pair;

static uint32_t instances_of(uint32_t type, const void *chain)
{
    const VkMemoryAllocateInfo info = {.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
                                       .pNext = chain,
                                       .allocationSize = 64,
                                       .memoryTypeIndex = type};
    VkDeviceMemory memory;
    ON_DEVICE(&pair, vkAllocateMemory)(pair.device, &info, NULL, &memory);
    return lay_find_memory(lay_device_of(pair.device), memory)->instances;
}

TEST counts_instances_of_memory_in_a_group(void)
{
    fake.multi_instance = true;
    pair = (struct fake_vulkan){0};
    ASSERT_EQ(VK_SUCCESS, fake_open_instance(&pair, NULL));
    const VkPhysicalDevice both[2] = {pair.gpu, pair.gpu};
    const VkDeviceGroupDeviceCreateInfo group = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_GROUP_DEVICE_CREATE_INFO,
        .physicalDeviceCount = 2,
        .pPhysicalDevices = both,
    };
    ASSERT_EQ(VK_SUCCESS, fake_open_device(&pair, &group));
    VkMemoryAllocateFlagsInfo flags = {.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
                                       .deviceMask = 1};
    // Type 2 lies in the heap with an instance per device, type 1 does not.
    ASSERT_EQ(2, instances_of(2, NULL));
    ASSERT_EQ(1, instances_of(1, NULL));
    ASSERT_EQ(2, instances_of(2, &flags)); // a mask that no flag says to heed
    flags.flags = VK_MEMORY_ALLOCATE_DEVICE_MASK_BIT;
    ASSERT_EQ(1, instances_of(2, &flags));
    flags.deviceMask = 3;
    ASSERT_EQ(2, instances_of(2, &flags));
    fake_close(&pair);
    PASS();
}

// Without private data a driver may give out a handle twice; then the layer knows that it does not
// know which object is meant, and an unknown handle need not be wrong.
TEST admits_confusion_over_equal_handles(void)
{
    const VkBuffer other = fake_buffer(&vulkan, 64, 1);
    fake.equal_handles = true;
    const VkBuffer first = fake_buffer(&vulkan, 64, 1);
    ASSERT(lay_find_buffer(device, first));
    ASSERT_FALSE(device->incomplete[LAY_BUFFER]);
    const VkBuffer second = fake_buffer(&vulkan, 128, 1);
    ASSERT_EQ(first, second);
    ASSERT_EQ(NULL, lay_find_buffer(device, first));
    ASSERT(lay_find_buffer(device, other));
    ON_DEVICE(&vulkan, vkDestroyBuffer)(vulkan.device, first, NULL);
    ASSERT_EQ(NULL, lay_find_buffer(device, second));
    ASSERT_FALSE(lay_is_invalid(device, LAY_BUFFER, LAY_KEY(second)));
    ASSERT_FALSE(lay_is_invalid(device, LAY_BUFFER, 12345));
    // A third one is not told from the second.
    fake_buffer(&vulkan, 256, 1);
    ASSERT_EQ(NULL, lay_find_buffer(device, second));
    ON_DEVICE(&vulkan, vkDestroyBuffer)(vulkan.device, second, NULL);
    PASS();
}

TEST an_id_tells_objects_with_one_handle_apart(void)
{
    fake.equal_handles = true;
    const VkBuffer first = fake_buffer(&vulkan, 64, 1);
    const uint64_t id = lay_find_buffer(device, first)->record.id;
    ASSERT(lay_find_same(device, LAY_BUFFER, LAY_KEY(first), id));
    ON_DEVICE(&vulkan, vkDestroyBuffer)(vulkan.device, first, NULL);
    const VkBuffer second = fake_buffer(&vulkan, 64, 1);
    ASSERT_EQ(first, second);
    ASSERT_EQ(NULL, lay_find_same(device, LAY_BUFFER, LAY_KEY(second), id));
    PASS();
}

TEST a_failed_creation_leaves_no_record(void)
{
    const VkBuffer buffer = fake_buffer(&vulkan, 256, 1);
    const size_t micromaps = device->maps[LAY_MICROMAP].count;
    const size_t buffers = device->maps[LAY_BUFFER].count;
    const size_t memories = device->maps[LAY_MEMORY].count;
    fake.create_result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = buffer,
        .size = 256,
    };
    VkMicromapEXT micromap;
    ASSERT_EQ(VK_ERROR_OUT_OF_DEVICE_MEMORY,
              ON_DEVICE(&vulkan, vkCreateMicromapEXT)(vulkan.device, &info, NULL, &micromap));
    fake_buffer(&vulkan, 256, 1);
    ASSERT_EQ(micromaps, device->maps[LAY_MICROMAP].count);
    ASSERT_EQ(buffers, device->maps[LAY_BUFFER].count);
    ASSERT_EQ(memories, device->maps[LAY_MEMORY].count);
    PASS();
}

TEST null_handles_may_be_destroyed(void)
{
    ON_DEVICE(&vulkan, vkDestroyBuffer)(vulkan.device, VK_NULL_HANDLE, NULL);
    ON_DEVICE(&vulkan, vkDestroyMicromapEXT)(vulkan.device, VK_NULL_HANDLE, NULL);
    ON_DEVICE(&vulkan, vkFreeMemory)(vulkan.device, VK_NULL_HANDLE, NULL);
    ON_DEVICE(&vulkan, vkDestroyDeferredOperationKHR)(vulkan.device, VK_NULL_HANDLE, NULL);
    ASSERT_EQ(1, fake_calls("vkDestroyMicromapEXT"));
    PASS();
}

SUITE(objects)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(follows_micromaps_to_their_memory);
    RUN_TEST(knows_which_memory_is_not_for_the_host);
    RUN_TEST(remembers_where_memory_is_mapped);
    RUN_TEST(finds_what_is_mapped_at_an_address);
    RUN_TEST(knows_which_mappings_are_cached);
    RUN_TEST(mappings_may_fail);
    RUN_TEST(finds_what_is_mapped_among_many);
    RUN_TEST(buffers_may_be_sparse_or_bound_in_bulk);
    RUN_TEST(newer_usages_replace_older_ones);
    RUN_TEST(counts_instances_of_memory_in_a_group);
    RUN_TEST(admits_confusion_over_equal_handles);
    RUN_TEST(an_id_tells_objects_with_one_handle_apart);
    RUN_TEST(a_failed_creation_leaves_no_record);
    RUN_TEST(null_handles_may_be_destroyed);
}
