// SPDX-License-Identifier: Apache-2.0
// What happens to the storage of micromaps, and what a demanding driver refuses.
#include "../query.h"
#include "host.h"
#include "personalities.h"

#include <greatest.h>
#include <inttypes.h>
#include <string.h>

static VkMicromapEXT map;
static struct block storage;
static VkDeviceSize size;

static void set_up(void *context)
{
    (void)context;
    host_open();
    size = host.input.sizes.micromapSize;
    map = host_built(&storage);
}

static void tear_down(void *context)
{
    (void)context;
    host_close();
}

static VkMicromapEXT created(VkDeviceSize bytes, struct block *block)
{
    return micromap_create(bytes, BLOCK_COHERENT, block);
}

/// Does one thing that only reads the micromap.
static VkResult read_map(int how, const struct block *blob, VkMicromapEXT other)
{
    switch (how) {
    case 0:
        return host_serialize(map, blob->host);
    case 1:
        return host_copy(map, other, CLONE);
    case 2:
        return host_copy(map, other, COMPACT);
    case 3:
        return host_size(map, SERIALIZED) ? VK_SUCCESS : VK_INCOMPLETE;
    case 4:
        return device_serialize(map, blob);
    default:
        return device_size(map, COMPACTED) ? VK_SUCCESS : VK_INCOMPLETE;
    }
}

TEST touches(void)
{
    const struct block blob = blob_create();
    VkMicromapEXT other = created(size, NULL);
    static uint8_t before[1 << 16];
    ASSERT(storage.size <= sizeof before);
    for (int how = 0; how < 6; how++) {
        memcpy(before, storage.host, storage.size);
        ASSERT_EQ(VK_SUCCESS, read_map(how, &blob, other));
        // The last byte of the micromap, and no other.
        const size_t touched = 256 + size - 1;
        ASSERT(before[touched] != storage.host[touched]);
        before[touched] = storage.host[touched];
        ASSERT_MEM_EQ(before, storage.host, storage.size);
    }
    VkMicromapEXT packed = created(host_size(map, COMPACTED), NULL);
    ASSERT_EQ(VK_SUCCESS, host_copy(map, packed, COMPACT));
    ASSERT_EQ(VK_SUCCESS, host_serialize(packed, blob.host));
    ASSERT_EQ(VK_SUCCESS, host_load(blob.host, other));
    PASS();
}

/// All of the range is written, and nothing else.
static bool scribbled(const struct block *block, VkDeviceSize bytes)
{
    return run_of(block->host, 300, 0xCC) == 256 && block->host[256 + bytes - 1] == 0x5C &&
           run_of(block->host + 256 + bytes, 256, 0xCC) == 256;
}

TEST scribbles(void)
{
    enum { more = 500 };
    const struct block blob = blob_create();
    host_serialize(map, blob.host);
    struct block blocks[4];
    VkMicromapEXT maps[4];
    for (int i = 0; i < 4; i++)
        maps[i] = created(size + more, &blocks[i]);
    ASSERT_EQ(VK_SUCCESS, host_build(maps[0]));
    ASSERT_EQ(VK_SUCCESS, host_copy(map, maps[1], CLONE));
    ASSERT_EQ(VK_SUCCESS, host_copy(map, maps[2], COMPACT));
    ASSERT_EQ(VK_SUCCESS, host_load(blob.host, maps[3]));
    for (int i = 0; i < 4; i++)
        ASSERT(scribbled(&blocks[i], size + more));
    block_wipe(&blocks[3]);
    ASSERT_EQ(VK_SUCCESS, device_load(&blob, maps[3]));
    ASSERT(scribbled(&blocks[3], size + more));
    // A clone of a clone has other bytes still.
    VkMicromapEXT again = created(size + more, &blocks[2]);
    ASSERT_EQ(VK_SUCCESS, host_copy(maps[1], again, CLONE));
    ASSERT(memcmp(blocks[1].host, blocks[2].host, 256 + size) != 0);
    ASSERT(memcmp(blocks[1].host, storage.host, 256 + size) != 0);
    PASS();
}

TEST scribbles_between(void)
{
    uint8_t data[128];
    memset(data, 0xCC, sizeof data);
    const VkMicromapEXT maps[] = {map, map, map};
    const uint64_t expected = host_size(map, SERIALIZED);
    ASSERT_EQ(VK_SUCCESS, micromaps.WriteMicromapsPropertiesEXT(driver.device, 3, maps, SERIALIZED,
                                                                100, data, 32));
    for (int i = 0; i < 3; i++) {
        uint64_t value;
        memcpy(&value, data + (ptrdiff_t)i * 32, sizeof value);
        ASSERT_EQ_FMT(expected, value, "%" PRIu64);
        ASSERT(run_of(data + (ptrdiff_t)i * 32 + 8, 24, 0xCC) == 0);
    }
    ASSERT_EQ_FMT(sizeof data - 100, run_of(data + 100, sizeof data - 100, 0xCC), "%zu");
    PASS();
}

/// No micromap here is larger than 4 GiB, so the result is written by hand.
TEST saturates(void)
{
    VkQueryPool handle = queries_create(SERIALIZED);
    struct ref_query_pool *pool = ref_query_pool_from_handle(handle);
    ASSERT(pool);
    pool->queries[0] = (struct ref_query){.value = UINT64_C(0x123456789), .available = true};
    uint32_t value = 0;
    ASSERT_EQ(VK_SUCCESS, driver.GetQueryPoolResults(driver.device, handle, 0, 1, sizeof value,
                                                     &value, sizeof value, 0));
    ASSERT_EQ_FMT(UINT32_MAX, value, "%x");
    PASS();
}

TEST wants_questions(void)
{
    const struct block blob = blob_create();
    ASSERT_EQ(VK_ERROR_UNKNOWN, host_serialize(map, blob.host));
    ASSERT(host_size(map, SERIALIZED) > 0);
    ASSERT_EQ(VK_SUCCESS, host_serialize(map, blob.host));
    VkMicromapEXT packed = created(size, NULL);
    ASSERT_EQ(VK_ERROR_UNKNOWN, host_copy(map, packed, COMPACT));
    ASSERT(device_size(map, COMPACTED) > 0);
    ASSERT_EQ(VK_SUCCESS, host_copy(map, packed, COMPACT));
    // What was asked before is not asked of what is built now.
    ASSERT_EQ(VK_SUCCESS, host_build(map));
    ASSERT_EQ(VK_ERROR_UNKNOWN, host_serialize(map, blob.host));
    block_wipe(&blob);
    ASSERT_EQ(VK_SUCCESS, device_serialize(map, &blob));
    ASSERT_EQ_FMT((size_t)64, run_of(blob.host, 64, 0xCC), "%zu");
    PASS();
}

TEST wants_builds_to_compact(void)
{
    VkMicromapEXT clone = created(size, NULL), packed = created(size, NULL);
    ASSERT_EQ(VK_SUCCESS, host_copy(map, clone, CLONE));
    ASSERT(host_size(clone, COMPACTED) > 0);
    ASSERT_EQ(VK_ERROR_UNKNOWN, host_copy(clone, packed, COMPACT));
    PASS();
}

TEST wants_right_sizes(void)
{
    VkMicromapEXT larger = created(size + 256, NULL);
    ASSERT_EQ(VK_ERROR_UNKNOWN, host_copy(map, larger, CLONE));

    const struct block blob = blob_create();
    VkMicromapEXT roomy = created(2 * size, NULL);
    VkMicromapEXT exact = created(2 * size, NULL);
    ASSERT_EQ(VK_SUCCESS, host_build(roomy));
    ASSERT(host_size(roomy, SERIALIZED) > 0);
    ASSERT_EQ(VK_SUCCESS, host_serialize(roomy, blob.host));
    ASSERT_EQ(VK_ERROR_UNKNOWN, host_load(blob.host, larger));
    ASSERT_EQ(VK_SUCCESS, host_load(blob.host, exact));
    PASS();
}

TEST wants_two_places(void)
{
    ASSERT_EQ(VK_ERROR_UNKNOWN, host_copy(map, map, CLONE));
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = storage.buffer,
        .offset = 256,
        .size = size,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    VkMicromapEXT twin;
    ASSERT_EQ(VK_SUCCESS, micromaps.CreateMicromapEXT(driver.device, &info, NULL, &twin));
    const VkResult result = host_copy(map, twin, CLONE);
    micromaps.DestroyMicromapEXT(driver.device, twin, NULL);
    ASSERT_EQ(VK_ERROR_UNKNOWN, result);
    PASS();
}

SUITE(personality_storage)
{
    GREATEST_SET_SETUP_CB(set_up, NULL);
    GREATEST_SET_TEARDOWN_CB(tear_down, NULL);
    if (personality_is("touches-sources"))
        RUN_TEST(touches);
    if (personality_is("scribbles"))
        RUN_TEST(scribbles);
    if (personality_is("scribbles-between-values")) {
        RUN_TEST(scribbles_between);
        RUN_TEST(saturates);
    }
    if (personality_is("demanding")) {
        RUN_TEST(wants_questions);
        RUN_TEST(wants_builds_to_compact);
        RUN_TEST(wants_right_sizes);
        RUN_TEST(wants_two_places);
    }
}
