// SPDX-License-Identifier: Apache-2.0
// Deferred operations that no command was ever given to. They need VK_KHR_deferred_host_operations only, so these
// cases run on any driver that has it, with or without micromaps.
//
// "Deferred operations are created complete with an initial result value of VK_SUCCESS" (chapter "Deferred Host
// Operations"). So the result of a new one is VK_SUCCESS; its maximum concurrency is zero, because "the returned value is
// zero if the operation is complete"; and a join returns VK_SUCCESS, the only code whose description ("complete") is true
// of it. It may be destroyed as it is, and so may VK_NULL_HANDLE.
//
// Each answer has a case of its own, so that a driver that gets one wrong fails that one alone. Vacuous if an earlier
// join or query had completed the operation: every case asks a new one first.
#include <ommcts/ommcts.h>

OMM_CASE(new_result, .about = "The result of a new operation is VK_SUCCESS.",
         .covers = OMM_COVERS("A125"), .needs = {.deferred_operations = true})
{
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
    PASS();
}

OMM_CASE(new_concurrency, .about = "The maximum concurrency of a new operation is 0.",
         .covers = OMM_COVERS("A126"), .needs = {.deferred_operations = true})
{
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    ASSERT_EQ_FMTm("vkGetDeferredOperationMaxConcurrencyKHR of a new operation", 0u,
                   t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation), "%u");
    PASS();
}

OMM_CASE(new_join, .about = "Joining a new operation returns VK_SUCCESS.",
         .covers = OMM_COVERS("A127"), .needs = {.deferred_operations = true})
{
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    ASSERT_SUCCESS(t->vk->vkDeferredOperationJoinKHR(t->device, operation));
    PASS();
}

OMM_CASE(create, .about = "Creating an operation returns VK_SUCCESS and a handle.",
         .covers = OMM_COVERS("A125", "A148"), .needs = {.deferred_operations = true})
{
    VkDeferredOperationKHR operation = VK_NULL_HANDLE;
    ASSERT_SUCCESS(t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &operation));
    ASSERTm("the handle is VK_NULL_HANDLE", operation != VK_NULL_HANDLE);
    t->vk->vkDestroyDeferredOperationKHR(t->device, operation, t->allocator);
    PASS();
}

OMM_CASE(destroy_new, .about = "A new operation can be destroyed, whatever it was asked before.",
         .covers = OMM_COVERS("A148"), .needs = {.deferred_operations = true})
{
    for (int asked = 0; asked < 2; ++asked) {
        VkDeferredOperationKHR operation = VK_NULL_HANDLE;
        ASSERT_SUCCESS(t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &operation));
        if (asked)
            ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
        t->vk->vkDestroyDeferredOperationKHR(t->device, operation, t->allocator);
    }
    ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, omm_create_operation(t)));
    PASS();
}

OMM_CASE(destroy_null, .about = "Destroying VK_NULL_HANDLE does nothing.",
         .covers = OMM_COVERS("A148"), .needs = {.deferred_operations = true})
{
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    t->vk->vkDestroyDeferredOperationKHR(t->device, VK_NULL_HANDLE, t->allocator);
    t->vk->vkDestroyDeferredOperationKHR(t->device, VK_NULL_HANDLE, NULL);
    ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
    PASS();
}

OMM_CASE(stable, .about = "Asking and joining a new operation does not change what it is.",
         .covers = OMM_COVERS("A141", "A125", "A127"), .needs = {.deferred_operations = true})
{
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    const uint32_t concurrency =
        t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation);
    for (int round = 0; round < 3; ++round) {
        ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
        ASSERT_SUCCESS(t->vk->vkDeferredOperationJoinKHR(t->device, operation));
        ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
        // That it is 0 has a case of its own.
        ASSERT_EQ_FMTm("the maximum concurrency of a new operation changed", concurrency,
                       t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation), "%u");
    }
    PASS();
}

struct look {
    const struct omm_test *t;
    VkDeferredOperationKHR operation;
    VkResult result;
    VkResult joined;
};

static void *look_and_join(void *argument)
{
    struct look *look = argument;
    const struct omm_test *t = look->t;
    look->result = t->vk->vkGetDeferredOperationResultKHR(t->device, look->operation);
    look->joined = t->vk->vkDeferredOperationJoinKHR(t->device, look->operation);
    return NULL;
}

OMM_CASE(another_thread, .about = "A new operation is complete for every thread.",
         .covers = OMM_COVERS("A141", "A125", "A127"), .needs = {.deferred_operations = true})
{
    struct look look = {
        .t = t,
        .operation = omm_create_operation(t),
        .result = VK_NOT_READY,
        .joined = VK_NOT_READY,
    };
    omm_thread_join(omm_thread_start(look_and_join, &look));
    ASSERT_RESULT(VK_SUCCESS, look.result);
    ASSERT_RESULT(VK_SUCCESS, look.joined);
    ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, look.operation));
    PASS();
}

enum { MANY = 1000 };

OMM_CASE(many, .about = "A thousand operations live at once and are destroyed in any order.",
         .covers = OMM_COVERS("A146", "A125", "A148"), .needs = {.deferred_operations = true})
{
    VkDeferredOperationKHR *operations = omm_alloc(MANY * sizeof *operations);
    for (size_t i = 0; i < MANY; ++i)
        ASSERT_SUCCESS(
            t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &operations[i]));
    // 387 and 1000 have no common factor: every operation once, in an order far from that of creation.
    for (size_t i = 0; i < MANY; ++i) {
        const VkDeferredOperationKHR operation = operations[i * 387 % MANY];
        ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
        ASSERT_SUCCESS(t->vk->vkDeferredOperationJoinKHR(t->device, operation));
        t->vk->vkDestroyDeferredOperationKHR(t->device, operation, t->allocator);
    }
    PASS();
}
