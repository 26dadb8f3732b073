// SPDX-License-Identifier: Apache-2.0
// Host memory runs out in the middle of a host command (chapter "Fundamentals", "Return Codes").
//
// "If an operation ... fails with an out of memory error, ... existing Vulkan objects must not be corrupted": the
// source of a copy is what it was, the device goes on, and the same command succeeds once there is memory. A command
// answers a success or one of the two out-of-memory codes, nothing else; what a failed command leaves in its destination
// is undefined, and so it is not looked at.
// Observed with callbacks that refuse the first, second, third... allocation of a call, once or from there on, until
// a call asks for no more; each time the source is asked, serialized and loaded again. What it means then is traced by
// omm.roundtrip.unharmed.
// Vacuous for a driver that allocates nothing or never asks the callbacks, which is legal: then the command simply
// succeeds.
#include <ommcts/ommcts.h>

static const struct omm_needs host = {.host_commands = true};

#define SCENES(tag, command)                                                                       \
    {#tag "_once", command, 1, false}, {#tag "_from_then_on", command, SIZE_MAX, false},           \
    {                                                                                              \
#tag "_deferred_once", command, 1, true                                                    \
    }

static const struct scene {
    const char *name;
    enum omm_command command;
    size_t refusals; // in a row
    bool deferred;
} scenes[] = {
    SCENES(build, OMM_BUILD),         SCENES(build_by_pointers, OMM_BUILD_BY_POINTERS),
    SCENES(clone, OMM_CLONE),         SCENES(compact, OMM_COMPACT),
    SCENES(serialize, OMM_SERIALIZE), SCENES(deserialize, OMM_DESERIALIZE),
};

// One request with allocations refused, and its join; then there is memory again, and it is settled. NULL, or what is
// illegal about the answers.
static const char *request_refused(struct omm_tracker *tracker, const struct omm_job *job,
                                   VkDeferredOperationKHR operation, size_t n, size_t refusals,
                                   VkResult *answer)
{
    const struct omm_test *t = job->t;
    omm_tracker_refuse(tracker, n, refusals);
    *answer = omm_request(job, operation);
    VkResult joined = VK_SUCCESS;
    if (operation && *answer == VK_OPERATION_DEFERRED_KHR)
        joined = t->vk->vkDeferredOperationJoinKHR(t->device, operation);
    const size_t refused = tracker->refused;
    omm_tracker_refuse(tracker, 0, 0);
    const char *complaint = omm_settled(t, operation, joined, answer);
    tracker->refused = refused;
    return complaint ? omm_sentence("allocation %zu refused: %s", n, complaint) : NULL;
}

OMM_CASE(command, .about = "Out of memory in a command leaves its source and its device unharmed.",
         .covers = OMM_COVERS("A153", "A154", "A155"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(scenes))
{
    const struct scene *scene = param;
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    // Deferred on data that is worth it: drivers may do less work at once.
    struct omm_job *job =
        omm_prepare(own, scene->command, scene->deferred ? &omm_large : &omm_small);
    // Always the same operation: a command that ran out of memory leaves it as good as any other command does.
    const VkDeferredOperationKHR operation =
        scene->deferred ? omm_create_operation(own) : VK_NULL_HANDLE;
    bool refused = true;
    for (size_t n = 1; refused; ++n) {
        VkResult answer = VK_SUCCESS;
        ASSERT_OK(request_refused(tracker, job, operation, n, scene->refusals, &answer));
        refused = tracker->refused > 0;
        if (!refused) // memory that the callbacks don't give may have run out: legal, and told as such
            omm_answered(answer, "a command without refused allocations");
        ASSERT_OK(omm_tracker_complaint(tracker));
        ASSERT_EQ_FMTm("COMMAND scope", (size_t)0,
                       tracker->scopes[VK_SYSTEM_ALLOCATION_SCOPE_COMMAND].live, "%zu");
        if (job->source)
            ASSERT_OK(omm_usable(job->source));
    }
    omm_finish(own, operation, omm_request(job, operation));
    ASSERT_OK(omm_job_done(job));
    PASS();
}

static const struct question {
    const char *name;
    VkQueryType type;
} questions[] = {
    {"serialization_size", VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT},
    {"compacted_size", VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT},
};

OMM_CASE(query, .about = "Out of memory in a property query is told, and harms no micromap.",
         .covers = OMM_COVERS("A153", "A154", "A155"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(questions))
{
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    const struct omm_micromap *map =
        omm_build(own, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    bool refused = true;
    for (size_t n = 1; refused; ++n) {
        VkDeviceSize value = 0;
        omm_tracker_refuse(tracker, n, 1);
        VkResult answer = own->vk->vkWriteMicromapsPropertiesEXT(
            own->device, 1, &map->handle, ((const struct question *)param)->type, sizeof value,
            &value, sizeof value);
        refused = tracker->refused > 0;
        omm_tracker_refuse(tracker, 0, 0);
        ASSERT_OK(omm_settled(own, VK_NULL_HANDLE, VK_SUCCESS, &answer));
        if (!refused)
            omm_answered(answer, "a query without refused allocations");
        ASSERTm("success, and no size", answer != VK_SUCCESS || value);
        ASSERT_OK(omm_tracker_complaint(tracker));
        ASSERT_EQ_FMTm("COMMAND scope", (size_t)0,
                       tracker->scopes[VK_SYSTEM_ALLOCATION_SCOPE_COMMAND].live, "%zu");
        ASSERT_OK(omm_usable(map));
    }
    PASS();
}

static const struct creation {
    const char *name;
    bool operation; // a deferred operation instead of a micromap
} creations[] = {{"micromap", false}, {"deferred_operation", true}};

OMM_CASE(create,
         .about = "Out of memory while creating an object is told, and harms no other object.",
         .covers = OMM_COVERS("A022", "A154"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(creations))
{
    const bool wants_operation = ((const struct creation *)param)->operation;
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    const struct omm_micromap *bystander = omm_build(own, &omm_small, 0);
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = bystander->buffer->handle,
        .offset = 0,
        .size = 256,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    bool refused = true;
    for (size_t n = 1; refused; ++n) {
        VkMicromapEXT map = VK_NULL_HANDLE;
        VkDeferredOperationKHR operation = VK_NULL_HANDLE;
        omm_tracker_refuse(tracker, n, 1);
        const VkResult answer =
            wants_operation
                ? own->vk->vkCreateDeferredOperationKHR(own->device, own->allocator, &operation)
                : own->vk->vkCreateMicromapEXT(own->device, &info, own->allocator, &map);
        refused = tracker->refused > 0;
        omm_tracker_refuse(tracker, 0, 0);
        ASSERTm(omm_sentence("allocation %zu refused: %s", n, omm_result_name(answer)),
                answer == VK_SUCCESS || answer == VK_ERROR_OUT_OF_HOST_MEMORY);
        if (!refused)
            omm_answered(answer, "a creation without refused allocations");
        if (answer == VK_SUCCESS && wants_operation)
            own->vk->vkDestroyDeferredOperationKHR(own->device, operation, own->allocator);
        else if (answer == VK_SUCCESS)
            own->vk->vkDestroyMicromapEXT(own->device, map, own->allocator);
        ASSERT_OK(omm_tracker_complaint(tracker));
        ASSERT_OK(omm_usable(bystander));
    }
    PASS();
}
