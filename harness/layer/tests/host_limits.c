// SPDX-License-Identifier: Apache-2.0
// The last byte of a pointer's memory, results that are aligned by half, handles when records are missing, and what
// creation asks of buffers and devices.
#include "check.h"
#include "work.h"

#include <greatest.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

static void compare(const uint8_t *data)
{
    const VkMicromapVersionInfoEXT info = {.sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
                                           .pVersionData = data};
    VkAccelerationStructureCompatibilityKHR answer;
    VK(vkGetDeviceMicromapCompatibilityEXT)(work.vulkan.device, &info, &answer);
}

TEST one_byte_too_few(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *pages =
        mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT(pages != MAP_FAILED && !mprotect(pages + page, page, PROT_NONE));
    const uint8_t *end = pages + page;
    compare(end - 32);
    ASSERT(work_silent());
    compare(end - 31);
    ASSERT(work_heard("VUID-VkMicromapVersionInfoEXT-pVersionData-parameter"));
    ASSERT_EQ(1, fake_calls("vkGetDeviceMicromapCompatibilityEXT"));
    munmap(pages, 2 * page);
    PASS();
}

static VkResult query(VkMicromapEXT micromap, void *data)
{
    return VK(vkWriteMicromapsPropertiesEXT)(work.vulkan.device, 1, &micromap,
                                             VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 8, data,
                                             8);
}

static VkResult build(VkMicromapEXT micromap)
{
    const VkMicromapBuildInfoEXT info = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
                                         .dstMicromap = micromap};
    return VK(vkBuildMicromapsEXT)(work.vulkan.device, VK_NULL_HANDLE, 1, &info);
}

TEST half_the_alignment(void)
{
    const VkMicromapEXT micromap = fake_micromap(&work.vulkan, 1024, 1);
    ASSERT_EQ(VK_SUCCESS, build(micromap));
    VkDeviceSize data[2];
    const int half = _Alignof(VkDeviceSize) / 2;
    ASSERT_EQ(LAY_VALIDATION_FAILED, query(micromap, (char *)data + half));
    ASSERT(work_heard("VUID-vkWriteMicromapsPropertiesEXT-queryType-10072"));
    ASSERT_EQ(VK_SUCCESS, query(micromap, data + 1));
    PASS();
}

// A handle may be one whose record found no memory, but never VK_NULL_HANDLE.
TEST records_may_be_missing(void)
{
    const VkMicromapEXT gone = fake_micromap(&work.vulkan, 1024, 1);
    VK(vkDestroyMicromapEXT)(work.vulkan.device, gone, NULL);
    VkDeviceSize data;
    ASSERT_EQ(LAY_VALIDATION_FAILED, query(gone, &data));
    ASSERT(work_heard("VUID-vkWriteMicromapsPropertiesEXT-pMicromaps-parameter"));
    work.device->incomplete[LAY_MICROMAP] = true;
    ASSERT_EQ(VK_SUCCESS, query(gone, &data));
    ASSERT(work_silent());
    ASSERT_EQ(LAY_VALIDATION_FAILED, query(VK_NULL_HANDLE, &data));
    ASSERT(work_heard("VUID-vkWriteMicromapsPropertiesEXT-pMicromaps-parameter"));
    PASS();
}

static VkBuffer create_buffer(VkBufferCreateFlags flags)
{
    const VkBufferCreateInfo info = {.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
                                     .flags = flags,
                                     .size = 4096,
                                     .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT};
    VkBuffer buffer = VK_NULL_HANDLE;
    VK(vkCreateBuffer)(work.vulkan.device, &info, NULL, &buffer);
    return buffer;
}

static VkMicromapCreateInfoEXT create_info(VkBufferCreateFlags flags)
{
    return (VkMicromapCreateInfoEXT){.sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
                                     .buffer = create_buffer(flags),
                                     .size = 1024};
}

static VkResult create(const VkMicromapCreateInfoEXT *info, const VkAllocationCallbacks *allocator)
{
    VkMicromapEXT micromap;
    return VK(vkCreateMicromapEXT)(work.vulkan.device, info, allocator, &micromap);
}

#define INFO(id) "VUID-VkMicromapCreateInfoEXT-" id

TEST behind_the_buffer(void)
{
    VkMicromapCreateInfoEXT info = create_info(0);
    info.offset = 4096;
    info.size = 0;
    ASSERT_EQ(VK_SUCCESS, create(&info, NULL));
    info.offset = 4096 + 256;
    ASSERT_EQ(LAY_VALIDATION_FAILED, create(&info, NULL));
    ASSERT(work_heard(INFO("offset-07437")));
    info.offset = 256;
    info.size = (VkDeviceSize)-256;
    ASSERT_EQ(LAY_VALIDATION_FAILED, create(&info, NULL));
    ASSERT(work_heard(INFO("offset-07437")));
    PASS();
}

TEST sparse_buffers(void)
{
    VkMicromapCreateInfoEXT info = create_info(VK_BUFFER_CREATE_SPARSE_BINDING_BIT);
    ASSERT_EQ(VK_SUCCESS, create(&info, NULL));
    info = create_info(VK_BUFFER_CREATE_SPARSE_BINDING_BIT | VK_BUFFER_CREATE_SPARSE_RESIDENCY_BIT);
    ASSERT_EQ(LAY_VALIDATION_FAILED, create(&info, NULL));
    ASSERT(work_heard(INFO("buffer-07436")));
    PASS();
}

TEST addresses_of_several_devices(void)
{
    VkMicromapCreateInfoEXT info = create_info(0);
    info.createFlags = VK_MICROMAP_CREATE_DEVICE_ADDRESS_CAPTURE_REPLAY_BIT_EXT;
    work.device->features.micromap_capture_replay = true;
    ASSERT_EQ(VK_SUCCESS, create(&info, NULL));
    work.device->group_size = 2;
    ASSERT_EQ(LAY_VALIDATION_FAILED, create(&info, NULL));
    ASSERT(work_heard(INFO("bufferDeviceAddressMultiDevice-11617")));
    work.device->features.buffer_device_address_multi_device = true;
    ASSERT_EQ(VK_SUCCESS, create(&info, NULL));
    ASSERT(work_silent());
    PASS();
}

TEST devices_without_queues(void)
{
    const VkMicromapCreateInfoEXT info = create_info(0);
    work.device->has_queues = false;
    ASSERT_EQ(LAY_VALIDATION_FAILED, create(&info, NULL));
    ASSERT(work_heard("VUID-vkCreateMicromapEXT-device-queuecount"));
    PASS();
}

TEST allocators(void)
{
    const VkMicromapCreateInfoEXT info = create_info(0);
    VkMicromapEXT plain = VK_NULL_HANDLE;
    const VkAllocationCallbacks *wild = (const void *)(uintptr_t)0x100;
    ASSERT_EQ(LAY_VALIDATION_FAILED, create(&info, wild));
    ASSERT(work_heard("VUID-vkCreateMicromapEXT-pAllocator-parameter"));
    ASSERT_EQ(VK_SUCCESS, VK(vkCreateMicromapEXT)(work.vulkan.device, &info, NULL, &plain));
    VK(vkDestroyMicromapEXT)(work.vulkan.device, VK_NULL_HANDLE, wild);
    ASSERT(work_heard("VUID-vkDestroyMicromapEXT-pAllocator-parameter"));
    const VkAllocationCallbacks some = {0};
    VK(vkDestroyMicromapEXT)(work.vulkan.device, plain, &some);
    ASSERT(work_heard("VUID-vkDestroyMicromapEXT-micromap-07443"));
    VK(vkDestroyMicromapEXT)(work.vulkan.device, plain, NULL);
    ASSERT(work_silent());
    PASS();
}

// Three triangles of one microtriangle each, unless a test says otherwise.
struct input {
    VkMicromapTriangleEXT triangles[3];
    uint8_t *data;
};

static VkResult build_from(const struct input *input, VkMicromapTypeEXT type)
{
    const VkMicromapUsageEXT usage = {.count = 3, .format = VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT};
    const VkMicromapBuildInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
        .type = type,
        .dstMicromap = fake_micromap(&work.vulkan, 1024, 1),
        .usageCountsCount = 1,
        .pUsageCounts = &usage,
        .data.hostAddress = input->data,
        .triangleArray.hostAddress = input->triangles,
        .triangleArrayStride = sizeof *input->triangles,
    };
    return VK(vkBuildMicromapsEXT)(work.vulkan.device, VK_NULL_HANDLE, 1, &info);
}

TEST data_of_triangles(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *all = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT(all != MAP_FAILED);
    // Always the same bits in the numbers of the pages.
    uint8_t *pages = (uintptr_t)all & page ? all + page : all;
    ASSERT(!mprotect(pages + 2 * page, page, PROT_NONE));
    struct input input = {.triangles = {{0, 0, VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT},
                                        {0, 0, VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT},
                                        {0, 0, VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT}},
                          .data = pages + 2 * page - 16};
    input.triangles[1].dataOffset = 15;
    ASSERT_EQ(VK_SUCCESS, build_from(&input, VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT));
    ASSERT(work_silent());
    input.triangles[1].dataOffset = 16;
    ASSERT_EQ(LAY_VALIDATION_FAILED, build_from(&input, VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT));
    ASSERT(work_heard("VUID-vkBuildMicromapsEXT-pInfos-07553"));
    // One bit more than a byte, from the last byte on.
    input.triangles[1] = (VkMicromapTriangleEXT){15, 2, VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT};
    ASSERT_EQ(LAY_VALIDATION_FAILED, build_from(&input, VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT));
    ASSERT(work_heard("VUID-vkBuildMicromapsEXT-pInfos-07553"));
    // As many bits for each microtriangle as four states take.
    input.triangles[1] = (VkMicromapTriangleEXT){8, 3, VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT};
    ASSERT_EQ(LAY_VALIDATION_FAILED, build_from(&input, VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT));
    ASSERT(work_heard("VUID-vkBuildMicromapsEXT-pInfos-07553"));
    // The byte behind the last one of a page that was found readable, and the one before the first.
    input.triangles[0].dataOffset = 15;
    input.triangles[1] = (VkMicromapTriangleEXT){16, 0, VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT};
    ASSERT_EQ(LAY_VALIDATION_FAILED, build_from(&input, VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT));
    ASSERT(work_heard("VUID-vkBuildMicromapsEXT-pInfos-07553"));
    ASSERT(!mprotect(pages, page, PROT_NONE));
    input.data = pages + page - 1;
    input.triangles[0].dataOffset = 1 + (uint32_t)page / 2;
    input.triangles[1].dataOffset = 0;
    ASSERT_EQ(LAY_VALIDATION_FAILED, build_from(&input, VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT));
    ASSERT(work_heard("VUID-vkBuildMicromapsEXT-pInfos-07553"));
    ASSERT(!mprotect(pages, page, PROT_READ | PROT_WRITE));
    input.triangles[0].dataOffset = 0;
    // A page, the one behind it, and the one behind that.
    input.data = pages;
    input.triangles[1] = (VkMicromapTriangleEXT){(uint32_t)page, 0, 1};
    input.triangles[2] = (VkMicromapTriangleEXT){(uint32_t)page * 2 - 1, 0, 1};
    ASSERT_EQ(VK_SUCCESS, build_from(&input, VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT));
    input.triangles[2] = (VkMicromapTriangleEXT){(uint32_t)page * 2, 0, 1};
    ASSERT_EQ(LAY_VALIDATION_FAILED, build_from(&input, VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT));
    ASSERT(work_heard("VUID-vkBuildMicromapsEXT-pInfos-07553"));
    munmap(all, 4 * page);
    PASS();
}

TEST types_of_destinations(void)
{
    const VkMicromapTypeEXT displacement = (VkMicromapTypeEXT)1000397000;
    const struct input nothing = {.data = NULL};
    ASSERT_EQ(LAY_VALIDATION_FAILED, build_from(&nothing, displacement));
    ASSERT(work_heard("VUID-vkBuildMicromapsEXT-pInfos-07464"));
    PASS();
}

static VkSemaphore create_timeline(void)
{
    const VkSemaphoreTypeCreateInfo type = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
                                            .semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE};
    const VkSemaphoreCreateInfo info = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
                                        .pNext = &type};
    VkSemaphore semaphore = VK_NULL_HANDLE;
    VK(vkCreateSemaphore)(work.vulkan.device, &info, NULL, &semaphore);
    return semaphore;
}

// A build that waits for the value 2, or for nothing.
static void submit(VkCommandBuffer commands, VkSemaphore semaphore)
{
    const VkSemaphoreSubmitInfo wait = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO,
                                        .semaphore = semaphore,
                                        .value = 2,
                                        .stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT};
    const VkCommandBufferSubmitInfo buffer = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO,
                                              .commandBuffer = commands};
    const VkSubmitInfo2 info = {.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2,
                                .waitSemaphoreInfoCount = semaphore ? 1 : 0,
                                .pWaitSemaphoreInfos = &wait,
                                .commandBufferInfoCount = commands ? 1 : 0,
                                .pCommandBufferInfos = &buffer};
    VK(vkQueueSubmit2)(work.queue, 1, &info, VK_NULL_HANDLE);
}

static VkMicromapEXT record_build(VkCommandBuffer *commands)
{
    const VkMicromapEXT micromap = work_micromap();
    *commands = work_begin();
    work_build(*commands, micromap, 0);
    work_end(*commands);
    return micromap;
}

static bool destroyed(VkMicromapEXT micromap)
{
    const unsigned before = fake_calls("vkDestroyMicromapEXT");
    VK(vkDestroyMicromapEXT)(work.vulkan.device, micromap, NULL);
    return fake_calls("vkDestroyMicromapEXT") == before + 1 && work_silent();
}

static bool kept(VkMicromapEXT micromap)
{
    const unsigned before = fake_calls("vkDestroyMicromapEXT");
    VK(vkDestroyMicromapEXT)(work.vulkan.device, micromap, NULL);
    return fake_calls("vkDestroyMicromapEXT") == before &&
           work_heard("VUID-vkDestroyMicromapEXT-micromap-07441");
}

TEST micromaps_in_use(void)
{
    VkCommandBuffer commands[4];
    VkMicromapEXT micromaps[4];
    for (int i = 0; i < 4; ++i)
        micromaps[i] = record_build(&commands[i]);
    const VkSemaphore semaphore = create_timeline();
    submit(commands[0], VK_NULL_HANDLE);
    submit(commands[1], semaphore);
    submit(commands[2], VK_NULL_HANDLE);
    fake.semaphore_value = 1;
    ASSERT(destroyed(micromaps[0])); // nobody knows whether that has completed
    ASSERT(kept(micromaps[1]));
    ASSERT(kept(micromaps[2])); // it can't begin before the one in front of it
    ASSERT(destroyed(micromaps[3]));
    fake.semaphore_value = 2;
    ASSERT(destroyed(micromaps[1]));
    fake.semaphore_value = 0;
    VK(vkDeviceWaitIdle)(work.vulkan.device);
    ASSERT(destroyed(micromaps[2]));
    // Of a binary semaphore nobody can ask.
    const VkSemaphoreCreateInfo info = {.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
    VkSemaphore binary = VK_NULL_HANDLE;
    VK(vkCreateSemaphore)(work.vulkan.device, &info, NULL, &binary);
    const VkMicromapEXT micromap = record_build(&commands[0]);
    submit(commands[0], binary);
    ASSERT(destroyed(micromap));
    PASS();
}

TEST submissions_that_fail_use_nothing(void)
{
    VkCommandBuffer commands;
    const VkMicromapEXT micromap = record_build(&commands);
    fake.submit_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    submit(commands, create_timeline());
    fake.submit_result = VK_SUCCESS;
    ASSERT(destroyed(micromap));
    PASS();
}

SUITE(host_limits)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(one_byte_too_few);
    RUN_TEST(half_the_alignment);
    RUN_TEST(records_may_be_missing);
    RUN_TEST(behind_the_buffer);
    RUN_TEST(sparse_buffers);
    RUN_TEST(addresses_of_several_devices);
    RUN_TEST(devices_without_queues);
    RUN_TEST(allocators);
    RUN_TEST(data_of_triangles);
    RUN_TEST(types_of_destinations);
    RUN_TEST(micromaps_in_use);
    RUN_TEST(submissions_that_fail_use_nothing);
}
