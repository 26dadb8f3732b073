// SPDX-License-Identifier: Apache-2.0
// When work is deferred, and when a deferred command reads and writes.
#include "host.h"
#include "personalities.h"

#include <greatest.h>
#include <string.h>

static VkMicromapEXT small[2], large[2];

/// A clone of a few kilobytes is not worth deferring, one of 256 kilobytes is.
static void set_up(void *context)
{
    (void)context;
    host_open();
    small[0] = host_built(NULL);
    small[1] = micromap_create(host.input.sizes.micromapSize, BLOCK_COHERENT, NULL);

    static const VkMicromapUsageEXT usage = {1, 10, VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT};
    static const VkMicromapTriangleEXT triangle = {0, 10, VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT};
    const struct block data = block_create(
        1 << 18, VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT, BLOCK_COHERENT);
    VkMicromapBuildInfoEXT info = host.input.on_host;
    info.usageCountsCount = 1;
    info.pUsageCounts = &usage;
    info.triangleArray.hostAddress = &triangle;
    info.data.hostAddress = data.host;
    VkMicromapBuildSizesInfoEXT sizes = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT,
    };
    micromaps.GetMicromapBuildSizesEXT(driver.device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR,
                                       &info, &sizes);
    for (int i = 0; i < 2; i++)
        large[i] = micromap_create(sizes.micromapSize, BLOCK_COHERENT, NULL);
    info.dstMicromap = large[0];
    micromaps.BuildMicromapsEXT(driver.device, VK_NULL_HANDLE, 1, &info);
}

static void tear_down(void *context)
{
    (void)context;
    host_close();
}

/// What a request to clone answers; afterwards the operation is complete.
static VkResult answer(const VkMicromapEXT *maps)
{
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = maps[0],
        .dst = maps[1],
        .mode = CLONE,
    };
    const VkResult result = micromaps.CopyMicromapEXT(driver.device, host.operation, &info);
    host.DeferredOperationJoinKHR(driver.device, host.operation);
    return result;
}

TEST by_size(void)
{
    ASSERT_EQ(VK_OPERATION_NOT_DEFERRED_KHR, answer(small));
    ASSERT_EQ(VK_OPERATION_DEFERRED_KHR, answer(large));
    PASS();
}

TEST never(void)
{
    ASSERT_EQ(VK_OPERATION_NOT_DEFERRED_KHR, answer(small));
    ASSERT_EQ(VK_OPERATION_NOT_DEFERRED_KHR, answer(large));
    PASS();
}

TEST always(void)
{
    ASSERT_EQ(VK_OPERATION_DEFERRED_KHR, answer(small));
    ASSERT_EQ(VK_OPERATION_DEFERRED_KHR, answer(large));
    PASS();
}

TEST by_turns(void)
{
    const VkResult first = answer(small);
    for (int i = 0; i < 4; i++) {
        ASSERT(answer(small) != first);
        ASSERT_EQ(first, answer(small));
    }
    PASS();
}

static VkCopyMicromapToMemoryInfoEXT serialize_info(uint8_t *to)
{
    return (VkCopyMicromapToMemoryInfoEXT){
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .src = large[0],
        .dst.hostAddress = to,
        .mode = VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
    };
}

/// Requests a serialization to one place and names another before joining. Returns which of them
/// (bit 0, bit 1) has something before the join, and (bits 2 and 3) after it. 256: the state was
/// wrong.
static unsigned places_written(void)
{
    const size_t room = 1 << 19;
    const struct block places = block_create(2 * room, 0, BLOCK_COHERENT);
    uint8_t *place[2] = {places.host, places.host + room};
    VkCopyMicromapToMemoryInfoEXT info = serialize_info(place[0]);
    if (micromaps.CopyMicromapToMemoryEXT(driver.device, host.operation, &info) !=
        VK_OPERATION_DEFERRED_KHR)
        return 256;
    info = serialize_info(place[1]);
    unsigned written = 0;
    for (unsigned i = 0; i < 2; i++)
        written |= (unsigned)(run_of(place[i], room, 0xCC) < room) << i;
    if (host.GetDeferredOperationResultKHR(driver.device, host.operation) != VK_NOT_READY ||
        host.GetDeferredOperationMaxConcurrencyKHR(driver.device, host.operation) == 0 ||
        host.DeferredOperationJoinKHR(driver.device, host.operation) != VK_SUCCESS ||
        host.GetDeferredOperationResultKHR(driver.device, host.operation) != VK_SUCCESS)
        return 256;
    for (unsigned i = 0; i < 2; i++)
        written |= (unsigned)(run_of(place[i], room, 0xCC) < room) << (2 + i);
    return written;
}

TEST early(void)
{
    ASSERT_EQ_FMT(0x5u, places_written(), "%x");
    PASS();
}

TEST late(void)
{
    ASSERT_EQ_FMT(0x8u, places_written(), "%x");
    PASS();
}

/// A source that is not constructed is found at the first join and not at the request.
TEST late_mistake(void)
{
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = large[1],
        .dst = large[0],
        .mode = CLONE,
    };
    ASSERT_EQ(VK_OPERATION_DEFERRED_KHR,
              micromaps.CopyMicromapEXT(driver.device, host.operation, &info));
    ASSERT_EQ(VK_SUCCESS, host.DeferredOperationJoinKHR(driver.device, host.operation));
    ASSERT_EQ(VK_ERROR_UNKNOWN, host.GetDeferredOperationResultKHR(driver.device, host.operation));
    PASS();
}

SUITE(personality_deferral)
{
    GREATEST_SET_SETUP_CB(set_up, NULL);
    GREATEST_SET_TEARDOWN_CB(tear_down, NULL);
    if (personality_is("default"))
        RUN_TEST(by_size);
    if (personality_is("never-defers"))
        RUN_TEST(never);
    if (personality_is("always-defers"))
        RUN_TEST(always);
    if (personality_is("defers-by-turns"))
        RUN_TEST(by_turns);
    if (personality_is("reads-early"))
        RUN_TEST(early);
    if (personality_is("reads-late")) {
        RUN_TEST(late);
        RUN_TEST(late_mistake);
    }
}
