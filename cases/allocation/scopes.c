// SPDX-License-Identifier: Apache-2.0
// When and for how long a driver uses the application's allocation callbacks (chapter "Memory Allocation", "Host
// Memory").
//
// "If an allocation is made using the COMMAND scope ... the allocation is scoped to the duration of the Vulkan command":
// it is freed by the command that made it. OBJECT is "scoped to the lifetime of the Vulkan object that is being created
// or used": nothing of that scope in a command that creates no object, requests to defer excepted. "An implementation
// must only make calls into an application-provided allocator during the execution of an API command" and "must only
// ... from the same thread that called the provoking API command"; memory goes back to the callbacks it came from.
// Observed by callbacks that keep book, on a device created with them: balance per scope, thread, moment, owner.
// Never calling them is legal, and then these cases prove nothing, which cannot be told from outside.
#include <ommcts/ommcts.h>

enum {
    COMMAND = VK_SYSTEM_ALLOCATION_SCOPE_COMMAND,
    OBJECT = VK_SYSTEM_ALLOCATION_SCOPE_OBJECT,
};

static const struct omm_needs host = {.host_commands = true};

// Complains about what callbacks broke, and about memory of one command that outlived it.
static const char *judge(struct omm_tracker *tracker, size_t objects_before, const char *call)
{
    const char *complaint = omm_tracker_complaint(tracker);
    if (complaint)
        return complaint;
    if (tracker->scopes[COMMAND].live)
        return omm_sentence("%s left %zu allocations of COMMAND scope behind (A155)", call,
                            tracker->scopes[COMMAND].live);
    if (tracker->scopes[OBJECT].total != objects_before)
        return omm_sentence("%s made %zu allocations of OBJECT scope but no object (A157)", call,
                            tracker->scopes[OBJECT].total - objects_before);
    return NULL;
}

OMM_CASE(direct,
         .about = "A command frees what it allocates for itself, and allocates for no object.",
         .covers = OMM_COVERS("A155", "A156", "A157"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    const struct omm_shape *const shapes[] = {&omm_small, &omm_large};
    for (size_t i = 0; i < 2; ++i) {
        const struct omm_command_param *command = param;
        struct omm_job *job = omm_prepare(own, command->command, shapes[i]);
        const size_t objects = tracker->scopes[OBJECT].total;
        omm_tracker_watch(tracker);
        omm_tracker_enter(tracker, command->name);
        const VkResult answer = omm_request(job, VK_NULL_HANDLE);
        omm_tracker_leave(tracker);
        ASSERT_SUCCESS(answer);
        ASSERT_OK(judge(tracker, objects, command->name));
        omm_tracker_rest(tracker);
        ASSERT_OK(omm_job_done(job));
    }
    PASS();
}

static const struct question {
    const char *name;
    VkQueryType type;
} questions[] = {
    {"serialization_size", VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT},
    {"compacted_size", VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT},
};

OMM_CASE(query, .about = "A property query frees what it allocates for itself.",
         .covers = OMM_COVERS("A155", "A156", "A157"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(questions))
{
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    const struct omm_micromap *map =
        omm_build(own, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const size_t objects = tracker->scopes[OBJECT].total;
    VkDeviceSize value = 0;
    omm_tracker_watch(tracker);
    omm_tracker_enter(tracker, "vkWriteMicromapsPropertiesEXT");
    const VkResult answer = own->vk->vkWriteMicromapsPropertiesEXT(
        own->device, 1, &map->handle, ((const struct question *)param)->type, sizeof value, &value,
        sizeof value);
    omm_tracker_leave(tracker);
    ASSERT_SUCCESS(answer);
    ASSERT_OK(judge(tracker, objects, "vkWriteMicromapsPropertiesEXT"));
    omm_tracker_rest(tracker);
    PASS();
}

OMM_CASE(sizes_and_compatibility, .about = "The two vkGet* commands free what they allocate.",
         .covers = OMM_COVERS("A155", "A156", "A157"), .needs = {.host_commands = true})
{
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    const struct omm_micromap *map = omm_build(own, &omm_small, 0);
    const struct omm_block *blob = omm_serialize(map);
    const size_t objects = tracker->scopes[OBJECT].total;
    omm_tracker_watch(tracker);
    omm_tracker_enter(tracker, "vkGetMicromapBuildSizesEXT");
    omm_host_sizes(own, map->input, 0);
    omm_tracker_leave(tracker);
    ASSERT_OK(judge(tracker, objects, "vkGetMicromapBuildSizesEXT"));
    omm_tracker_enter(tracker, "vkGetDeviceMicromapCompatibilityEXT");
    const bool compatible = omm_compatible(own, blob->bytes);
    omm_tracker_leave(tracker);
    ASSERT(compatible);
    ASSERT_OK(judge(tracker, objects, "vkGetDeviceMicromapCompatibilityEXT"));
    omm_tracker_rest(tracker);
    PASS();
}

static const struct owner {
    const char *name;
    bool device, object; // which of the two were created with callbacks
} owners[] = {
    {"device_only", true, false},
    {"object_only", false, true},
    {"both", true, true},
};

OMM_CASE(create_and_destroy,
         .about = "A micromap's memory goes back to the callbacks it came from.",
         .covers = OMM_COVERS("A155", "A156"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(owners))
{
    const struct owner *owner = param;
    struct omm_tracker *devices = omm_create_tracker();
    struct omm_tracker *objects = omm_create_tracker();
    const struct omm_test *own =
        omm_open_device(t, &host, owner->device ? &devices->callbacks : NULL);
    const VkAllocationCallbacks *callbacks = owner->object ? &objects->callbacks : NULL;
    const struct omm_buffer *buffer =
        omm_create_buffer(own, &(struct omm_buffer_request){
                                   .size = 4096,
                                   .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                   .memory_type = OMM_COHERENT,
                               });
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = buffer->handle,
        .size = 2048,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    const size_t before = devices->scopes[OBJECT].live;
    omm_tracker_watch(devices);
    omm_tracker_watch(objects);
    omm_tracker_enter(devices, "vkCreateMicromapEXT");
    omm_tracker_enter(objects, "vkCreateMicromapEXT");
    VkMicromapEXT handle = VK_NULL_HANDLE;
    const VkResult answer = own->vk->vkCreateMicromapEXT(own->device, &info, callbacks, &handle);
    omm_tracker_leave(devices);
    omm_tracker_leave(objects);
    ASSERT_SUCCESS(answer);
    ASSERT_EQ_FMTm("COMMAND scope", (size_t)0, devices->scopes[COMMAND].live, "%zu");
    ASSERT_EQ_FMTm("COMMAND scope", (size_t)0, objects->scopes[COMMAND].live, "%zu");
    omm_tracker_enter(devices, "vkDestroyMicromapEXT");
    omm_tracker_enter(objects, "vkDestroyMicromapEXT");
    own->vk->vkDestroyMicromapEXT(own->device, handle, callbacks);
    omm_tracker_leave(devices);
    omm_tracker_leave(objects);
    ASSERT_OK(omm_tracker_complaint(devices));
    ASSERT_OK(omm_tracker_complaint(objects));
    if (devices->scopes[OBJECT].live != before || objects->scopes[OBJECT].live)
        omm_warn("%zu allocations of OBJECT scope are left of a destroyed micromap",
                 devices->scopes[OBJECT].live - before + objects->scopes[OBJECT].live);
    omm_tracker_rest(devices);
    omm_tracker_rest(objects);
    PASS();
}
