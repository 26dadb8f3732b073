// SPDX-License-Identifier: Apache-2.0
// A pending operation waits for somebody to join it.
//
// After VK_OPERATION_DEFERRED_KHR the operation is pending. "Pending deferred operations will never complete until they are
// joined by an application thread"; until then its result is VK_NOT_READY, and its maximum concurrency is not
// zero: the value "must not return zero unless at least one thread is currently executing vkDeferredOperationJoinKHR"
// (chapter "Deferred Host Operations").
//
// Observed before any thread joins, at once, after a thousand looks and after 200 milliseconds. The destination is not
// looked at meanwhile: the driver may write it early or late. A driver that defers nothing has no pending operation, and the
// case is not supported there. Vacuous if the work were too small to be worth deferring: it is about a megabyte.
#include <ommcts/ommcts.h>

static void need_deferral(const struct omm_job *job, VkDeferredOperationKHR operation)
{
    if (omm_was_deferred(omm_request(job, operation)))
        return;
    omm_not_supported("the driver did not defer about 1 MiB of work");
}

OMM_CASE(not_ready,
         .about = "The result of a pending operation is VK_NOT_READY, however often asked.",
         .covers = OMM_COVERS("A132", "A128"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    need_deferral(job, operation);
    for (int look = 0; look < 1000; ++look)
        ASSERT_RESULT(VK_NOT_READY, t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
    ASSERT_RESULT(VK_SUCCESS, omm_join(t, operation));
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_CASE(concurrency, .about = "The maximum concurrency of a pending operation is not 0.",
         .covers = OMM_COVERS("A134", "A128"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    need_deferral(job, operation);
    for (int look = 0; look < 1000; ++look)
        ASSERTm("maximum concurrency 0 while pending and nobody joins",
                t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation) != 0);
    ASSERT_RESULT(VK_SUCCESS, omm_join(t, operation));
    ASSERT_EQ_FMTm("concurrency of a complete operation", 0u,
                   t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation), "%u");
    PASS();
}

OMM_CASE(never_by_itself,
         .about = "No operation completes without a join, however much time passes.",
         .covers = OMM_COVERS("A133", "A132", "A134"), .needs = {.host_commands = true})
{
    const struct omm_job *jobs[OMM_COMMAND_COUNT];
    VkDeferredOperationKHR operations[OMM_COMMAND_COUNT];
    bool deferred[OMM_COMMAND_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < OMM_COMMAND_COUNT; ++i)
        jobs[i] = omm_prepare(t, omm_commands[i].command, &omm_large);
    for (size_t i = 0; i < OMM_COMMAND_COUNT; ++i) {
        operations[i] = omm_create_operation(t);
        deferred[i] = omm_was_deferred(omm_request(jobs[i], operations[i]));
        count += deferred[i];
    }
    if (!count)
        omm_not_supported("the driver did not defer about 1 MiB of work");
    omm_sleep(200);
    for (size_t i = 0; i < OMM_COMMAND_COUNT; ++i) {
        if (!deferred[i])
            continue;
        omm_note("command %s", omm_commands[i].name);
        ASSERT_RESULT(VK_NOT_READY,
                      t->vk->vkGetDeferredOperationResultKHR(t->device, operations[i]));
        ASSERTm("maximum concurrency 0 while pending and nobody joins",
                t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operations[i]) != 0);
    }
    for (size_t i = 0; i < OMM_COMMAND_COUNT; ++i) {
        if (deferred[i])
            ASSERT_RESULT(VK_SUCCESS, omm_join(t, operations[i]));
        ASSERT_OK(omm_job_done(jobs[i]));
    }
    PASS();
}
