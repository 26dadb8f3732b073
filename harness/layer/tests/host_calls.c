// SPDX-License-Identifier: Apache-2.0
// Host commands where no driver here leads: device groups, mapped memory that ends, deferred serialization, and what the
// settings turn off. The messenger answers VK_TRUE, so a command with a finding must not reach the next layer.
#include "blobs.h"
#include "work.h"

#include <greatest.h>
#include <stdalign.h>
#include <string.h>

static VkMicromapEXT built;
static VkDeferredOperationKHR operation;
static alignas(16) unsigned char memory[4096];

static VkResult build(VkMicromapEXT micromap, VkDeferredOperationKHR deferred)
{
    const VkMicromapBuildInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
        .flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT,
        .dstMicromap = micromap,
    };
    return VK(vkBuildMicromapsEXT)(work.vulkan.device, deferred, 1, &info);
}

static VkResult copy(VkMicromapEXT src, VkMicromapEXT dst)
{
    const VkCopyMicromapInfoEXT info = {.sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
                                        .src = src,
                                        .dst = dst,
                                        .mode = VK_COPY_MICROMAP_MODE_COMPACT_EXT};
    return VK(vkCopyMicromapEXT)(work.vulkan.device, VK_NULL_HANDLE, &info);
}

static VkResult query(VkMicromapEXT micromap)
{
    VkDeviceSize size;
    return VK(vkWriteMicromapsPropertiesEXT)(work.vulkan.device, 1, &micromap,
                                             VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT, sizeof size,
                                             &size, sizeof size);
}

// What tests begin with on a device that has just been opened.
static void prepare(void)
{
    work.ear.stop = true;
    built = fake_micromap(&work.vulkan, 1024, 1);
    build(built, VK_NULL_HANDLE);
    VK(vkCreateDeferredOperationKHR)(work.vulkan.device, NULL, &operation);
    for (size_t i = 0; i < sizeof memory; ++i)
        memory[i] = (unsigned char)(i * 5);
}

static void open_each(void *unused)
{
    (void)unused;
    work_open(NULL);
    prepare();
}

static void close_each(void *unused)
{
    (void)unused;
    work_close();
    lay_origins_forget();
}

// A build into it, or a copy to or from it, with everything else in order.
enum use { BUILD, CLONE_FROM, CLONE_TO, SERIALIZE, DESERIALIZE, QUERY };

static VkResult use(enum use use, VkMicromapEXT micromap)
{
    switch (use) {
    case BUILD:
        return build(micromap, VK_NULL_HANDLE);
    case CLONE_FROM:
        return copy(micromap, built);
    case CLONE_TO:
        return copy(built, micromap);
    case SERIALIZE:
        return work_host_serialize(micromap, memory, VK_NULL_HANDLE);
    case DESERIALIZE:
        return work_host_deserialize(memory, micromap);
    case QUERY:
        return query(micromap);
    }
    return VK_ERROR_UNKNOWN;
}

static const struct rule {
    enum use use;
    const char *command, *visible, *single;
} rules[] = {
    {BUILD, "vkBuildMicromapsEXT", "VUID-vkBuildMicromapsEXT-pInfos-07552",
     "VUID-vkBuildMicromapsEXT-pInfos-07557"},
    {CLONE_FROM, "vkCopyMicromapEXT", "VUID-vkCopyMicromapEXT-buffer-07558",
     "VUID-vkCopyMicromapEXT-buffer-07561"},
    {CLONE_TO, "vkCopyMicromapEXT", "VUID-vkCopyMicromapEXT-buffer-07559",
     "VUID-vkCopyMicromapEXT-buffer-07562"},
    {SERIALIZE, "vkCopyMicromapToMemoryEXT", "VUID-vkCopyMicromapToMemoryEXT-buffer-07568",
     "VUID-vkCopyMicromapToMemoryEXT-buffer-07572"},
    {DESERIALIZE, "vkCopyMemoryToMicromapEXT", "VUID-vkCopyMemoryToMicromapEXT-buffer-07565",
     "VUID-vkCopyMemoryToMicromapEXT-buffer-07567"},
    {QUERY, "vkWriteMicromapsPropertiesEXT", "VUID-vkWriteMicromapsPropertiesEXT-buffer-07577",
     "VUID-vkWriteMicromapsPropertiesEXT-buffer-07579"},
};
enum { RULES = sizeof rules / sizeof *rules };

// Whether the command was stopped with this finding alone.
static bool stopped(const struct rule *rule, const char *vuid, VkMicromapEXT micromap)
{
    const unsigned before = fake_calls(rule->command);
    work.ear.heard = 0;
    const VkResult result = use(rule->use, micromap);
    return work_heard(vuid) && result == LAY_VALIDATION_FAILED &&
           fake_calls(rule->command) == before;
}

TEST wants_memory_that_the_host_sees(void)
{
    const VkMicromapEXT far = fake_micromap(&work.vulkan, 1024, 0);
    for (int i = 0; i < RULES; ++i)
        ASSERT(stopped(&rules[i], rules[i].visible, far));
    PASS();
}

static VkMicromapEXT create_in(VkBuffer buffer)
{
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT, .buffer = buffer, .size = 1024};
    VkMicromapEXT micromap = VK_NULL_HANDLE;
    VK(vkCreateMicromapEXT)(work.vulkan.device, &info, NULL, &micromap);
    return micromap;
}

TEST wants_memory_that_lives(void)
{
    const VkBuffer buffer = fake_buffer(&work.vulkan, 1024, 1);
    const VkMicromapEXT micromap = create_in(buffer);
    ASSERT_EQ(VK_SUCCESS, build(micromap, VK_NULL_HANDLE));
    lay_lock(work.device);
    const VkDeviceMemory under = lay_find_buffer(work.device, buffer)->memory;
    lay_unlock(work.device);
    VK(vkFreeMemory)(work.vulkan.device, under, NULL);
    for (int i = 0; i < RULES; ++i)
        ASSERT(stopped(&rules[i], rules[i].visible, micromap));
    const VkBuffer other = fake_buffer(&work.vulkan, 1024, 1);
    const VkMicromapEXT second = create_in(other);
    ASSERT_EQ(VK_SUCCESS, build(second, VK_NULL_HANDLE));
    VK(vkDestroyBuffer)(work.vulkan.device, other, NULL);
    for (int i = 0; i < RULES; ++i)
        ASSERT(stopped(&rules[i], rules[i].visible, second));
    PASS();
}

TEST wants_memory_at_all(void)
{
    const VkBufferCreateInfo info = {.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
                                     .size = 1024,
                                     .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT};
    VkBuffer buffer = VK_NULL_HANDLE;
    VK(vkCreateBuffer)(work.vulkan.device, &info, NULL, &buffer);
    const VkMicromapEXT micromap = create_in(buffer);
    for (int i = 0; i < RULES; ++i)
        ASSERT(stopped(&rules[i], rules[i].visible, micromap));
    PASS();
}

// What is bound to sparse buffers is decided on queues, which nobody follows here.
TEST is_silent_about_sparse_buffers(void)
{
    const VkBufferCreateInfo info = {.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
                                     .flags = VK_BUFFER_CREATE_SPARSE_BINDING_BIT,
                                     .size = 1024,
                                     .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT};
    VkBuffer buffer = VK_NULL_HANDLE;
    VK(vkCreateBuffer)(work.vulkan.device, &info, NULL, &buffer);
    const VkMicromapEXT micromap = create_in(buffer);
    for (int i = 0; i < RULES; ++i)
        ASSERT_EQ(VK_SUCCESS, use(rules[i].use, micromap));
    ASSERT(work_silent());
    PASS();
}

static void open_group(void)
{
    static const VkPhysicalDevice nobody[2];
    static const VkDeviceGroupDeviceCreateInfo group = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_GROUP_DEVICE_CREATE_INFO,
        .physicalDeviceCount = 2,
        .pPhysicalDevices = nobody,
    };
    fake.multi_instance = true;
    VK(vkDestroyDevice)(work.vulkan.device, NULL);
    fake_open_device(&work.vulkan, &group);
    work.device = lay_device_of(work.vulkan.device);
    prepare();
}

// A micromap in memory of the heap with an instance per device, of which the mask chooses.
static VkMicromapEXT create_with_mask(uint32_t mask)
{
    const VkBufferCreateInfo info = {.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
                                     .size = 1024,
                                     .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT};
    const VkMemoryAllocateFlagsInfo flags = {.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
                                             .flags = VK_MEMORY_ALLOCATE_DEVICE_MASK_BIT,
                                             .deviceMask = mask};
    const VkMemoryAllocateInfo allocation = {.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
                                             .pNext = mask ? &flags : NULL,
                                             .allocationSize = 1024,
                                             .memoryTypeIndex = 2};
    VkBuffer buffer = VK_NULL_HANDLE;
    VkDeviceMemory under = VK_NULL_HANDLE;
    VK(vkCreateBuffer)(work.vulkan.device, &info, NULL, &buffer);
    VK(vkAllocateMemory)(work.vulkan.device, &allocation, NULL, &under);
    VK(vkBindBufferMemory)(work.vulkan.device, buffer, under, 0);
    return create_in(buffer);
}

TEST wants_memory_with_one_instance(void)
{
    open_group();
    const VkMicromapEXT all = create_with_mask(0);
    const VkMicromapEXT both = create_with_mask(3);
    const VkMicromapEXT one = create_with_mask(2);
    for (int i = 0; i < RULES; ++i) {
        ASSERT(stopped(&rules[i], rules[i].single, all));
        ASSERT(stopped(&rules[i], rules[i].single, both));
    }
    for (int i = 0; i < RULES; ++i)
        ASSERT_EQ(VK_SUCCESS, use(rules[i].use, one));
    ASSERT(work_silent());
    PASS();
}

// Type 1 lies in the heap that all devices share.
TEST takes_shared_heaps_of_a_group(void)
{
    open_group();
    for (int i = 0; i < RULES; ++i)
        ASSERT_EQ(VK_SUCCESS, use(rules[i].use, built));
    ASSERT(work_silent());
    PASS();
}

#define SHORT   "VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541"
#define AWAITED "VUID-VkCopyMemoryToMicromapInfoEXT-src-07547"
#define SMALL   "VUID-VkCopyMemoryToMicromapInfoEXT-dst-07550"

static void *map(VkDeviceSize offset, VkDeviceSize size)
{
    const VkMemoryAllocateInfo allocation = {.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
                                             .allocationSize = 4096,
                                             .memoryTypeIndex = 1};
    VkDeviceMemory under = VK_NULL_HANDLE;
    VK(vkAllocateMemory)(work.vulkan.device, &allocation, NULL, &under);
    fake.mapped = memory;
    void *bytes = NULL;
    VK(vkMapMemory)(work.vulkan.device, under, offset, size, 0, &bytes);
    return bytes;
}

TEST sees_where_a_mapping_ends(void)
{
    fake.property = 1024;
    unsigned char *bytes = map(256, 1040);
    ASSERT_EQ(VK_SUCCESS, work_host_serialize(built, bytes + 16, VK_NULL_HANDLE));
    ASSERT(work_silent());
    ASSERT_EQ(LAY_VALIDATION_FAILED, work_host_serialize(built, bytes + 32, VK_NULL_HANDLE));
    ASSERT(work_heard(SHORT));
    bytes = map(4096 - 1024, VK_WHOLE_SIZE);
    ASSERT_EQ(VK_SUCCESS, work_host_serialize(built, bytes, VK_NULL_HANDLE));
    PASS();
}

// The device may report less than the host, and so much is enough.
TEST is_silent_when_the_device_was_asked(void)
{
    fake.property = 1024;
    unsigned char *bytes = map(0, 1000);
    ASSERT_EQ(LAY_VALIDATION_FAILED, work_host_serialize(built, bytes, VK_NULL_HANDLE));
    ASSERT(work_heard(SHORT));
    const VkQueryPool pool = work_query_pool(VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 1, 0);
    VK(vkResetQueryPool)(work.vulkan.device, pool, 0, 1);
    const VkCommandBuffer commands = work_begin();
    work_query(commands, built, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, pool, 0);
    ASSERT_EQ(VK_SUCCESS, work_run(commands));
    ASSERT_EQ(VK_SUCCESS, work_host_serialize(built, bytes, VK_NULL_HANDLE));
    ASSERT(work_silent());
    ASSERT_EQ(LAY_VALIDATION_FAILED, work_host_serialize(built, bytes + 976, VK_NULL_HANDLE));
    ASSERT(work_heard(SHORT));
    PASS();
}

static const char *deserialize_refused(VkMicromapEXT dst, const char *vuid)
{
    if (work_host_deserialize(memory, dst) != LAY_VALIDATION_FAILED)
        return "not stopped";
    return work_heard(vuid) ? NULL : "something else was said";
}

static VkMicromapEXT build_plain(void)
{
    const VkMicromapEXT plain = fake_micromap(&work.vulkan, 1024, 1);
    const VkMicromapBuildInfoEXT info = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
                                         .dstMicromap = plain};
    VK(vkBuildMicromapsEXT)(work.vulkan.device, VK_NULL_HANDLE, 1, &info);
    return plain;
}

// The destination's bytes count from the moment on when somebody can know that they are there.
TEST waits_for_deferred_serialization(void)
{
    const VkMicromapEXT plain = build_plain();
    const VkMicromapEXT large = fake_micromap(&work.vulkan, 2048, 1);
    const VkMicromapEXT small = fake_micromap(&work.vulkan, 1023, 1);
    fake.defers = true;
    fake.operation_result = VK_NOT_READY;
    ASSERT_EQ(VK_OPERATION_DEFERRED_KHR, work_host_serialize(plain, memory, operation));
    ASSERT_EQ(NULL, deserialize_refused(large, AWAITED));
    ASSERT_EQ(LAY_VALIDATION_FAILED, work_host_deserialize(memory + 1008, large));
    ASSERT(work_heard(AWAITED));
    ASSERT_EQ(VK_SUCCESS, work_host_deserialize(memory + 1024, large));
    ASSERT_EQ(VK_SUCCESS, work_host_deserialize(memory + 2048, large));
    memory[100] = 99; // now the driver writes
    fake.operation_result = VK_SUCCESS;
    ASSERT_EQ(NULL, deserialize_refused(small, SMALL));
    ASSERT_EQ(VK_SUCCESS, work_host_deserialize(memory, large));
    ASSERT(work_silent());
    PASS();
}

TEST forgets_deferred_serialization_that_failed(void)
{
    const VkMicromapEXT small = fake_micromap(&work.vulkan, 1023, 1);
    fake.defers = true;
    fake.operation_result = VK_NOT_READY;
    ASSERT_EQ(VK_OPERATION_DEFERRED_KHR, work_host_serialize(built, memory, operation));
    fake.operation_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    ASSERT_EQ(VK_SUCCESS, work_host_deserialize(memory, small));
    ASSERT(work_silent());
    PASS();
}

// An operation that takes another command has completed the one before.
TEST forgets_serialization_when_the_operation_goes_on(void)
{
    fake.defers = true;
    fake.operation_result = VK_SUCCESS;
    ASSERT_EQ(VK_OPERATION_DEFERRED_KHR, work_host_serialize(built, memory, operation));
    ASSERT_EQ(VK_OPERATION_DEFERRED_KHR, build(built, operation));
    fake.operation_result = VK_NOT_READY;
    ASSERT_EQ(VK_SUCCESS, work_host_deserialize(memory, fake_micromap(&work.vulkan, 1024, 1)));
    ASSERT(work_silent());
    PASS();
}

TEST knows_the_flags_of_data(void)
{
    const VkMicromapEXT plain = build_plain();
    ASSERT_EQ(VK_SUCCESS, work_host_serialize(plain, memory, VK_NULL_HANDLE));
    const VkMicromapEXT loaded = fake_micromap(&work.vulkan, 1024, 1);
    ASSERT_EQ(VK_SUCCESS, work_host_deserialize(memory, loaded));
    ASSERT_EQ(LAY_VALIDATION_FAILED, query(loaded));
    ASSERT(work_heard("VUID-vkWriteMicromapsPropertiesEXT-pMicromaps-07502"));
    memory[1000] ^= 1; // from now on it is anybody's
    ASSERT_EQ(VK_SUCCESS, work_host_deserialize(memory, loaded));
    ASSERT_EQ(VK_SUCCESS, query(loaded));
    ASSERT(work_silent());
    PASS();
}

TEST hashes_only_when_told_to(void)
{
    const VkMicromapEXT plain = build_plain();
    work.device->instance->settings.hash_contents = false;
    ASSERT_EQ(VK_SUCCESS, work_host_serialize(plain, memory, VK_NULL_HANDLE));
    work.device->instance->settings.hash_contents = true;
    ASSERT_EQ(VK_SUCCESS, work_host_deserialize(memory, fake_micromap(&work.vulkan, 256, 1)));
    ASSERT_EQ(VK_SUCCESS, work_host_serialize(plain, memory, VK_NULL_HANDLE));
    ASSERT_EQ(NULL, deserialize_refused(fake_micromap(&work.vulkan, 256, 1), SMALL));
    work.device->instance->settings.hash_contents = false;
    ASSERT_EQ(VK_SUCCESS, work_host_deserialize(memory, fake_micromap(&work.vulkan, 256, 1)));
    PASS();
}

// Another process may have compacted the same contents, and written the same bytes.
TEST is_silent_about_what_may_be_compacted(void)
{
    ASSERT_EQ(VK_SUCCESS, work_host_serialize(built, memory, VK_NULL_HANDLE));
    ASSERT_EQ(VK_SUCCESS, work_host_deserialize(memory, fake_micromap(&work.vulkan, 256, 1)));
    ASSERT(work_silent());
    PASS();
}

// A queue serializes what nobody reads, so any data may be that.
TEST is_silent_after_the_device_has_serialized(void)
{
    const VkMicromapEXT plain = build_plain();
    const VkMicromapEXT tiny = fake_micromap(&work.vulkan, 256, 1);
    ASSERT_EQ(VK_SUCCESS, work_host_serialize(plain, memory, VK_NULL_HANDLE));
    ASSERT_EQ(NULL, deserialize_refused(tiny, SMALL));
    ASSERT_EQ(VK_SUCCESS, copy(built, tiny));
    const VkDeviceAddress address = work_address(fake_buffer(&work.vulkan, 4096, 0));
    const VkCommandBuffer commands = work_begin();
    work_serialize(commands, tiny, address);
    ASSERT_EQ(VK_SUCCESS, work_run(commands));
    ASSERT_EQ(VK_SUCCESS, work_host_deserialize(memory, tiny));
    ASSERT(work_silent());
    ASSERT_EQ(NULL, deserialize_refused(fake_micromap(&work.vulkan, 255, 1), SMALL));
    PASS();
}

TEST probes_only_when_told_to(void)
{
    void *wild = (void *)(uintptr_t)0x100;
    work.device->instance->settings.probe_pointers = false;
    work.device->instance->settings.hash_contents = false;
    const unsigned before = fake_calls("vkWriteMicromapsPropertiesEXT");
    ASSERT_EQ(VK_SUCCESS, work_host_serialize(built, wild, VK_NULL_HANDLE));
    ASSERT_EQ(before, fake_calls("vkWriteMicromapsPropertiesEXT"));
    ASSERT_EQ(LAY_VALIDATION_FAILED, work_host_serialize(built, NULL, VK_NULL_HANDLE));
    ASSERT(work_heard("VUID-vkCopyMicromapToMemoryEXT-pInfo-07569"));
    work.device->instance->settings.probe_pointers = true;
    ASSERT_EQ(LAY_VALIDATION_FAILED, work_host_serialize(built, wild, VK_NULL_HANDLE));
    ASSERT(work_heard("VUID-vkCopyMicromapToMemoryEXT-pInfo-07569"));
    PASS();
}

// A copy of what nobody knows is not known either; a copy of a copy has the build's flags.
TEST copies_inherit(void)
{
    const VkMicromapEXT first = fake_micromap(&work.vulkan, 1024, 1);
    const VkMicromapEXT second = fake_micromap(&work.vulkan, 1024, 1);
    ASSERT_EQ(VK_SUCCESS, copy(built, first));
    ASSERT_EQ(VK_SUCCESS, copy(first, second));
    const struct lay_contents contents = work_contents(second);
    ASSERT_EQ(LAY_YES, contents.constructed);
    ASSERT(contents.flags_known);
    ASSERT_EQ(VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT, contents.flags);
    ASSERT_EQ(work_contents(built).provenance, contents.provenance);
    work.ear.stop = false;
    copy(fake_micromap(&work.vulkan, 1024, 1), first);
    ASSERT(work_heard("VUID-vkCopyMicromapEXT-src-11670"));
    ASSERT_EQ(LAY_UNKNOWN, work_contents(first).constructed);
    ASSERT_EQ(VK_SUCCESS, query(first));
    ASSERT(work_silent());
    PASS();
}

SUITE(host_calls)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(wants_memory_that_the_host_sees);
    RUN_TEST(wants_memory_that_lives);
    RUN_TEST(wants_memory_at_all);
    RUN_TEST(is_silent_about_sparse_buffers);
    RUN_TEST(wants_memory_with_one_instance);
    RUN_TEST(takes_shared_heaps_of_a_group);
    RUN_TEST(sees_where_a_mapping_ends);
    RUN_TEST(is_silent_when_the_device_was_asked);
    RUN_TEST(waits_for_deferred_serialization);
    RUN_TEST(forgets_deferred_serialization_that_failed);
    RUN_TEST(forgets_serialization_when_the_operation_goes_on);
    RUN_TEST(knows_the_flags_of_data);
    RUN_TEST(hashes_only_when_told_to);
    RUN_TEST(is_silent_about_what_may_be_compacted);
    RUN_TEST(is_silent_after_the_device_has_serialized);
    RUN_TEST(probes_only_when_told_to);
    RUN_TEST(copies_inherit);
}
