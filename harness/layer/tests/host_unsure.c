// SPDX-License-Identifier: Apache-2.0
// What the layer can't be sure of, and therefore says nothing about.
#include "origins.h"
#include "work.h"

#include <greatest.h>
#include <stdalign.h>
#include <string.h>

static VkMicromapEXT built;
static alignas(16) unsigned char memory[4096];

static VkResult build(VkMicromapEXT micromap)
{
    const VkMicromapBuildInfoEXT info = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
                                         .dstMicromap = micromap};
    return VK(vkBuildMicromapsEXT)(work.vulkan.device, VK_NULL_HANDLE, 1, &info);
}

static VkMicromapEXT create(VkDeviceSize size)
{
    return fake_micromap(&work.vulkan, size, 1);
}

static void open_each(void *unused)
{
    (void)unused;
    work_open(NULL);
    built = create(1024);
    build(built);
    for (size_t i = 0; i < sizeof memory; ++i)
        memory[i] = (unsigned char)(i * 3);
}

static void close_each(void *unused)
{
    (void)unused;
    work_close();
    lay_origins_forget();
}

static void query(VkMicromapEXT micromap)
{
    VkDeviceSize size;
    VK(vkWriteMicromapsPropertiesEXT)
    (work.vulkan.device, 1, &micromap, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, sizeof size,
     &size, sizeof size);
}

// The first 64 bytes of `memory`, as a mapping of such memory.
static void map(const void *allocation_chain, VkMemoryMapFlags flags)
{
    const VkMemoryAllocateInfo allocation = {.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
                                             .pNext = allocation_chain,
                                             .allocationSize = 4096,
                                             .memoryTypeIndex = 1};
    VkDeviceMemory under = VK_NULL_HANDLE;
    VK(vkAllocateMemory)(work.vulkan.device, &allocation, NULL, &under);
    fake.mapped = memory;
    void *bytes;
    VK(vkMapMemory)(work.vulkan.device, under, 0, 64, flags, &bytes);
}

TEST what_follows_a_mapping(void)
{
    map(NULL, 0);
    work_host_serialize(built, memory, VK_NULL_HANDLE);
    ASSERT(work_heard("VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541"));
    PASS();
}

TEST what_can_be_read_behind_a_mapping(void)
{
    map(NULL, 0);
    work_host_deserialize(memory + 48, create(1024));
    ASSERT(work_silent());
    PASS();
}

TEST what_follows_memory_of_the_application(void)
{
    const VkImportMemoryHostPointerInfoEXT import = {
        .sType = VK_STRUCTURE_TYPE_IMPORT_MEMORY_HOST_POINTER_INFO_EXT,
        .handleType = VK_EXTERNAL_MEMORY_HANDLE_TYPE_HOST_ALLOCATION_BIT_EXT,
        .pHostPointer = memory,
    };
    map(&import, 0);
    work_host_serialize(built, memory, VK_NULL_HANDLE);
    ASSERT(work_silent());
    PASS();
}

TEST what_follows_a_mapping_that_was_placed(void)
{
    map(NULL, LAY_MEMORY_MAP_PLACED_BIT);
    work_host_serialize(built, memory, VK_NULL_HANDLE);
    ASSERT(work_silent());
    PASS();
}

// The smallest number that anybody was told is enough.
TEST which_of_two_sizes_counts(void)
{
    fake.property = 64;
    query(built);
    fake.property = 2000;
    query(built);
    map(NULL, 0);
    work_host_serialize(built, memory, VK_NULL_HANDLE);
    ASSERT(work_silent());
    fake.property = 32;
    query(built);
    work_host_serialize(built, memory + 32, VK_NULL_HANDLE);
    ASSERT(work_silent());
    PASS();
}

// The device may have told a smaller size than the host did, and nobody saw it yet.
TEST what_the_device_is_asked_after_the_host(void)
{
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    query(built);
    map(NULL, 0);
    work_host_serialize(built, memory, VK_NULL_HANDLE);
    ASSERT(work_heard("VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541"));
    const VkCommandBuffer commands = work_begin();
    work_query(commands, built, type, work_query_pool(type, 1, 1), 0);
    work_run(commands);
    work_host_serialize(built, memory, VK_NULL_HANDLE);
    ASSERT(work_silent());
    PASS();
}

// What is read back means what was written.
TEST where_data_goes_back_to(void)
{
    const VkMicromapEXT loaded = create(1024);
    work_host_serialize(built, memory, VK_NULL_HANDLE);
    work_host_deserialize(memory, loaded);
    ASSERT(work_contents(built).provenance);
    ASSERT_EQ(work_contents(built).provenance, work_contents(loaded).provenance);
    PASS();
}

// The messenger lets the calls go on, so that something is there which may be anything.
TEST what_a_wrong_call_left_behind(void)
{
    const VkMicromapEXT copy = create(1024);
    const VkCopyMicromapInfoEXT info = {.sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
                                        .src = create(1024),
                                        .dst = copy,
                                        .mode = VK_COPY_MICROMAP_MODE_CLONE_EXT};
    VK(vkCopyMicromapEXT)(work.vulkan.device, VK_NULL_HANDLE, &info);
    ASSERT(work_heard("VUID-vkCopyMicromapEXT-src-11670"));
    const unsigned before = fake_calls("vkWriteMicromapsPropertiesEXT");
    work_host_serialize(copy, memory, VK_NULL_HANDLE);
    ASSERT(work_silent());
    ASSERT_EQ(before, fake_calls("vkWriteMicromapsPropertiesEXT"));
    PASS();
}

TEST what_a_wrong_serialization_wrote(void)
{
    work_host_serialize(built, memory + 8, VK_NULL_HANDLE);
    ASSERT(work_heard("VUID-vkCopyMicromapToMemoryEXT-pInfo-07570"));
    static alignas(16) unsigned char moved[2048];
    memcpy(moved, memory + 8, sizeof moved);
    work_host_deserialize(moved, create(256));
    ASSERT(work_silent());
    PASS();
}

SUITE(host_unsure)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(what_follows_a_mapping);
    RUN_TEST(what_can_be_read_behind_a_mapping);
    RUN_TEST(what_follows_memory_of_the_application);
    RUN_TEST(what_follows_a_mapping_that_was_placed);
    RUN_TEST(which_of_two_sizes_counts);
    RUN_TEST(what_the_device_is_asked_after_the_host);
    RUN_TEST(where_data_goes_back_to);
    RUN_TEST(what_a_wrong_call_left_behind);
    RUN_TEST(what_a_wrong_serialization_wrote);
}
