// SPDX-License-Identifier: Apache-2.0
// What VK_QUERY_RESULT_WAIT_BIT waits for (chapter "Queries", vkGetQueryPoolResults).
//
// With WAIT the command "defines an execution dependency with any earlier commands that writes one of the identified
// queries", whose first scope names vkCmdWriteMicromapsPropertiesEXT: "Vulkan will wait for each query's status to become
// available before retrieving its results". Before the writing command has executed, no query that was reset is available.
// Observed without a fence, and with a submission that waits for a timeline value which the host signals later: a second
// thread asks with WAIT meanwhile, and must neither come back before the signal nor without the results. The first thread
// looks without WAIT at the same time. Where the submission writes only one of the queries, and all others are there, WAIT
// must not be content with those.
// Vacuous if the queries were written before they are waited for: the held submission excludes that.
#include <ommcts/ommcts.h>

#include <stdatomic.h>

static const VkQueryType size_type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;

// A pool of three queries that were reset.
static VkQueryPool reset_pool(const struct omm_test *t, const struct omm_queue *queue)
{
    const VkQueryPool pool = omm_create_query_pool(t, size_type, OMM_SAMPLES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, OMM_SAMPLES);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    return pool;
}

// Writes queries [first, end), each with the sample of its number.
static VkCommandBuffer record(const struct omm_test *t, const struct omm_queue *queue,
                              const struct omm_sample *sample, VkQueryPool pool, uint32_t first,
                              uint32_t end)
{
    VkMicromapEXT handles[OMM_SAMPLES];
    for (uint32_t i = 0; i < OMM_SAMPLES; ++i)
        handles[i] = sample->maps[i]->handle;
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    if (first < end)
        t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, end - first, handles + first, size_type,
                                                pool, first);
    omm_end(t, commands);
    return commands;
}

// One look with WAIT, on a thread of its own or not.
struct look {
    const struct omm_test *t;
    VkQueryPool pool;
    struct omm_query_result results[OMM_SAMPLES];
    VkResult answer;
    atomic_bool done;
};

static void *ask(void *argument)
{
    struct look *look = argument;
    look->answer = look->t->vk->vkGetQueryPoolResults(
        look->t->device, look->pool, 0, OMM_SAMPLES, sizeof look->results, look->results,
        sizeof look->results[0],
        VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT | VK_QUERY_RESULT_WAIT_BIT);
    atomic_store(&look->done, true);
    return NULL;
}

static const char *judge(const struct look *look, const struct omm_sample *sample)
{
    omm_checked();
    if (look->answer != VK_SUCCESS)
        return omm_sentence("vkGetQueryPoolResults with WAIT answered %s",
                            omm_result_name(look->answer));
    for (uint32_t i = 0; i < OMM_SAMPLES; ++i) {
        if (!look->results[i].available)
            return omm_sentence("WAIT came back with query %u unavailable", i);
        const char *complaint = omm_sample_size(sample, i, look->results[i].value, i);
        if (complaint)
            return complaint;
    }
    return NULL;
}

OMM_CASE(without_fence, .about = "WAIT waits for what was just submitted, without a fence.",
         .covers = OMM_COVERS("A054"), .needs = {.device_commands = true})
{
    const struct omm_sample sample = omm_make_sample(t, size_type);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    for (int round = 0; round < 20; ++round) {
        struct look look = {.t = t, .pool = reset_pool(t, queue)};
        const VkFence fence =
            omm_submit_unwaited(t, queue, record(t, queue, &sample, look.pool, 0, OMM_SAMPLES));
        ask(&look);
        ASSERT_OK(judge(&look, &sample));
        omm_wait(t, fence);
    }
    PASS();
}

static const struct part {
    const char *name;
    uint32_t first, end; // queries that are held; the others are written before
} parts[] = {
    {"all", 0, OMM_SAMPLES},
    {"first", 0, 1},
    {"last", OMM_SAMPLES - 1, OMM_SAMPLES},
};

// Whether one of the part's queries is available.
static bool available(const struct look *look, const struct part *part)
{
    const struct omm_test *t = look->t;
    struct omm_query_result results[OMM_SAMPLES];
    t->vk->vkGetQueryPoolResults(t->device, look->pool, 0, OMM_SAMPLES, sizeof results, results,
                                 sizeof results[0],
                                 VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT);
    for (uint32_t i = part->first; i < part->end; ++i)
        if (results[i].available)
            return true;
    return false;
}

OMM_CASE(
    held,
    .about =
        "WAIT waits for a submission that itself waits for the host, whichever query it writes.",
    .covers = OMM_COVERS("A050", "A054"),
    .needs = {.device_commands = true, .timeline_semaphores = true}, .params = OMM_PARAMS(parts))
{
    const struct part *part = param;
    const struct omm_sample sample = omm_make_sample(t, size_type);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    struct look *look = omm_alloc(sizeof *look);
    look->t = t;
    look->pool = reset_pool(t, queue);
    omm_submit(t, queue, record(t, queue, &sample, look->pool, 0, part->first));
    omm_submit(t, queue, record(t, queue, &sample, look->pool, part->end, OMM_SAMPLES));
    struct omm_timeline *timeline = omm_create_timeline(t);
    omm_timeline_submit(timeline, queue,
                        record(t, queue, &sample, look->pool, part->first, part->end), 1, 2);
    struct omm_thread *thread = omm_thread_start(ask, look);
    // Nothing may end the case from here to the signal: the thread would never be joined.
    bool early = false, before = false;
    for (int i = 0; i < 20; ++i) {
        before = before || available(look, part);
        early = early || atomic_load(&look->done);
        omm_sleep(1);
    }
    const VkResult signaled = omm_timeline_signal(timeline, 1);
    omm_thread_join(thread);
    ASSERT_SUCCESS(signaled);
    ASSERTm("a query was available before its command executed", !before);
    ASSERTm("WAIT came back before the queries were written", !early);
    ASSERT_OK(judge(look, &sample));
    omm_timeline_finish(timeline);
    PASS();
}
