// SPDX-License-Identifier: Apache-2.0
// An operation belongs to no thread: who requests it, who joins it and who asks for its result may be three threads.
//
// Operations complete when they are joined "by an application thread" (chapter "Deferred Host Operations"): any one,
// also when the thread that requested the work is gone. State that the driver keeps per thread, or locks owned by the
// requesting thread, break this.
//
// Observed with threads one after the other, never at once: one requests and ends, the next joins and ends, the main
// thread asks for the result and judges the output. Where nothing is deferred, the join is one of a complete operation.
// Vacuous if all three were one thread: each has ended before the next one starts.
#include <ommcts/ommcts.h>

struct errand {
    const struct omm_job *job;
    VkDeferredOperationKHR operation;
    VkResult answer;
};

static void *request(void *argument)
{
    struct errand *errand = argument;
    errand->answer = omm_request(errand->job, errand->operation);
    return NULL;
}

static void *join(void *argument)
{
    struct errand *errand = argument;
    const struct omm_test *t = errand->job->t;
    errand->answer = t->vk->vkDeferredOperationJoinKHR(t->device, errand->operation);
    return NULL;
}

OMM_CASE(request_then_join, .about = "One thread requests and ends, another one joins.",
         .covers = OMM_COVERS("A145", "A135", "A139"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    struct errand errand = {
        .job = omm_prepare(t, each->command, &omm_large),
        .operation = omm_create_operation(t),
        .answer = VK_NOT_READY,
    };
    omm_thread_join(omm_thread_start(request, &errand));
    const bool deferred = omm_was_deferred(errand.answer);
    ASSERT_RESULT(deferred ? VK_NOT_READY : VK_SUCCESS,
                  t->vk->vkGetDeferredOperationResultKHR(t->device, errand.operation));
    omm_thread_join(omm_thread_start(join, &errand));
    ASSERT_RESULT(VK_SUCCESS, errand.answer);
    ASSERT_RESULT(VK_SUCCESS, t->vk->vkGetDeferredOperationResultKHR(t->device, errand.operation));
    ASSERT_OK(omm_job_done(errand.job));
    PASS();
}

OMM_CASE(join_elsewhere_again_and_again,
         .about = "A re-used operation is requested and joined by ever new threads.",
         .covers = OMM_COVERS("A145", "A142"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    struct errand errand = {
        .job = omm_prepare(t, each->command, &omm_large),
        .operation = omm_create_operation(t),
    };
    for (int round = 0; round < 4; ++round) {
        omm_job_erase(errand.job);
        // By turns the main thread requests and another joins, and the other way round.
        if (round % 2)
            errand.answer = omm_request(errand.job, errand.operation);
        else
            omm_thread_join(omm_thread_start(request, &errand));
        omm_was_deferred(errand.answer);
        if (round % 2)
            omm_thread_join(omm_thread_start(join, &errand));
        else
            errand.answer = t->vk->vkDeferredOperationJoinKHR(t->device, errand.operation);
        ASSERT_RESULT(VK_SUCCESS, errand.answer);
        ASSERT_RESULT(VK_SUCCESS,
                      t->vk->vkGetDeferredOperationResultKHR(t->device, errand.operation));
        ASSERT_OK(omm_job_done(errand.job));
    }
    PASS();
}
