// SPDX-License-Identifier: Apache-2.0
// vkCmdResetQueryPool, vkCmdCopyQueryPoolResults, vkCmdBeginQuery and vkCmdEndQuery. The first two
// are ordered with commands that use the same queries without a barrier.
#include "command_execution.h"
#include "fault.h"
#include "weak.h"

struct queries {
    struct ref_query_pool *pool;
    uint32_t first, count;
};

static bool record_queries(VkCommandBuffer commandBuffer, const struct ref_command_type *type,
                           VkQueryPool pool, uint32_t first, uint32_t count)
{
    struct queries *record = ref_record(commandBuffer, type, sizeof *record);
    if (record)
        *record = (struct queries){ref_query_pool_from_handle(pool), first, count};
    return record;
}

static void execute_reset(struct ref_execution *execution, const void *payload)
{
    const struct queries *queries = payload;
    ref_weak_drain_queries(execution->queue, queries->pool, queries->first, queries->count);
    ref_queries_reset(queries->pool, queries->first, queries->count);
}

static const struct ref_command_type reset_queries = {
    .name = "vkCmdResetQueryPool",
    .execute = execute_reset,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdResetQueryPool(VkCommandBuffer commandBuffer,
                                                 VkQueryPool queryPool, uint32_t firstQuery,
                                                 uint32_t queryCount)
{
    record_queries(commandBuffer, &reset_queries, queryPool, firstQuery, queryCount);
}

static void execute_await(struct ref_execution *execution, const void *payload)
{
    const struct queries *queries = payload;
    ref_weak_drain_queries(execution->queue, queries->pool, queries->first, queries->count);
    ref_queries_wait(queries->pool, queries->first, queries->count);
}

/// The waiting half of vkCmdCopyQueryPoolResults with VK_QUERY_RESULT_WAIT_BIT, in its place.
static const struct ref_command_type await_queries = {
    .name = "vkCmdCopyQueryPoolResults",
    .execute = execute_await,
};

struct copy {
    struct queries queries;
    struct ref_buffer *buffer;
    VkDeviceSize offset, stride;
    VkQueryResultFlags flags;
};

static void copy_result(struct ref_execution *execution, const struct copy *copy, uint32_t index)
{
    VkDeviceSize stride = copy->stride;
    const VkDeviceSize size = ref_query_result_size(copy->flags);
    if (REF_FAULT(QUERY_POOL_COPY_IGNORES_STRIDE))
        stride = size;
    const VkDeviceSize offset = REF_FAULT(QUERY_POOL_COPY_IGNORES_OFFSET) ? 0 : copy->offset;
    uint8_t *to = ref_execute_write_buffer(execution, copy->buffer, offset + index * stride, size,
                                           VK_ACCESS_2_TRANSFER_WRITE_BIT);
    if (to)
        ref_queries_read(copy->queries.pool, copy->queries.first + index, 1, to, stride,
                         copy->flags);
}

static void execute_copy(struct ref_execution *execution, const void *payload)
{
    const struct copy *copy = payload;
    for (uint32_t i = 0; i < copy->queries.count; i++)
        copy_result(execution, copy, i);
}

static const struct ref_command_type copy_queries = {
    .name = "vkCmdCopyQueryPoolResults",
    .stage = VK_PIPELINE_STAGE_2_COPY_BIT,
    .execute = execute_copy,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdCopyQueryPoolResults(VkCommandBuffer commandBuffer,
                                                       VkQueryPool queryPool, uint32_t firstQuery,
                                                       uint32_t queryCount, VkBuffer dstBuffer,
                                                       VkDeviceSize dstOffset, VkDeviceSize stride,
                                                       VkQueryResultFlags flags)
{
    if (flags & VK_QUERY_RESULT_WAIT_BIT &&
        !record_queries(commandBuffer, &await_queries, queryPool, firstQuery, queryCount))
        return;
    struct copy *record = ref_record(commandBuffer, &copy_queries, sizeof *record);
    if (!record)
        return;
    *record = (struct copy){
        .queries = {ref_query_pool_from_handle(queryPool), firstQuery, queryCount},
        .buffer = ref_buffer_from_handle(dstBuffer),
        .offset = dstOffset,
        .stride = stride,
        .flags = flags,
    };
    ref_record_queries(commandBuffer, queryPool, firstQuery, queryCount);
}

static void execute_end(struct ref_execution *execution, const void *payload)
{
    const struct queries *queries = payload;
    ref_execute_query_result(execution, ref_query_pool_to_handle(queries->pool), queries->first, 0);
}

/// Nothing is ever drawn, so an occlusion query counts nothing.
static const struct ref_command_type end_query = {
    .name = "vkCmdEndQuery",
    .stage = VK_PIPELINE_STAGE_2_ALL_GRAPHICS_BIT,
    .in_place = true,
    .execute = execute_end,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdBeginQuery(VkCommandBuffer commandBuffer, VkQueryPool queryPool,
                                             uint32_t query, VkQueryControlFlags flags)
{
    (void)commandBuffer;
    (void)queryPool;
    (void)query;
    (void)flags;
}

VKAPI_ATTR void VKAPI_CALL ref_CmdEndQuery(VkCommandBuffer commandBuffer, VkQueryPool queryPool,
                                           uint32_t query)
{
    record_queries(commandBuffer, &end_query, queryPool, query, 1);
}
