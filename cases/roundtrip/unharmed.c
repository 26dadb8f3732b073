// SPDX-License-Identifier: Apache-2.0
// What goes on beside a micromap does not change what it means: other threads that read it, commands that run out of memory.
//
// A source is not externally synchronized, so threads may serialize, clone and ask one micromap at once (chapter
// "Fundamentals", "Threading Behavior"); and an out-of-memory error must not corrupt "existing Vulkan objects".
//
// Observed: what each thread made reads back, and so does the source; after each refused allocation the source reads back,
// and the command, tried again with memory, makes what it should. Vacuous on a driver that asks no callbacks: then nothing
// is refused, which is legal. What the calls answer is judged by the families serialize, copy and allocation.
#include <ommcts/ommcts.h>

enum { THREADS = 4, ROUNDS = 8 };

static const struct omm_needs needs = {.host_commands = true, .read_back = true};

// One thread's own destinations; it serializes and clones by turns.
struct reader {
    const struct omm_test *t;
    VkCopyMicromapToMemoryInfoEXT store;
    VkCopyMicromapInfoEXT clone;
    struct omm_block *blob;
    struct omm_micromap *copy;
    VkResult answers[2 * ROUNDS];
};

static void *read_source(void *argument)
{
    struct reader *reader = argument;
    const struct omm_test *t = reader->t;
    for (int i = 0; i < ROUNDS; ++i) {
        reader->answers[2 * i] =
            t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &reader->store);
        reader->answers[2 * i + 1] =
            t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &reader->clone);
    }
    return NULL;
}

// For ASSERT_OK: what one reader made of `source`.
static const char *made(const struct reader *reader, const struct omm_micromap *source)
{
    for (int i = 0; i < 2 * ROUNDS; ++i)
        omm_must_succeed(reader->answers[i], i % 2 ? "vkCopyMicromapEXT, one of several threads"
                                                   : "vkCopyMicromapToMemoryEXT, one of several "
                                                     "threads");
    const char *complaint = omm_block_intact(reader->blob);
    if (!complaint)
        complaint = omm_header_good(reader->t, reader->blob->bytes);
    if (!complaint)
        complaint = omm_neighbours_intact(reader->copy);
    if (!complaint)
        complaint = omm_reads_back_as(reader->copy, source->input);
    if (complaint)
        return complaint;
    return omm_reads_back_as(omm_deserialize(reader->t, reader->blob, source->size), source->input);
}

OMM_CASE(by_threads, .about = "Threads serialize and clone one micromap at once, each rightly.",
         .covers = OMM_COVERS("A067", "A074", "A108", "A158"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_CHEAP_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, 0);
    struct reader readers[THREADS];
    for (size_t i = 0; i < THREADS; ++i) {
        readers[i] = (struct reader){
            .t = t, .blob = omm_destination(source), .copy = omm_create_micromap(t, source->size)};
        readers[i].store = omm_serialize_info(source, readers[i].blob->bytes);
        readers[i].clone = omm_copy_info(source, readers[i].copy, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    }
    struct omm_thread *threads[THREADS];
    for (size_t i = 0; i < THREADS; ++i)
        threads[i] = omm_thread_start(read_source, &readers[i]);
    for (size_t i = 0; i < THREADS; ++i)
        omm_thread_join(threads[i]);
    for (size_t i = 0; i < THREADS; ++i)
        ASSERT_OK(made(&readers[i], source));
    ASSERT_OK(omm_reads_back(source));
    PASS();
}

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
    BOTH_WAYS("build", OMM_BUILD),
    BOTH_WAYS("clone", OMM_CLONE),
    BOTH_WAYS("compact", OMM_COMPACT),
    BOTH_WAYS("serialize", OMM_SERIALIZE),
    BOTH_WAYS("deserialize", OMM_DESERIALIZE),
};

// Work that is worth deferring although little of it is read: a megabyte of which a sample is traced.
static const struct omm_shape *shape_for(const struct omm_test *t, bool deferred)
{
    static const struct omm_shape high = {.name = "high", .groups = {{4, 11, 1}}};
    return deferred && t->gpu->limits.maxOpacity4StateSubdivisionLevel >= 11 ? &high : &omm_small;
}

// One request with allocations refused from the n-th on.
static bool request_refused(struct omm_tracker *tracker, const struct omm_job *job,
                            VkDeferredOperationKHR operation, size_t n)
{
    const struct omm_test *t = job->t;
    omm_tracker_refuse(tracker, n, SIZE_MAX);
    VkResult answer = omm_request(job, operation), joined = VK_SUCCESS;
    if (answer == VK_OPERATION_DEFERRED_KHR)
        joined = t->vk->vkDeferredOperationJoinKHR(t->device, operation);
    const bool refused = tracker->refused > 0;
    omm_tracker_refuse(tracker, 0, 0);
    const char *complaint = omm_settled(t, operation, joined, &answer);
    if (complaint)
        omm_fail("%s", complaint);
    if (!refused)
        omm_answered(answer, "a command without refused allocations");
    return refused;
}

OMM_CASE(by_refusal, .about = "A source means the same after its copy ran out of memory.",
         .covers = OMM_COVERS("A154"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_PARAMS(scenes))
{
    const struct scene *scene = param;
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &needs, &tracker->callbacks);
    const struct omm_job *job = omm_prepare(own, scene->command, shape_for(t, scene->deferred));
    const VkDeferredOperationKHR operation =
        scene->deferred ? omm_create_operation(own) : VK_NULL_HANDLE;
    bool refused = true;
    for (size_t n = 1; refused; ++n) {
        refused = request_refused(tracker, job, operation, n);
        if (job->source)
            ASSERT_OK(omm_reads_back(job->source));
    }
    omm_finish(own, operation, omm_request(job, operation));
    ASSERT_OK(omm_job_done(job));
    ASSERT_OK(omm_job_reads_back(job));
    PASS();
}
