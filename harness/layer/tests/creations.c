// SPDX-License-Identifier: Apache-2.0
// Creating and destroying micromaps where no driver here leads, and host builds of a type that none has.
#include "work.h"

#include <greatest.h>
#include <string.h>

#define INFO(id)   "VUID-VkMicromapCreateInfoEXT-" id
#define CREATE(id) "VUID-vkCreateMicromapEXT-" id

static void open_each(void *unused)
{
    (void)unused;
    work_open(NULL);
    work.ear.stop = true;
}

static void close_each(void *unused)
{
    (void)unused;
    work_close();
}

static VkMicromapCreateInfoEXT create_info(VkBuffer buffer, VkDeviceSize size)
{
    return (VkMicromapCreateInfoEXT){
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = buffer,
        .size = size,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
}

static VkMicromapEXT create(const VkMicromapCreateInfoEXT *info,
                            const VkAllocationCallbacks *allocator)
{
    VkMicromapEXT micromap = VK_NULL_HANDLE;
    VK(vkCreateMicromapEXT)(work.vulkan.device, info, allocator, &micromap);
    return micromap;
}

TEST replay_on_a_group_wants_a_feature(void)
{
    VkMicromapCreateInfoEXT info = create_info(fake_buffer(&work.vulkan, 1024, 1), 1024);
    info.createFlags = VK_MICROMAP_CREATE_DEVICE_ADDRESS_CAPTURE_REPLAY_BIT_EXT;
    work.device->features.micromap_capture_replay = true;
    for (uint32_t size = 1; size <= 2; ++size)
        for (int enabled = 0; enabled < 2; ++enabled) {
            work.device->group_size = size;
            work.device->features.buffer_device_address_multi_device = enabled;
            create(&info, NULL);
            ASSERT(size == 1 || enabled ? work_silent()
                                        : work_heard(INFO("bufferDeviceAddressMultiDevice-11617")));
        }
    PASS();
}

TEST sparse_residency_is_not_for_micromaps(void)
{
    const VkBuffer buffer = fake_buffer(&work.vulkan, 1024, 1);
    const VkMicromapCreateInfoEXT info = create_info(buffer, 1024);
    lay_find_buffer(work.device, buffer)->flags = VK_BUFFER_CREATE_SPARSE_BINDING_BIT;
    ASSERT(create(&info, NULL));
    ASSERT(work_silent());
    lay_find_buffer(work.device, buffer)->flags |= VK_BUFFER_CREATE_SPARSE_RESIDENCY_BIT;
    ASSERT_FALSE(create(&info, NULL));
    ASSERT(work_heard(INFO("buffer-07436")));
    PASS();
}

// Nothing asks for more than 0 bytes.
TEST an_empty_micromap_fits_behind_the_last_byte(void)
{
    VkMicromapCreateInfoEXT info = create_info(fake_buffer(&work.vulkan, 1024, 1), 0);
    info.offset = 1024;
    ASSERT(create(&info, NULL));
    ASSERT(work_silent());
    info.size = 1;
    ASSERT_FALSE(create(&info, NULL));
    ASSERT(work_heard(INFO("offset-07437")));
    PASS();
}

TEST a_device_without_queues_has_no_micromaps(void)
{
    const VkMicromapCreateInfoEXT info = create_info(fake_buffer(&work.vulkan, 1024, 1), 1024);
    work.device->has_queues = false;
    ASSERT_FALSE(create(&info, NULL));
    ASSERT(work_heard(CREATE("device-queuecount")));
    PASS();
}

// No structure lies at an address this low.
TEST callbacks_are_somewhere(void)
{
    const VkAllocationCallbacks *nowhere = NULL, callbacks = {0};
    const uintptr_t low = 64;
    memcpy(&nowhere, &low, sizeof nowhere);
    const VkMicromapCreateInfoEXT info = create_info(fake_buffer(&work.vulkan, 1024, 1), 1024);
    ASSERT_FALSE(create(&info, nowhere));
    ASSERT(work_heard(CREATE("pAllocator-parameter")));
    const VkMicromapEXT micromap = create(&info, &callbacks);
    ASSERT(micromap);
    ASSERT(work_silent());
    VK(vkDestroyMicromapEXT)(work.vulkan.device, micromap, nowhere);
    ASSERT(work_heard("VUID-vkDestroyMicromapEXT-pAllocator-parameter"));
    ASSERT_EQ(0, fake_calls("vkDestroyMicromapEXT"));
    VK(vkDestroyMicromapEXT)(work.vulkan.device, micromap, &callbacks);
    ASSERT(work_silent());
    PASS();
}

TEST host_builds_of_another_type(void)
{
    VkMicromapCreateInfoEXT info = create_info(fake_buffer(&work.vulkan, 1024, 1), 1024);
    const VkMicromapEXT right = create(&info, NULL);
    info.type = (VkMicromapTypeEXT)1000397000; // displacement
    const VkMicromapEXT other = create(&info, NULL);
    work_silent();
    VkMicromapBuildInfoEXT build = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
        .mode = VK_BUILD_MICROMAP_MODE_BUILD_EXT,
        .dstMicromap = right,
    };
    VK(vkBuildMicromapsEXT)(work.vulkan.device, VK_NULL_HANDLE, 1, &build);
    ASSERT(work_silent());
    build.dstMicromap = other;
    ASSERT_EQ(VK_ERROR_VALIDATION_FAILED_EXT,
              VK(vkBuildMicromapsEXT)(work.vulkan.device, VK_NULL_HANDLE, 1, &build));
    ASSERT(work_heard("VUID-vkBuildMicromapsEXT-pInfos-07464"));
    PASS();
}

SUITE(creations)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(replay_on_a_group_wants_a_feature);
    RUN_TEST(sparse_residency_is_not_for_micromaps);
    RUN_TEST(an_empty_micromap_fits_behind_the_last_byte);
    RUN_TEST(a_device_without_queues_has_no_micromaps);
    RUN_TEST(callbacks_are_somewhere);
    RUN_TEST(host_builds_of_another_type);
}
