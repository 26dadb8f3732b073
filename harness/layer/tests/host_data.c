// SPDX-License-Identifier: Apache-2.0
// Serialized data that is too short, not there yet, or of another driver; and sizes that the next layer doesn't tell.
#include "origins.h"
#include "work.h"

#include <greatest.h>
#include <stdalign.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MEMBER(id) "VUID-VkCopyMemoryToMicromapInfoEXT-" id

enum { HEADER = 2 * VK_UUID_SIZE };

static alignas(16) unsigned char memory[4096];

static void open_each(void *unused)
{
    (void)unused;
    work_open(NULL);
    work.ear.stop = true;
    for (size_t i = 0; i < sizeof memory; ++i)
        memory[i] = (unsigned char)(i * 7);
}

static void close_each(void *unused)
{
    (void)unused;
    work_close();
    lay_origins_forget();
}

static VkMicromapEXT create(VkDeviceSize size)
{
    return fake_micromap(&work.vulkan, size, 1);
}

// Of the flags 0, so that nobody can have compacted it.
static VkMicromapEXT build(void)
{
    const VkMicromapEXT micromap = create(1024);
    const VkMicromapBuildInfoEXT info = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
                                         .dstMicromap = micromap};
    VK(vkBuildMicromapsEXT)(work.vulkan.device, VK_NULL_HANDLE, 1, &info);
    return micromap;
}

static VkDeferredOperationKHR create_operation(void)
{
    VkDeferredOperationKHR operation = VK_NULL_HANDLE;
    VK(vkCreateDeferredOperationKHR)(work.vulkan.device, NULL, &operation);
    return operation;
}

// Nothing follows it in memory that can be read, nor written.
static unsigned char *end_of_memory(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    static unsigned char *pages;
    if (!pages) {
        pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages == MAP_FAILED || mprotect(pages + page, page, PROT_NONE))
            return NULL;
    }
    return pages + page;
}

TEST a_header_must_be_there(void)
{
    unsigned char *end = end_of_memory();
    ASSERT(end);
    work_host_deserialize(end - HEADER, create(1024));
    ASSERT(work_silent());
    work_host_deserialize(end - HEADER / 2, create(1024));
    ASSERT(work_heard("VUID-vkCopyMemoryToMicromapEXT-pInfo-07563"));
    PASS();
}

// And so it is with what is written. Where nobody knows the size, a header is the least.
TEST room_for_a_header_must_be_there(void)
{
    unsigned char *end = end_of_memory();
    ASSERT(end);
    const VkMicromapEXT built = build();
    fake.query_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    work_host_serialize(built, end - HEADER, VK_NULL_HANDLE);
    ASSERT(work_silent());
    work_host_serialize(built, end - HEADER / 2, VK_NULL_HANDLE);
    ASSERT(work_heard("VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541"));
    PASS();
}

// What is wrong with data is told once: where it isn't there, nobody asks what it is.
TEST data_is_not_judged_before_it_is_there(void)
{
    const VkDeferredOperationKHR operation = create_operation();
    fake.compatibility = VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR;
    const VkMicromapEXT built = build();
    fake.defers = true;
    fake.operation_result = VK_NOT_READY;
    work_host_serialize(built, memory, operation);
    work_host_deserialize(memory, create(1024));
    ASSERT(work_heard(MEMBER("src-07547")));
    ASSERT_EQ(0, fake_calls("vkGetDeviceMicromapCompatibilityEXT"));
    PASS();
}

// Two of them, the second beyond the first, and one whose size nobody told.
TEST data_is_awaited_where_it_will_be(void)
{
    const VkMicromapEXT built = build(), other = create(1024);
    const VkDeferredOperationKHR first = create_operation(), second = create_operation();
    fake.defers = true;
    fake.operation_result = VK_NOT_READY;
    work_host_serialize(built, memory + 1024, first);
    fake.query_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    work_host_serialize(build(), memory + 3072, second);
    work_host_deserialize(memory + 1024 - HEADER, other);
    work_host_deserialize(memory + 2048, other);
    ASSERT(work_silent());
    work_host_deserialize(memory + 1024 - HEADER / 2, other);
    ASSERT(work_heard(MEMBER("src-07547")));
    work_host_deserialize(memory + 3072, other);
    ASSERT(work_heard(MEMBER("src-07547")));
    fake.operation_result = VK_SUCCESS;
    VK(vkDeferredOperationJoinKHR)(work.vulkan.device, first);
    fake.operation_result = VK_NOT_READY;
    work_host_deserialize(memory + 1024, other);
    ASSERT(work_silent());
    work_host_deserialize(memory + 3072, other); // is still awaited when the device is destroyed
    ASSERT(work_heard(MEMBER("src-07547")));
    PASS();
}

// When it comes is not known of an operation without a record, so what it is may be anything.
TEST data_of_unknown_operations_may_be_any(void)
{
    const VkMicromapEXT small = create(256);
    const VkDeferredOperationKHR operation = create_operation();
    work_host_serialize(build(), memory, VK_NULL_HANDLE);
    work_host_deserialize(memory + 16, small);
    lay_lock(work.device);
    lay_untrack(work.device, LAY_DEFERRED_OPERATION, LAY_KEY(operation));
    work.device->incomplete[LAY_DEFERRED_OPERATION] = true;
    lay_unlock(work.device);
    fake.defers = true;
    work_host_serialize(small, memory + 2048, operation);
    work_host_deserialize(memory, small);
    ASSERT(work_silent());
    PASS();
}

TEST data_that_failed_to_come_is_not_known(void)
{
    const VkMicromapEXT built = build();
    fake.host_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    work_host_serialize(built, memory, VK_NULL_HANDLE);
    fake.host_result = VK_SUCCESS;
    work_host_deserialize(memory, create(256));
    ASSERT(work_silent());
    PASS();
}

TEST data_of_other_drivers_has_no_origin(void)
{
    work_host_serialize(build(), memory, VK_NULL_HANDLE);
    work_host_deserialize(memory, create(1023));
    ASSERT(work_heard(MEMBER("dst-07550")));
    fake.compatibility = VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR;
    work_host_deserialize(memory, create(1023));
    ASSERT(work_heard(MEMBER("src-07549")));
    PASS();
}

// Any bytes may be those that a micromap of 256 bytes was serialized to without being looked at.
TEST data_that_was_not_looked_at_may_be_any(void)
{
    const VkMicromapEXT small = create(256);
    work_host_serialize(build(), memory, VK_NULL_HANDLE);
    work_host_deserialize(memory, small);
    ASSERT(work_heard(MEMBER("dst-07550")));
    work_host_deserialize(memory + 16,
                          small); // data from elsewhere, so that there is something in it
    work.device->instance->settings.hash_contents = false;
    work_host_serialize(small, memory + 2048, VK_NULL_HANDLE);
    work.device->instance->settings.hash_contents = true;
    work_host_deserialize(memory, small);
    ASSERT(work_silent());
    work_host_deserialize(memory, create(255));
    ASSERT(work_heard(MEMBER("dst-07550")));
    PASS();
}

// Either setting is reason enough to ask for a size.
TEST data_is_known_without_probes(void)
{
    work.device->instance->settings.probe_pointers = false;
    work_host_serialize(build(), memory, VK_NULL_HANDLE);
    work_host_deserialize(memory, create(1023));
    ASSERT(work_heard(MEMBER("dst-07550")));
    PASS();
}

// One value in all bytes of a header is no header.
TEST fillers_are_no_headers(void)
{
    fake.compatibility = VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR;
    const VkMicromapEXT micromap = create(1024);
    for (int filler = 0; filler < 256; filler += 51) {
        memset(memory, filler, HEADER);
        work_host_deserialize(memory, micromap);
        ASSERT(work_heard(MEMBER("src-07547")));
        for (int i = 0; i < HEADER; ++i) {
            memory[i] ^= 1;
            work_host_deserialize(memory, micromap);
            ASSERT(work_heard(MEMBER("src-07549")));
            memory[i] ^= 1;
        }
    }
    PASS();
}

TEST members_of_other_structures_are_not_looked_at(void)
{
    const VkCopyMemoryToMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .mode = VK_COPY_MICROMAP_MODE_CLONE_EXT,
    };
    VK(vkCopyMemoryToMicromapEXT)(work.vulkan.device, VK_NULL_HANDLE, &info);
    ASSERT(work_heard(MEMBER("sType-sType")));
    PASS();
}

SUITE(host_data)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(a_header_must_be_there);
    RUN_TEST(room_for_a_header_must_be_there);
    RUN_TEST(data_is_not_judged_before_it_is_there);
    RUN_TEST(data_is_awaited_where_it_will_be);
    RUN_TEST(data_of_unknown_operations_may_be_any);
    RUN_TEST(data_that_failed_to_come_is_not_known);
    RUN_TEST(data_of_other_drivers_has_no_origin);
    RUN_TEST(data_that_was_not_looked_at_may_be_any);
    RUN_TEST(data_is_known_without_probes);
    RUN_TEST(fillers_are_no_headers);
    RUN_TEST(members_of_other_structures_are_not_looked_at);
}
