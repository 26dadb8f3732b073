// SPDX-License-Identifier: Apache-2.0
// A complete operation can be given to the next command at once.
//
// "Any previous deferred operation that was associated with deferredOperation must be complete"
// (VUID-vkCopyMicromapToMemoryEXT-deferredOperation-03678 and its siblings): complete is all it must be. That the
// application fetched the result is advice ("should"), not a condition. A re-used operation is pending again, whatever it
// was before: its result goes back to VK_NOT_READY.
//
// Observed with the same command again and again, with all commands by turns, and with large and small work by turns, so
// that a driver which defers by size goes back and forth; every output is erased before its turn and must be whole
// after it. The result is never asked for where the case says so. Vacuous if every request did the same work: a stale job
// then leaves the erased output of another one erased.
#include <ommcts/ommcts.h>

// Enough for a driver that defers by size, little enough to be done a hundred times.
static const struct omm_shape middling = {
    .name = "middling",
    .groups = {{4, 3, 5000}},
};

OMM_CASE(same_command, .about = "An operation serves the same command again and again.",
         .covers = OMM_COVERS("A142", "A139"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &middling);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (int round = 0; round < 10; ++round) {
        omm_job_erase(job);
        // Every second result is never fetched; then nobody knows whether there was memory for the work.
        if (round % 2) {
            omm_finish(t, operation, omm_request(job, operation));
            ASSERT_OK(omm_job_done(job));
        } else if (omm_was_deferred(omm_request(job, operation))) {
            ASSERT_RESULT(VK_SUCCESS, t->vk->vkDeferredOperationJoinKHR(t->device, operation));
        }
    }
    PASS();
}

OMM_CASE(two_jobs, .about = "The second request does its own work, not that of the first again.",
         .covers = OMM_COVERS("A142"), .needs = {.host_commands = true}, .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *jobs[] = {
        omm_prepare(t, each->command, &middling),
        omm_prepare(t, each->command, &omm_large),
        omm_prepare(t, each->command, &middling),
    };
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (int i = 0; i < 3; ++i) {
        omm_job_erase(jobs[i]);
        omm_finish(t, operation, omm_request(jobs[i], operation));
        ASSERT_OK(omm_job_done(jobs[i]));
    }
    PASS();
}

OMM_CASE(hundred_mixed, .about = "One operation serves a hundred commands of all kinds.",
         .covers = OMM_COVERS("A142", "A143", "A130"), .needs = {.host_commands = true})
{
    const struct omm_job *jobs[2 * OMM_COMMAND_COUNT];
    for (size_t i = 0; i < OMM_COMMAND_COUNT; ++i) {
        jobs[2 * i] = omm_prepare(t, omm_commands[i].command, &middling);
        jobs[2 * i + 1] = omm_prepare(t, omm_commands[i].command, &omm_small);
    }
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (int round = 0; round < 100; ++round) {
        const struct omm_job *job = jobs[omm_random() % (2 * OMM_COMMAND_COUNT)];
        omm_job_erase(job);
        if (omm_was_deferred(omm_request(job, operation))) {
            ASSERT_RESULT(VK_NOT_READY,
                          t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
            ASSERT_RESULT(VK_SUCCESS, omm_join(t, operation));
        }
        ASSERT_OK(omm_job_done(job));
    }
    PASS();
}

OMM_CASE(pending_again, .about = "A re-used operation is pending again, without a stale result.",
         .covers = OMM_COVERS("A143", "A132", "A134"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    int deferred = 0;
    for (int round = 0; round < 4; ++round) {
        omm_job_erase(job);
        if (omm_was_deferred(omm_request(job, operation))) {
            ++deferred;
            ASSERT_RESULT(VK_NOT_READY,
                          t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
            ASSERTm("maximum concurrency 0 while pending and nobody joins",
                    t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation) != 0);
            ASSERT_RESULT(VK_SUCCESS, t->vk->vkDeferredOperationJoinKHR(t->device, operation));
        }
        // Every second round the result is fetched, as an application should; without it nobody knows what there is.
        if (round % 2) {
            ASSERT_RESULT(VK_SUCCESS, t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
            ASSERT_OK(omm_job_done(job));
        }
    }
    if (!deferred)
        omm_not_supported("the driver did not defer about 1 MiB of work");
    PASS();
}

OMM_CASE(large_and_small,
         .about = "Deferred and not deferred work follow each other on one operation.",
         .covers = OMM_COVERS("A142", "A129", "A126", "A140"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *jobs[] = {
        omm_prepare(t, each->command, &omm_small),
        omm_prepare(t, each->command, &middling),
    };
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (int round = 0; round < 8; ++round) {
        const struct omm_job *job = jobs[round % 2];
        omm_job_erase(job);
        if (omm_was_deferred(omm_request(job, operation)))
            ASSERT_RESULT(VK_SUCCESS, t->vk->vkDeferredOperationJoinKHR(t->device, operation));
        ASSERT_RESULT(VK_SUCCESS, t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
        ASSERT_OK(omm_job_done(job));
        ASSERT_EQ_FMTm("concurrency of a complete operation", 0u,
                       t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation), "%u");
    }
    PASS();
}
