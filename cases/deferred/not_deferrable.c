// SPDX-License-Identifier: Apache-2.0
// What has no operation to be deferred to is done when it returns, also while operations are pending.
//
// "Commands that can be deferred have a deferredOperation parameter" (chapter "Deferred Host Operations", paraphrased):
// vkWriteMicromapsPropertiesEXT has none, nor have the creating and destroying commands; and a deferrable command that
// is given VK_NULL_HANDLE requests no deferral. A driver that queues everything behind the pending work of a device
// breaks this.
//
// Observed: while an operation is pending, values are queried, micromaps created, built, serialized and destroyed, on
// objects of their own; each answer is VK_SUCCESS and each result is there at once. The pending operation is still
// VK_NOT_READY afterwards. Vacuous for the second half where a driver defers nothing; the first half holds there too.
#include <ommcts/ommcts.h>

struct background {
    const struct omm_job *job;
    VkDeferredOperationKHR operation;
    bool pending;
};

// Something that a driver which defers anything has pending now.
static struct background start(const struct omm_test *t, enum omm_command command)
{
    struct background work = {
        .job = omm_prepare(t, command, &omm_large),
        .operation = omm_create_operation(t),
    };
    work.pending = omm_was_deferred(omm_request(work.job, work.operation));
    return work;
}

static const char *still_there(const struct omm_test *t, const struct background *work)
{
    omm_checked();
    if (work->pending &&
        t->vk->vkGetDeferredOperationResultKHR(t->device, work->operation) != VK_NOT_READY)
        return "a pending operation that nobody joined is complete";
    return NULL;
}

static const char *finish(const struct omm_test *t, const struct background *work)
{
    if (work->pending)
        omm_must_succeed(omm_join(t, work->operation), "vkGetDeferredOperationResultKHR");
    return omm_job_done(work->job);
}

OMM_CASE(query, .about = "vkWriteMicromapsPropertiesEXT has its results when it returns.",
         .covers = OMM_COVERS("A150", "A046"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_micromap *large = omm_build(t, &omm_large, 0);
    const struct omm_micromap *small = omm_build(t, &omm_small, 0);
    const VkMicromapEXT handles[] = {large->handle, small->handle};
    const struct background work = start(t, each->command);
    VkDeviceSize sizes[] = {0, 0};
    ASSERT_SUCCESS(t->vk->vkWriteMicromapsPropertiesEXT(
        t->device, 2, handles, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, sizeof sizes, sizes,
        sizeof sizes[0]));
    ASSERTm("a size is less than the header", sizes[0] >= OMM_HEADER_SIZE);
    ASSERTm("a size is less than the header", sizes[1] >= OMM_HEADER_SIZE);
    ASSERT_OK(still_there(t, &work));
    ASSERT_OK(finish(t, &work));
    PASS();
}

OMM_CASE(without_operation,
         .about = "Commands without an operation are done at once while another one is pending.",
         .covers = OMM_COVERS("A131", "A150", "A146"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *jobs[OMM_COMMAND_COUNT];
    for (size_t i = 0; i < OMM_COMMAND_COUNT; ++i)
        jobs[i] = omm_prepare(t, omm_commands[i].command, &omm_small);
    const struct background work = start(t, each->command);
    for (size_t i = 0; i < OMM_COMMAND_COUNT; ++i) {
        omm_note("command %s", omm_commands[i].name);
        ASSERT_RESULT(VK_SUCCESS, omm_request(jobs[i], VK_NULL_HANDLE));
        ASSERT_OK(omm_job_done(jobs[i]));
        ASSERT_OK(still_there(t, &work));
    }
    ASSERT_OK(finish(t, &work));
    PASS();
}

OMM_CASE(create_and_destroy,
         .about = "Micromaps are created and destroyed at once while an operation is pending.",
         .covers = OMM_COVERS("A150", "A146"), .needs = {.host_commands = true})
{
    const struct background work = start(t, OMM_SERIALIZE);
    for (int round = 0; round < 3; ++round) {
        struct omm_micromap *map = omm_build(t, &omm_small, 0);
        ASSERT_OK(omm_usable(map));
        omm_destroy_micromap(map);
        omm_buffer_destroy(map->buffer);
        ASSERT_OK(still_there(t, &work));
    }
    ASSERT_OK(finish(t, &work));
    PASS();
}
