// SPDX-License-Identifier: Apache-2.0
// Queries: when they are reset, and what their results tell of micromaps. Device addresses: what is known of them.
#include "addresses.h"
#include "work.h"

#include <greatest.h>

#define RESET "VUID-vkCmdWriteMicromapsPropertiesEXT-None-12417"

static const VkQueryType size_type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
static VkMicromapEXT map;

static void open_each(void *unused)
{
    (void)unused;
    work_open(NULL);
    map = work_micromap();
}

static void close_each(void *unused)
{
    (void)unused;
    work_close();
}

static VkCommandBuffer recorded_build(void)
{
    const VkCommandBuffer buffer = work_begin();
    work_build(buffer, map, 0);
    work_end(buffer);
    return buffer;
}

static VkCommandBuffer recorded_query(VkQueryPool pool, uint32_t query)
{
    const VkCommandBuffer buffer = work_begin();
    work_build(buffer, map, 0);
    work_query(buffer, map, size_type, pool, query);
    work_end(buffer);
    return buffer;
}

TEST queries_are_reset_before_each_write(void)
{
    const VkQueryPool pool = work_query_pool(size_type, 2, 0);
    const VkCommandBuffer write = recorded_query(pool, 1);
    work.ear.stop = true;
    work_submit(work.queue, write);
    ASSERT(work_heard(RESET)); // nothing is reset in a new pool
    VK(vkResetQueryPool)(work.vulkan.device, pool, 0, 1);
    work_submit(work.queue, write);
    ASSERT(work_heard(RESET)); // another query
    VK(vkResetQueryPool)(work.vulkan.device, pool, 1, 1);
    ASSERT_EQ(VK_SUCCESS, work_submit(work.queue, write));
    ASSERT(work_silent());
    work_submit(work.queue, write);
    ASSERT(work_heard(RESET));
    const VkCommandBuffer reset = work_begin();
    VK(vkCmdResetQueryPool)(reset, pool, 0, 2);
    work_run(reset);
    work_submit(work.queue, write);
    ASSERT(work_silent());
    work_submit(work.other, write); // when the first queue writes is not known
    ASSERT(work_silent());
    PASS();
}

TEST queries_of_compacted_sizes_as_well(void)
{
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT;
    const VkCommandBuffer buffer = work_begin();
    work_build(buffer, map, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    work_query(buffer, map, type, work_query_pool(type, 1, 0), 0);
    work_run(buffer);
    ASSERT(work_heard(RESET));
    PASS();
}

// The write is taken back with the submission, and after a failure nobody knows.
TEST queries_of_submissions_that_did_not_happen(void)
{
    const VkQueryPool pool = work_query_pool(size_type, 1, 1);
    const VkMicromapEXT nothing = work_micromap();
    const VkCommandBuffer broken = work_begin();
    work_build(broken, map, 0);
    work_query(broken, map, size_type, pool, 0);
    work_copy(broken, nothing, map, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    work.ear.stop = true;
    work_run(broken);
    ASSERT(work_heard("VUID-vkCmdCopyMicromapEXT-src-07532"));
    const VkCommandBuffer write = recorded_query(pool, 0);
    fake.submit_result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
    work_submit(work.queue, write);
    ASSERT(work_silent());
    fake.submit_result = VK_SUCCESS;
    work_submit(work.queue, write);
    ASSERT(work_silent());
    work_submit(work.queue, write);
    ASSERT(work_heard(RESET));
    PASS();
}

TEST pools_may_begin_reset(void)
{
    const VkQueryPool pool = work_query_pool(size_type, 1, 1);
    work_submit(work.queue, recorded_query(pool, 0));
    ASSERT(work_silent());
    PASS();
}

// vkGetQueryPoolResults tells the application a size, and the layer hears it.
static void get_result(VkQueryPool pool)
{
    uint64_t result[2];
    VK(vkGetQueryPoolResults)
    (work.vulkan.device, pool, 0, 1, sizeof result, result, sizeof result,
     VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT);
}

TEST sizes_that_queries_told_are_held_against_buffers(void)
{
    const VkQueryPool pool = work_query_pool(size_type, 1, 1);
    const VkDeviceAddress address = work_address(fake_buffer(&work.vulkan, 1024, 0));
    const VkCommandBuffer serialize[2] = {work_begin(), work_begin()};
    for (unsigned i = 0; i < 2; ++i) {
        work_serialize(serialize[i], map, address + 256 * i);
        work_end(serialize[i]);
    }
    work_submit(work.queue, recorded_query(pool, 0));
    get_result(pool); // as far as the layer knows, this may be of before
    work_submit(work.queue, serialize[1]);
    ASSERT(work_silent());
    work_wait();
    fake.available = false;
    get_result(pool);
    work_submit(work.queue, serialize[1]);
    ASSERT(work_silent());
    fake.available = true;
    get_result(pool);
    work_submit(work.queue, serialize[1]);
    ASSERT(work_heard("VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541"));
    work_submit(work.queue, serialize[0]);
    ASSERT(work_silent());
    work_submit(work.queue, recorded_build()); // other contents, of which no size is known
    work_submit(work.queue, serialize[1]);
    ASSERT(work_silent());
    PASS();
}

TEST addresses_that_nobody_knows_have_room(void)
{
    const VkQueryPool pool = work_query_pool(size_type, 1, 1);
    work_submit(work.queue, recorded_query(pool, 0));
    work_wait();
    get_result(pool);
    work.device->incomplete[LAY_BUFFER] = true;
    const VkCommandBuffer serialize = work_begin();
    work_serialize(serialize, map, 256);
    work_run(serialize);
    ASSERT(work_silent());
    PASS();
}

TEST results_that_tell_a_size(void)
{
    enum { WIDE = VK_QUERY_RESULT_64_BIT, TELLS = VK_QUERY_RESULT_WITH_AVAILABILITY_BIT };
    static const struct {
        VkQueryResultFlags flags;
        bool available;
        size_t size;
        bool learned;
    } ways[] = {
        {0, true, 16, false},
        {TELLS, true, 16, false},
        {WIDE, false, 16, false},
        {WIDE | VK_QUERY_RESULT_PARTIAL_BIT, true, 16, false},
        {WIDE | TELLS, false, 16, false},
        {WIDE | TELLS, true, 8, false}, // invalid, and no reason to read behind the end
        {WIDE | TELLS | VK_QUERY_RESULT_PARTIAL_BIT, true, 16, true},
        {WIDE | TELLS, true, 16, true},
        {WIDE, true, 8, true},
    };
    for (unsigned i = 0; i < sizeof ways / sizeof *ways; ++i) {
        const VkQueryPool pool = work_query_pool(size_type, 1, 1);
        work_submit(work.queue, recorded_query(pool, 0));
        work_wait();
        fake.available = ways[i].available;
        uint64_t result[2] = {0};
        VK(vkGetQueryPoolResults)
        (work.vulkan.device, pool, 0, 1, ways[i].size, result, ways[i].size, ways[i].flags);
        ASSERT_EQ(ways[i].learned ? fake.property : 0, work_contents(map).serialized_size);
    }
    PASS();
}

static void get_wide(VkQueryPool pool, uint32_t count, uint64_t *results, size_t size)
{
    VK(vkGetQueryPoolResults)
    (work.vulkan.device, pool, 0, count, size, results, sizeof *results, VK_QUERY_RESULT_64_BIT);
}

// There may be room for more, with anything in it.
TEST results_that_were_not_asked_for(void)
{
    const VkMicromapEXT second = work_micromap();
    const VkQueryPool pool = work_query_pool(size_type, 2, 1);
    const VkCommandBuffer buffer = work_begin();
    work_build(buffer, map, 0);
    work_build(buffer, second, 0);
    work_query(buffer, map, size_type, pool, 0);
    work_query(buffer, second, size_type, pool, 1);
    work_run(buffer);
    work_wait();
    uint64_t results[4] = {1, 1, 1, 1};
    get_wide(pool, 1, results, sizeof results);
    ASSERT_EQ(fake.property, work_contents(map).serialized_size);
    ASSERT_EQ(0, work_contents(second).serialized_size);
    PASS();
}

TEST results_of_nobody(void)
{
    uint64_t result = 0;
    get_wide(work_query_pool(VK_QUERY_TYPE_TIMESTAMP, 1, 0), 1, &result, sizeof result);
    get_wide((VkQueryPool)7, 1, &result, sizeof result);
    const VkQueryPool pool = work_query_pool(size_type, 1, 1);
    work_submit(work.queue, recorded_query(pool, 0));
    work_wait();
    VK(vkDestroyMicromapEXT)(work.vulkan.device, map, NULL);
    get_wide(pool, 1, &result, sizeof result);
    ASSERT_EQ(fake.property, result);
    ASSERT(work_silent());
    PASS();
}

TEST resets_reach_the_next_layer(void)
{
    const VkQueryPool pool = work_query_pool(VK_QUERY_TYPE_TIMESTAMP, 1, 0);
    const VkCommandBuffer buffer = work_begin();
    VK(vkCmdResetQueryPool)(buffer, pool, 0, 1);
    VK(vkResetQueryPool)(work.vulkan.device, pool, 0, 1);
    work_run(buffer);
    ASSERT_EQ(1, fake_calls("vkCmdResetQueryPool"));
    ASSERT_EQ(1, fake_calls("vkResetQueryPool"));
    PASS();
}

// The device may have told the application a smaller size than the host did.
TEST answers_of_the_device_that_nobody_saw(void)
{
    static const char rule[] = "VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541";
    const VkQueryType compacted_type = VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT;
    map = fake_micromap(&work.vulkan, 1024, 1);
    const VkCommandBuffer serialize = work_begin();
    work_serialize(serialize, map, work_address(fake_buffer(&work.vulkan, 512, 0)));
    work_end(serialize);
    const VkCommandBuffer build = work_begin();
    work_build(build, map, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    work_run(build);
    work_wait();
    VkDeviceSize size;
    VK(vkWriteMicromapsPropertiesEXT)
    (work.vulkan.device, 1, &map, size_type, sizeof size, &size, sizeof size);
    work_submit(work.queue, serialize);
    ASSERT(work_heard(rule));
    const VkQueryType types[2] = {compacted_type, size_type};
    for (int i = 0; i < 2; ++i) {
        const VkCommandBuffer query = work_begin();
        work_query(query, map, types[i], work_query_pool(types[i], 1, 1), 0);
        work_run(query);
        ASSERT(work_silent());
        work_submit(work.queue, serialize);
        ASSERT(i ? work_silent() : work_heard(rule));
    }
    PASS();
}

// Nobody stops these calls. What lies behind the end is nobody's query.
TEST queries_that_the_pool_does_not_have(void)
{
    const VkQueryPool pool = work_query_pool(size_type, 2, 1);
    const VkCommandBuffer buffer = work_begin();
    work_build(buffer, map, 0);
    work_query(buffer, map, size_type, pool, 2);
    ASSERT(work_heard("VUID-vkCmdWriteMicromapsPropertiesEXT-query-07528"));
    work_query(buffer, map, size_type, pool, UINT32_MAX);
    ASSERT(work_heard("VUID-vkCmdWriteMicromapsPropertiesEXT-query-07528"));
    VK(vkCmdResetQueryPool)(buffer, pool, 1, 5);
    VK(vkResetQueryPool)(work.vulkan.device, pool, 1, 5);
    work_run(buffer);
    ASSERT(work_silent());
    PASS();
}

TEST queries_of_micromaps_that_nobody_can_read(void)
{
    const VkQueryPool pool = work_query_pool(size_type, 1, 1);
    const VkCommandBuffer buffer = work_begin();
    const VkMicromapEXT *wild = (const VkMicromapEXT *)(uintptr_t)0x100;
    VK(vkCmdWriteMicromapsPropertiesEXT)(buffer, 1, wild, size_type, pool, 0);
    ASSERT(work_heard("VUID-vkCmdWriteMicromapsPropertiesEXT-pMicromaps-parameter"));
    ASSERT_EQ(1, fake_calls("vkCmdWriteMicromapsPropertiesEXT"));
    PASS();
}

TEST queries_are_not_judged_when_blind(void)
{
    const VkQueryPool pool = work_query_pool(size_type, 1, 0);
    const VkCommandBuffer write = recorded_query(pool, 0);
    work.device->blind = true;
    work_submit(work.queue, write);
    ASSERT(work_silent());
    PASS();
}

static struct lay_address look(VkDeviceAddress address)
{
    lay_lock(work.device);
    const struct lay_address found = lay_address_find(work.device, address);
    lay_unlock(work.device);
    return found;
}

TEST addresses_end_with_their_buffer(void)
{
    const VkBuffer buffer = fake_buffer(&work.vulkan, 1000, 0);
    const VkDeviceAddress address = work_address(buffer);
    ASSERT_EQ(LAY_YES, look(address).valid);
    ASSERT_EQ(1000, look(address).room);
    ASSERT_EQ(1, look(address + 999).room);
    ASSERT_EQ(LAY_NO, look(address + 1000).valid);
    ASSERT_EQ(LAY_NO, look(address - 1).valid);
    ASSERT_EQ(LAY_NO, look(0).valid);
    VK(vkDestroyBuffer)(work.vulkan.device, buffer, NULL);
    ASSERT_EQ(LAY_NO, look(address).valid);
    PASS();
}

TEST addresses_of_many_buffers(void)
{
    enum { MANY = 200 };
    VkBuffer buffers[MANY];
    for (int i = 0; i < MANY; ++i) {
        buffers[i] = fake_buffer(&work.vulkan, 64 + (VkDeviceSize)i, 0);
        if (i % 7 == 0) // asked now and then, so that few and many are new at a time
            ASSERT_EQ(LAY_YES, look(work_address(buffers[i / 2])).valid);
    }
    look(1); // all are asked before some go
    for (int i = 0; i < MANY; ++i)
        if (i % 3)
            VK(vkDestroyBuffer)(work.vulkan.device, buffers[i], NULL);
    const VkDeviceAddress last = work_address(fake_buffer(&work.vulkan, 64, 0)); // reason to sweep
    const VkBuffer first = lay_find_micromap(work.device, map)->buffer;
    ASSERT_EQ(64, look(last).room);
    ASSERT_EQ(first, look(work_address(first)).buffer);
    for (int i = 0; i < MANY; ++i) {
        const VkDeviceAddress address = (VkDeviceAddress)buffers[i] << 20;
        ASSERT_EQ(i % 3 ? LAY_NO : LAY_YES, look(address + 3).valid);
        ASSERT_EQ(i % 3 ? 0 : 61 + (VkDeviceSize)i, look(address + 3).room);
    }
    PASS();
}

// Some are asked for when few are new, some when many are; the first and the last one are like the others.
TEST addresses_that_descend(void)
{
    enum { MANY = 120 };
    fake.descending = true;
    VkBuffer buffers[MANY];
    VkDeviceAddress addresses[MANY];
    for (int i = 0; i < MANY; ++i) {
        buffers[i] = fake_buffer(&work.vulkan, 64, 0);
        addresses[i] = work_address(buffers[i]);
        if (i < 60 || i % 5)
            continue;
        for (int k = 0; k <= i; ++k) {
            ASSERT_EQ(buffers[k], look(addresses[k]).buffer);
            ASSERT_EQ(64, look(addresses[k]).room);
        }
    }
    VK(vkDestroyBuffer)(work.vulkan.device, buffers[MANY - 1], NULL);
    ASSERT_EQ(LAY_NO, look(addresses[MANY - 1]).valid);
    ASSERT_EQ(LAY_YES, look(addresses[MANY - 2] + 63).valid);
    PASS();
}

// The fake's addresses are 2^20 times the handle, which here makes one buffer contain the start of others.
TEST addresses_in_several_buffers(void)
{
    const VkBuffer large = fake_buffer(&work.vulkan, (VkDeviceSize)64 << 20, 0);
    const VkBuffer small = fake_buffer(&work.vulkan, 4096, 0);
    const VkDeviceAddress address = work_address(small);
    ASSERT(address - work_address(large) < ((VkDeviceSize)64 << 20));
    ASSERT_EQ(work_address(large) + ((VkDeviceSize)64 << 20) - address, look(address).room);
    ASSERT_EQ(large, look(address + 5000).buffer);
    lay_find_buffer(work.device, large)->usage = VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;
    ASSERT(look(address + 4095).usage & VK_BUFFER_USAGE_STORAGE_BUFFER_BIT);
    ASSERT_FALSE(look(address + 4096).usage & VK_BUFFER_USAGE_STORAGE_BUFFER_BIT);
    VK(vkDestroyBuffer)(work.vulkan.device, large, NULL);
    ASSERT_EQ(4096, look(address).room);
    ASSERT_EQ(LAY_NO, look(address + 5000).valid);
    PASS();
}

TEST addresses_without_memory(void)
{
    const VkBuffer buffer = fake_buffer(&work.vulkan, 1000, 0);
    const VkDeviceAddress address = work_address(buffer);
    ASSERT_EQ(LAY_YES, look(address).valid);
    lay_lock(work.device);
    const VkDeviceMemory memory = lay_find_buffer(work.device, buffer)->memory;
    lay_unlock(work.device);
    VK(vkFreeMemory)(work.vulkan.device, memory, NULL);
    ASSERT_EQ(LAY_NO, look(address).valid);
    PASS();
}

TEST addresses_of_sparse_buffers(void)
{
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .flags = VK_BUFFER_CREATE_SPARSE_BINDING_BIT,
        .size = 1000,
        .usage = VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
    };
    VkBuffer buffer;
    VK(vkCreateBuffer)(work.vulkan.device, &info, NULL, &buffer);
    ASSERT_EQ(LAY_YES, look(work_address(buffer)).valid);
    ASSERT_EQ(0, look(work_address(buffer)).memory_id);
    PASS();
}

// To ask for the address of such a buffer would be wrong.
TEST buffers_without_addresses(void)
{
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .flags = VK_BUFFER_CREATE_SPARSE_BINDING_BIT,
        .size = 1000,
        .usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
    };
    look(1);
    const unsigned before = fake_calls("vkGetBufferDeviceAddress");
    VkBuffer buffer;
    VK(vkCreateBuffer)(work.vulkan.device, &info, NULL, &buffer);
    ASSERT_EQ(LAY_NO, look((VkDeviceAddress)buffer << 20).valid);
    ASSERT_EQ(before, fake_calls("vkGetBufferDeviceAddress"));
    PASS();
}

TEST addresses_when_buffers_were_missed(void)
{
    work.device->incomplete[LAY_BUFFER] = true;
    ASSERT_EQ(LAY_UNKNOWN, look(123).valid);
    ASSERT_EQ(LAY_NO, look(0).valid);
    PASS();
}

// Then no buffer may be asked, and any address may be right for all that is known.
TEST addresses_without_the_feature(void)
{
    look(1);
    const unsigned before = fake_calls("vkGetBufferDeviceAddress");
    work.device->features.buffer_device_address = false;
    const VkBuffer buffer = fake_buffer(&work.vulkan, 64, 0);
    ASSERT_EQ(LAY_UNKNOWN, look((VkDeviceAddress)buffer << 20).valid);
    ASSERT_EQ(before, fake_calls("vkGetBufferDeviceAddress"));
    VK(vkDestroyBuffer)(work.vulkan.device, buffer, NULL);
    PASS();
}

SUITE(queries)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(queries_are_reset_before_each_write);
    RUN_TEST(queries_of_submissions_that_did_not_happen);
    RUN_TEST(queries_of_compacted_sizes_as_well);
    RUN_TEST(pools_may_begin_reset);
    RUN_TEST(sizes_that_queries_told_are_held_against_buffers);
    RUN_TEST(addresses_that_nobody_knows_have_room);
    RUN_TEST(results_that_tell_a_size);
    RUN_TEST(results_that_were_not_asked_for);
    RUN_TEST(results_of_nobody);
    RUN_TEST(resets_reach_the_next_layer);
    RUN_TEST(answers_of_the_device_that_nobody_saw);
    RUN_TEST(queries_that_the_pool_does_not_have);
    RUN_TEST(queries_of_micromaps_that_nobody_can_read);
    RUN_TEST(queries_are_not_judged_when_blind);
    RUN_TEST(addresses_end_with_their_buffer);
    RUN_TEST(addresses_of_many_buffers);
    RUN_TEST(addresses_that_descend);
    RUN_TEST(addresses_in_several_buffers);
    RUN_TEST(addresses_without_memory);
    RUN_TEST(addresses_of_sparse_buffers);
    RUN_TEST(buffers_without_addresses);
    RUN_TEST(addresses_without_the_feature);
    RUN_TEST(addresses_when_buffers_were_missed);
}
