// SPDX-License-Identifier: Apache-2.0
// Query pools as command buffers use them. Occlusion queries do: they become available with the
// value 0 because nothing is drawn.
#include "work.h"

#include <greatest.h>
#include <string.h>

enum { QUERIES = 4 };

static const VkQueryResultFlags wide_with_availability =
    VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT;

static VkQueryPool create_pool(void)
{
    const VkQueryPoolCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
        .queryType = VK_QUERY_TYPE_OCCLUSION,
        .queryCount = QUERIES,
    };
    VkQueryPool pool = VK_NULL_HANDLE;
    driver.CreateQueryPool(driver.device, &info, NULL, &pool);
    return pool;
}

static void query(VkCommandBuffer commands, VkQueryPool pool, uint32_t index)
{
    driver.CmdBeginQuery(commands, pool, index, 0);
    driver.CmdEndQuery(commands, pool, index);
}

/// A bit for each available query.
static uint32_t available(VkQueryPool pool)
{
    uint64_t results[QUERIES][2];
    driver.GetQueryPoolResults(driver.device, pool, 0, QUERIES, sizeof results, results,
                               sizeof *results, wide_with_availability);
    uint32_t bits = 0;
    for (uint32_t i = 0; i < QUERIES; i++)
        bits |= (results[i][1] != 0) << i;
    return bits;
}

TEST reset_and_availability(void)
{
    struct work work = work_open(WORK_GRAPHICS);
    VkQueryPool pool = create_pool();
    VkCommandBuffer commands = work_begin(work.primary[0]);
    driver.CmdResetQueryPool(commands, pool, 0, QUERIES);
    query(commands, pool, 1);
    query(commands, pool, 2);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT_EQ(6, available(pool));
    driver.ResetQueryPool(driver.device, pool, 2, 1);
    ASSERT_EQ(2, available(pool));
    work_begin(commands);
    driver.CmdResetQueryPool(commands, pool, 1, 1);
    query(commands, pool, 3);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    ASSERT_EQ(8, available(pool));
    driver.DestroyQueryPool(driver.device, pool, NULL);
    work_close(&work);
    PASS();
}

TEST results_in_all_forms(void)
{
    struct work work = work_open(WORK_GRAPHICS);
    VkQueryPool pool = create_pool();
    VkCommandBuffer commands = work_begin(work.primary[0]);
    driver.CmdResetQueryPool(commands, pool, 0, QUERIES);
    query(commands, pool, 1);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));

    uint32_t narrow[8];
    memset(narrow, 0xEE, sizeof narrow);
    ASSERT_EQ(VK_NOT_READY,
              driver.GetQueryPoolResults(driver.device, pool, 0, 2, sizeof narrow, narrow, 8, 0));
    ASSERT_EQ(0xEEEEEEEE, narrow[0]);
    ASSERT_EQ(0, narrow[2]);
    ASSERT_EQ(0xEEEEEEEE, narrow[3]);
    ASSERT_EQ(VK_SUCCESS, driver.GetQueryPoolResults(driver.device, pool, 1, 1, 4, narrow, 4,
                                                     VK_QUERY_RESULT_WAIT_BIT));
    ASSERT_EQ(0, narrow[0]);
    memset(narrow, 0xEE, sizeof narrow);
    ASSERT_EQ(VK_SUCCESS, driver.GetQueryPoolResults(
                              driver.device, pool, 0, 2, sizeof narrow, narrow, 12,
                              VK_QUERY_RESULT_PARTIAL_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT));
    ASSERT_EQ(0, narrow[1]);
    ASSERT_EQ(0xEEEEEEEE, narrow[2]);
    ASSERT_EQ(1, narrow[4]);
    ASSERT_EQ(0xEEEEEEEE, narrow[5]);
    driver.DestroyQueryPool(driver.device, pool, NULL);
    work_close(&work);
    PASS();
}

TEST results_into_a_buffer(void)
{
    struct work work = work_open(WORK_GRAPHICS);
    struct work_buffer to = work_buffer(0xEE);
    VkQueryPool pool = create_pool();
    VkCommandBuffer commands = work_begin(work.primary[0]);
    driver.CmdResetQueryPool(commands, pool, 0, QUERIES);
    query(commands, pool, 1);
    driver.CmdCopyQueryPoolResults(commands, pool, 1, 1, to.buffer, 0, 8,
                                   VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT);
    driver.CmdCopyQueryPoolResults(commands, pool, 1, 2, to.buffer, 64, 32, wide_with_availability);
    work_barrier_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    ASSERT_EQ(VK_SUCCESS, work_run(&work, 1, &commands));
    uint64_t words[WORK_SIZE / 8];
    memcpy(words, to.map, sizeof words);
    ASSERT_EQ(0, words[0]);
    ASSERT(work_all(&to, 8, 56, 0xEE));
    ASSERT_EQ(0, words[8]);
    ASSERT_EQ(1, words[9]);
    ASSERT(work_all(&to, 80, 24, 0xEE)); // to the second one's availability
    ASSERT_EQ(0, words[13]);
    ASSERT(work_all(&to, 112, 100, 0xEE));
    driver.DestroyQueryPool(driver.device, pool, NULL);
    work_buffer_destroy(&to);
    work_close(&work);
    PASS();
}

SUITE(query_commands)
{
    RUN_TEST(reset_and_availability);
    RUN_TEST(results_in_all_forms);
    RUN_TEST(results_into_a_buffer);
}
