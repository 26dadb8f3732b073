// SPDX-License-Identifier: Apache-2.0
// Ten thousand repetitions hold no more than one (no sentence of the specification; class I).
//
// A driver that keeps something per call, a job, a descriptor, a mapping, works for a while and fails users after
// hours. Nothing forbids it, so growth is a QualityWarning, never a failure; that the calls succeed is judged, and that what
// they are there for still works at the end. A call that runs out of memory, which is legal, is a repetition like any other.
// Observed as <ommcts/growth.h> says. Deferred commands work on more data, so that a driver may want to defer them.
// Vacuous if the case's own helpers allocated per repetition: the loops call Vulkan and nothing else.
#include <ommcts/ommcts.h>

static const struct omm_needs host = {.host_commands = true};

// About 66 KiB of data.
static const struct omm_shape worth_deferring = {.name = "worth", .groups = {{4, 3, 4200}}};

// What is repeated.
struct loop {
    const struct omm_test *t;
    struct omm_tracker *tracker;
    struct omm_job *job;              // of cases about commands
    VkDeferredOperationKHR operation; // of some of them
    const struct omm_micromap *map;   // of the others
    const uint8_t *header;            // serialized data of it
    size_t *turn;                     // of the case that refuses allocations
};

static void must_be_legal(VkResult answer, const char *command)
{
    if (!omm_is_out_of_memory(answer))
        omm_must_succeed(answer, command);
}

static struct loop begin(const struct omm_test *t)
{
    struct omm_tracker *tracker = omm_create_tracker();
    return (struct loop){.t = omm_open_device(t, &host, &tracker->callbacks), .tracker = tracker};
}

static struct loop begin_job(const struct omm_test *t, const struct omm_command_param *command,
                             const struct omm_shape *shape)
{
    struct loop loop = begin(t);
    loop.job = omm_prepare(loop.t, command->command, shape);
    return loop;
}

static void request(const void *argument)
{
    const struct loop *loop = argument;
    must_be_legal(omm_request(loop->job, VK_NULL_HANDLE), "the command");
}

OMM_CASE(direct, .about = "Repeating a command does not make the process grow.",
         .covers = OMM_COVERS("A153", "A163"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    struct loop loop = begin_job(t, param, &omm_small);
    omm_repeat(loop.tracker, request, &loop);
    ASSERT_SUCCESS(omm_request(loop.job, VK_NULL_HANDLE));
    ASSERT_OK(omm_job_done(loop.job));
    PASS();
}

static void defer_with(const struct loop *loop, VkDeferredOperationKHR operation)
{
    VkResult answer = omm_request(loop->job, operation);
    const char *complaint = omm_settled(loop->t, operation, VK_SUCCESS, &answer);
    if (complaint)
        omm_fail("%s", complaint);
}

static void defer(const void *argument)
{
    const struct loop *loop = argument;
    defer_with(loop, loop->operation);
}

OMM_CASE(deferred, .about = "Deferring a command over and over does not make the process grow.",
         .covers = OMM_COVERS("A142", "A153", "A163"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    struct loop loop = begin_job(t, param, &worth_deferring);
    loop.operation = omm_create_operation(loop.t);
    omm_repeat(loop.tracker, defer, &loop);
    omm_finish(loop.t, loop.operation, omm_request(loop.job, loop.operation));
    ASSERT_OK(omm_job_done(loop.job));
    PASS();
}

// A new operation for each request, used once and destroyed.
static void use_new_operation(const void *argument)
{
    const struct loop *loop = argument;
    const struct omm_test *t = loop->t;
    VkDeferredOperationKHR operation = VK_NULL_HANDLE;
    const VkResult created =
        t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &operation);
    must_be_legal(created, "vkCreateDeferredOperationKHR");
    if (created != VK_SUCCESS)
        return;
    defer_with(loop, operation);
    t->vk->vkDestroyDeferredOperationKHR(t->device, operation, t->allocator);
}

OMM_CASE(new_operations,
         .about = "Creating, using and destroying operations does not make it grow.",
         .covers = OMM_COVERS("A148", "A163"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    struct loop loop = begin_job(t, param, &worth_deferring);
    omm_repeat(loop.tracker, use_new_operation, &loop);
    ASSERT_SUCCESS(omm_request(loop.job, VK_NULL_HANDLE));
    ASSERT_OK(omm_job_done(loop.job));
    PASS();
}

// None, the first, the second or the third allocation is refused; without an operation and with one.
static void run_out_of_memory(const void *argument)
{
    const struct loop *loop = argument;
    const size_t turn = (*loop->turn)++;
    const VkDeferredOperationKHR operation = turn / 4 % 2 ? loop->operation : VK_NULL_HANDLE;
    omm_tracker_refuse(loop->tracker, turn % 4, 1);
    VkResult answer = omm_request(loop->job, operation);
    omm_tracker_refuse(loop->tracker, 0, 0);
    const char *complaint = omm_settled(loop->t, operation, VK_SUCCESS, &answer);
    if (complaint)
        omm_fail("%s", complaint);
}

OMM_CASE(refused, .about = "Commands that run out of memory do not make the process grow.",
         .covers = OMM_COVERS("A153", "A163"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    struct loop loop = begin_job(t, param, &worth_deferring);
    size_t turn = 0;
    loop.operation = omm_create_operation(loop.t);
    loop.turn = &turn;
    omm_repeat(loop.tracker, run_out_of_memory, &loop);
    ASSERT_OK(omm_tracker_complaint(loop.tracker));
    ASSERT_SUCCESS(omm_request(loop.job, VK_NULL_HANDLE));
    ASSERT_OK(omm_job_done(loop.job));
    PASS();
}

static void create_and_destroy(const void *argument)
{
    const struct loop *loop = argument;
    const struct omm_test *t = loop->t;
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = loop->map->buffer->handle,
        .size = 256,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    VkMicromapEXT map = VK_NULL_HANDLE;
    const VkResult created = t->vk->vkCreateMicromapEXT(t->device, &info, t->allocator, &map);
    must_be_legal(created, "vkCreateMicromapEXT");
    if (created == VK_SUCCESS)
        t->vk->vkDestroyMicromapEXT(t->device, map, t->allocator);
}

OMM_CASE(micromaps, .about = "Creating and destroying micromaps does not make the process grow.",
         .covers = OMM_COVERS("A022", "A163"), .needs = {.host_commands = true})
{
    struct loop loop = begin(t);
    loop.map = omm_build(loop.t, &omm_small, 0);
    omm_repeat(loop.tracker, create_and_destroy, &loop);
    ASSERT_OK(omm_usable(loop.map));
    PASS();
}

static void ask(const void *argument)
{
    const struct loop *loop = argument;
    static const VkQueryType types[] = {VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                                        VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT};
    const struct omm_test *t = loop->t;
    for (int i = 0; i < 2; ++i) {
        VkDeviceSize size = 0;
        must_be_legal(t->vk->vkWriteMicromapsPropertiesEXT(t->device, 1, &loop->map->handle,
                                                           types[i], sizeof size, &size,
                                                           sizeof size),
                      "vkWriteMicromapsPropertiesEXT");
    }
    omm_host_sizes(t, loop->map->input, 0);
    if (!omm_compatible(t, loop->header))
        omm_fail("the device calls its own serialized micromap incompatible (A116)");
}

OMM_CASE(queries, .about = "Asking over and over does not make the process grow.",
         .covers = OMM_COVERS("A046", "A163"), .needs = {.host_commands = true})
{
    struct loop loop = begin(t);
    loop.map = omm_build(loop.t, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    loop.header = omm_serialize(loop.map)->bytes;
    omm_repeat(loop.tracker, ask, &loop);
    ASSERT_OK(omm_usable(loop.map));
    PASS();
}
