// SPDX-License-Identifier: Apache-2.0
// A thread that joins alone does everything, and then the operation is complete for good.
//
// "If only one thread ever joins, it must complete the operation and return VK_SUCCESS from the first join" (chapter
// "Deferred Host Operations", paraphrased): never VK_THREAD_IDLE_KHR, never VK_THREAD_DONE_KHR. VK_SUCCESS from a join
// means that the operation is complete: its result is then what the command would have returned without deferral,
// never VK_NOT_READY and none of the two deferral codes; its concurrency is zero; the output is written; and all of that
// stays so, for every thread.
//
// Observed for each deferrable command on about a megabyte of work, in the joining thread right after the join. The same
// must hold at once when the command was not deferred. Vacuous only for the code of the join itself, on a driver that
// defers nothing.
#include <ommcts/ommcts.h>

OMM_CASE(sole_joiner, .about = "The only thread that joins completes the operation in one call.",
         .covers = OMM_COVERS("A135", "A137", "A138", "A140"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_was_deferred(omm_request(job, operation));
    ASSERT_RESULT(VK_SUCCESS, t->vk->vkDeferredOperationJoinKHR(t->device, operation));
    ASSERT_RESULT(VK_SUCCESS, t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
    PASS();
}

OMM_CASE(output_complete, .about = "When the join is over all of the output is written.",
         .covers = OMM_COVERS("A139"), .needs = {.host_commands = true}, .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_finish(t, operation, omm_request(job, operation));
    ASSERT_OK(omm_job_done(job));
    PASS();
}

struct look {
    const struct omm_test *t;
    VkDeferredOperationKHR operation;
    VkResult result;
    VkResult joined;
    uint32_t concurrency;
};

static void *look_and_join(void *argument)
{
    struct look *look = argument;
    const struct omm_test *t = look->t;
    look->result = t->vk->vkGetDeferredOperationResultKHR(t->device, look->operation);
    look->joined = t->vk->vkDeferredOperationJoinKHR(t->device, look->operation);
    look->concurrency = t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, look->operation);
    return NULL;
}

OMM_CASE(stays_complete, .about = "A complete operation stays complete, here and in other threads.",
         .covers = OMM_COVERS("A141", "A126", "A127", "A138", "A140"),
         .needs = {.host_commands = true}, .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    if (omm_was_deferred(omm_request(job, operation)))
        ASSERT_RESULT(VK_SUCCESS, t->vk->vkDeferredOperationJoinKHR(t->device, operation));
    for (int round = 0; round < 3; ++round) {
        ASSERT_EQ_FMTm("concurrency of a complete operation", 0u,
                       t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation), "%u");
        ASSERT_RESULT(VK_SUCCESS, t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
        ASSERT_RESULT(VK_SUCCESS, t->vk->vkDeferredOperationJoinKHR(t->device, operation));
    }
    struct look look = {.t = t, .operation = operation, .result = VK_NOT_READY};
    omm_thread_join(omm_thread_start(look_and_join, &look));
    ASSERT_RESULT(VK_SUCCESS, look.result);
    ASSERT_RESULT(VK_SUCCESS, look.joined);
    ASSERT_EQ_FMTm("concurrency of a complete operation in another thread", 0u, look.concurrency,
                   "%u");
    ASSERT_OK(omm_job_done(job));
    PASS();
}

enum { ROUNDS = 20 };

// The poller's side: raised by the main thread before each request, lowered by the poller when it has seen completion.
struct poll {
    const struct omm_test *t;
    VkDeferredOperationKHR operation;
    const struct omm_job *job;
    _Atomic int round;   // which request may be polled now; 0 before the first, -1 to end
    _Atomic int polling; // the last round that the poller has begun to look at
    _Atomic int seen;    // the last round whose completion the poller saw
    uint32_t concurrency;
};

static void *poll_rounds(void *argument)
{
    struct poll *poll = argument;
    const struct omm_test *t = poll->t;
    for (;;) {
        const int round = poll->round;
        if (round < 0)
            return NULL;
        if (round == poll->seen)
            continue;
        while (t->vk->vkGetDeferredOperationResultKHR(t->device, poll->operation) == VK_NOT_READY) {
            if (poll->round < 0)
                return NULL;
            poll->polling = round;
        }
        // Complete: nothing is left to join, and nobody touches what the command was given.
        poll->concurrency |=
            t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, poll->operation);
        omm_job_protect(poll->job, OMM_NO_ACCESS);
        omm_job_protect(poll->job, OMM_READ_WRITE);
        poll->seen = round;
    }
}

static void end_polling(void *object)
{
    ((struct poll *)object)->round = -1;
}

// Joining begins when the poller is looking, so that there is something to see too early.
static void wait_for_poller(const struct poll *poll, int round)
{
    for (int waited = 0; waited < 1000 && poll->polling != round && poll->seen != round; ++waited)
        omm_sleep(1);
}

OMM_CASE(seen_by_polling,
         .about = "A thread that only asks for the result sees it when everything is over.",
         .covers = OMM_COVERS("A139", "A138", "A126", "A144"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    struct poll *poll = omm_alloc(sizeof *poll);
    poll->t = t;
    poll->operation = omm_create_operation(t);
    poll->job = job;
    struct omm_thread *thread = omm_thread_start(poll_rounds, poll);
    omm_cleanup(end_polling, poll);
    for (int round = 1; round <= ROUNDS; ++round) {
        const bool deferred = omm_was_deferred(omm_request(job, poll->operation));
        poll->round = round;
        if (deferred) {
            wait_for_poller(poll, round);
            ASSERT_RESULT(VK_SUCCESS,
                          t->vk->vkDeferredOperationJoinKHR(t->device, poll->operation));
        }
        for (unsigned waited = 0; poll->seen != round; waited += 1) {
            ASSERTm("another thread does not see that the operation is complete", waited < 5000);
            omm_sleep(1);
        }
    }
    end_polling(poll);
    omm_thread_join(thread);
    ASSERT_EQ_FMTm("maximum concurrency when the result was no longer VK_NOT_READY", 0u,
                   poll->concurrency, "%u");
    ASSERT_RESULT(VK_SUCCESS, t->vk->vkGetDeferredOperationResultKHR(t->device, poll->operation));
    ASSERT_OK(omm_job_done(job));
    PASS();
}
