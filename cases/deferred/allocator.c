// SPDX-License-Identifier: Apache-2.0
// When an operation's own allocator is used: on creation, on destruction, and while a command requests deferral.
//
// "When a deferral is requested ..., the implementation may perform memory management operations on the allocator supplied
// to vkCreateDeferredOperationKHR ... Such allocations must occur on the thread which requests deferral" (chapter
// "Deferred Host Operations"). Allocations of OBJECT scope may otherwise "only be allocated in that object's vkCreate*
// command" (Host Memory): so none is made by a join or a question. Allocations of COMMAND scope "may be allocated from any
// API command", on the thread that called it, with the allocator of the object that is being manipulated: a join that
// makes one and frees it is a QualityWarning, because applications may read the first sentence as a promise about
// every use of their allocator.
//
// Observed with a tracker that complains of every callback outside the calls announced to it and on any other thread,
// and by what joins and questions add to each scope. After destruction nothing should be left (a warning), and each block must
// have come from this tracker. Never calling the callbacks at all is legal: the case is vacuous then, and cannot be
// otherwise.
#include <ommcts/ommcts.h>

static size_t live(const struct omm_tracker *tracker)
{
    size_t count = 0;
    for (size_t i = 0; i < OMM_SCOPE_COUNT; ++i)
        count += tracker->scopes[i].live;
    return count;
}

// The specification says what may be freed on destruction, not that it must be: poor, and no failure.
static void warn_of_leftovers(const struct omm_tracker *tracker)
{
    const size_t left = live(tracker);
    if (left)
        omm_warn("%zu allocations of the operation are left after its destruction", left);
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

// What had been allocated before a call that is no request.
struct count {
    size_t object, command;
};

static struct count totals(const struct omm_tracker *tracker)
{
    return (struct count){
        .object = tracker->scopes[VK_SYSTEM_ALLOCATION_SCOPE_OBJECT].total,
        .command = tracker->scopes[VK_SYSTEM_ALLOCATION_SCOPE_COMMAND].total,
    };
}

// Judges what joins and questions did since `before`.
static const char *only_borrowed(struct omm_tracker *tracker, struct count before)
{
    const char *complaint = omm_tracker_complaint(tracker);
    if (complaint)
        return complaint;
    const struct count now = totals(tracker);
    if (now.object != before.object)
        return "a join or a question allocated with OBJECT scope (A149)";
    if (tracker->scopes[VK_SYSTEM_ALLOCATION_SCOPE_COMMAND].live)
        return "a command left an allocation of COMMAND scope behind (A155)";
    if (now.command != before.command)
        omm_warn("a join or a question used the operation's allocator for the time it took");
    return NULL;
}

OMM_CASE(unused, .about = "An operation that was never used leaves nothing allocated.",
         .covers = OMM_COVERS("A149", "A157"), .needs = {.deferred_operations = true})
{
    struct omm_tracker *tracker = omm_create_tracker();
    omm_tracker_watch(tracker);
    const VkDeferredOperationKHR operation = create_with(t, tracker);
    const struct count before = totals(tracker);
    omm_tracker_enter(tracker, "a join or a question");
    ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
    ASSERT_SUCCESS(t->vk->vkDeferredOperationJoinKHR(t->device, operation));
    omm_tracker_leave(tracker);
    ASSERT_OK(only_borrowed(tracker, before));
    destroy_with(t, tracker, operation);
    ASSERT_OK(omm_tracker_complaint(tracker));
    omm_tracker_rest(tracker);
    warn_of_leftovers(tracker);
    PASS();
}

OMM_CASE(requests,
         .about = "Only requests may allocate what the operation keeps, not joins or questions.",
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
        const struct count before = totals(tracker);
        omm_tracker_enter(tracker, "a join or a question");
        omm_finish(t, operation, answer);
        ASSERT_EQ_FMT(0u, t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation),
                      "%u");
        omm_tracker_leave(tracker);
        ASSERT_OK(only_borrowed(tracker, before));
        ASSERT_OK(omm_job_done(job));
    }
    destroy_with(t, tracker, operation);
    ASSERT_OK(omm_tracker_complaint(tracker));
    omm_tracker_rest(tracker);
    warn_of_leftovers(tracker);
    PASS();
}

struct errand {
    const struct omm_test *t;
    struct omm_tracker *tracker;
    VkDeferredOperationKHR operation;
    VkResult answer;
};

static void *join(void *argument)
{
    struct errand *errand = argument;
    omm_tracker_enter(errand->tracker, "vkDeferredOperationJoinKHR");
    errand->answer =
        errand->t->vk->vkDeferredOperationJoinKHR(errand->t->device, errand->operation);
    omm_tracker_leave(errand->tracker);
    return NULL;
}

OMM_CASE(joined_elsewhere, .about = "A thread that joins allocates nothing that outlives the join.",
         .covers = OMM_COVERS("A149", "A145", "A155"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    struct omm_tracker *tracker = omm_create_tracker();
    omm_tracker_watch(tracker);
    struct errand errand = {
        .t = t,
        .tracker = tracker,
        .operation = create_with(t, tracker),
        .answer = VK_NOT_READY,
    };
    omm_tracker_enter(tracker, "the deferrable command");
    const VkResult answer = omm_request(job, errand.operation);
    omm_tracker_leave(tracker);
    omm_was_deferred(answer);
    const struct count before = totals(tracker);
    omm_thread_join(omm_thread_start(join, &errand));
    ASSERT_RESULT(VK_SUCCESS, errand.answer);
    omm_tracker_enter(tracker, "vkGetDeferredOperationResultKHR");
    const VkResult result = t->vk->vkGetDeferredOperationResultKHR(t->device, errand.operation);
    omm_tracker_leave(tracker);
    ASSERT_RESULT(VK_SUCCESS, result);
    ASSERT_OK(only_borrowed(tracker, before));
    ASSERT_OK(omm_job_done(job));
    destroy_with(t, tracker, errand.operation);
    ASSERT_OK(omm_tracker_complaint(tracker));
    omm_tracker_rest(tracker);
    warn_of_leftovers(tracker);
    PASS();
}
