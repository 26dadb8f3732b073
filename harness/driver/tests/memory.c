// SPDX-License-Identifier: Apache-2.0
#include "open.h"

#include <greatest.h>
#include <string.h>

enum { host_visible = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT };
enum { coherent = VK_MEMORY_PROPERTY_HOST_COHERENT_BIT };

static VkMemoryPropertyFlags flags_of(uint32_t type)
{
    VkPhysicalDeviceMemoryProperties memory;
    driver.GetPhysicalDeviceMemoryProperties(driver.physical_device, &memory);
    return memory.memoryTypes[type].propertyFlags;
}

static VkResult allocate(VkDeviceSize size, uint32_t type, VkDeviceMemory *memory)
{
    static const VkMemoryAllocateFlagsInfo flags = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
        .flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT,
    };
    const VkMemoryAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .pNext = &flags,
        .allocationSize = size,
        .memoryTypeIndex = type,
    };
    return driver.AllocateMemory(driver.device, &info, NULL, memory);
}

TEST maps_once(void)
{
    for (uint32_t type = 0; type < 4; type++) {
        VkDeviceMemory memory;
        void *data, *again;
        ASSERT_EQ(VK_SUCCESS, allocate(10000, type, &memory));
        if (flags_of(type) & host_visible) {
            ASSERT_EQ(VK_SUCCESS,
                      driver.MapMemory(driver.device, memory, 0, VK_WHOLE_SIZE, 0, &data));
            ASSERT_EQ(VK_ERROR_MEMORY_MAP_FAILED,
                      driver.MapMemory(driver.device, memory, 0, 1, 0, &again));
            driver.UnmapMemory(driver.device, memory);
            ASSERT_EQ(VK_SUCCESS, driver.MapMemory(driver.device, memory, 100, 1, 0, &again));
            ASSERT_EQ((char *)data + 100, (char *)again);
            driver.UnmapMemory(driver.device, memory);
        } else {
            ASSERT_EQ(VK_ERROR_MEMORY_MAP_FAILED,
                      driver.MapMemory(driver.device, memory, 0, 1, 0, &data));
        }
        driver.FreeMemory(driver.device, memory, NULL);
    }
    PASS();
}

/// Only what was flushed comes back from the device view, and only what is invalidated is seen of
/// it.
TEST non_coherent_memory_is_two_views(void)
{
    uint32_t type = 0;
    while (!(flags_of(type) & host_visible) || flags_of(type) & coherent)
        type++;
    VkDeviceMemory memory;
    uint8_t *data;
    ASSERT_EQ(VK_SUCCESS, allocate(1024, type, &memory));
    ASSERT_EQ(VK_SUCCESS,
              driver.MapMemory(driver.device, memory, 0, VK_WHOLE_SIZE, 0, (void **)&data));
    const VkMappedMemoryRange second = {
        .sType = VK_STRUCTURE_TYPE_MAPPED_MEMORY_RANGE,
        .memory = memory,
        .offset = 256,
        .size = 256,
    };
    const VkMappedMemoryRange all = {
        .sType = VK_STRUCTURE_TYPE_MAPPED_MEMORY_RANGE,
        .memory = memory,
        .size = VK_WHOLE_SIZE,
    };
    memset(data, 1, 1024);
    ASSERT_EQ(VK_SUCCESS, driver.FlushMappedMemoryRanges(driver.device, 1, &all));
    memset(data, 2, 1024);
    ASSERT_EQ(VK_SUCCESS, driver.FlushMappedMemoryRanges(driver.device, 1, &second));
    memset(data, 3, 1024);
    ASSERT_EQ(VK_SUCCESS, driver.InvalidateMappedMemoryRanges(driver.device, 1, &second));
    ASSERT_EQ(3, data[255]);
    ASSERT_EQ(2, data[256]);
    ASSERT_EQ(2, data[511]);
    ASSERT_EQ(3, data[512]);
    ASSERT_EQ(VK_SUCCESS, driver.InvalidateMappedMemoryRanges(driver.device, 1, &all));
    ASSERT_EQ(1, data[0]);
    ASSERT_EQ(1, data[1023]);
    driver.FreeMemory(driver.device, memory, NULL);
    PASS();
}

TEST fresh_memory_is_poisoned_differently(void)
{
    VkDeviceMemory memory[2];
    uint8_t *data[2];
    for (int i = 0; i < 2; i++) {
        ASSERT_EQ(VK_SUCCESS, allocate(4099, 0, &memory[i]));
        ASSERT_EQ(VK_SUCCESS, driver.MapMemory(driver.device, memory[i], 0, VK_WHOLE_SIZE, 0,
                                               (void **)&data[i]));
        ASSERT(data[i][0] != 0 && data[i][4098] != 0);
    }
    ASSERT(memcmp(data[0], data[1], 4096) != 0);
    driver.FreeMemory(driver.device, memory[0], NULL);
    driver.FreeMemory(driver.device, memory[1], NULL);
    PASS();
}

TEST absurd_sizes_fail_cleanly(void)
{
    VkDeviceMemory memory = (VkDeviceMemory)(uintptr_t)1;
    ASSERT_EQ(VK_ERROR_OUT_OF_DEVICE_MEMORY, allocate((VkDeviceSize)1 << 40, 0, &memory));
    ASSERT_EQ((VkDeviceMemory)VK_NULL_HANDLE, memory);
    ASSERT_EQ(VK_ERROR_OUT_OF_DEVICE_MEMORY, allocate(UINT64_MAX, 3, &memory));
    PASS();
}

/// The heap's budget is what ends this, and freeing gives all of it back.
TEST heap_is_bounded(void)
{
    const VkDeviceSize size = (VkDeviceSize)4 << 30;
    if (sizeof(void *) < sizeof size)
        SKIPm("allocations of 4 GiB need a 64-bit process");
    for (int round = 0; round < 2; round++) {
        VkDeviceMemory memory[8];
        int count = 0;
        VkResult result;
        while ((result = allocate(size, 3, &memory[count])) == VK_SUCCESS && count < 7)
            count++;
        ASSERT_EQ(VK_ERROR_OUT_OF_DEVICE_MEMORY, result);
        ASSERT_EQ(4, count);
        while (count > 0)
            driver.FreeMemory(driver.device, memory[--count], NULL);
    }
    PASS();
}

static VkMemoryRequirements requirements(VkDeviceSize size, VkBufferUsageFlags usage)
{
    const VkBufferCreateInfo buffer = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, .size = size, .usage = usage};
    const VkDeviceBufferMemoryRequirements info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_BUFFER_MEMORY_REQUIREMENTS, .pCreateInfo = &buffer};
    VkMemoryRequirements2 result = {.sType = VK_STRUCTURE_TYPE_MEMORY_REQUIREMENTS_2};
    driver.GetDeviceBufferMemoryRequirements(driver.device, &info, &result);
    return result.memoryRequirements;
}

TEST requirements_follow_the_rules(void)
{
    for (VkBufferUsageFlags usage = 1; usage <= 1u << 24; usage <<= 1) {
        const VkMemoryRequirements one = requirements(1000, usage);
        ASSERT(one.size >= 1000 && one.size % one.alignment == 0 &&
               one.size - 1000 < one.alignment);
        bool host_coherent = false;
        for (uint32_t type = 0; type < 4; type++)
            if (one.memoryTypeBits & 1u << type && flags_of(type) & host_visible &&
                flags_of(type) & coherent)
                host_coherent = true;
        ASSERT(host_coherent);
        const VkMemoryRequirements more = requirements(1000, usage | usage >> 1);
        ASSERTm("more usages, more memory types", (more.memoryTypeBits & ~one.memoryTypeBits) == 0);
        ASSERT(more.alignment >= one.alignment);
    }
    ASSERT_EQ(256, requirements(1, VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT).alignment);
    ASSERT_EQ(16, requirements(1, VK_BUFFER_USAGE_TRANSFER_DST_BIT).alignment);
    PASS();
}

TEST device_addresses_are_no_host_addresses(void)
{
    VkDeviceMemory memory[2];
    VkDeviceAddress addresses[2];
    for (int i = 0; i < 2; i++) {
        const VkBufferCreateInfo info = {.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
                                         .size = 4096,
                                         .usage = VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT};
        VkBuffer buffer;
        ASSERT_EQ(VK_SUCCESS, driver.CreateBuffer(driver.device, &info, NULL, &buffer));
        ASSERT_EQ(VK_SUCCESS, allocate(65536, 0, &memory[i]));
        ASSERT_EQ(VK_SUCCESS, driver.BindBufferMemory(driver.device, buffer, memory[i], 8192));
        const VkBufferDeviceAddressInfo which = {
            .sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO, .buffer = buffer};
        addresses[i] = driver.GetBufferDeviceAddress(driver.device, &which);
        ASSERT(addresses[i] >= (VkDeviceAddress)1 << 48);
        ASSERT_EQ(8192, addresses[i] % 65536);
        driver.DestroyBuffer(driver.device, buffer, NULL);
    }
    ASSERT(addresses[1] - addresses[0] >= 65536);
    driver.FreeMemory(driver.device, memory[0], NULL);
    driver.FreeMemory(driver.device, memory[1], NULL);
    PASS();
}

SUITE(memory)
{
    RUN_TEST(maps_once);
    RUN_TEST(non_coherent_memory_is_two_views);
    RUN_TEST(fresh_memory_is_poisoned_differently);
    RUN_TEST(absurd_sizes_fail_cleanly);
    RUN_TEST(heap_is_bounded);
    RUN_TEST(requirements_follow_the_rules);
    RUN_TEST(device_addresses_are_no_host_addresses);
}
