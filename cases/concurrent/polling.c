// SPDX-License-Identifier: Apache-2.0
// What a thread may do that never joins and only asks for the result, from the first answer that is not VK_NOT_READY.
//
// An operation is complete when its result says so, and "side effects of the operation ... happen before" that (chapter
// "Deferred Host Operations", paraphrased): all outputs are there, whoever looks, and nothing that the command was given is
// touched any more, also while other threads are still on their way out of vkDeferredOperationJoinKHR. Only the operation
// itself must stay until they have returned.
//
// Observed: a thread polls while one or more others join. At the first completion that it sees it copies the output away,
// or takes away pages, or destroys micromaps and memory, all of it before the joining threads need have returned. What it
// copied must mean the input. Vacuous if it came late: it is looking before the joining begins, and does the work at once.
// On a driver that defers nothing the operation is complete from the beginning.
#include <ommcts/ommcts.h>

#include <stdatomic.h>
#include <stdlib.h>

enum {
    ROUNDS = 6,
    MOST = 4,
    PATIENCE = 10000, // milliseconds, after all joins returned
};

enum deed { COPY_OUTPUT, TAKE_PAGES, DESTROY };

struct poller {
    const struct omm_job *job;
    VkDeferredOperationKHR operation;
    enum deed deed;
    atomic_bool looking; // has asked at least once
    atomic_bool done;    // saw completion and did its deed
    atomic_bool stop;    // nobody waits for it any more
    uint8_t *copy;       // serialized data that was the output, or is made of it at once
    size_t size;         // bytes of it
    VkResult wrong;      // of what it called to make it
};

static uint8_t *room_for(size_t size)
{
    return aligned_alloc(16, (size + 15) / 16 * 16);
}

static VkResult serialize(struct poller *self, const struct omm_micromap *map)
{
    const struct omm_test *t = map->t;
    uint64_t size = 0;
    const VkResult asked = t->vk->vkWriteMicromapsPropertiesEXT(
        t->device, 1, &map->handle, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, sizeof size,
        &size, sizeof size);
    if (asked != VK_SUCCESS)
        return asked;
    self->size = (size_t)size;
    self->copy = room_for(self->size);
    if (!self->copy)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(map, self->copy);
    return t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info);
}

static VkResult copy_output(struct poller *self)
{
    const struct omm_block *memory = self->job->memory;
    if (self->job->command != OMM_SERIALIZE)
        return serialize(self, self->job->destination);
    self->size = memory->size;
    self->copy = room_for(self->size);
    if (!self->copy)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    // The end first: what is written last shows first.
    enum { PIECE = 4096 };
    for (size_t left = self->size; left;) {
        const size_t piece = left < PIECE ? left : PIECE;
        left -= piece;
        memcpy(self->copy + left, memory->bytes + left, piece);
    }
    return VK_SUCCESS;
}

static void destroy_objects(const struct omm_job *job)
{
    struct omm_micromap *const maps[] = {job->source, job->destination};
    for (size_t i = 0; i < 2; ++i) {
        if (!maps[i])
            continue;
        omm_destroy_micromap(maps[i]);
        omm_buffer_destroy(maps[i]->buffer);
    }
}

static void *poll(void *argument)
{
    struct poller *self = argument;
    const struct omm_test *t = self->job->t;
    while (t->vk->vkGetDeferredOperationResultKHR(t->device, self->operation) == VK_NOT_READY) {
        atomic_store(&self->looking, true);
        if (atomic_load(&self->stop))
            return NULL;
    }
    if (self->deed == COPY_OUTPUT)
        self->wrong = copy_output(self);
    else
        omm_job_protect(self->job, OMM_NO_ACCESS);
    if (self->deed == DESTROY)
        destroy_objects(self->job);
    atomic_store(&self->looking, true);
    atomic_store(&self->done, true);
    return NULL;
}

static void stop_polling(void *object)
{
    atomic_store(&((struct poller *)object)->stop, true);
}

static void free_copy(void *object)
{
    free(((struct poller *)object)->copy);
}

static bool comes_true(const atomic_bool *what)
{
    for (int waited = 0; waited < PATIENCE && !atomic_load(what); ++waited)
        omm_sleep(1);
    return atomic_load(what);
}

// One request, joined by `count` threads, with a poller that has done its deed when this returns.
static struct poller *run(const struct omm_job *job, VkDeferredOperationKHR operation,
                          enum deed deed, unsigned count)
{
    struct poller *poller = omm_alloc(sizeof *poller);
    struct omm_joiner *joiners = omm_alloc(MOST * sizeof *joiners);
    omm_cleanup(free_copy, poller);
    *poller = (struct poller){.job = job, .operation = operation, .deed = deed};
    for (unsigned i = 0; i < count; ++i)
        joiners[i] = (struct omm_joiner){.t = job->t, .operation = operation};
    const bool deferred = omm_was_deferred(omm_request(job, operation));
    struct omm_thread *thread = omm_thread_start(poll, poller);
    omm_cleanup(stop_polling, poller); // runs before the thread is joined when the case ends early
    comes_true(&poller->looking);
    omm_at_once(count, omm_join_among, joiners, sizeof *joiners);
    const char *complaint = omm_joined_well(joiners, count, deferred);
    if (complaint)
        omm_fail("%s", complaint);
    if (!comes_true(&poller->done))
        omm_fail(
            "a thread that only asks for the result does not see that the operation is complete");
    omm_thread_join(thread);
    return poller;
}

static const struct crowd {
    const char *name;
    enum omm_command command;
    unsigned joiners;
} crowds[] = {
    {"build_by_1", OMM_BUILD, 1},
    {"build_by_4", OMM_BUILD, 4},
    {"pointers_by_1", OMM_BUILD_BY_POINTERS, 1},
    {"clone_by_1", OMM_CLONE, 1},
    {"clone_by_4", OMM_CLONE, 4},
    {"compact_by_1", OMM_COMPACT, 1},
    {"compact_by_4", OMM_COMPACT, 4},
    {"serialize_by_1", OMM_SERIALIZE, 1},
    {"serialize_by_4", OMM_SERIALIZE, 4},
    {"deserialize_by_1", OMM_DESERIALIZE, 1},
    {"deserialize_by_4", OMM_DESERIALIZE, 4},
};

// Enough work to be deferred, little enough to be read back whole.
static const struct omm_shape shared = {.name = "s4_l3_n4200", .groups = {{4, 3, 4200}}};

OMM_CASE(
    outputs_there,
    .about = "A thread that only polls finds the whole output at the first completion it sees.",
    .covers = OMM_COVERS("A139", "A138"), .needs = {.host_commands = true, .read_back = true},
    .params = OMM_PARAMS(crowds))
{
    const struct crowd *crowd = param;
    struct omm_job *job = omm_prepare(t, crowd->command, &shared);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    const VkDeviceSize size = (job->source ? job->source : job->destination)->size;
    // Twice only: reading back takes most of the time, and `nothing_comes_later` looks oftener.
    for (int round = 0; round < 2; ++round) {
        omm_job_erase(job);
        const struct poller *poller = run(job, operation, COPY_OUTPUT, crowd->joiners);
        ASSERT_RESULT(VK_SUCCESS, poller->wrong);
        const struct omm_block *blob =
            omm_block_with("what a thread that polled copied", poller->copy, poller->size);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        ASSERT_OK(omm_reads_back_as(omm_deserialize(t, blob, size), job->input));
    }
    ASSERT_OK(omm_job_done(job));
    PASS();
}

static const struct joiners {
    const char *name;
    unsigned count;
} joiners[] = {{"by_1", 1}, {"by_4", 4}};

OMM_CASE(nothing_comes_later,
         .about = "About a megabyte of serialized data is all there at the first completion seen.",
         .covers = OMM_COVERS("A139", "A144"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(joiners))
{
    const unsigned count = ((const struct joiners *)param)->count;
    const struct omm_job *job = omm_prepare(t, OMM_SERIALIZE, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (int round = 0; round < 2 * ROUNDS; ++round) {
        omm_job_erase(job);
        const struct poller *poller = run(job, operation, COPY_OUTPUT, count);
        ASSERT_RESULT(VK_SUCCESS, poller->wrong);
        ASSERT_MEM_EQm("the destination changed after the operation was complete", poller->copy,
                       job->memory->bytes, poller->size);
    }
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_CASE(pages_gone,
         .about = "It may take away the command's pages while others return from their joins.",
         .covers = OMM_COVERS("A144", "A139"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(crowds))
{
    const struct crowd *crowd = param;
    const struct omm_job *job = omm_prepare(t, crowd->command, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (int round = 0; round < ROUNDS; ++round) {
        run(job, operation, TAKE_PAGES, crowd->joiners);
        ASSERT_RESULT(VK_SUCCESS, omm_join(t, operation));
        omm_job_protect(job, OMM_READ_WRITE);
    }
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_CASE(objects_gone,
         .about = "It may destroy micromaps and memory while others return from their joins.",
         .covers = OMM_COVERS("A144", "A024"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(crowds))
{
    const struct crowd *crowd = param;
    const struct omm_job *job = omm_prepare(t, crowd->command, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    run(job, operation, DESTROY, crowd->joiners);
    ASSERT_RESULT(VK_SUCCESS, omm_join(t, operation));
    ASSERT_OK(omm_go_on(t));
    PASS();
}
