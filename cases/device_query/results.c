// SPDX-License-Identifier: Apache-2.0
// Which queries vkCmdWriteMicromapsPropertiesEXT writes (chapters "Micromaps" and "Queries").
//
// "firstQuery is the first query index within the query pool that will contain the micromapCount number of results",
// and a query "is made available by the operation of" this command: so result i goes to query firstQuery + i, exactly
// these queries become available, and every other query of the pool keeps status and value.
// Observed with micromaps whose sizes lie far apart, each known from a query of its own, in pools with room on both
// sides: after the fence the status of all queries of the pool is asked for. Neighbours hold other micromaps' sizes
// or were only reset, and must stay so. A value that another query of the same micromap did not give is a
// QualityWarning, since no sentence promises repetition.
// Vacuous if all sizes were equal (a warning says so) or the neighbours were never written: their values are checked.
#include <ommcts/ommcts.h>

static const struct form {
    const char *name;
    VkQueryType type;
    uint32_t pool;  // queries in the pool
    uint32_t first; // firstQuery
    uint32_t count; // micromaps
} forms[] = {
#define FORM(tag, type, pool, first, count)                                                        \
    {                                                                                              \
#tag "_pool_" #pool "_first_" #first "_n" #count,                                          \
            VK_QUERY_TYPE_MICROMAP_##type##_SIZE_EXT, pool, first, count                           \
    }
    FORM(serialization, SERIALIZATION, 1, 0, 1),
    FORM(serialization, SERIALIZATION, 8, 0, 1),
    FORM(serialization, SERIALIZATION, 8, 3, 1),
    FORM(serialization, SERIALIZATION, 8, 7, 1),
    FORM(serialization, SERIALIZATION, 8, 3, 3),
    FORM(serialization, SERIALIZATION, 8, 5, 3),
    FORM(serialization, SERIALIZATION, 70, 31, 17),
    FORM(compacted, COMPACTED, 1, 0, 1),
    FORM(compacted, COMPACTED, 8, 3, 1),
    FORM(compacted, COMPACTED, 8, 3, 3),
    FORM(compacted, COMPACTED, 8, 5, 3),
    // The thousands come last: a thousand single neighbours would show nothing more than seventy.
    FORM(serialization, SERIALIZATION, 1003, 2, 1000),
    FORM(compacted, COMPACTED, 1003, 2, 1000),
#undef FORM
};

enum { FORMS = sizeof forms / sizeof forms[0], SMALL_FORMS = FORMS - 2 };

static void write(const struct omm_test *t, VkCommandBuffer commands, const struct form *form,
                  const struct omm_sample *sample, VkQueryPool pool)
{
    VkMicromapEXT *handles = omm_alloc(form->count * sizeof *handles);
    for (uint32_t i = 0; i < form->count; ++i)
        handles[i] = sample->maps[omm_sample_at(i)]->handle;
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, form->count, handles, form->type, pool,
                                            form->first);
}

OMM_CASE(these_queries,
         .about = "Result i goes to query firstQuery + i, and no other query becomes available.",
         .covers = OMM_COVERS("A011", "A050", "A054",
                              "VUID-vkCmdWriteMicromapsPropertiesEXT-query-07528"),
         .needs = {.device_commands = true}, .params = OMM_PARAMS(forms))
{
    const struct form *form = param;
    const struct omm_sample sample = omm_make_sample(t, form->type);
    const VkQueryPool pool = omm_create_query_pool(t, form->type, form->pool);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, form->pool);
    write(t, commands, form, &sample, pool);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    struct omm_query_result *results = omm_alloc(form->pool * sizeof *results);
    omm_query_results(t, pool, 0, form->pool, results);
    for (uint32_t i = 0; i < form->pool; ++i) {
        const bool written = i - form->first < form->count; // wraps below firstQuery
        ASSERTm(omm_sentence("query %u of [%u, %u) is %savailable", i, form->first,
                             form->first + form->count, written ? "not " : ""),
                written == (results[i].available != 0));
        if (written)
            ASSERT_OK(
                omm_sample_size(&sample, omm_sample_at(i - form->first), results[i].value, i));
    }
    PASS();
}

// Neighbours: every query but [first, first + count) holds the size of the sample after the one at its place.
static uint32_t neighbour_at(uint32_t i)
{
    return (omm_sample_at(i) + 1) % OMM_SAMPLES;
}

static void write_neighbours(const struct omm_test *t, VkCommandBuffer commands,
                             const struct form *form, const struct omm_sample *sample,
                             VkQueryPool pool)
{
    for (uint32_t i = 0; i < form->pool; ++i)
        if (i - form->first >= form->count)
            t->vk->vkCmdWriteMicromapsPropertiesEXT(
                commands, 1, &sample->maps[neighbour_at(i)]->handle, form->type, pool, i);
}

static const char *judge_all(const struct form *form, const struct omm_sample *sample,
                             const struct omm_query_result *results)
{
    for (uint32_t i = 0; i < form->pool; ++i) {
        const bool own = i - form->first < form->count;
        omm_checked();
        if (!results[i].available)
            return omm_sentence(own ? "query %u is not available" : "neighbour %u lost its result",
                                i);
        const char *complaint = omm_sample_size(
            sample, own ? omm_sample_at(i - form->first) : neighbour_at(i), results[i].value, i);
        if (complaint)
            return complaint;
    }
    return NULL;
}

OMM_CASE(
    neighbours,
    .about = "Queries beside the written ones keep their values, written long ago or just now.",
    .covers = OMM_COVERS("A050", "A051"), .needs = {.device_commands = true},
    .params = {.first = forms, .count = SMALL_FORMS, .size = sizeof forms[0]})
{
    const struct form *form = param;
    const struct omm_sample sample = omm_make_sample(t, form->type);
    const VkQueryPool pool = omm_create_query_pool(t, form->type, form->pool);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer before = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(before, pool, 0, form->pool);
    write_neighbours(t, before, form, &sample, pool);
    omm_end(t, before);
    omm_submit(t, queue, before);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    write(t, commands, form, &sample, pool);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    struct omm_query_result *results = omm_alloc(form->pool * sizeof *results);
    omm_query_results(t, pool, 0, form->pool, results);
    ASSERT_OK(judge_all(form, &sample, results));
    // Once more, with both in one command buffer.
    const VkCommandBuffer both = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(both, pool, 0, form->pool);
    write_neighbours(t, both, form, &sample, pool);
    write(t, both, form, &sample, pool);
    omm_end(t, both);
    omm_submit(t, queue, both);
    omm_query_results(t, pool, 0, form->pool, results);
    ASSERT_OK(judge_all(form, &sample, results));
    PASS();
}

OMM_CASE(other_pool, .about = "A command writes its own pool only, not one of the other type.",
         .covers = OMM_COVERS("A051", "VUID-vkCmdWriteMicromapsPropertiesEXT-queryPool-07525"),
         .needs = {.device_commands = true})
{
    const VkQueryType types[2] = {VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                                  VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT};
    const struct omm_micromap *map =
        omm_device_build(t, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkQueryPool pools[2] = {omm_create_query_pool(t, types[0], 4),
                                  omm_create_query_pool(t, types[1], 4)};
    for (uint32_t own = 0; own < 2; ++own) {
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdResetQueryPool(commands, pools[0], 0, 4);
        t->vk->vkCmdResetQueryPool(commands, pools[1], 0, 4);
        t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &map->handle, types[own], pools[own],
                                                2);
        omm_end(t, commands);
        omm_submit(t, queue, commands);
        for (uint32_t i = 0; i < 2; ++i) {
            struct omm_query_result results[4];
            omm_query_results(t, pools[i], 0, 4, results);
            for (uint32_t j = 0; j < 4; ++j)
                ASSERTm(omm_sentence("query %u of the %s pool", j, i == own ? "written" : "other"),
                        (i == own && j == 2) == (results[j].available != 0));
        }
    }
    PASS();
}
