// SPDX-License-Identifier: Apache-2.0
// When what host commands do takes effect: at once, or when a deferred operation is complete.
#include "fake.h"
#include "state.h"

#include <greatest.h>

static struct fake_vulkan vulkan;
static struct lay_device *device;
static VkMicromapEXT micromap;
static VkDeferredOperationKHR operation;

static void open_each(void *unused)
{
    (void)unused;
    fake_reset();
    fake.operation_result = VK_NOT_READY;
    fake_open(&vulkan, NULL);
    device = lay_device_of(vulkan.device);
    micromap = fake_micromap(&vulkan, 256, 1);
    ON_DEVICE(&vulkan, vkCreateDeferredOperationKHR)(vulkan.device, NULL, &operation);
}

static void close_each(void *unused)
{
    (void)unused;
    fake_close(&vulkan);
}

static enum lay_truth constructed(void)
{
    lay_lock(device);
    const enum lay_truth answer =
        lay_contents_of(device, lay_find_micromap(device, micromap))->constructed;
    lay_unlock(device);
    return answer;
}

// Notes a command that constructs the micromap and returned `result`.
static void take(VkResult result)
{
    lay_lock(device);
    const struct lay_effect effect = {
        .micromap = micromap,
        .micromap_id = lay_find_micromap(device, micromap)->record.id,
        .contents = {.constructed = LAY_YES, .flags_known = true, .provenance = 5},
    };
    lay_take_effects(device, operation, result, &effect, 1);
    lay_unlock(device);
}

static enum lay_truth pending(void)
{
    lay_lock(device);
    const enum lay_truth answer = lay_operation_pending(device, operation);
    lay_unlock(device);
    return answer;
}

TEST what_is_not_deferred_is_done(void)
{
    ASSERT_EQ(LAY_NO, constructed());
    take(VK_OPERATION_NOT_DEFERRED_KHR);
    ASSERT_EQ(LAY_YES, constructed());
    ASSERT_EQ(LAY_NO, pending());
    PASS();
}

TEST what_failed_is_not_known(void)
{
    take(VK_ERROR_OUT_OF_HOST_MEMORY);
    ASSERT_EQ(LAY_UNKNOWN, constructed());
    PASS();
}

TEST what_is_deferred_waits(void)
{
    take(VK_SUCCESS);
    take(VK_OPERATION_DEFERRED_KHR);
    ASSERT_EQ(LAY_NO, constructed());
    ASSERT_EQ(LAY_YES, pending());
    // Another thread is still at work.
    ASSERT_EQ(VK_THREAD_DONE_KHR,
              ON_DEVICE(&vulkan, vkDeferredOperationJoinKHR)(vulkan.device, operation));
    ASSERT_EQ(LAY_NO, constructed());
    fake.operation_result = VK_SUCCESS;
    ASSERT_EQ(VK_SUCCESS, ON_DEVICE(&vulkan, vkDeferredOperationJoinKHR)(vulkan.device, operation));
    // Seen at the join: nothing is asked any more.
    fake.operation_result = VK_NOT_READY;
    ASSERT_EQ(LAY_YES, constructed());
    ASSERT_EQ(LAY_NO, pending());
    PASS();
}

TEST completion_is_seen_in_the_result(void)
{
    take(VK_OPERATION_DEFERRED_KHR);
    fake.operation_result = VK_SUCCESS;
    ON_DEVICE(&vulkan, vkGetDeferredOperationResultKHR)(vulkan.device, operation);
    fake.operation_result = VK_NOT_READY;
    ASSERT_EQ(LAY_YES, constructed());
    PASS();
}

TEST completion_on_other_threads_is_asked_for(void)
{
    take(VK_OPERATION_DEFERRED_KHR);
    fake.operation_result = VK_SUCCESS;
    ASSERT_EQ(LAY_YES, constructed());
    PASS();
}

TEST completion_may_be_failure(void)
{
    take(VK_OPERATION_DEFERRED_KHR);
    fake.operation_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    ASSERT_EQ(LAY_UNKNOWN, constructed());
    ASSERT_EQ(LAY_NO, pending());
    PASS();
}

TEST the_end_of_an_operation_is_asked_for(void)
{
    take(VK_OPERATION_DEFERRED_KHR);
    fake.operation_result = VK_SUCCESS;
    ON_DEVICE(&vulkan, vkDestroyDeferredOperationKHR)(vulkan.device, operation, NULL);
    fake.operation_result = VK_NOT_READY;
    ASSERT_EQ(LAY_YES, constructed());
    ASSERT_EQ(LAY_UNKNOWN, pending());
    PASS();
}

TEST an_operation_may_be_used_again(void)
{
    take(VK_OPERATION_DEFERRED_KHR);
    fake.operation_result = VK_SUCCESS;
    ASSERT_EQ(LAY_NO, pending());
    fake.operation_result = VK_NOT_READY;
    take(VK_OPERATION_DEFERRED_KHR);
    ASSERT_EQ(LAY_YES, pending());
    ASSERT_EQ(LAY_NO, constructed());
    fake.operation_result = VK_SUCCESS;
    ASSERT_EQ(LAY_YES, constructed());
    PASS();
}

// Of one that memory was missing for, nobody can tell when it is complete.
TEST an_operation_may_have_no_record(void)
{
    lay_lock(device);
    lay_untrack(device, LAY_DEFERRED_OPERATION, LAY_KEY(operation));
    device->incomplete[LAY_DEFERRED_OPERATION] = true;
    lay_unlock(device);
    take(VK_OPERATION_DEFERRED_KHR);
    ASSERT_EQ(LAY_UNKNOWN, constructed());
    PASS();
}

// The micromap is gone, and another one has its handle, before the operation is complete.
TEST effects_reach_only_their_own_micromap(void)
{
    ON_DEVICE(&vulkan, vkDestroyMicromapEXT)(vulkan.device, micromap, NULL);
    fake.equal_handles = true;
    micromap = fake_micromap(&vulkan, 256, 1);
    take(VK_OPERATION_DEFERRED_KHR);
    ON_DEVICE(&vulkan, vkDestroyMicromapEXT)(vulkan.device, micromap, NULL);
    micromap = fake_micromap(&vulkan, 256, 1);
    fake.operation_result = VK_SUCCESS;
    ASSERT_EQ(LAY_NO, pending());
    ASSERT_EQ(LAY_NO, constructed());
    PASS();
}

SUITE(operations)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(what_is_not_deferred_is_done);
    RUN_TEST(what_failed_is_not_known);
    RUN_TEST(what_is_deferred_waits);
    RUN_TEST(completion_is_seen_in_the_result);
    RUN_TEST(completion_on_other_threads_is_asked_for);
    RUN_TEST(completion_may_be_failure);
    RUN_TEST(the_end_of_an_operation_is_asked_for);
    RUN_TEST(an_operation_may_be_used_again);
    RUN_TEST(an_operation_may_have_no_record);
    RUN_TEST(effects_reach_only_their_own_micromap);
}
