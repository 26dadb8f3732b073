// SPDX-License-Identifier: Apache-2.0
// When an operation is complete, the driver has let go of everything that the command was given.
//
// "Parameters to the command requesting deferral may be accessed by the implementation at any time until the deferred
// operation enters the complete state" (chapter "Deferred Host Operations", paraphrased): until then, and no longer. So
// pInfo, the arrays it points to, host memory that was read or written, and the micromaps themselves may be overwritten,
// made inaccessible or destroyed from that moment, although the operation lives on, is joined, asked and destroyed.
//
// Observed: all of it is made inaccessible, or destroyed, directly after completion; then the operation is joined again,
// asked for result and concurrency, and destroyed while other commands run. After completion the output is erased and
// must stay erased: a second join must not do the work again. A command that was not deferred is held to the same from its
// return on. Run without layers that copy pInfo, or it is their copy that is judged.
#include <ommcts/ommcts.h>

// Everything that may be done with a complete operation; leaves it complete.
static const char *go_on_with(const struct omm_test *t, VkDeferredOperationKHR operation)
{
    omm_checked();
    for (int round = 0; round < 3; ++round) {
        const VkResult joined = omm_answered(
            t->vk->vkDeferredOperationJoinKHR(t->device, operation), "vkDeferredOperationJoinKHR");
        if (joined != VK_SUCCESS)
            return omm_sentence("joining a complete operation returned %s",
                                omm_result_name(joined));
        const VkResult result =
            omm_answered(t->vk->vkGetDeferredOperationResultKHR(t->device, operation),
                         "vkGetDeferredOperationResultKHR");
        if (result != VK_SUCCESS)
            return omm_sentence("the result of a complete operation is %s",
                                omm_result_name(result));
        if (t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation))
            return "the maximum concurrency of a complete operation is not 0";
    }
    return NULL;
}

static VkDeferredOperationKHR create_for_destruction(const struct omm_test *t)
{
    VkDeferredOperationKHR operation = VK_NULL_HANDLE;
    omm_must_succeed(t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &operation),
                     "vkCreateDeferredOperationKHR");
    return operation;
}

OMM_CASE(nothing_touched,
         .about = "After completion nothing the command was given is touched any more.",
         .covers = OMM_COVERS("A144", "A141"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = create_for_destruction(t);
    VkResult joined = VK_SUCCESS;
    if (omm_was_deferred(omm_request(job, operation)))
        joined = t->vk->vkDeferredOperationJoinKHR(t->device, operation);
    omm_job_protect(job, OMM_NO_ACCESS);
    ASSERT_RESULT(VK_SUCCESS, joined);
    ASSERT_OK(go_on_with(t, operation));
    ASSERT_OK(omm_usable(omm_build(t, &omm_small, 0)));
    t->vk->vkDestroyDeferredOperationKHR(t->device, operation, t->allocator);
    ASSERT_OK(omm_usable(omm_build(t, &omm_small, 0)));
    omm_job_protect(job, OMM_READ_WRITE);
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_CASE(join_again_does_nothing,
         .about = "Joining, asking and destroying a complete operation does not do its work again.",
         .covers = OMM_COVERS("A144", "A127"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = create_for_destruction(t);
    omm_finish(t, operation, omm_request(job, operation));
    omm_job_erase(job);
    ASSERT_OK(go_on_with(t, operation));
    ASSERT_OK(omm_job_erased(job));
    t->vk->vkDestroyDeferredOperationKHR(t->device, operation, t->allocator);
    ASSERT_OK(omm_job_erased(job));
    PASS();
}

OMM_CASE(micromaps_gone,
         .about = "After completion the micromaps and their memory may be destroyed.",
         .covers = OMM_COVERS("A144", "A148"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = create_for_destruction(t);
    omm_finish(t, operation, omm_request(job, operation));
    struct omm_micromap *const maps[] = {job->source, job->destination};
    for (int i = 0; i < 2; ++i) {
        if (!maps[i])
            continue;
        omm_destroy_micromap(maps[i]);
        omm_buffer_destroy(maps[i]->buffer);
    }
    omm_job_protect(job, OMM_NO_ACCESS);
    ASSERT_OK(go_on_with(t, operation));
    t->vk->vkDestroyDeferredOperationKHR(t->device, operation, t->allocator);
    ASSERT_OK(omm_usable(omm_build(t, &omm_small, 0)));
    PASS();
}

OMM_CASE(destroyed_without_asking,
         .about = "A complete operation can be destroyed without asking for its result.",
         .covers = OMM_COVERS("A148", "A144"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    for (int round = 0; round < 3; ++round) {
        omm_job_erase(job);
        const VkDeferredOperationKHR operation = create_for_destruction(t);
        if (omm_was_deferred(omm_request(job, operation)))
            ASSERT_RESULT(VK_SUCCESS, t->vk->vkDeferredOperationJoinKHR(t->device, operation));
        t->vk->vkDestroyDeferredOperationKHR(t->device, operation, t->allocator);
        // Whether there was memory for the work nobody knows now: what it left may be used by the next command only.
        omm_job_erase(job);
        ASSERT_SUCCESS(omm_request(job, VK_NULL_HANDLE));
        ASSERT_OK(omm_job_done(job));
    }
    PASS();
}
