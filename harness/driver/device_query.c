// SPDX-License-Identifier: Apache-2.0
// vkCmdWriteMicromapsPropertiesEXT.
#include "calls.h"
#include "device_micromap.h"
#include "fault.h"
#include "micromap_kept.h"
#include "micromap_query.h"

#include <string.h>

struct query {
    VkQueryPool pool;
    VkQueryType type;
    uint32_t first, count;
    const VkMicromapEXT *theirs; ///< only for the fault that keeps pMicromaps
    uint64_t recorded;           ///< only for the fault that reads the first size while recording
    VkMicromapEXT micromaps[];
};

static const char name[] = "vkCmdWriteMicromapsPropertiesEXT";

static void write_result(struct ref_execution *execution, const struct query *query, uint32_t index,
                         uint64_t value)
{
    if (REF_FAULT(DEVICE_QUERY_ALL_INTO_FIRST))
        index = 0;
    if (REF_FAULT(DEVICE_QUERY_DIRTY_UPPER_HALF))
        value |= UINT64_C(1) << 32;
    ref_execute_query_result(execution, query->pool, query->first + index, value);
}

static void write_property(struct ref_execution *execution, const struct query *query,
                           uint32_t index, VkMicromapEXT micromap)
{
    struct ref_micromap *map = ref_micromap_from_handle(micromap);
    struct ref_map_header header;
    uint64_t value = 0;
    // A query that was begun never stays unavailable: who waits for it would wait for ever.
    if (REF_FAULT(QUERY_POOL_ASKS_MICROMAPS))
        ref_micromap_keep(ref_micromap_bytes(map));
    if (ref_device_read_map(execution, map, &header))
        value = ref_micromap_property(map, &header, query->type, REF_BLOB_OF_DEVICE);
    else
        ref_device_complain(name, "answers 0: it sees no constructed micromap");
    if (REF_FAULT(DEVICE_QUERY_STALE_SIZE) && index == 0)
        value = query->recorded;
    write_result(execution, query, index, value);
}

static void execute(struct ref_execution *execution, const void *payload)
{
    const struct query *query = payload;
    const VkMicromapEXT *micromaps =
        REF_FAULT(DEVICE_QUERY_KEEPS_ARRAY) ? query->theirs : query->micromaps;
    for (uint32_t i = 0; i < query->count; i++)
        write_property(execution, query, i, micromaps[i]);
}

static const struct ref_command_type type = {
    .name = name,
    .stage = VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
    .execute = execute,
};

static uint64_t property_now(VkMicromapEXT micromap, VkQueryType query_type)
{
    struct ref_micromap *map = ref_micromap_from_handle(micromap);
    struct ref_map_header header;
    if (!map->buffer->memory || !ref_map_read_header(ref_micromap_bytes(map), &header))
        return 0;
    return ref_micromap_property(map, &header, query_type, REF_BLOB_OF_DEVICE);
}

VKAPI_ATTR void VKAPI_CALL ref_CmdWriteMicromapsPropertiesEXT(
    VkCommandBuffer commandBuffer, uint32_t micromapCount, const VkMicromapEXT *pMicromaps,
    VkQueryType queryType, VkQueryPool queryPool, uint32_t firstQuery)
{
    REF_COUNT_CALL(CmdWriteMicromapsPropertiesEXT);
    struct query *query;
    const size_t array_size = micromapCount * sizeof *query->micromaps;
    query = ref_record(commandBuffer, &type, sizeof *query + array_size);
    if (!query)
        return;
    query->pool = queryPool;
    query->type = queryType;
    query->first = firstQuery;
    query->count = micromapCount;
    query->theirs = pMicromaps;
    memcpy(query->micromaps, pMicromaps, array_size);
    if (REF_FAULT(DEVICE_QUERY_STALE_SIZE))
        query->recorded = property_now(pMicromaps[0], queryType);
    ref_record_queries(commandBuffer, queryPool, firstQuery, micromapCount);
}
