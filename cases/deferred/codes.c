// SPDX-License-Identifier: Apache-2.0
// What a deferrable command answers, and what the answer promises.
//
// "When deferral is requested and the implementation defers any operation, the implementation must return
// VK_OPERATION_DEFERRED_KHR"; if it "chooses not to defer any of the requested operations and instead executes all of them
// immediately, [it] must return VK_OPERATION_NOT_DEFERRED_KHR" (deferred-host-operations-requesting). So with an operation
// VK_SUCCESS is never right, and without one the two other codes are not, whose descriptions begin with "A deferred
// operation was requested". A driver may defer never, always, or as it likes.
//
// Observed for every deferrable command, small and large: the code; after DEFERRED the result is VK_NOT_READY; after
// anything else the output is there at once, before anybody joins. Vacuous where a driver never answers one of the codes:
// that is legal, and then the other half of the case is the test.
#include <ommcts/ommcts.h>

static const struct load {
    const char *name;
    enum omm_command command;
    const struct omm_shape *shape;
} loads[] = {
    {"build_small", OMM_BUILD, &omm_small},
    {"build_large", OMM_BUILD, &omm_large},
    {"build_by_pointers_small", OMM_BUILD_BY_POINTERS, &omm_small},
    {"build_by_pointers_large", OMM_BUILD_BY_POINTERS, &omm_large},
    {"clone_small", OMM_CLONE, &omm_small},
    {"clone_large", OMM_CLONE, &omm_large},
    {"compact_small", OMM_COMPACT, &omm_small},
    {"compact_large", OMM_COMPACT, &omm_large},
    {"serialize_small", OMM_SERIALIZE, &omm_small},
    {"serialize_large", OMM_SERIALIZE, &omm_large},
    {"deserialize_small", OMM_DESERIALIZE, &omm_small},
    {"deserialize_large", OMM_DESERIALIZE, &omm_large},
};

OMM_CASE(without_operation,
         .about = "Without an operation the answer is VK_SUCCESS, and the work is done.",
         .covers = OMM_COVERS("A131", "A153"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(loads))
{
    const struct load *load = param;
    const struct omm_job *job = omm_prepare(t, load->command, load->shape);
    ASSERT_RESULT(VK_SUCCESS, omm_request(job, VK_NULL_HANDLE));
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_CASE(with_operation,
         .about = "With an operation the answer is one of two, and the operation's state fits it.",
         .covers = OMM_COVERS("A128", "A129", "A130", "A132", "A126", "A153"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(loads))
{
    const struct load *load = param;
    const struct omm_job *job = omm_prepare(t, load->command, load->shape);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    const VkResult answer = omm_answered(omm_request(job, operation), "the command");
    ASSERTm("VK_SUCCESS with an operation", answer != VK_SUCCESS);
    if (omm_was_deferred(answer)) {
        ASSERT_RESULT(VK_NOT_READY, t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
        ASSERT_RESULT(VK_SUCCESS, omm_join(t, operation));
        ASSERT_OK(omm_job_done(job));
        PASS();
    }
    ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
    ASSERT_EQ_FMTm("concurrency of an operation that was not used", 0u,
                   t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation), "%u");
    ASSERT_OK(omm_job_done(job));
    ASSERT_SUCCESS(t->vk->vkDeferredOperationJoinKHR(t->device, operation));
    PASS();
}

OMM_CASE(several_builds, .about = "One deferred call builds all the micromaps it is given.",
         .covers = OMM_COVERS("A032", "A130", "A139"), .needs = {.host_commands = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    struct omm_job *jobs[5];
    VkMicromapBuildInfoEXT infos[5];
    for (size_t i = 0; i < 5; ++i) {
        jobs[i] = omm_prepare(t, i % 2 ? OMM_BUILD_BY_POINTERS : OMM_BUILD,
                              i == 2 ? &omm_large : &omm_shapes[i]);
        memcpy(&infos[i], jobs[i]->info->bytes, sizeof infos[i]);
    }
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkBuildMicromapsEXT(t->device, operation, 5, infos));
    for (size_t i = 0; i < 5; ++i)
        ASSERT_OK(omm_job_done(jobs[i]));
    PASS();
}
