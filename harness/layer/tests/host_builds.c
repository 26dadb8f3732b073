// SPDX-License-Identifier: Apache-2.0
// Host builds: the next layer is asked for the sizes of those that break no rule, and of no others.
#include "work.h"

#include <greatest.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { COUNTS = 2 };

struct input {
    VkMicromapBuildInfoEXT info;
    VkMicromapUsageEXT usages[COUNTS];
    const VkMicromapUsageEXT *pointers[COUNTS];
};

static void right(struct input *input)
{
    (void)input;
}

static void no_counts(struct input *input)
{
    input->info.usageCountsCount = 0;
}

static void use_pointers(struct input *input)
{
    input->info.pUsageCounts = NULL;
    input->info.ppUsageCounts = input->pointers;
}

static void first_pointer(struct input *input)
{
    use_pointers(input);
    input->pointers[0] = NULL;
}

static void last_pointer(struct input *input)
{
    use_pointers(input);
    input->pointers[COUNTS - 1] = NULL;
}

static void wild_pointers(struct input *input)
{
    use_pointers(input);
    input->info.ppUsageCounts = (const VkMicromapUsageEXT *const *)(uintptr_t)0x100;
}

static void both_arrays(struct input *input)
{
    input->info.ppUsageCounts = input->pointers;
}

static void type(struct input *input)
{
    input->info.type = (VkMicromapTypeEXT)77;
}

static void flags(struct input *input)
{
    input->info.flags = 0x100;
}

static void mode(struct input *input)
{
    input->info.mode = (VkBuildMicromapModeEXT)77;
}

static void first_format(struct input *input)
{
    input->usages[0].format = 77;
}

static void last_format(struct input *input)
{
    input->usages[COUNTS - 1].format = 77;
}

static void structure(struct input *input)
{
    input->info.sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT;
}

#define INFO(id) "VUID-VkMicromapBuildInfoEXT-" id

static const struct {
    void (*make)(struct input *input);
    const char *heard; ///< or NULL: the build is all right
} inputs[] = {
    {right, NULL},
    {no_counts, NULL},
    {use_pointers, NULL},
    {first_pointer, INFO("ppUsageCounts-parameter")},
    {last_pointer, INFO("ppUsageCounts-parameter")},
    {wild_pointers, INFO("ppUsageCounts-parameter")},
    {both_arrays, INFO("pUsageCounts-07516")},
    {type, INFO("type-parameter")},
    {flags, INFO("flags-parameter")},
    {mode, "VUID-vkBuildMicromapsEXT-mode-07462"},
    {first_format, INFO("format-11652")},
    {last_format, INFO("format-11652")},
    {structure, INFO("sType-sType")},
};

// Whose number of triangles is 0, so that there is no array of them.
static struct input new_input(void)
{
    const VkMicromapUsageEXT none = {.format = VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT};
    return (struct input){
        .info = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
                 .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
                 .mode = VK_BUILD_MICROMAP_MODE_BUILD_EXT,
                 .usageCountsCount = COUNTS},
        .usages = {none, none},
    };
}

TEST asks_for_sizes_of_builds_without_findings(void)
{
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; ++i) {
        work_open(NULL);
        work.ear.stop = true;
        struct input input = new_input();
        const VkMicromapEXT micromap = fake_micromap(&work.vulkan, 1024, 1);
        input.info.dstMicromap = micromap;
        input.info.pUsageCounts = input.usages;
        for (int k = 0; k < COUNTS; ++k)
            input.pointers[k] = &input.usages[k];
        inputs[i].make(&input);
        lay_find_micromap(work.device, micromap)->type = input.info.type; // another rule
        const VkResult result =
            VK(vkBuildMicromapsEXT)(work.vulkan.device, VK_NULL_HANDLE, 1, &input.info);
        if (inputs[i].heard)
            ASSERT(work_heard(inputs[i].heard));
        ASSERT(work_silent());
        ASSERT_EQ(inputs[i].heard ? VK_ERROR_VALIDATION_FAILED_EXT : VK_SUCCESS, result);
        ASSERT_EQ(!inputs[i].heard, (int)fake_calls("vkGetMicromapBuildSizesEXT"));
        work_close();
    }
    PASS();
}

// Two triangles of which only one can be read, and three that no memory has room for.
TEST looks_for_all_triangles(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT(pages != MAP_FAILED && !mprotect(pages + page, page, PROT_NONE));
    work_open(NULL);
    work.ear.stop = true;
    struct input input = new_input();
    input.info.dstMicromap = fake_micromap(&work.vulkan, 1024, 1);
    input.info.pUsageCounts = input.usages;
    input.info.data.hostAddress = pages;
    input.info.triangleArrayStride = sizeof(VkMicromapTriangleEXT);
    input.info.triangleArray.hostAddress = pages + page - sizeof(VkMicromapTriangleEXT);
    input.usages[0].count = 2;
    VK(vkBuildMicromapsEXT)(work.vulkan.device, VK_NULL_HANDLE, 1, &input.info);
    ASSERT(work_heard("VUID-vkBuildMicromapsEXT-pInfos-07554"));
    input.usages[0].count = 3;
    input.info.triangleArrayStride = (VkDeviceSize)1 << (sizeof(size_t) * 8 - 1);
    VK(vkBuildMicromapsEXT)(work.vulkan.device, VK_NULL_HANDLE, 1, &input.info);
    ASSERT(work_silent());
    work_close();
    munmap(pages, 2 * page);
    PASS();
}

// No rule says that a build's operation is idle.
TEST takes_operations_that_are_pending(void)
{
    work_open(NULL);
    fake.defers = true;
    fake.operation_result = VK_NOT_READY;
    VkDeferredOperationKHR operation = VK_NULL_HANDLE;
    VK(vkCreateDeferredOperationKHR)(work.vulkan.device, NULL, &operation);
    struct input input = new_input();
    input.info.pUsageCounts = input.usages;
    for (int i = 0; i < 2; ++i) {
        input.info.dstMicromap = fake_micromap(&work.vulkan, 1024, 1);
        ASSERT_EQ(VK_OPERATION_DEFERRED_KHR,
                  VK(vkBuildMicromapsEXT)(work.vulkan.device, operation, 1, &input.info));
        ASSERT(work_silent());
    }
    work_close();
    PASS();
}

static VkResult build_both(const VkMicromapBuildInfoEXT *infos)
{
    return VK(vkBuildMicromapsEXT)(work.vulkan.device, VK_NULL_HANDLE, 2, infos);
}

// Of two builds the second is wrong, and the text says so.
TEST says_which_build_is_wrong(void)
{
    static char scratch[2][64];
    work_open(NULL);
    work.ear.stop = true;
    fake.scratch_size = 64;
    struct input input = new_input();
    VkMicromapBuildInfoEXT infos[2];
    for (int i = 0; i < 2; ++i) {
        infos[i] = input.info;
        infos[i].pUsageCounts = input.usages;
        infos[i].dstMicromap = fake_micromap(&work.vulkan, 1024, 1);
        infos[i].scratchData.hostAddress = scratch[i];
    }
    ASSERT_EQ(VK_SUCCESS, build_both(infos));
    infos[1].scratchData.hostAddress = NULL;
    build_both(infos);
    ASSERT(strstr(work.ear.text, "pInfos[1].scratchData.hostAddress is NULL."));
    infos[1].flags = 0x100;
    build_both(infos);
    ASSERT(strstr(work.ear.text, "The flags of pInfos[1] are 0x100"));
    VkMicromapBuildSizesInfoEXT sizes = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    VK(vkGetMicromapBuildSizesEXT)
    (work.vulkan.device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR, &infos[1], &sizes);
    ASSERT(strstr(work.ear.text, "The flags of pBuildInfo are 0x100"));
    infos[1].flags = 0;
    infos[1].scratchData.hostAddress = scratch[1];
    infos[1].dstMicromap = VK_NULL_HANDLE;
    build_both(infos);
    ASSERT(strstr(work.ear.text, "pInfos[1].dstMicromap is VK_NULL_HANDLE."));
    work_close();
    PASS();
}

// A micromap that is empty because its build has not ended needs another remedy than one that nobody built.
TEST says_why_a_micromap_is_empty(void)
{
    char bytes[1024];
    work_open(NULL);
    work.ear.stop = true;
    const VkMicromapEXT never = fake_micromap(&work.vulkan, 1024, 1);
    work_host_serialize(never, bytes, VK_NULL_HANDLE);
    ASSERT(strstr(work.ear.text, "pInfo->src has never been constructed."));
    fake.defers = true;
    fake.operation_result = VK_NOT_READY;
    VkDeferredOperationKHR operation = VK_NULL_HANDLE;
    VK(vkCreateDeferredOperationKHR)(work.vulkan.device, NULL, &operation);
    struct input input = new_input();
    input.info.pUsageCounts = input.usages;
    input.info.dstMicromap = fake_micromap(&work.vulkan, 1024, 1);
    ASSERT_EQ(VK_OPERATION_DEFERRED_KHR,
              VK(vkBuildMicromapsEXT)(work.vulkan.device, operation, 1, &input.info));
    work_host_serialize(input.info.dstMicromap, bytes, VK_NULL_HANDLE);
    ASSERT(strstr(work.ear.text, "pInfo->src is not constructed yet:"));
    work_close();
    PASS();
}

SUITE(host_builds)
{
    RUN_TEST(asks_for_sizes_of_builds_without_findings);
    RUN_TEST(looks_for_all_triangles);
    RUN_TEST(takes_operations_that_are_pending);
    RUN_TEST(says_which_build_is_wrong);
    RUN_TEST(says_why_a_micromap_is_empty);
}
