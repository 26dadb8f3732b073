// SPDX-License-Identifier: Apache-2.0
// What threads learn that join, or ask, while another one is inside join.
#include "host.h"
#include "personalities.h"

#include <greatest.h>
#include <pthread.h>
#include <time.h>

static VkMicromapEXT maps[2];

static void set_up(void *context)
{
    (void)context;
    host_open();
    maps[0] = host_built(NULL);
    maps[1] = micromap_create(host.input.sizes.micromapSize, BLOCK_COHERENT, NULL);
}

static void tear_down(void *context)
{
    (void)context;
    host_close();
}

static uint32_t concurrency(void)
{
    return host.GetDeferredOperationMaxConcurrencyKHR(driver.device, host.operation);
}

static VkResult result(void)
{
    return host.GetDeferredOperationResultKHR(driver.device, host.operation);
}

static VkResult join(void)
{
    return host.DeferredOperationJoinKHR(driver.device, host.operation);
}

static void *join_once(void *joined)
{
    *(VkResult *)joined = join();
    return NULL;
}

static bool request(void)
{
    static VkCopyMicromapInfoEXT info; // read until the operation is complete
    info = (VkCopyMicromapInfoEXT){
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = maps[0],
        .dst = maps[1],
        .mode = CLONE,
    };
    return micromaps.CopyMicromapEXT(driver.device, host.operation, &info) ==
           VK_OPERATION_DEFERRED_KHR;
}

TEST one(void)
{
    ASSERT_EQ_FMT(0u, concurrency(), "%u");
    // The joining thread pauses, so that it is soon seen at work.
    bool seen = false;
    for (int round = 0; round < 100 && !seen; round++) {
        ASSERT(request());
        ASSERT_EQ_FMT(1u, concurrency(), "%u");
        pthread_t thread;
        VkResult joined;
        pthread_create(&thread, NULL, join_once, &joined);
        while (result() == VK_NOT_READY && !seen)
            seen = concurrency() == 0 && result() == VK_NOT_READY;
        pthread_join(thread, NULL);
        ASSERT_EQ(VK_SUCCESS, joined);
        ASSERT_EQ_FMT(0u, concurrency(), "%u");
    }
    ASSERT(seen);
    PASS();
}

TEST huge(void)
{
    bool seen = false;
    for (int round = 0; round < 100 && !seen; round++) {
        ASSERT(request());
        ASSERT(concurrency() > 1000);
        ASSERT_EQ_FMT(concurrency(), concurrency(), "%u");
        pthread_t thread;
        VkResult joined;
        pthread_create(&thread, NULL, join_once, &joined);
        while (result() == VK_NOT_READY && !seen) {
            const uint32_t first = concurrency(), second = concurrency();
            seen = first && second && first != second;
        }
        pthread_join(thread, NULL);
    }
    ASSERT(seen);
    ASSERT_EQ_FMT(0u, concurrency(), "%u");
    PASS();
}

TEST all_ones(void)
{
    ASSERT_EQ_FMT(0u, concurrency(), "%u");
    ASSERT(request());
    ASSERT_EQ_FMT(UINT32_MAX, concurrency(), "%x");
    ASSERT_EQ(VK_SUCCESS, join());
    ASSERT_EQ_FMT(0u, concurrency(), "%u");
    PASS();
}

/// Joins beside another thread until one of the two came too late, and gives what that one got.
/// `ready` is what the result was then.
static VkResult latecomer(VkResult *ready)
{
    for (int round = 0; round < 200; round++) {
        if (!request())
            return VK_ERROR_UNKNOWN;
        pthread_t thread;
        VkResult joined;
        pthread_create(&thread, NULL, join_once, &joined);
        // The other one is there when it has paused a little.
        const struct timespec moment = {.tv_nsec = 150000};
        nanosleep(&moment, NULL);
        const bool was_pending = result() == VK_NOT_READY;
        const VkResult mine = join();
        *ready = result();
        pthread_join(thread, NULL);
        while (join() == VK_THREAD_IDLE_KHR) {
        }
        if (was_pending && joined == VK_SUCCESS)
            return mine;
    }
    return VK_ERROR_UNKNOWN;
}

/// A tenth of a second is plenty for a latecomer to be one in some of these rounds.
enum { ROUNDS = 20 };

TEST blocks(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        VkResult ready;
        ASSERT_EQ(VK_SUCCESS, latecomer(&ready));
        ASSERT_EQ(VK_SUCCESS, ready);
    }
    PASS();
}

TEST turned_away(VkResult with)
{
    unsigned before_the_end = 0;
    for (int round = 0; round < ROUNDS; round++) {
        VkResult ready;
        before_the_end += latecomer(&ready) == with && ready == VK_NOT_READY;
    }
    ASSERT(before_the_end > 0);
    PASS();
}

SUITE(personality_threads)
{
    GREATEST_SET_SETUP_CB(set_up, NULL);
    GREATEST_SET_TEARDOWN_CB(tear_down, NULL);
    if (personality_is("concurrency-one"))
        RUN_TEST(one);
    if (personality_is("concurrency-huge"))
        RUN_TEST(huge);
    if (personality_is("concurrency-all-ones"))
        RUN_TEST(all_ones);
    if (personality_is("latecomers-block"))
        RUN_TEST(blocks);
    if (personality_is("latecomers-done"))
        RUN_TEST1(turned_away, VK_THREAD_DONE_KHR);
    if (personality_is("latecomers-idle"))
        RUN_TEST1(turned_away, VK_THREAD_IDLE_KHR);
}
