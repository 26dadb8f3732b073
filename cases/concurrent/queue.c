// SPDX-License-Identifier: Apache-2.0
// Host commands on several threads while the queue is given one submission after the other, or is kept waiting.
//
// Host micromap commands run "on the host timeline" (chapter "Host Micromap Operations"). A queue is externally
// synchronized, and the application's: a thread that submits needs no lock against threads that call host commands on
// other objects, nor against those that map memory or create and destroy objects of their own (chapter "Threading
// Behavior"). A driver that borrows the application's queue for a host copy, shares work space between both, or takes two
// locks in one order here and in the other order there, breaks this.
//
// Observed: threads build, clone, compact, serialize and load, some of them deferred, others map memory and create
// micromaps, while the main thread submits device commands, waits for each and submits again; or while the queue waits for
// a timeline value that the host gives at the end. Then everything is read back. Vacuous if the queue were idle: it is
// given work until the last thread is done.
#include <ommcts/ommcts.h>

#include <stdatomic.h>

enum { WORKERS = 8, TIMES = 6, MOST_SUBMISSIONS = 5000 };

struct worker {
    struct omm_job *job;
    VkDeferredOperationKHR operation; // VK_NULL_HANDLE: direct
    struct omm_thread *thread;
    atomic_uint *working; // how many threads are not done yet
    VkResult wrong;
};

static void *work(void *argument)
{
    struct worker *self = argument;
    for (int i = 0; i < TIMES && self->wrong == VK_SUCCESS; ++i)
        self->wrong =
            omm_finished(self->job->t, self->operation, omm_request(self->job, self->operation));
    atomic_fetch_sub(self->working, 1);
    return NULL;
}

// Does what else needs a device's locks: memory is mapped and unmapped, micromaps come and go.
struct visitor {
    const struct omm_test *t;
    const struct omm_buffer *mapped; // nobody else's
    const struct omm_buffer *home;   // of micromaps that are never built
    atomic_uint *working;
    struct omm_thread *thread;
    VkResult wrong;
};

static VkResult visit_once(const struct visitor *self)
{
    const struct omm_test *t = self->t;
    void *bytes = NULL;
    VkResult result =
        t->vk->vkMapMemory(t->device, self->mapped->memory, 0, VK_WHOLE_SIZE, 0, &bytes);
    if (result != VK_SUCCESS)
        return result;
    memset(bytes, 0x5A, 64);
    t->vk->vkUnmapMemory(t->device, self->mapped->memory);
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = self->home->handle,
        .size = 1024,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    VkMicromapEXT map = VK_NULL_HANDLE;
    result = t->vk->vkCreateMicromapEXT(t->device, &info, t->allocator, &map);
    if (result == VK_SUCCESS)
        t->vk->vkDestroyMicromapEXT(t->device, map, t->allocator);
    return result;
}

static void *visit(void *argument)
{
    struct visitor *self = argument;
    while (atomic_load(self->working) && self->wrong == VK_SUCCESS) {
        self->wrong = visit_once(self);
        omm_sleep(0);
    }
    return NULL;
}

static const struct omm_shape shapes[] = {
    {.name = "a", .groups = {{.states = 4, .level = 4, .count = 340}}},
    {.name = "b", .groups = {{.states = 4, .level = 3, .count = 737}}},
    {.name = "c", .groups = {{.states = 2, .level = 3, .count = 990}}},
};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

// Everything that goes on beside the queue.
struct crowd {
    struct worker workers[WORKERS];
    struct visitor visitor;
    atomic_uint working;
};

static struct crowd *gather(const struct omm_test *t)
{
    struct crowd *crowd = omm_alloc(sizeof *crowd);
    for (size_t i = 0; i < WORKERS; ++i) {
        crowd->workers[i].job =
            omm_prepare(t, omm_commands[i % OMM_COMMAND_COUNT].command, &shapes[i % SHAPES]);
        crowd->workers[i].operation = i % 3 == 2 ? omm_create_operation(t) : VK_NULL_HANDLE;
        crowd->workers[i].working = &crowd->working;
    }
    const struct omm_buffer_request request = {
        .size = 4096,
        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
        .memory_type = OMM_COHERENT,
        .unmapped = true,
    };
    crowd->visitor = (struct visitor){.t = t,
                                      .mapped = omm_create_buffer(t, &request),
                                      .home = omm_create_buffer(t, &request),
                                      .working = &crowd->working};
    return crowd;
}

static void start(struct crowd *crowd)
{
    atomic_store(&crowd->working, WORKERS);
    for (size_t i = 0; i < WORKERS; ++i)
        crowd->workers[i].thread = omm_thread_start(work, &crowd->workers[i]);
    crowd->visitor.thread = omm_thread_start(visit, &crowd->visitor);
}

// For ASSERT_OK: waits for all threads, and reads back what they made.
static const char *finish(struct crowd *crowd)
{
    for (size_t i = 0; i < WORKERS; ++i)
        omm_thread_join(crowd->workers[i].thread);
    omm_thread_join(crowd->visitor.thread);
    omm_must_succeed(crowd->visitor.wrong, "mapping memory or creating a micromap beside others");
    for (size_t i = 0; i < WORKERS; ++i) {
        const struct worker *worker = &crowd->workers[i];
        omm_must_succeed(worker->wrong, omm_commands[i % OMM_COMMAND_COUNT].name);
        const char *complaint = omm_job_done(worker->job);
        if (!complaint)
            complaint = omm_job_reads_back(worker->job);
        if (complaint)
            return omm_sentence("%s beside submissions: %s",
                                omm_commands[i % OMM_COMMAND_COUNT].name, complaint);
    }
    return NULL;
}

// What the queue does again and again: a clone and serialized data of a source of its own.
struct errand {
    const struct omm_micromap *source, *clone;
    const struct omm_region *blob;
    VkCommandBuffer commands;
};

static struct errand record(const struct omm_test *t, const struct omm_queue *queue)
{
    struct errand errand = {.source = omm_device_build(t, &shapes[0], 0)};
    errand.clone = omm_create_micromap(t, errand.source->size);
    errand.blob = omm_region(t, omm_device_serialized_size(errand.source), 256);
    const VkCopyMicromapInfoEXT copy =
        omm_copy_info(errand.source, errand.clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    const VkCopyMicromapToMemoryInfoEXT store =
        omm_device_serialize_info(errand.source, errand.blob);
    errand.commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(errand.commands, &copy);
    t->vk->vkCmdCopyMicromapToMemoryEXT(errand.commands, &store);
    omm_barrier_host(t, errand.commands);
    omm_end(t, errand.commands);
    return errand;
}

static const char *errand_done(const struct errand *errand)
{
    const struct omm_micromap *source = errand->source;
    const char *complaint = omm_neighbours_intact(errand->clone);
    if (!complaint)
        complaint = omm_region_neighbours_intact(errand->blob);
    if (!complaint)
        complaint = omm_header_good(source->t, errand->blob->bytes);
    if (!complaint)
        complaint = omm_reads_back_as(errand->clone, source->input);
    if (!complaint)
        complaint = omm_reads_back_as(omm_device_deserialize(source->t, errand->blob, source->size),
                                      source->input);
    return complaint;
}

OMM_CASE(kept_busy,
         .about = "Host commands on several threads while another one submits in a loop.",
         .covers = OMM_COVERS("A158", "A074", "A034"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct errand errand = record(t, queue);
    struct crowd *crowd = gather(t);
    start(crowd);
    unsigned submissions = 0;
    const char *missing = NULL;
    do {
        memset(errand.blob->bytes, 0, OMM_HEADER_SIZE);
        omm_submit(t, queue, errand.commands);
        missing = missing ? missing : omm_header_good(t, errand.blob->bytes);
    } while (atomic_load(&crowd->working) && ++submissions < MOST_SUBMISSIONS);
    omm_note("%u submissions beside %d threads", submissions, WORKERS);
    ASSERT_OK(finish(crowd));
    ASSERT_OK(missing);
    ASSERT_OK(errand_done(&errand));
    PASS();
}

// The value is given to the queue when the threads are done, or when that takes too long.
struct gate {
    struct omm_timeline *timeline;
    atomic_uint *working;
    bool patient; // nobody had to wait too long
    VkResult opened;
};

static void *open_late(void *argument)
{
    enum { PATIENCE = 6000, STEP = 2 }; // milliseconds
    struct gate *gate = argument;
    int waited = 0;
    for (; waited < PATIENCE && atomic_load(gate->working); waited += STEP)
        omm_sleep(STEP);
    gate->patient = waited < PATIENCE;
    gate->opened = omm_timeline_signal(gate->timeline, 1);
    return NULL;
}

OMM_CASE(kept_waiting,
         .about = "Host commands on several threads beside a queue that waits for the host.",
         .covers = OMM_COVERS("A158", "A159", "A074"),
         .needs = {.host_commands = true,
                   .device_commands = true,
                   .timeline_semaphores = true,
                   .read_back = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct errand errand = record(t, queue);
    struct crowd *crowd = gather(t);
    struct gate *gate = omm_alloc(sizeof *gate);
    gate->timeline = omm_create_timeline(t);
    gate->working = &crowd->working;
    omm_timeline_submit(gate->timeline, queue, errand.commands, 1, 2);
    start(crowd);
    omm_thread_join(omm_thread_start(open_late, gate));
    omm_must_succeed(gate->opened, "vkSignalSemaphore");
    omm_timeline_finish(gate->timeline);
    ASSERT_OK(finish(crowd));
    ASSERT_OK(errand_done(&errand));
    if (!gate->patient)
        omm_warn("host commands were not done after 6 s beside a queue that waited for the host "
                 "(A159)");
    PASS();
}
