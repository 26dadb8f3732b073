// SPDX-License-Identifier: Apache-2.0
// How the results of micromap queries reach the host (chapter "Queries", vkGetQueryPoolResults).
//
// "If VK_QUERY_RESULT_64_BIT is set, results and ... availability values for all queries are written as an array of
// 64-bit values", otherwise of 32-bit values; WITH_AVAILABILITY writes the status "directly after the results of each
// query", "any non-zero value indicating that it is available"; each query's result begins stride bytes later. Without
// WAIT the command may answer VK_NOT_READY, and then writes nothing but statuses that mean anything; PARTIAL gives a value
// between 0 and the final one. What WAIT waits for: see wait.c.
// Observed with values known from queries of their own, in a block that ends at a guard page and is prefilled with 0xFF.
// 32-bit results are asked of small micromaps only, for an overflow may wrap or saturate. Gaps are a QualityWarning.
// Vacuous if the numbers were there before: block and pool are new.
#include <ommcts/ommcts.h>

#include <string.h>

enum { PREFILL = 0xFF };

static const struct layout {
    const char *name;
    VkQueryResultFlags flags;
    size_t stride;
    size_t spare; // bytes of dataSize past the last result
} layouts[] = {
    {"wide_stride_8", VK_QUERY_RESULT_64_BIT, 8, 0},
    {"wide_stride_24", VK_QUERY_RESULT_64_BIT, 24, 0},
    {"wide_spare", VK_QUERY_RESULT_64_BIT, 8, 40},
    {"wide_available_stride_16", VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT, 16,
     0},
    {"wide_available_stride_64", VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT, 64,
     0},
    {"wide_partial", VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_PARTIAL_BIT, 8, 0},
    {"narrow_stride_4", 0, 4, 0},
    {"narrow_stride_12", 0, 12, 0},
    {"narrow_available_stride_8", VK_QUERY_RESULT_WITH_AVAILABILITY_BIT, 8, 0},
    {"narrow_available_stride_20", VK_QUERY_RESULT_WITH_AVAILABILITY_BIT, 20, 0},
    // Those that wait come last: there must be something to wait for.
    {"wide_wait", VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT, 8, 0},
    {"wide_wait_available",
     VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT, 16,
     0},
    {"narrow_wait_partial_available",
     VK_QUERY_RESULT_WAIT_BIT | VK_QUERY_RESULT_PARTIAL_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT,
     8, 0},
};

enum { LAYOUTS = sizeof layouts / sizeof layouts[0], LAYOUTS_WITHOUT_WAIT = LAYOUTS - 3 };

static size_t width(const struct layout *layout)
{
    return layout->flags & VK_QUERY_RESULT_64_BIT ? 8 : 4;
}

static size_t result_bytes(const struct layout *layout)
{
    return layout->flags & VK_QUERY_RESULT_WITH_AVAILABILITY_BIT ? 2 * width(layout)
                                                                 : width(layout);
}

static struct omm_block *room_for(const struct layout *layout, uint32_t count)
{
    struct omm_block *block = omm_block(&(struct omm_block_request){
        .name = "array of query results",
        .size = (count - 1) * layout->stride + result_bytes(layout) + layout->spare,
        .alignment = 4,
    });
    omm_block_fill(block, PREFILL);
    return block;
}

static uint64_t number_at(const struct layout *layout, const uint8_t *bytes)
{
    uint32_t narrow;
    uint64_t wide;
    memcpy(&narrow, bytes, sizeof narrow);
    if (width(layout) == sizeof narrow)
        return narrow;
    memcpy(&wide, bytes, sizeof wide);
    return wide;
}

static void warn_of_gaps(const struct layout *layout, const struct omm_block *block, uint32_t count)
{
    for (size_t i = 0; i < block->size; ++i) {
        const bool result = i / layout->stride < count && i % layout->stride < result_bytes(layout);
        if (!result && block->bytes[i] != PREFILL) {
            omm_warn("byte %zu, which belongs to no result, changed to 0x%02x", i, block->bytes[i]);
            return;
        }
    }
}

static VkCommandBuffer record(const struct omm_test *t, const struct omm_queue *queue,
                              const struct omm_sample *sample, VkQueryPool pool)
{
    VkMicromapEXT handles[OMM_SAMPLES];
    for (uint32_t i = 0; i < OMM_SAMPLES; ++i)
        handles[i] = sample->maps[i]->handle;
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, OMM_SAMPLES, handles,
                                            VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, pool, 1);
    omm_end(t, commands);
    return commands;
}

// A pool of five queries that were reset, of which record() writes the middle ones.
static VkQueryPool reset_pool(const struct omm_test *t, const struct omm_queue *queue)
{
    const VkQueryPool pool =
        omm_create_query_pool(t, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, OMM_SAMPLES + 2);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, OMM_SAMPLES + 2);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    return pool;
}

OMM_CASE(layout, .about = "Results come in the width, stride and company that was asked for.",
         .covers = OMM_COVERS("A050", "A054"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(layouts))
{
    const struct layout *layout = param;
    const struct omm_sample sample =
        omm_make_sample(t, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkQueryPool pool = reset_pool(t, queue);
    omm_submit(t, queue, record(t, queue, &sample, pool));
    struct omm_block *block = room_for(layout, OMM_SAMPLES);
    ASSERT_SUCCESS(t->vk->vkGetQueryPoolResults(t->device, pool, 1, OMM_SAMPLES, block->size,
                                                block->bytes, layout->stride, layout->flags));
    ASSERT_OK(omm_block_intact(block));
    for (uint32_t i = 0; i < OMM_SAMPLES; ++i) {
        const uint8_t *bytes = block->bytes + i * layout->stride;
        ASSERT_OK(omm_sample_size(&sample, i, number_at(layout, bytes), i));
        if (layout->flags & VK_QUERY_RESULT_WITH_AVAILABILITY_BIT)
            ASSERT(number_at(layout, bytes + width(layout)) != 0);
    }
    warn_of_gaps(layout, block, OMM_SAMPLES);
    PASS();
}

OMM_CASE(unwritten, .about = "Queries that were only reset are unavailable, to every kind of look.",
         .covers = OMM_COVERS("A050", "A051", "A054"), .needs = {.device_commands = true},
         .params = {.first = layouts, .count = LAYOUTS_WITHOUT_WAIT, .size = sizeof layouts[0]})
{
    const struct layout *layout = param;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkQueryPool pool = reset_pool(t, queue);
    struct omm_block *block = room_for(layout, OMM_SAMPLES);
    const VkResult answer = t->vk->vkGetQueryPoolResults(
        t->device, pool, 1, OMM_SAMPLES, block->size, block->bytes, layout->stride, layout->flags);
    if (answer != VK_NOT_READY) // which it may answer, and need not
        ASSERT_RESULT(VK_SUCCESS, answer);
    const VkQueryResultFlags telling =
        VK_QUERY_RESULT_WITH_AVAILABILITY_BIT | VK_QUERY_RESULT_PARTIAL_BIT;
    if (answer == VK_SUCCESS && !(layout->flags & telling))
        omm_warn("VK_SUCCESS for unavailable queries, and nothing tells that they are");
    ASSERT_OK(omm_block_intact(block));
    for (uint32_t i = 0; i < OMM_SAMPLES; ++i) {
        const uint8_t *bytes = block->bytes + i * layout->stride;
        if (layout->flags & VK_QUERY_RESULT_WITH_AVAILABILITY_BIT)
            ASSERTm("a query is available that was only reset",
                    number_at(layout, bytes + width(layout)) == 0);
    }
    PASS();
}

OMM_CASE(some_written, .about = "Among unavailable queries the available ones have their values.",
         .covers = OMM_COVERS("A050", "A051", "A054"), .needs = {.device_commands = true})
{
    const struct layout layout = {.flags = VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_PARTIAL_BIT |
                                           VK_QUERY_RESULT_WITH_AVAILABILITY_BIT,
                                  .stride = 16};
    const uint32_t count = OMM_SAMPLES + 2;
    const struct omm_sample sample =
        omm_make_sample(t, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkQueryPool pool = reset_pool(t, queue);
    omm_submit(t, queue, record(t, queue, &sample, pool));
    struct omm_block *block = room_for(&layout, count);
    const VkResult answer = t->vk->vkGetQueryPoolResults(t->device, pool, 0, count, block->size,
                                                         block->bytes, layout.stride, layout.flags);
    if (answer != VK_NOT_READY)
        ASSERT_RESULT(VK_SUCCESS, answer);
    for (uint32_t i = 0; i < count; ++i) {
        const uint64_t value = number_at(&layout, block->bytes + i * layout.stride);
        const bool available = number_at(&layout, block->bytes + i * layout.stride + 8);
        const bool written = i >= 1 && i <= OMM_SAMPLES;
        ASSERTm("exactly the written queries are available", written == available);
        if (written)
            ASSERT_OK(omm_sample_size(&sample, i - 1, value, i));
    }
    PASS();
}
