// SPDX-License-Identifier: Apache-2.0
// Sizes of micromaps, compacted micromaps and scratch memory; limits; discardable.
#include "host.h"
#include "personalities.h"
#include "rays_maps.h"

#include <greatest.h>
#include <inttypes.h>

static void set_up(void *context)
{
    (void)context;
    host_open();
}

static void tear_down(void *context)
{
    (void)context;
    host_close();
}

static VkMicromapBuildSizesInfoEXT sizes(VkAccelerationStructureBuildTypeKHR type,
                                         VkBuildMicromapFlagsEXT flags)
{
    VkMicromapBuildInfoEXT info = host.input.on_host;
    info.flags = flags;
    VkMicromapBuildSizesInfoEXT sizes = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT,
    };
    micromaps.GetMicromapBuildSizesEXT(driver.device, type, &info, &sizes);
    return sizes;
}

static const VkAccelerationStructureBuildTypeKHR on_host =
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR;
static const VkAccelerationStructureBuildTypeKHR on_device =
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR;
static const VkAccelerationStructureBuildTypeKHR on_either =
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR;

TEST no_gain(void)
{
    // Some larger than a build needs.
    for (VkDeviceSize more = 0; more < 1000; more += 300) {
        const VkDeviceSize size = host.input.sizes.micromapSize + more;
        VkMicromapEXT map = micromap_create(size, BLOCK_COHERENT, NULL);
        ASSERT_EQ(VK_SUCCESS, host_build(map));
        ASSERT_EQ_FMT(size, host_size(map, COMPACTED), "%" PRIu64);
        ASSERT_EQ_FMT(size, device_size(map, COMPACTED), "%" PRIu64);
        VkMicromapEXT packed = micromap_create(size, BLOCK_COHERENT, NULL);
        ASSERT_EQ(VK_SUCCESS, host_copy(map, packed, COMPACT));
    }
    PASS();
}

TEST rounded(void)
{
    VkMicromapEXT map = host_built(NULL);
    const uint64_t size = host_size(map, COMPACTED);
    ASSERT_EQ_FMT(UINT64_C(0), size % 256, "%" PRIu64);
    ASSERT(size < host.input.sizes.micromapSize);
    ASSERT_EQ_FMT(UINT64_C(0), host.input.sizes.micromapSize % 256, "%" PRIu64);
    VkMicromapEXT small = micromap_create(size - 1, BLOCK_COHERENT, NULL);
    VkMicromapEXT right = micromap_create(size, BLOCK_COHERENT, NULL);
    ASSERT_EQ(VK_ERROR_UNKNOWN, host_copy(map, small, COMPACT));
    ASSERT_EQ(VK_SUCCESS, host_copy(map, right, COMPACT));
    PASS();
}

TEST without_scratch(void)
{
    ASSERT_EQ_FMT(UINT64_C(0), sizes(on_host, 0).buildScratchSize, "%" PRIu64);
    ASSERT_EQ_FMT(UINT64_C(0), host.input.sizes.buildScratchSize, "%" PRIu64);
    struct block storage, scratch = host.input.scratch;
    host.input.on_host.scratchData.hostAddress = NULL;
    host.input.on_device.scratchData.deviceAddress = 0;
    VkMicromapEXT map = host_built(&storage), twin = device_built(NULL);
    ASSERT_EQ_FMT(scratch.size, (VkDeviceSize)run_of(scratch.host, scratch.size, 0xCC), "%" PRIu64);
    ASSERT_EQ_FMT((size_t)256, run_of(storage.host + storage.size - 256, 256, 0xCC), "%zu");
    ASSERT(host_size(map, SERIALIZED) > 1000);
    ASSERT_EQ_FMT(host_size(map, SERIALIZED), host_size(twin, SERIALIZED), "%" PRIu64);
    PASS();
}

TEST three_sizes(void)
{
    const VkDeviceSize host_only = sizes(on_host, 0).micromapSize;
    const VkDeviceSize device_only = sizes(on_device, 0).micromapSize;
    const VkDeviceSize either = sizes(on_either, 0).micromapSize;
    ASSERT(host_only < device_only && device_only < either);
    VkMicromapEXT map = host_built(NULL), twin = device_built(NULL);
    ASSERT(host_size(map, SERIALIZED) < host_size(twin, SERIALIZED));
    ASSERT_EQ_FMT(device_size(twin, SERIALIZED), host_size(twin, SERIALIZED), "%" PRIu64);
    PASS();
}

TEST smaller_with_flags(void)
{
    const VkBuildMicromapFlagsEXT compacts = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    const VkBuildMicromapFlagsEXT fast = VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT;
    const VkMicromapBuildSizesInfoEXT none = sizes(on_host, 0);
    ASSERT(none.micromapSize > sizes(on_host, fast).micromapSize);
    ASSERT(sizes(on_host, fast).micromapSize > sizes(on_host, compacts | fast).micromapSize);
    ASSERT(none.buildScratchSize > sizes(on_host, compacts).buildScratchSize);
    ASSERT_EQ_FMT(none.micromapSize, sizes(on_host, 0).micromapSize, "%" PRIu64);
    PASS();
}

/// Traces what the micromap's storage holds now, not when the structure was built.
TEST refers(void)
{
    ASSERT_EQ_FMT((VkBool32)VK_FALSE, sizes(on_device, 0).discardable, "%u");
    host_close();
    rays_open();
    static const struct rays_shape shape = {.level = 3};
    VkMicromapEXT map = rays_map(5, &shape, 1, NULL);
    VkMicromapUsageEXT usage;
    rays_usages(&usage, &shape, 1);
    const VkAccelerationStructureTrianglesOpacityMicromapEXT opacity = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_TRIANGLES_OPACITY_MICROMAP_EXT,
        .indexType = VK_INDEX_TYPE_NONE_KHR,
        .usageCountsCount = 1,
        .pUsageCounts = &usage,
        .micromap = map,
    };
    const struct rays_sheet sheet = {.count = 1, .opacity = &opacity};
    const VkDeviceAddress top = rays_sheet_top(&sheet, 0);
    const uint32_t wrong_before = rays_compare(top, 0, shape, 5, 0, -1, 1);
    rays_map_again(map, 6, &shape, 1);
    const uint32_t wrong_after = rays_compare(top, 0, shape, 6, 0, -1, 1);
    rays_close();
    host_open();
    ASSERT_EQ_FMT(0u, wrong_before, "%u");
    ASSERT_EQ_FMT(0u, wrong_after, "%u");
    PASS();
}

TEST three(void)
{
    VkPhysicalDeviceOpacityMicromapPropertiesEXT limits = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_PROPERTIES_EXT,
    };
    VkPhysicalDeviceProperties2 properties = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
        .pNext = &limits,
    };
    driver.GetPhysicalDeviceProperties2(driver.physical_device, &properties);
    ASSERT_EQ_FMT(3u, limits.maxOpacity2StateSubdivisionLevel, "%u");
    ASSERT_EQ_FMT(3u, limits.maxOpacity4StateSubdivisionLevel, "%u");
    PASS();
}

SUITE(personality_sizes)
{
    GREATEST_SET_SETUP_CB(set_up, NULL);
    GREATEST_SET_TEARDOWN_CB(tear_down, NULL);
    if (personality_is("no-compaction"))
        RUN_TEST(no_gain);
    if (personality_is("rounded-compaction"))
        RUN_TEST(rounded);
    if (personality_is("no-scratch"))
        RUN_TEST(without_scratch);
    if (personality_is("sizes-by-build-type"))
        RUN_TEST(three_sizes);
    if (personality_is("sizes-by-flags"))
        RUN_TEST(smaller_with_flags);
    if (personality_is("not-discardable"))
        RUN_TEST(refers);
    if (personality_is("small-limits"))
        RUN_TEST(three);
}
