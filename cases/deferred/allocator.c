// SPDX-License-Identifier: Apache-2.0
// When an operation's own allocator is used: on creation, on destruction, and while a command requests deferral.
//
// "The VkAllocationCallbacks specified when the deferred operation was created ... may be used" while the requesting
// command is executed, on the thread that called it, and never by threads that join (chapter "Deferred Host Operations",
// paraphrased); "callbacks are only called on the thread that called the API command" (Host Memory).
//
// Observed with a tracker that complains of every callback outside the calls announced to it and on any other thread:
// joins, and the questions about result and concurrency, are never announced. After destruction nothing may be left
// allocated, and each block must have come from this tracker. Never calling the callbacks at all is legal: the case is
// vacuous then, and cannot be otherwise.
#include <ommcts/ommcts.h>

static size_t live(const struct omm_tracker *tracker)
{
    size_t count = 0;
    for (size_t i = 0; i < OMM_SCOPE_COUNT; ++i)
        count += tracker->scopes[i].live;
    return count;
}

static VkDeferredOperationKHR create_with(const struct omm_test *t, struct omm_tracker *tracker)
{
    VkDeferredOperationKHR operation = VK_NULL_HANDLE;
    omm_tracker_enter(tracker, "vkCreateDeferredOperationKHR");
    const VkResult created =
        t->vk->vkCreateDeferredOperationKHR(t->device, &tracker->callbacks, &operation);
    omm_tracker_leave(tracker);
    omm_must_succeed(created, "vkCreateDeferredOperationKHR");
    return operation;
}

static void destroy_with(const struct omm_test *t, struct omm_tracker *tracker,
                         VkDeferredOperationKHR operation)
{
    omm_tracker_enter(tracker, "vkDestroyDeferredOperationKHR");
    t->vk->vkDestroyDeferredOperationKHR(t->device, operation, &tracker->callbacks);
    omm_tracker_leave(tracker);
}

OMM_CASE(unused, .about = "An operation that was never used leaves nothing allocated.",
         .covers = OMM_COVERS("A149", "A157"), .needs = {.deferred_operations = true})
{
    struct omm_tracker *tracker = omm_create_tracker();
    omm_tracker_watch(tracker);
    const VkDeferredOperationKHR operation = create_with(t, tracker);
    // Not announced: neither may allocate.
    ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
    ASSERT_SUCCESS(t->vk->vkDeferredOperationJoinKHR(t->device, operation));
    destroy_with(t, tracker, operation);
    ASSERT_OK(omm_tracker_complaint(tracker));
    omm_tracker_rest(tracker);
    ASSERT_EQ_FMTm("allocations left after destruction", (size_t)0, live(tracker), "%zu");
    PASS();
}

OMM_CASE(requests,
         .about = "Requests may use the operation's allocator; joins and questions may not.",
         .covers = OMM_COVERS("A149", "A156"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    struct omm_tracker *tracker = omm_create_tracker();
    omm_tracker_watch(tracker);
    const VkDeferredOperationKHR operation = create_with(t, tracker);
    for (int round = 0; round < 3; ++round) {
        omm_tracker_enter(tracker, "the deferrable command");
        const VkResult answer = omm_request(job, operation);
        omm_tracker_leave(tracker);
        omm_finish(t, operation, answer);
        ASSERT_OK(omm_tracker_complaint(tracker));
        ASSERT_EQ_FMT(0u, t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation),
                      "%u");
        ASSERT_OK(omm_job_done(job));
    }
    destroy_with(t, tracker, operation);
    ASSERT_OK(omm_tracker_complaint(tracker));
    omm_tracker_rest(tracker);
    ASSERT_EQ_FMTm("allocations left after destruction", (size_t)0, live(tracker), "%zu");
    PASS();
}

struct errand {
    const struct omm_test *t;
    VkDeferredOperationKHR operation;
    VkResult answer;
};

static void *join(void *argument)
{
    struct errand *errand = argument;
    errand->answer =
        errand->t->vk->vkDeferredOperationJoinKHR(errand->t->device, errand->operation);
    return NULL;
}

OMM_CASE(joined_elsewhere, .about = "A thread that joins does not use the operation's allocator.",
         .covers = OMM_COVERS("A149", "A145"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    struct omm_tracker *tracker = omm_create_tracker();
    omm_tracker_watch(tracker);
    struct errand errand = {.t = t, .operation = create_with(t, tracker), .answer = VK_NOT_READY};
    omm_tracker_enter(tracker, "the deferrable command");
    const VkResult answer = omm_request(job, errand.operation);
    omm_tracker_leave(tracker);
    omm_was_deferred(answer);
    omm_thread_join(omm_thread_start(join, &errand));
    ASSERT_RESULT(VK_SUCCESS, errand.answer);
    ASSERT_OK(omm_tracker_complaint(tracker));
    ASSERT_OK(omm_job_done(job));
    destroy_with(t, tracker, errand.operation);
    ASSERT_OK(omm_tracker_complaint(tracker));
    omm_tracker_rest(tracker);
    ASSERT_EQ_FMTm("allocations left after destruction", (size_t)0, live(tracker), "%zu");
    PASS();
}
