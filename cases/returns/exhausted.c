// SPDX-License-Identifier: Apache-2.0
// Host commands in a process that gets no more memory from the system.
//
// Where memory runs out for real, drivers get NULL from their own allocations and errors from the system, at places where
// callbacks never were asked. "If an operation ... fails with an out of memory error, ... existing Vulkan objects must not
// be corrupted" (chapter "Fundamentals", "Return Codes"): the command succeeds or answers one of the two out-of-memory
// codes, its source still means what it meant, and the same request works once there is memory.
// Observed with an address space that can't grow and a heap that is used up but for some bytes, more of them each time. A
// destination of a command that failed is undefined and not looked at. Vacuous for a driver that needs no memory for a
// command: told as such.
#include <ommcts/ommcts.h>

// From nothing at all to what everything fits in.
static const size_t rooms[] = {0,        64,       256,       1 << 10,   4 << 10,
                               16 << 10, 64 << 10, 256 << 10, 1024 << 10};
enum { ROOMS = sizeof rooms / sizeof rooms[0] };

#define BOTH_WAYS(label, command)                                                                  \
    {label "_direct", command, false},                                                             \
    {                                                                                              \
        label "_deferred", command, true                                                           \
    }

static const struct scene {
    const char *name;
    enum omm_command command;
    bool deferred;
} scenes[] = {
    BOTH_WAYS("build", OMM_BUILD),         BOTH_WAYS("build_by_pointers", OMM_BUILD_BY_POINTERS),
    BOTH_WAYS("clone", OMM_CLONE),         BOTH_WAYS("compact", OMM_COMPACT),
    BOTH_WAYS("serialize", OMM_SERIALIZE), BOTH_WAYS("deserialize", OMM_DESERIALIZE),
};

// 128 KiB, which a driver may want to defer, and of which a sample is traced.
static const struct omm_shape *shape_for(const struct omm_test *t, bool deferred)
{
    static const struct omm_shape high = {.name = "high", .groups = {{4, 9, 2}}};
    return deferred && t->gpu->limits.maxOpacity4StateSubdivisionLevel >= 9 ? &high : &omm_small;
}

// True unless the answer is out of memory; that of commands without an operation.
static bool judge(VkResult answer, size_t left, const char *command)
{
    omm_checked();
    if (answer != VK_SUCCESS && !omm_is_out_of_memory(answer))
        omm_fail("%s returned %s when %zu bytes of memory were left", command,
                 omm_result_name(answer), left);
    return answer == VK_SUCCESS;
}

static void tell(size_t failed)
{
    if (!failed)
        omm_remark("no call ran out of memory: there was nothing to judge");
}

// What a request answered without memory, joined with and without.
static VkResult request_exhausted(const struct omm_job *job, VkDeferredOperationKHR operation,
                                  size_t left)
{
    const struct omm_test *t = job->t;
    VkResult joined = VK_SUCCESS;
    omm_exhaust_memory(left);
    VkResult answer = omm_request(job, operation);
    if (operation && answer == VK_OPERATION_DEFERRED_KHR)
        joined = t->vk->vkDeferredOperationJoinKHR(t->device, operation);
    omm_return_memory();
    const char *complaint = omm_settled(t, operation, joined, &answer);
    if (complaint)
        omm_fail("with %zu bytes of memory left %s", left, complaint);
    return answer;
}

OMM_CASE(
    command,
    .about = "A command without memory says so, and leaves its source and its device unharmed.",
    .covers = OMM_COVERS("A153", "A154"),
    .needs = {.host_commands = true, .read_back = true, .own_process = true},
    .params = OMM_PARAMS(scenes))
{
    const struct scene *scene = param;
    const struct omm_job *job = omm_prepare(t, scene->command, shape_for(t, scene->deferred));
    const VkDeferredOperationKHR operation =
        scene->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    size_t failed = 0;
    for (size_t i = 0; i < ROOMS; ++i) {
        failed += !judge(request_exhausted(job, operation, rooms[i]), rooms[i], "the command");
        if (job->source)
            ASSERT_OK(omm_usable(job->source));
    }
    if (job->source)
        ASSERT_OK(omm_reads_back(job->source));
    omm_finish(t, operation, omm_request(job, operation));
    ASSERT_OK(omm_job_done(job));
    ASSERT_OK(omm_job_reads_back(job));
    tell(failed);
    PASS();
}

OMM_CASE(query, .about = "A property query without memory says so, and harms no micromap.",
         .covers = OMM_COVERS("A153", "A154"),
         .needs = {.host_commands = true, .read_back = true, .own_process = true})
{
    const struct omm_micromap *map =
        omm_build(t, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    static const VkQueryType types[] = {VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                                        VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT};
    size_t failed = 0;
    for (size_t i = 0; i < 2 * ROOMS; ++i) {
        VkDeviceSize value = 0;
        omm_exhaust_memory(rooms[i / 2]);
        const VkResult answer = t->vk->vkWriteMicromapsPropertiesEXT(
            t->device, 1, &map->handle, types[i % 2], sizeof value, &value, sizeof value);
        omm_return_memory();
        const bool worked = judge(answer, rooms[i / 2], "vkWriteMicromapsPropertiesEXT");
        ASSERTm("success, and no size", !worked || value);
        failed += !worked;
    }
    ASSERT_OK(omm_usable(map));
    ASSERT_OK(omm_reads_back(map));
    tell(failed);
    PASS();
}

OMM_CASE(create_micromap, .about = "Creating a micromap without memory fails, and no other way.",
         .covers = OMM_COVERS("A022", "A154"),
         .needs = {.host_commands = true, .read_back = true, .own_process = true})
{
    const struct omm_micromap *bystander = omm_build(t, &omm_small, 0);
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = bystander->buffer->handle,
        .size = 256,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    size_t failed = 0;
    for (size_t i = 0; i < ROOMS; ++i) {
        VkMicromapEXT map = VK_NULL_HANDLE;
        omm_exhaust_memory(rooms[i]);
        const VkResult answer = t->vk->vkCreateMicromapEXT(t->device, &info, t->allocator, &map);
        if (answer == VK_SUCCESS)
            t->vk->vkDestroyMicromapEXT(t->device, map, t->allocator);
        omm_return_memory();
        failed += !judge(answer, rooms[i], "vkCreateMicromapEXT");
    }
    ASSERT_OK(omm_usable(bystander));
    ASSERT_OK(omm_reads_back(bystander));
    tell(failed);
    PASS();
}

OMM_CASE(create_operation,
         .about = "Creating a deferred operation without memory fails, and no other way.",
         .covers = OMM_COVERS("A125", "A154"),
         .needs = {.deferred_operations = true, .own_process = true})
{
    size_t failed = 0;
    for (size_t i = 0; i < ROOMS; ++i) {
        VkDeferredOperationKHR operation = VK_NULL_HANDLE;
        omm_exhaust_memory(rooms[i]);
        const VkResult answer =
            t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &operation);
        if (answer == VK_SUCCESS)
            t->vk->vkDestroyDeferredOperationKHR(t->device, operation, t->allocator);
        omm_return_memory();
        failed += !judge(answer, rooms[i], "vkCreateDeferredOperationKHR");
    }
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
    tell(failed);
    PASS();
}
