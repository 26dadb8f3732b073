// SPDX-License-Identifier: Apache-2.0
// Host memory runs out in the middle of a host command (chapter "Fundamentals", "Return Codes").
//
// "If an operation ... fails with an out of memory error, ... existing Vulkan objects must not be corrupted": the
// source of a copy is what it was, the device goes on, and the same command succeeds once there is memory. A command
// answers a success or one of the two out-of-memory codes, nothing else; what a failed command leaves in its destination
// is undefined, and so it is not looked at.
// Observed with callbacks that refuse the first, second, third... allocation of a call, once or from there on, until
// a call asks for no more; each time the source is asked, serialized and loaded again.
// Vacuous for a driver that allocates nothing or never asks the callbacks, which is legal: then the command simply
// succeeds.
#include <ommcts/ommcts.h>

enum { MOST_REFUSALS = 12 };

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
    SCENES(build, OMM_BUILD),
    SCENES(clone, OMM_CLONE),
    SCENES(compact, OMM_COMPACT),
    SCENES(serialize, OMM_SERIALIZE),
    SCENES(deserialize, OMM_DESERIALIZE),
};

static bool out_of_memory(VkResult answer)
{
    return answer == VK_ERROR_OUT_OF_HOST_MEMORY || answer == VK_ERROR_OUT_OF_DEVICE_MEMORY;
}

// Joins what was deferred, with refusals still on. The answer of the whole, or what is illegal about it.
static const char *complete(const struct omm_test *t, VkDeferredOperationKHR operation,
                            VkResult *answer)
{
    omm_checked();
    if (!operation || *answer != VK_OPERATION_DEFERRED_KHR) {
        const VkResult success = operation ? VK_OPERATION_NOT_DEFERRED_KHR : VK_SUCCESS;
        if (*answer == success || out_of_memory(*answer))
            return NULL;
        return omm_sentence("the command answered %s", omm_result_name(*answer));
    }
    // Joining may run out of memory as well; it is complete when a join says VK_SUCCESS.
    VkResult joined = VK_ERROR_OUT_OF_HOST_MEMORY;
    for (int i = 0; i < MOST_REFUSALS && out_of_memory(joined); ++i)
        joined = t->vk->vkDeferredOperationJoinKHR(t->device, operation);
    if (joined != VK_SUCCESS)
        return omm_sentence("vkDeferredOperationJoinKHR answered %s", omm_result_name(joined));
    *answer = t->vk->vkGetDeferredOperationResultKHR(t->device, operation);
    if (*answer == VK_SUCCESS || out_of_memory(*answer))
        return NULL;
    return omm_sentence("vkGetDeferredOperationResultKHR answered %s", omm_result_name(*answer));
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
    bool refused = true;
    for (size_t n = 1; n <= MOST_REFUSALS && refused; ++n) {
        const VkDeferredOperationKHR operation =
            scene->deferred ? omm_create_operation(own) : VK_NULL_HANDLE;
        omm_tracker_refuse(tracker, n, scene->refusals);
        VkResult answer = omm_request(job, operation);
        const char *complaint = complete(own, operation, &answer);
        refused = tracker->refused > 0;
        omm_tracker_refuse(tracker, 0, 0);
        ASSERTm(omm_sentence("allocation %zu refused: %s", n, complaint ? complaint : ""),
                !complaint);
        if (!refused) // memory that the callbacks don't give may have run out: legal, and told as such
            omm_answered(answer, "a command without refused allocations");
        ASSERT_OK(omm_tracker_complaint(tracker));
        ASSERT_EQ_FMTm("COMMAND scope", (size_t)0,
                       tracker->scopes[VK_SYSTEM_ALLOCATION_SCOPE_COMMAND].live, "%zu");
        if (job->source)
            ASSERT_OK(omm_usable(job->source));
    }
    ASSERT_SUCCESS(omm_request(job, VK_NULL_HANDLE));
    ASSERT_OK(omm_job_done(job));
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
    for (size_t n = 1; n <= MOST_REFUSALS && refused; ++n) {
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
