// SPDX-License-Identifier: Apache-2.0
// Using queries again, and looking while they are written (chapter "Queries").
//
// "Queries must also be reset between uses": vkCmdResetQueryPool "sets the status ... to unavailable", defines the order
// with query commands before and after it, and may stand in a command buffer that is submitted again and again;
// vkResetQueryPool does the same from the host. "Results for any available query ... are final": a value is never
// seen as available before it is there, nor does it change afterwards.
// Observed with samples of clearly different sizes that change places from use to use, so that the answer of the use
// before is a wrong one. In the race a host thread polls from submission on. Availability goes with the value, so
// a driver that makes the query available first is caught in the act, sooner or later: many queries, many rounds.
// Vacuous if the two places agreed: samples that report one size are told by a warning.
#include <ommcts/ommcts.h>

static const struct type {
    const char *name;
    VkQueryType type;
} types[] = {
    {"serialization", VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT},
    {"compacted", VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT},
};

// Writes queries [0, count) with the samples, beginning with number `shift`.
static void write(const struct omm_test *t, VkCommandBuffer commands,
                  const struct omm_sample *sample, VkQueryType type, VkQueryPool pool,
                  uint32_t count, uint32_t shift)
{
    VkMicromapEXT *handles = omm_alloc(count * sizeof *handles);
    for (uint32_t i = 0; i < count; ++i)
        handles[i] = sample->maps[(omm_sample_at(i) + shift) % OMM_SAMPLES]->handle;
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, count, handles, type, pool, 0);
}

static const char *judge(const struct omm_test *t, const struct omm_sample *sample,
                         VkQueryPool pool, uint32_t count, uint32_t shift)
{
    struct omm_query_result *results = omm_alloc(count * sizeof *results);
    omm_query_results(t, pool, 0, count, results);
    for (uint32_t i = 0; i < count; ++i) {
        omm_checked();
        if (!results[i].available)
            return omm_sentence("query %u is not available after the fence", i);
        const char *complaint =
            omm_sample_size(sample, (omm_sample_at(i) + shift) % OMM_SAMPLES, results[i].value, i);
        if (complaint)
            return complaint;
    }
    return NULL;
}

OMM_CASE(submitted_again, .about = "A command buffer with its own reset may be submitted again.",
         .covers = OMM_COVERS("A050", "A054"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(types))
{
    const VkQueryType type = ((const struct type *)param)->type;
    const struct omm_sample sample = omm_make_sample(t, type);
    const VkQueryPool pool = omm_create_query_pool(t, type, 6);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    VkCommandBuffer buffers[2];
    for (uint32_t shift = 0; shift < 2; ++shift) {
        buffers[shift] = omm_begin(t, queue, 0);
        t->vk->vkCmdResetQueryPool(buffers[shift], pool, 0, 6);
        write(t, buffers[shift], &sample, type, pool, 6, shift);
        omm_end(t, buffers[shift]);
    }
    // Each twice in a row, and each after the other.
    static const uint8_t order[] = {0, 0, 1, 1, 0, 1, 0};
    for (size_t i = 0; i < sizeof order; ++i) {
        omm_submit(t, queue, buffers[order[i]]);
        ASSERT_OK(judge(t, &sample, pool, 6, order[i]));
    }
    PASS();
}

OMM_CASE(reset_between, .about = "Written, reset and written again in one command buffer.",
         .covers = OMM_COVERS("A050"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(types))
{
    const VkQueryType type = ((const struct type *)param)->type;
    const struct omm_sample sample = omm_make_sample(t, type);
    const VkQueryPool pool = omm_create_query_pool(t, type, 6);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (uint32_t shift = 0; shift < 5; ++shift) {
        t->vk->vkCmdResetQueryPool(commands, pool, 0, 6);
        write(t, commands, &sample, type, pool, 6, shift);
    }
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    ASSERT_OK(judge(t, &sample, pool, 6, 4));
    PASS();
}

OMM_CASE(reset_some, .about = "A reset takes back exactly the queries that it names.",
         .covers = OMM_COVERS("A051"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(types))
{
    const VkQueryType type = ((const struct type *)param)->type;
    const struct omm_sample sample = omm_make_sample(t, type);
    const VkQueryPool pool = omm_create_query_pool(t, type, 6);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 6);
    write(t, commands, &sample, type, pool, 6, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 2, 3);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    struct omm_query_result results[6];
    omm_query_results(t, pool, 0, 6, results);
    for (uint32_t i = 0; i < 6; ++i) {
        const bool kept = i < 2 || i > 4;
        ASSERTm(omm_sentence("query %u after the reset of queries 2 to 4", i),
                kept == (results[i].available != 0));
        if (kept)
            ASSERT_OK(omm_sample_size(&sample, omm_sample_at(i), results[i].value, i));
    }
    PASS();
}

OMM_CASE(host_reset, .about = "Queries that the host reset can be written, also again.",
         .covers = OMM_COVERS("A011", "A050", "A051"),
         .needs = {.device_commands = true, .host_query_reset = true}, .params = OMM_PARAMS(types))
{
    const VkQueryType type = ((const struct type *)param)->type;
    const struct omm_sample sample = omm_make_sample(t, type);
    const VkQueryPool pool = omm_create_query_pool(t, type, 9);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    t->vk->vkResetQueryPool(t->device, pool, 0, 9);
    for (uint32_t shift = 0; shift < 4; ++shift) {
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        write(t, commands, &sample, type, pool, 6, shift);
        omm_end(t, commands);
        omm_submit(t, queue, commands);
        ASSERT_OK(judge(t, &sample, pool, 6, shift));
        t->vk->vkResetQueryPool(t->device, pool, 0, 6);
        struct omm_query_result results[9];
        omm_query_results(t, pool, 0, 9, results);
        for (uint32_t i = 0; i < 9; ++i)
            ASSERTm("a query is available that the host reset", !results[i].available);
    }
    PASS();
}

OMM_CASE(race, .about = "A query is never available before its value is there.",
         .covers = OMM_COVERS("A050", "A054"), .needs = {.device_commands = true})
{
    enum { QUERIES = 200, ROUNDS = 20 };
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    const struct omm_sample sample = omm_make_sample(t, type);
    const VkQueryPool pool = omm_create_query_pool(t, type, QUERIES);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    static struct omm_query_result results[QUERIES];
    for (uint32_t shift = 0; shift < ROUNDS; ++shift) {
        const VkCommandBuffer reset = omm_begin(t, queue, 0);
        t->vk->vkCmdResetQueryPool(reset, pool, 0, QUERIES);
        omm_end(t, reset);
        omm_submit(t, queue, reset);
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        write(t, commands, &sample, type, pool, QUERIES, shift);
        omm_end(t, commands);
        const VkFence fence = omm_submit_unwaited(t, queue, commands);
        bool done;
        do { // one look is always taken after the fence was seen to be signaled
            done = t->vk->vkGetFenceStatus(t->device, fence) != VK_NOT_READY;
            omm_query_results(t, pool, 0, QUERIES, results);
            for (uint32_t i = 0; i < QUERIES; ++i)
                if (results[i].available)
                    ASSERT_OK(omm_sample_size(&sample, (omm_sample_at(i) + shift) % OMM_SAMPLES,
                                              results[i].value, i));
        } while (!done);
        omm_wait(t, fence);
        ASSERT_OK(judge(t, &sample, pool, QUERIES, shift));
    }
    PASS();
}
