// SPDX-License-Identifier: Apache-2.0
// A thousand repetitions hold no more than one (no sentence of the specification; class I).
//
// A driver that keeps something per call, a job, a descriptor, a mapping, works for a while and fails users after
// hours. Nothing forbids it, so growth is a QualityWarning, never a failure; that the calls succeed is judged.
// Observed after a warm-up: the C library's heap, resident memory, file descriptors and mappings of the process, and
// living allocations of the callbacks. Bounds are generous: half an allocation and 16 bytes of heap per repetition;
// caches that fill once stay below them. Deferred commands work on more data, so that a driver may want to defer them,
// and less often. Under a validation layer, which keeps books of its own, growth is only noted.
// Vacuous if the case's own helpers allocated per repetition: the loops call Vulkan and nothing else.
#include <ommcts/ommcts.h>

enum { WARM_UP = 20, REPETITIONS = 1000, DEFERRED_REPETITIONS = 200 };

static const struct omm_needs host = {.host_commands = true};

// About 128 KiB of data.
static const struct omm_shape worth_deferring = {.name = "worth", .groups = {{4, 3, 8000}}};

struct watch {
    struct omm_tracker *tracker;
    size_t repetitions;
    struct omm_holdings holdings;
    size_t living;
};

static size_t living(const struct omm_tracker *tracker)
{
    size_t sum = 0;
    for (size_t i = 0; i < OMM_SCOPE_COUNT; ++i)
        sum += tracker->scopes[i].live;
    return sum;
}

static struct watch start(struct omm_tracker *tracker, size_t repetitions)
{
    return (struct watch){
        .tracker = tracker,
        .repetitions = repetitions,
        .holdings = omm_holdings(),
        .living = living(tracker),
    };
}

static void tell(const struct watch *watch, const char *what, size_t then, size_t now, size_t bound)
{
    if (now <= then + bound)
        return;
    const char *layer = omm_layer_name();
    if (layer)
        omm_note("%zu repetitions left %zu %s; %s may be the reason", watch->repetitions,
                 now - then, what, layer);
    else
        omm_warn("%zu repetitions left %zu %s", watch->repetitions, now - then, what);
}

static void warn_of_growth(const struct watch *watch)
{
    const struct omm_holdings now = omm_holdings(), *then = &watch->holdings;
    tell(watch, "living allocations of the callbacks", watch->living, living(watch->tracker),
         watch->repetitions / 2);
    tell(watch, "bytes on the heap", then->heap, now.heap, watch->repetitions * 16);
    tell(watch, "bytes more of resident memory", then->resident, now.resident, (size_t)8 << 20);
    tell(watch, "file descriptors", then->descriptors, now.descriptors, 16);
    tell(watch, "mappings", then->mappings, now.mappings, 64);
}

OMM_CASE(direct, .about = "Repeating a command does not make the process grow.",
         .covers = OMM_COVERS("A153", "A163"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    struct omm_job *job =
        omm_prepare(own, ((const struct omm_command_param *)param)->command, &omm_small);
    for (int i = 0; i < WARM_UP; ++i)
        ASSERT_SUCCESS(omm_request(job, VK_NULL_HANDLE));
    const struct watch watch = start(tracker, REPETITIONS);
    for (int i = 0; i < REPETITIONS; ++i)
        ASSERT_SUCCESS(omm_request(job, VK_NULL_HANDLE));
    warn_of_growth(&watch);
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_CASE(deferred, .about = "Deferring a command over and over does not make the process grow.",
         .covers = OMM_COVERS("A142", "A153", "A163"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    struct omm_job *job =
        omm_prepare(own, ((const struct omm_command_param *)param)->command, &worth_deferring);
    const VkDeferredOperationKHR operation = omm_create_operation(own);
    for (int i = 0; i < WARM_UP; ++i)
        omm_finish(own, operation, omm_request(job, operation));
    const struct watch watch = start(tracker, DEFERRED_REPETITIONS);
    for (int i = 0; i < DEFERRED_REPETITIONS; ++i)
        omm_finish(own, operation, omm_request(job, operation));
    warn_of_growth(&watch);
    ASSERT_OK(omm_job_done(job));
    PASS();
}

// A new operation for each request, used once and destroyed.
static void use_new_operation(const struct omm_test *t, struct omm_job *job)
{
    VkDeferredOperationKHR operation = VK_NULL_HANDLE;
    omm_must_succeed(t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &operation),
                     "vkCreateDeferredOperationKHR");
    omm_finish(t, operation, omm_request(job, operation));
    t->vk->vkDestroyDeferredOperationKHR(t->device, operation, t->allocator);
}

OMM_CASE(new_operations,
         .about = "Creating, using and destroying operations does not make it grow.",
         .covers = OMM_COVERS("A148", "A163"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    struct omm_job *job =
        omm_prepare(own, ((const struct omm_command_param *)param)->command, &worth_deferring);
    for (int i = 0; i < WARM_UP; ++i)
        use_new_operation(own, job);
    const struct watch watch = start(tracker, DEFERRED_REPETITIONS);
    for (int i = 0; i < DEFERRED_REPETITIONS; ++i)
        use_new_operation(own, job);
    warn_of_growth(&watch);
    ASSERT_OK(omm_job_done(job));
    PASS();
}

static void create_and_destroy(const struct omm_test *t, const struct omm_buffer *buffer)
{
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = buffer->handle,
        .size = 256,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    VkMicromapEXT map = VK_NULL_HANDLE;
    omm_must_succeed(t->vk->vkCreateMicromapEXT(t->device, &info, t->allocator, &map),
                     "vkCreateMicromapEXT");
    t->vk->vkDestroyMicromapEXT(t->device, map, t->allocator);
}

OMM_CASE(micromaps, .about = "Creating and destroying micromaps does not make the process grow.",
         .covers = OMM_COVERS("A022", "A163"), .needs = {.host_commands = true})
{
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    const struct omm_micromap *bystander = omm_build(own, &omm_small, 0);
    for (int i = 0; i < WARM_UP; ++i)
        create_and_destroy(own, bystander->buffer);
    const struct watch watch = start(tracker, REPETITIONS);
    for (int i = 0; i < REPETITIONS; ++i)
        create_and_destroy(own, bystander->buffer);
    warn_of_growth(&watch);
    ASSERT_OK(omm_usable(bystander));
    PASS();
}

OMM_CASE(queries, .about = "Querying over and over does not make the process grow.",
         .covers = OMM_COVERS("A046", "A163"), .needs = {.host_commands = true})
{
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    const struct omm_micromap *map =
        omm_build(own, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    for (int i = 0; i < WARM_UP; ++i)
        omm_serialized_size(map);
    const struct watch watch = start(tracker, REPETITIONS);
    for (int i = 0; i < REPETITIONS / 2; ++i) {
        omm_serialized_size(map);
        omm_compacted_size(map);
    }
    warn_of_growth(&watch);
    ASSERT_OK(omm_usable(map));
    PASS();
}
