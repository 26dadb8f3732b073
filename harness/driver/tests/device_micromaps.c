// SPDX-License-Identifier: Apache-2.0
// The five vkCmd* micromap commands. This driver makes the same bytes on host and device, so its
// own tests may compare serialized bodies; a conformance case must not.
#include "micromaps.h"

#include <greatest.h>
#include <stdlib.h>
#include <string.h>

enum {
    blob_room = 32768,
    blob_usage = VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT
};

static struct input input;

static void set_up(void *context)
{
    (void)context;
    micromaps_open();
    input_create(&input);
}

static void tear_down(void *context)
{
    (void)context;
    micromaps_close();
}

/// Records from a heap copy of the structure that is gone before the command runs.
static void record_build(VkCommandBuffer commands, VkMicromapEXT dst)
{
    VkMicromapBuildInfoEXT *info = malloc(sizeof *info);
    VkMicromapUsageEXT *usages = malloc(sizeof input.usages);
    *info = input.on_device;
    info->dstMicromap = dst;
    info->pUsageCounts = memcpy(usages, input.usages, sizeof input.usages);
    micromaps.CmdBuildMicromapsEXT(commands, 1, info);
    memset(usages, 0xEE, sizeof input.usages);
    memset(info, 0xEE, sizeof *info);
    free(usages);
    free(info);
}

static void record_copy(VkCommandBuffer commands, VkMicromapEXT src, VkMicromapEXT dst,
                        VkCopyMicromapModeEXT mode)
{
    VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = src,
        .dst = dst,
        .mode = mode,
    };
    micromaps.CmdCopyMicromapEXT(commands, &info);
    memset(&info, 0xEE, sizeof info);
}

static void record_serialize(VkCommandBuffer commands, VkMicromapEXT src, VkDeviceAddress dst)
{
    VkCopyMicromapToMemoryInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .src = src,
        .dst.deviceAddress = dst,
        .mode = VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
    };
    micromaps.CmdCopyMicromapToMemoryEXT(commands, &info);
    memset(&info, 0xEE, sizeof info);
}

static void record_deserialize(VkCommandBuffer commands, VkDeviceAddress src, VkMicromapEXT dst)
{
    VkCopyMemoryToMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT,
        .src.deviceAddress = src,
        .dst = dst,
        .mode = VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT,
    };
    micromaps.CmdCopyMemoryToMicromapEXT(commands, &info);
    memset(&info, 0xEE, sizeof info);
}

static void record_query(VkCommandBuffer commands, uint32_t count, const VkMicromapEXT *maps,
                         VkQueryType type, VkQueryPool pool, uint32_t first)
{
    VkMicromapEXT theirs[4];
    memcpy(theirs, maps, count * sizeof *maps);
    micromaps.CmdWriteMicromapsPropertiesEXT(commands, count, theirs, type, pool, first);
    memset(theirs, 0xEE, sizeof theirs);
}

static uint64_t host_size(VkMicromapEXT map, VkQueryType type)
{
    uint64_t size = 0;
    micromaps.WriteMicromapsPropertiesEXT(driver.device, 1, &map, type, sizeof size, &size,
                                          sizeof size);
    return size;
}

static VkResult host_build(VkMicromapEXT map)
{
    VkMicromapBuildInfoEXT info = input.on_host;
    info.dstMicromap = map;
    return micromaps.BuildMicromapsEXT(driver.device, VK_NULL_HANDLE, 1, &info);
}

static VkResult host_compact(VkMicromapEXT src, VkMicromapEXT dst)
{
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = src,
        .dst = dst,
        .mode = VK_COPY_MICROMAP_MODE_COMPACT_EXT,
    };
    return micromaps.CopyMicromapEXT(driver.device, VK_NULL_HANDLE, &info);
}

static VkResult host_serialize(VkMicromapEXT map, void *to)
{
    const VkCopyMicromapToMemoryInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .src = map,
        .dst.hostAddress = to,
        .mode = VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
    };
    return micromaps.CopyMicromapToMemoryEXT(driver.device, VK_NULL_HANDLE, &info);
}

static VkResult host_deserialize(const void *from, VkMicromapEXT map)
{
    const VkCopyMemoryToMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT,
        .src.hostAddress = from,
        .dst = map,
        .mode = VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT,
    };
    return micromaps.CopyMemoryToMicromapEXT(driver.device, VK_NULL_HANDLE, &info);
}

static bool untouched(const uint8_t *from, const uint8_t *to)
{
    while (from < to)
        if (*from++ != 0xCC)
            return false;
    return true;
}

static const VkQueryType serialized = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
static const VkQueryType compacted = VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT;

/// Build, query, compact and serialize in one submission, from storage that the host can't see.
/// Packed forms are compared: they have no gaps, which hold whatever was there.
TEST device_builds_what_the_host_builds(void)
{
    VkMicromapEXT map = micromap_create(input.sizes.micromapSize, BLOCK_DEVICE_LOCAL, NULL);
    VkMicromapEXT packed = micromap_create(input.sizes.micromapSize, BLOCK_DEVICE_LOCAL, NULL);
    const struct block blob = block_create(blob_room, blob_usage, BLOCK_COHERENT);
    VkQueryPool pools[2] = {queries_create(serialized), queries_create(compacted)};
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    record_build(commands, map);
    commands_between(commands);
    record_query(commands, 1, &map, serialized, pools[0], 2);
    record_query(commands, 1, &map, compacted, pools[1], 1);
    record_copy(commands, map, packed, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    commands_between(commands);
    record_serialize(commands, packed, blob.address + 256);
    commands_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, commands_end(commands));

    const uint64_t size = query_result(pools[1], 1) + 32;
    ASSERT(size > 64 && size < blob_room - 256);
    ASSERT(untouched(blob.host, blob.host + 256));
    ASSERT(untouched(blob.host + 256 + size, blob.host + blob_room));
    ASSERT(untouched(input.scratch.host + input.sizes.buildScratchSize,
                     input.scratch.host + input.scratch.size));
    if (!driver.has_host_commands)
        PASS();

    VkMicromapEXT twin = micromap_create(input.sizes.micromapSize, BLOCK_COHERENT, NULL);
    VkMicromapEXT packed_twin = micromap_create(size - 32, BLOCK_COHERENT, NULL);
    ASSERT_EQ(VK_SUCCESS, host_build(twin));
    ASSERT_EQ(host_size(twin, serialized), query_result(pools[0], 2));
    ASSERT_EQ(host_size(twin, compacted), size - 32);
    ASSERT_EQ(VK_SUCCESS, host_compact(twin, packed_twin));
    static uint8_t host_blob[blob_room];
    ASSERT_EQ(VK_SUCCESS, host_serialize(packed_twin, host_blob));
    ASSERT_MEM_EQ(host_blob, blob.host + 256, size);
    PASS();
}

/// Two infos of one command, with scratch memory of their own.
TEST builds_two_at_once(void)
{
    const struct block scratch =
        block_create(input.scratch.size,
                     VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
                     BLOCK_DEVICE_LOCAL);
    VkMicromapEXT maps[2];
    VkMicromapBuildInfoEXT infos[2];
    for (int i = 0; i < 2; i++) {
        maps[i] = micromap_create(input.sizes.micromapSize, BLOCK_DEVICE_LOCAL, NULL);
        infos[i] = input.on_device;
        infos[i].dstMicromap = maps[i];
    }
    infos[1].scratchData.deviceAddress = scratch.address;
    infos[1].usageCountsCount = 3;
    VkQueryPool results = queries_create(serialized);
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    micromaps.CmdBuildMicromapsEXT(commands, 2, infos);
    commands_between(commands);
    record_query(commands, 2, maps, serialized, results, 0);
    ASSERT_EQ(VK_SUCCESS, commands_end(commands));
    ASSERT(query_result(results, 1) > 32);
    ASSERT(query_result(results, 1) < query_result(results, 0));
    PASS();
}

static void scratch_barrier(VkCommandBuffer commands, VkAccessFlags2 src)
{
    commands_barrier(commands, src, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                     VK_ACCESS_2_MICROMAP_READ_BIT_EXT | VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT);
}

/// Two builds that share scratch memory need a barrier between them, which only "weak" minds.
TEST builds_that_share_scratch_memory(void)
{
    const char *personality = getenv("OMMREF_PERSONALITY");
    const bool weak = personality && !strcmp(personality, "weak");
    for (int barrier = 0; barrier < 3; barrier++) {
        struct block storages[3];
        VkMicromapEXT maps[3];
        VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
        for (int i = 0; i < 3; i++)
            maps[i] = micromap_create(input.sizes.micromapSize, BLOCK_COHERENT, &storages[i]);
        for (int i = 0; i < 2; i++) {
            record_build(commands, maps[i]);
            if (barrier) // an execution dependency alone is not enough
                scratch_barrier(commands, barrier == 1 ? 0 : VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT);
        }
        commands_to_host(commands);
        ASSERT_EQ(VK_SUCCESS, commands_end(commands));
        commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
        record_build(commands, maps[2]); // with nobody beside it
        commands_to_host(commands);
        ASSERT_EQ(VK_SUCCESS, commands_end(commands));
        int spoilt = 0;
        for (int i = 0; i < 2; i++)
            spoilt += memcmp(storages[i].host, storages[2].host, storages[2].size) != 0;
        ASSERT_EQ_FMT(weak && barrier < 2 ? 1 : 0, spoilt, "%d");
    }
    PASS();
}

/// The packed form has its own, smaller size in the same submission, and fits exactly.
TEST compacts_and_clones_in_one_submission(void)
{
    VkMicromapEXT map = micromap_create(input.sizes.micromapSize, BLOCK_DEVICE_LOCAL, NULL);
    VkQueryPool sizes = queries_create(compacted);
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    record_build(commands, map);
    commands_between(commands);
    record_query(commands, 1, &map, compacted, sizes, 0);
    ASSERT_EQ(VK_SUCCESS, commands_end(commands));
    const uint64_t packed_size = query_result(sizes, 0);
    ASSERT(packed_size < input.sizes.micromapSize);

    struct block storage;
    VkMicromapEXT packed = micromap_create(packed_size, BLOCK_COHERENT, &storage);
    VkMicromapEXT clone = micromap_create(packed_size, BLOCK_NON_COHERENT, NULL);
    const struct block blobs = block_create(3 * blob_room, blob_usage, BLOCK_COHERENT);
    VkQueryPool results = queries_create(serialized);
    commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    record_copy(commands, map, packed, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    commands_between(commands);
    record_copy(commands, packed, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    commands_between(commands);
    const VkMicromapEXT maps[] = {map, packed, clone};
    record_query(commands, 3, maps, serialized, results, 1);
    for (uint32_t i = 0; i < 3; i++)
        record_serialize(commands, maps[i], blobs.address + i * blob_room);
    commands_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, commands_end(commands));

    ASSERT_EQ(UINT64_MAX, query_result(results, 0));
    ASSERT(query_result(results, 2) < query_result(results, 1));
    ASSERT_EQ(packed_size + 32, query_result(results, 2));
    ASSERT_EQ(query_result(results, 2), query_result(results, 3));
    ASSERT_MEM_EQ(blobs.host + blob_room, blobs.host + 2 * blob_room, packed_size + 32);
    ASSERT(untouched(storage.host, storage.host + 256));
    ASSERT(untouched(storage.host + 256 + packed_size, storage.host + storage.size));

    block_wipe(&storage);
    commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    record_serialize(commands, clone, blobs.address);
    commands_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, commands_end(commands));
    ASSERT_MEM_EQ(blobs.host + 2 * blob_room, blobs.host, packed_size + 32);
    PASS();
}

/// The same command buffer twice, with other inputs and a wiped target in between.
TEST runs_again_on_what_memory_then_holds(void)
{
    VkMicromapEXT map = micromap_create(input.sizes.micromapSize, BLOCK_DEVICE_LOCAL, NULL);
    const struct block blob = block_create(blob_room, blob_usage, BLOCK_NON_COHERENT);
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    record_build(commands, map);
    commands_between(commands);
    record_serialize(commands, map, blob.address);
    commands_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, commands_end(commands));
    ASSERT(untouched(blob.host, blob.host + blob_room));
    block_invalidate(&blob);
    static uint8_t first[blob_room];
    memcpy(first, blob.host, blob_room);

    // Every triangle becomes another one, then they become what they were.
    for (int time = 0; time < 2; time++) {
        for (uint32_t i = 0; i < input.data.size; i++)
            input.data.host[i] ^= 0xFF;
        block_wipe(&blob);
        ASSERT_EQ(VK_SUCCESS, commands_submit(commands));
        block_invalidate(&blob);
        ASSERT_EQ(0, memcmp(first, blob.host, 32));
        ASSERT_EQ(time == 1, memcmp(first, blob.host, blob_room) == 0);
    }
    PASS();
}

TEST blobs_travel_both_ways(void)
{
    if (!driver.has_host_commands)
        SKIPm("no host commands");
    const uint64_t size = input.sizes.micromapSize;
    VkMicromapEXT by_host = micromap_create(size, BLOCK_COHERENT, NULL);
    struct block storage;
    VkMicromapEXT from_host = micromap_create(size, BLOCK_COHERENT, &storage);
    VkMicromapEXT from_device = micromap_create(size + 4096, BLOCK_NON_COHERENT, NULL);
    const struct block blobs = block_create(2 * blob_room, blob_usage, BLOCK_COHERENT);
    ASSERT_EQ(VK_SUCCESS, host_build(by_host));
    ASSERT_EQ(VK_SUCCESS, host_serialize(by_host, blobs.host));
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    record_deserialize(commands, blobs.address, from_host);
    commands_between(commands);
    record_serialize(commands, from_host, blobs.address + blob_room);
    commands_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, commands_end(commands));
    ASSERT_MEM_EQ(blobs.host, blobs.host + blob_room, host_size(by_host, serialized));
    ASSERT(untouched(storage.host, storage.host + 256));
    ASSERT(untouched(storage.host + 256 + size, storage.host + storage.size));

    ASSERT_EQ(VK_SUCCESS, host_deserialize(blobs.host + blob_room, from_device));
    static uint8_t again[blob_room];
    ASSERT_EQ(VK_SUCCESS, host_serialize(from_device, again));
    ASSERT_MEM_EQ(blobs.host, again, host_size(by_host, serialized));
    PASS();
}

/// Host commands find what a device command left in memory, and the other way round.
TEST host_and_device_share_one_layout(void)
{
    if (!driver.has_host_commands)
        SKIPm("no host commands");
    VkMicromapEXT by_device = micromap_create(input.sizes.micromapSize, BLOCK_NON_COHERENT, NULL);
    VkMicromapEXT by_host = micromap_create(input.sizes.micromapSize, BLOCK_NON_COHERENT, NULL);
    const struct block blobs = block_create(2 * blob_room, blob_usage, BLOCK_COHERENT);
    static uint8_t host_blob[2 * blob_room];
    memset(host_blob, 0xCC, sizeof host_blob);
    ASSERT_EQ(VK_SUCCESS, host_build(by_host));
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    record_build(commands, by_device);
    commands_between(commands);
    record_serialize(commands, by_device, blobs.address);
    record_serialize(commands, by_host, blobs.address + blob_room);
    commands_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, commands_end(commands));
    ASSERT_EQ(VK_SUCCESS, host_serialize(by_device, host_blob));
    ASSERT_EQ(VK_SUCCESS, host_serialize(by_host, host_blob + blob_room));
    ASSERT_MEM_EQ(blobs.host, host_blob, sizeof host_blob);
    ASSERT_EQ(host_size(by_host, serialized), host_size(by_device, serialized));
    PASS();
}

TEST works_in_secondary_buffers(void)
{
    VkMicromapEXT maps[2];
    for (int i = 0; i < 2; i++)
        maps[i] = micromap_create(input.sizes.micromapSize, BLOCK_DEVICE_LOCAL, NULL);
    VkQueryPool results = queries_create(serialized);
    VkCommandBuffer secondary = commands_begin(VK_COMMAND_BUFFER_LEVEL_SECONDARY);
    record_build(secondary, maps[0]);
    commands_between(secondary);
    record_copy(secondary, maps[0], maps[1], VK_COPY_MICROMAP_MODE_CLONE_EXT);
    commands_between(secondary);
    record_query(secondary, 2, maps, serialized, results, 2);
    ASSERT_EQ(VK_SUCCESS, micromaps.EndCommandBuffer(secondary));
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    micromaps.CmdExecuteCommands(commands, 1, &secondary);
    ASSERT_EQ(VK_SUCCESS, commands_end(commands));
    ASSERT(query_result(results, 2) > 32);
    ASSERT_EQ(query_result(results, 2), query_result(results, 3));
    PASS();
}

/// What breaks the rules does no harm: a source that holds nothing, a destination that is too
/// small, an address where nothing is.
TEST refuses_without_harm(void)
{
    struct block storage;
    VkMicromapEXT map = micromap_create(input.sizes.micromapSize, BLOCK_DEVICE_LOCAL, NULL);
    VkMicromapEXT nothing = micromap_create(4096, BLOCK_DEVICE_LOCAL, NULL);
    VkMicromapEXT small = micromap_create(256, BLOCK_COHERENT, &storage);
    const struct block blob = block_create(256, blob_usage, BLOCK_COHERENT);
    VkQueryPool results = queries_create(serialized);
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    record_build(commands, map);
    commands_between(commands);
    record_query(commands, 1, &nothing, serialized, results, 0);
    record_copy(commands, nothing, small, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    record_copy(commands, map, small, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    record_copy(commands, map, small, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    record_build(commands, small);
    record_serialize(commands, map, blob.address);
    record_deserialize(commands, blob.address, small);
    record_deserialize(commands, 256, small);
    commands_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, commands_end(commands));
    ASSERT_EQ(0, query_result(results, 0));
    ASSERT(untouched(storage.host, storage.host + storage.size));
    ASSERT(untouched(blob.host, blob.host + blob.size));
    PASS();
}

/// Builds, serializes and lets the host look, with a barrier in between that names these accesses.
static bool host_sees(VkAccessFlags2 build_access, VkAccessFlags2 serialize_access)
{
    VkMicromapEXT map = micromap_create(input.sizes.micromapSize, BLOCK_DEVICE_LOCAL, NULL);
    const struct block blob = block_create(blob_room, blob_usage, BLOCK_COHERENT);
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    record_build(commands, map);
    commands_barrier(commands, build_access, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                     VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
    record_serialize(commands, map, blob.address);
    commands_barrier(commands, serialize_access, VK_PIPELINE_STAGE_2_HOST_BIT,
                     VK_ACCESS_2_HOST_READ_BIT);
    return commands_end(commands) == VK_SUCCESS && !untouched(blob.host, blob.host + blob_room);
}

TEST weak_wants_the_exact_barriers(void)
{
    const char *personality = getenv("OMMREF_PERSONALITY");
    if (!personality || strcmp(personality, "weak") != 0)
        SKIPm("only the personality weak does");
    const VkAccessFlags2 micromap = VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT;
    const VkAccessFlags2 transfer = VK_ACCESS_2_TRANSFER_WRITE_BIT;
    ASSERT(host_sees(micromap, transfer));
    ASSERT_FALSE(host_sees(transfer, transfer));
    ASSERT_FALSE(host_sees(micromap, micromap));
    PASS();
}

SUITE(device_micromaps)
{
    if (!driver.has_micromaps)
        return;
    GREATEST_SET_SETUP_CB(set_up, NULL);
    GREATEST_SET_TEARDOWN_CB(tear_down, NULL);
    RUN_TEST(device_builds_what_the_host_builds);
    RUN_TEST(builds_two_at_once);
    RUN_TEST(builds_that_share_scratch_memory);
    RUN_TEST(compacts_and_clones_in_one_submission);
    RUN_TEST(runs_again_on_what_memory_then_holds);
    RUN_TEST(blobs_travel_both_ways);
    RUN_TEST(host_and_device_share_one_layout);
    RUN_TEST(works_in_secondary_buffers);
    RUN_TEST(refuses_without_harm);
    RUN_TEST(weak_wants_the_exact_barriers);
    GREATEST_SET_SETUP_CB(NULL, NULL);
    GREATEST_SET_TEARDOWN_CB(NULL, NULL);
}
