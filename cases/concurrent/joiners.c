// SPDX-License-Identifier: Apache-2.0
// Many threads join one operation, at once, too many of them, or too late.
//
// "Any number of threads may join", at least one of them gets VK_SUCCESS, and the operation completes (chapter "Deferred
// Host Operations", paraphrased). VK_THREAD_DONE_KHR says that nothing is left for this thread, VK_THREAD_IDLE_KHR that
// there may be something later: then it joins again. What the others get is the driver's choice, and so is how many do
// any work. Whoever got VK_SUCCESS may rely on the operation being complete, and so may everybody when all have returned.
//
// Observed for each deferrable command, several rounds with the same operation: the threads stand ready before they
// are let in. A barrier inside of the driver that waits for exactly the reported number of threads hangs with fewer or
// with more; chunks that two threads take, or nobody, show in the output.
// Vacuous on a driver that defers nothing: then everybody must get VK_SUCCESS at once.
#include <ommcts/ommcts.h>

enum { MOST = 64, ROUNDS = 4 };

static struct omm_joiner *make_joiners(const struct omm_test *t, VkDeferredOperationKHR operation)
{
    struct omm_joiner *joiners = omm_alloc(MOST * sizeof *joiners);
    for (unsigned i = 0; i < MOST; ++i)
        joiners[i] = (struct omm_joiner){.t = t, .operation = operation};
    return joiners;
}

// One request of the job, joined by `count` threads at once.
static const char *join_together(const struct omm_job *job, VkDeferredOperationKHR operation,
                                 struct omm_joiner *joiners, unsigned count)
{
    omm_job_erase(job);
    const bool deferred = omm_was_deferred(omm_request(job, operation));
    omm_at_once(count, omm_join_among, joiners, sizeof *joiners);
    return omm_joined_well(joiners, count, deferred);
}

// Enough work to be deferred, little enough to be read back whole.
static const struct omm_shape shared = {.name = "s4_l3_n4200", .groups = {{4, 3, 4200}}};

static const struct crowd {
    const char *name;
    unsigned count;
    enum omm_command command;
} crowds[] = {
    {"build_by_2", 2, OMM_BUILD},
    {"build_by_8", 8, OMM_BUILD},
    {"build_by_64", 64, OMM_BUILD},
    {"pointers_by_3", 3, OMM_BUILD_BY_POINTERS},
    {"clone_by_2", 2, OMM_CLONE},
    {"clone_by_8", 8, OMM_CLONE},
    {"clone_by_64", 64, OMM_CLONE},
    {"compact_by_2", 2, OMM_COMPACT},
    {"compact_by_8", 8, OMM_COMPACT},
    {"compact_by_64", 64, OMM_COMPACT},
    {"serialize_by_2", 2, OMM_SERIALIZE},
    {"serialize_by_8", 8, OMM_SERIALIZE},
    {"serialize_by_64", 64, OMM_SERIALIZE},
    {"deserialize_by_2", 2, OMM_DESERIALIZE},
    {"deserialize_by_8", 8, OMM_DESERIALIZE},
    {"deserialize_by_64", 64, OMM_DESERIALIZE},
};

OMM_CASE(together, .about = "Threads that join at the same moment complete the operation.",
         .covers = OMM_COVERS("A136", "A147", "A139", "A137", "A142"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(crowds))
{
    const struct crowd *crowd = param;
    const struct omm_job *job = omm_prepare(t, crowd->command, &shared);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    struct omm_joiner *joiners = make_joiners(t, operation);
    for (int round = 0; round < ROUNDS; ++round) {
        ASSERT_OK(join_together(job, operation, joiners, crowd->count));
        ASSERT_EQ_FMTm("maximum concurrency of a complete operation", 0u,
                       t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation), "%u");
    }
    ASSERT_OK(omm_job_done(job));
    ASSERT_OK(omm_job_reads_back(job));
    PASS();
}

OMM_CASE(more_than_reported,
         .about = "Ten times as many threads as can help do no harm when they join.",
         .covers = OMM_COVERS("A147", "A136"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    const bool deferred = omm_was_deferred(omm_request(job, operation));
    const uint32_t reported = t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation);
    const unsigned count = reported > MOST / 10 ? MOST : (reported ? reported : 1) * 10;
    if (reported >= MOST)
        omm_remark("the driver reports a concurrency of %u, and %u threads joined", reported,
                   count);
    struct omm_joiner *joiners = make_joiners(t, operation);
    omm_at_once(count, omm_join_among, joiners, sizeof *joiners);
    ASSERT_OK(omm_joined_well(joiners, count, deferred));
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_CASE(one_after_the_other,
         .about = "Threads that come a millisecond apart, some when all is over, never hang.",
         .covers = OMM_COVERS("A147", "A141", "A136"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    const bool deferred = omm_was_deferred(omm_request(job, operation));
    struct omm_joiner *joiners = make_joiners(t, operation);
    for (unsigned i = 0; i < 16; ++i)
        joiners[i].delay = i;
    omm_at_once(16, omm_join_among, joiners, sizeof *joiners);
    ASSERT_OK(omm_joined_well(joiners, 16, deferred));
    // When all have returned it is complete: whoever comes now is told so.
    omm_join_among(&joiners[16]);
    ASSERT_RESULT(VK_SUCCESS, joiners[16].last);
    ASSERT_EQ_FMTm("times that a late thread was told to come back", 0u, joiners[16].idle, "%u");
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_CASE(several_operations,
         .about = "Sixteen threads join four operations that are pending at once, in turns.",
         .covers = OMM_COVERS("A146", "A147", "A158"), .needs = {.host_commands = true})
{
    const struct omm_job *jobs[4];
    VkDeferredOperationKHR operations[4];
    bool deferred[4];
    static const enum omm_command commands[4] = {OMM_BUILD, OMM_CLONE, OMM_SERIALIZE,
                                                 OMM_DESERIALIZE};
    for (int i = 0; i < 4; ++i) {
        jobs[i] = omm_prepare(t, commands[i], &omm_large);
        operations[i] = omm_create_operation(t);
        deferred[i] = omm_was_deferred(omm_request(jobs[i], operations[i]));
    }
    // Neighbours in the list, and so in time, join different operations.
    struct omm_joiner *joiners = make_joiners(t, VK_NULL_HANDLE);
    for (int i = 0; i < 16; ++i)
        joiners[i].operation = operations[i % 4];
    omm_at_once(16, omm_join_among, joiners, sizeof *joiners);
    for (int i = 0; i < 4; ++i) {
        struct omm_joiner own[4];
        for (int k = 0; k < 4; ++k)
            own[k] = joiners[i + 4 * k];
        ASSERT_OK(omm_joined_well(own, 4, deferred[i]));
        ASSERT_OK(omm_job_done(jobs[i]));
    }
    PASS();
}

struct leaver {
    struct omm_joiner joiner;
    const struct omm_job *job;
};

// Complete means that nothing is read or written any more, whoever is still in a join: so the first that is told so may
// take everything away.
static void *join_and_take_away(void *argument)
{
    struct leaver *self = argument;
    omm_join_among(&self->joiner);
    if (self->joiner.last == VK_SUCCESS)
        omm_job_protect(self->job, OMM_NO_ACCESS);
    return NULL;
}

OMM_CASE(
    taken_away_at_success,
    .about = "When one thread gets VK_SUCCESS, no other still works on what the command was given.",
    .covers = OMM_COVERS("A144", "A137", "A136"), .needs = {.host_commands = true},
    .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    struct leaver *leavers = omm_alloc(8 * sizeof *leavers);
    for (int round = 0; round < 2 * ROUNDS; ++round) {
        const bool deferred = omm_was_deferred(omm_request(job, operation));
        struct omm_joiner joiners[8];
        for (int i = 0; i < 8; ++i)
            leavers[i] = (struct leaver){{.t = t, .operation = operation}, job};
        omm_at_once(8, join_and_take_away, leavers, sizeof *leavers);
        omm_job_protect(job, OMM_READ_WRITE);
        for (int i = 0; i < 8; ++i)
            joiners[i] = leavers[i].joiner;
        ASSERT_OK(omm_joined_well(joiners, 8, deferred));
    }
    ASSERT_OK(omm_job_done(job));
    PASS();
}
