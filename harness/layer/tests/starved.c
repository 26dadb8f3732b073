// SPDX-License-Identifier: Apache-2.0
// A program that breaks no rule, again and again, with less and less memory for the layer: it may know less then, but
// it must not accuse anybody.
#include "origins.h"
#include "report.h"
#include "work.h"

#include <greatest.h>
#include <stdalign.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { MANY = 20 };

// How many allocations are granted before one fails, and whether all fail from then on. The linker leads here what the
// layer and the tests allocate (CMakeLists.txt); the fake's objects come from elsewhere.
static struct {
    bool armed, for_good;
    unsigned granted, failed;
} allocator;

static bool fails(void)
{
    if (!allocator.armed)
        return false;
    if (allocator.granted > 0) {
        --allocator.granted;
        return false;
    }
    allocator.armed = allocator.for_good;
    ++allocator.failed;
    return true;
}

// The linker chooses these names.
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

static alignas(16) unsigned char memory[4096];
static unsigned char *closed; // memory that only a mapping makes fit to be written to
static bool refused;

// Nothing that breaks no rule may be stopped.
static VkResult note(VkResult result)
{
    refused |= result == LAY_VALIDATION_FAILED;
    return result;
}

// Micromaps that the host can use too.
static VkMicromapEXT create(void)
{
    return fake_micromap(&work.vulkan, 1024, 1);
}

static VkResult build_on_host(VkMicromapEXT micromap, VkBuildMicromapFlagsEXT flags,
                              VkDeferredOperationKHR operation)
{
    const VkMicromapBuildInfoEXT info = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
                                         .flags = flags,
                                         .dstMicromap = micromap};
    return note(VK(vkBuildMicromapsEXT)(work.vulkan.device, operation, 1, &info));
}

static void copy_on_host(VkMicromapEXT src, VkMicromapEXT dst)
{
    const VkCopyMicromapInfoEXT info = {.sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
                                        .src = src,
                                        .dst = dst,
                                        .mode = VK_COPY_MICROMAP_MODE_COMPACT_EXT};
    note(VK(vkCopyMicromapEXT)(work.vulkan.device, VK_NULL_HANDLE, &info));
}

// The larger one's data is the smaller one's too.
static void serialize_equally(void)
{
    const VkMicromapEXT maps[2] = {create(), fake_micromap(&work.vulkan, 2048, 1)};
    for (int i = 0; i < 2; ++i) {
        if (build_on_host(maps[i], 0, VK_NULL_HANDLE) != VK_SUCCESS)
            return;
        note(work_host_serialize(maps[i], memory + 2048, VK_NULL_HANDLE));
    }
    note(work_host_deserialize(memory + 2048, maps[0]));
}

// Ends where the layer had no memory for a build, which it may say.
static void use_on_host(VkMicromapEXT first, VkMicromapEXT second)
{
    const VkBuildMicromapFlagsEXT flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    VkDeferredOperationKHR operation = VK_NULL_HANDLE;
    VK(vkCreateDeferredOperationKHR)(work.vulkan.device, NULL, &operation);
    if (build_on_host(first, flags, VK_NULL_HANDLE) != VK_SUCCESS)
        return;
    fake.defers = true;
    if (build_on_host(second, flags, operation) != VK_OPERATION_DEFERRED_KHR)
        return;
    VK(vkDeferredOperationJoinKHR)(work.vulkan.device, operation);
    copy_on_host(second, first);
    note(work_host_serialize(first, memory, operation));
    VK(vkDeferredOperationJoinKHR)(work.vulkan.device, operation);
    fake.defers = false;
    note(work_host_deserialize(memory, second));
    copy_on_host(second, first);
    VK(vkDestroyDeferredOperationKHR)(work.vulkan.device, operation, NULL);
}

// Into memory that is mapped, which need not look so.
static void serialize_into_mapping(VkMicromapEXT src)
{
    const VkMemoryAllocateInfo allocation = {.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
                                             .allocationSize = 1024,
                                             .memoryTypeIndex = 1};
    VkDeviceMemory under = VK_NULL_HANDLE;
    VK(vkAllocateMemory)(work.vulkan.device, &allocation, NULL, &under);
    fake.mapped = closed;
    void *bytes = NULL;
    VK(vkMapMemory)(work.vulkan.device, under, 0, VK_WHOLE_SIZE, 0, &bytes);
    note(work_host_serialize(src, bytes, VK_NULL_HANDLE));
    VK(vkUnmapMemory)(work.vulkan.device, under);
}

// More builds than are reserved for at first, and the size of one of them.
static void use_on_queue(VkMicromapEXT maps[MANY])
{
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    const VkQueryPool pool = work_query_pool(type, 1, 0);
    const VkCommandBuffer buffer = work_begin();
    VK(vkCmdResetQueryPool)(buffer, pool, 0, 1);
    for (int i = 0; i < MANY; ++i)
        work_build(buffer, maps[i], VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    work_copy(buffer, maps[MANY - 1], maps[0], VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    work_query(buffer, maps[0], type, pool, 0);
    work_serialize(buffer, maps[0], work_address(fake_buffer(&work.vulkan, 1024, 0)));
    note(work_run(buffer));
    work_wait();
    uint64_t size;
    VK(vkGetQueryPoolResults)
    (work.vulkan.device, pool, 0, 1, sizeof size, &size, sizeof size, VK_QUERY_RESULT_64_BIT);
    VK(vkDestroyQueryPool)(work.vulkan.device, pool, NULL);
}

// The query is reset when the pool is created, and stays so when the submission fails.
static void submit_twice(VkMicromapEXT maps[MANY])
{
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    const VkQueryPool pool = work_query_pool(type, 1, 1);
    const VkCommandBuffer buffer = work_begin();
    work_query(buffer, maps[0], type, pool, 0);
    for (int i = 0; i < MANY; ++i)
        work_build(buffer, maps[i], VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    fake.submit_result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
    note(work_run(buffer));
    fake.submit_result = VK_SUCCESS;
    note(work_submit(work.queue, buffer));
    work_wait();
    VK(vkDestroyQueryPool)(work.vulkan.device, pool, NULL);
}

static void run_program(void)
{
    VkMicromapEXT maps[MANY];
    VK(vkDestroyBuffer)(work.vulkan.device, fake_buffer(&work.vulkan, 64, 0), NULL);
    for (int i = 0; i < MANY; ++i)
        maps[i] = create();
    use_on_host(maps[0], maps[1]);
    serialize_equally();
    use_on_queue(maps);
    submit_twice(maps);
    // What the queue wrote, the host finds.
    for (int i = 0; i < MANY - 1; ++i)
        copy_on_host(maps[i + 1], maps[i]);
    serialize_into_mapping(maps[0]);
    for (int i = 0; i < MANY; ++i)
        VK(vkDestroyMicromapEXT)(work.vulkan.device, maps[i], NULL);
}

// Whether memory ran out.
static bool run_starved(unsigned granted, bool for_good)
{
    work_open(NULL);
    allocator.granted = granted;
    allocator.for_good = for_good;
    allocator.failed = 0;
    allocator.armed = true;
    run_program();
    allocator.armed = false;
    return allocator.failed > 0;
}

static enum greatest_test_res starve(bool for_good)
{
    unsigned granted = 0;
    for (bool starved = true; starved; ++granted) {
        starved = run_starved(granted, for_good);
        if (work.ear.heard)
            fprintf(stderr, "after %u allocations: %s\n", granted, work.ear.text);
        ASSERT(work_silent());
        ASSERT_FALSE(refused);
        work_close();
        lay_origins_forget();
    }
    ASSERT(granted > 100);
    PASS();
}

TEST one_allocation_fails(void)
{
    CHECK_CALL(starve(false));
    PASS();
}

TEST all_allocations_fail_from_one_on(void)
{
    CHECK_CALL(starve(true));
    PASS();
}

// Without memory nothing is asked for that might not be there, nor half of what is.
static enum greatest_test_res open_starved(bool extension)
{
    unsigned granted = 0;
    for (bool starved = true; starved; ++granted) {
        fake_reset();
        fake.api_version = VK_API_VERSION_1_2;
        fake.private_extension = extension;
        struct fake_vulkan vulkan = {0};
        ASSERT_EQ(VK_SUCCESS, fake_open_instance(&vulkan, NULL));
        allocator.granted = granted;
        allocator.for_good = false;
        allocator.failed = 0;
        allocator.armed = true;
        const VkResult result = fake_open_device(&vulkan, NULL);
        allocator.armed = false;
        starved = allocator.failed > 0;
        ASSERT(result == VK_SUCCESS || (starved && result == VK_ERROR_OUT_OF_HOST_MEMORY));
        if (fake_calls("vkCreateDevice"))
            ASSERT_EQ(fake.saw_private_data ? 3 : 2, (int)fake.saw_extensions);
        ASSERT(starved || fake.saw_private_data == extension);
        ASSERT(extension || !fake.saw_private_data);
        if (result != VK_SUCCESS) {
            ASSERT_EQ(fake_calls("vkCreateDevice"), fake_calls("vkDestroyDevice"));
            vulkan.device = VK_NULL_HANDLE;
        }
        fake_close(&vulkan);
    }
    PASS();
}

TEST devices_open_or_fail(void)
{
    CHECK_CALL(open_starved(false));
    CHECK_CALL(open_starved(true));
    PASS();
}

static struct fake_vulkan opened;
static struct fake_ear listener;

static VkResult open_instance(void)
{
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&listener);
    return fake_open_instance(&opened, &info);
}

static VkResult create_messenger(void)
{
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&listener);
    VkDebugUtilsMessengerEXT messenger;
    const VkResult result = ON_INSTANCE(&opened, vkCreateDebugUtilsMessengerEXT)(
        opened.instance, &info, NULL, &messenger);
    return (result == VK_SUCCESS) == (messenger != VK_NULL_HANDLE) ? result : VK_ERROR_UNKNOWN;
}

static VKAPI_ATTR VkBool32 VKAPI_CALL hear(VkDebugReportFlagsEXT flags,
                                           VkDebugReportObjectTypeEXT type, uint64_t object,
                                           size_t location, int32_t code, const char *prefix,
                                           const char *message, void *user)
{
    (void)flags, (void)type, (void)object, (void)location, (void)code, (void)prefix, (void)message;
    (void)user;
    return VK_FALSE;
}

static VkResult create_callback(void)
{
    const VkDebugReportCallbackCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_REPORT_CALLBACK_CREATE_INFO_EXT, .pfnCallback = hear};
    VkDebugReportCallbackEXT callback;
    const VkResult result = ON_INSTANCE(&opened, vkCreateDebugReportCallbackEXT)(
        opened.instance, &info, NULL, &callback);
    return (result == VK_SUCCESS) == (callback != VK_NULL_HANDLE) ? result : VK_ERROR_UNKNOWN;
}

// Whatever cannot be kept is undone below, and there is an error; with all its memory it succeeds.
static enum greatest_test_res fails_cleanly(VkResult (*begin)(void), const char *created,
                                            const char *destroyed)
{
    unsigned granted = 0;
    for (VkResult result = VK_ERROR_UNKNOWN; result != VK_SUCCESS; ++granted) {
        const unsigned before = fake_calls(created) - fake_calls(destroyed);
        allocator.granted = granted;
        allocator.for_good = false;
        allocator.failed = 0;
        allocator.armed = true;
        result = begin();
        allocator.armed = false;
        ASSERT_EQ(allocator.failed ? VK_ERROR_OUT_OF_HOST_MEMORY : VK_SUCCESS, result);
        ASSERT_EQ(before + !allocator.failed, fake_calls(created) - fake_calls(destroyed));
    }
    ASSERT(granted > 1);
    PASS();
}

// Where nobody below has messengers.
TEST messengers_of_its_own_begin_or_fail(void)
{
    fake_reset();
    fake.messengers = false;
    ASSERT_EQ(VK_SUCCESS, open_instance());
    allocator.granted = 0;
    allocator.for_good = true;
    allocator.armed = true;
    const VkResult messenger = create_messenger(), callback = create_callback();
    allocator.armed = false;
    ASSERT_EQ(VK_ERROR_OUT_OF_HOST_MEMORY, messenger);
    ASSERT_EQ(VK_ERROR_OUT_OF_HOST_MEMORY, callback);
    ASSERT_EQ(VK_SUCCESS, create_messenger());
    ASSERT_EQ(VK_SUCCESS, create_callback());
    fake_close(&opened);
    PASS();
}

// A finding for which there is memory, when there is none to tell it.
TEST nobody_hears_what_cannot_be_told(void)
{
    fake_reset();
    setenv("OMMCTS_LAYER_STDERR", "never", 1);
    ASSERT_EQ(VK_SUCCESS, open_instance());
    ASSERT_EQ(VK_SUCCESS, fake_open_device(&opened, NULL));
    ASSERT_EQ(VK_SUCCESS, create_messenger());
    listener = (struct fake_ear){.stop = true};
    for (unsigned granted = 0; granted < 3; ++granted) {
        struct lay_call call = {.device = lay_device_of(opened.device), .command = "vkCommand"};
        allocator.granted = granted;
        allocator.for_good = true;
        allocator.armed = true;
        lay_report(&call, "VUID-vkCopyMicromapEXT-src-11670", NULL, 0, "It is wrong.");
        const bool stopped = lay_call_stopped(&call);
        allocator.armed = false;
        ASSERT_EQ(granted == 2, stopped);
        ASSERT_EQ(granted == 2, (int)listener.heard);
    }
    unsetenv("OMMCTS_LAYER_STDERR");
    fake_close(&opened);
    PASS();
}

TEST instances_and_messengers_begin_or_fail(void)
{
    fake_reset();
    opened = (struct fake_vulkan){0};
    CHECK_CALL(fails_cleanly(open_instance, "vkCreateInstance", "vkDestroyInstance"));
    CHECK_CALL(fails_cleanly(create_messenger, "vkCreateDebugUtilsMessengerEXT",
                             "vkDestroyDebugUtilsMessengerEXT"));
    CHECK_CALL(fails_cleanly(create_callback, "vkCreateDebugReportCallbackEXT",
                             "vkDestroyDebugReportCallbackEXT"));
    fake_close(&opened);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    for (size_t i = 0; i < sizeof memory; ++i)
        memory[i] = (unsigned char)(i / 1024);
    closed = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    RUN_TEST(instances_and_messengers_begin_or_fail);
    RUN_TEST(messengers_of_its_own_begin_or_fail);
    RUN_TEST(nobody_hears_what_cannot_be_told);
    RUN_TEST(devices_open_or_fail);
    RUN_TEST(one_allocation_fails);
    RUN_TEST(all_allocations_fail_from_one_on);
    GREATEST_MAIN_END();
}
