// SPDX-License-Identifier: Apache-2.0
// Results of micromap queries copied by the device itself (chapter "Queries", vkCmdCopyQueryPoolResults).
//
// "This command defines an execution dependency between other query commands that reference the same query": with WAIT
// its first scope holds earlier vkCmdWriteMicromapsPropertiesEXT too (without WAIT that command is excluded from it), and
// it waits for each status to become available. Each result begins stride bytes after the one before, its
// availability "directly after"; the copy "is considered to be a transfer operation".
// So in one command buffer: reset, write, copy with WAIT, and no barrier between them; then a barrier from COPY and
// TRANSFER_WRITE to the host. Without WAIT the copy comes in a later submission, after a fence.
// Observed: values known from queries of their own, the pattern around all that the copy may write, gaps between
// results (a QualityWarning). Vacuous if the results were there before: the pool is new, or reset in the same buffer.
#include <ommcts/ommcts.h>

#include <string.h>

static const struct layout {
    const char *name;
    VkQueryResultFlags flags; // WAIT excluded
    VkDeviceSize stride;
} layouts[] = {
    {"wide_stride_8", VK_QUERY_RESULT_64_BIT, 8},
    {"wide_stride_40", VK_QUERY_RESULT_64_BIT, 40},
    {"wide_available_stride_16", VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT,
     16},
    {"wide_available_stride_32", VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT,
     32},
    {"narrow_stride_4", 0, 4},
    {"narrow_stride_36", 0, 36},
    {"narrow_available_stride_8", VK_QUERY_RESULT_WITH_AVAILABILITY_BIT, 8},
    {"narrow_available_stride_20", VK_QUERY_RESULT_WITH_AVAILABILITY_BIT, 20},
};

enum { FIRST = 2, POOL = FIRST + OMM_SAMPLES + 1 };

static VkDeviceSize width(const struct layout *layout)
{
    return layout->flags & VK_QUERY_RESULT_64_BIT ? 8 : 4;
}

static VkDeviceSize result_bytes(const struct layout *layout)
{
    return layout->flags & VK_QUERY_RESULT_WITH_AVAILABILITY_BIT ? 2 * width(layout)
                                                                 : width(layout);
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

static struct omm_region *room_for(const struct omm_test *t, const struct layout *layout,
                                   uint32_t count)
{
    return omm_region(t, (count - 1) * layout->stride + result_bytes(layout), 256);
}

static void write(const struct omm_test *t, VkCommandBuffer commands,
                  const struct omm_sample *sample, VkQueryPool pool)
{
    VkMicromapEXT handles[OMM_SAMPLES];
    for (uint32_t i = 0; i < OMM_SAMPLES; ++i)
        handles[i] = sample->maps[i]->handle;
    t->vk->vkCmdWriteMicromapsPropertiesEXT(
        commands, OMM_SAMPLES, handles, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, pool, FIRST);
}

static void copy(const struct omm_test *t, VkCommandBuffer commands, VkQueryPool pool,
                 uint32_t first, uint32_t count, const struct omm_region *region,
                 const struct layout *layout, VkQueryResultFlags wait)
{
    t->vk->vkCmdCopyQueryPoolResults(commands, pool, first, count, region->buffer->handle,
                                     region->offset, layout->stride, layout->flags | wait);
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT,
                VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT);
}

static const char *judge(const struct layout *layout, const struct omm_sample *sample,
                         const struct omm_region *region)
{
    const char *complaint = omm_region_neighbours_intact(region);
    for (uint32_t i = 0; !complaint && i < OMM_SAMPLES; ++i) {
        const uint8_t *bytes = region->bytes + i * layout->stride;
        complaint = omm_sample_size(sample, i, number_at(layout, bytes), i);
        if (!complaint && layout->flags & VK_QUERY_RESULT_WITH_AVAILABILITY_BIT &&
            !number_at(layout, bytes + width(layout)))
            complaint = omm_sentence("query %u was copied as unavailable", i);
    }
    return complaint;
}

static void warn_of_gaps(const struct layout *layout, const struct omm_region *region,
                         const uint8_t *before)
{
    for (VkDeviceSize i = 0; i < region->size; ++i)
        if (i % layout->stride >= result_bytes(layout) && region->bytes[i] != before[i]) {
            omm_warn("byte %llu, which belongs to no result, changed", (unsigned long long)i);
            return;
        }
}

OMM_CASE(one_buffer, .about = "A copy that waits sees what was written in the same command buffer.",
         .covers = OMM_COVERS("A050", "A054"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(layouts))
{
    const struct layout *layout = param;
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    const struct omm_sample sample = omm_make_sample(t, type);
    const VkQueryPool pool = omm_create_query_pool(t, type, POOL);
    const struct omm_region *region = room_for(t, layout, OMM_SAMPLES);
    uint8_t *before = omm_alloc((size_t)region->size);
    memcpy(before, region->bytes, (size_t)region->size);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, POOL);
    write(t, commands, &sample, pool);
    copy(t, commands, pool, FIRST, OMM_SAMPLES, region, layout, VK_QUERY_RESULT_WAIT_BIT);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    ASSERT_OK(judge(layout, &sample, region));
    warn_of_gaps(layout, region, before);
    PASS();
}

OMM_CASE(later, .about = "A copy after the fence needs no waiting to see the results.",
         .covers = OMM_COVERS("A050", "A054"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(layouts))
{
    const struct layout *layout = param;
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    const struct omm_sample sample = omm_make_sample(t, type);
    const VkQueryPool pool = omm_create_query_pool(t, type, POOL);
    const struct omm_region *region = room_for(t, layout, OMM_SAMPLES);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer first = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(first, pool, 0, POOL);
    write(t, first, &sample, pool);
    omm_end(t, first);
    omm_submit(t, queue, first);
    const VkCommandBuffer second = omm_begin(t, queue, 0);
    copy(t, second, pool, FIRST, OMM_SAMPLES, region, layout, 0);
    omm_end(t, second);
    omm_submit(t, queue, second);
    ASSERT_OK(judge(layout, &sample, region));
    PASS();
}

OMM_CASE(mixed, .about = "A copy tells written queries from those that were only reset.",
         .covers = OMM_COVERS("A050", "A051"), .needs = {.device_commands = true})
{
    const struct layout *layout = &layouts[2];
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    const struct omm_sample sample = omm_make_sample(t, type);
    const VkQueryPool pool = omm_create_query_pool(t, type, POOL);
    const struct omm_region *region = room_for(t, layout, POOL);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer first = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(first, pool, 0, POOL);
    write(t, first, &sample, pool);
    omm_end(t, first);
    omm_submit(t, queue, first);
    const VkCommandBuffer second = omm_begin(t, queue, 0);
    copy(t, second, pool, 0, POOL, region, layout, 0);
    omm_end(t, second);
    omm_submit(t, queue, second);
    ASSERT_OK(omm_region_neighbours_intact(region));
    for (uint32_t i = 0; i < POOL; ++i) {
        const uint8_t *bytes = region->bytes + i * layout->stride;
        const bool written = i - FIRST < OMM_SAMPLES; // wraps below FIRST
        ASSERTm("exactly the written queries are available",
                written == (number_at(layout, bytes + width(layout)) != 0));
        if (written)
            ASSERT_OK(omm_sample_size(&sample, i - FIRST, number_at(layout, bytes), i));
    }
    PASS();
}
