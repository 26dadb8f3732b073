// SPDX-License-Identifier: Apache-2.0
// vkCmdWriteMicromapsPropertiesEXT. What must hold when it executes is checked when it is submitted (replay_check.c).
#include "check.h"
#include "check_backing.h"
#include "check_place.h"
#include "commands.h"
#include "recorded.h"

#include <stdio.h>

#define VUID(id) "VUID-vkCmdWriteMicromapsPropertiesEXT-" id

// One call's parameters.
struct request {
    VkCommandBuffer commands;
    uint32_t count;
    const VkMicromapEXT *micromaps;
    VkQueryType type;
    VkQueryPool pool;
    uint32_t first;
};

static void check_micromap(struct lay_call *call, const struct request *request, uint32_t i)
{
    char what[32];
    snprintf(what, sizeof what, "pMicromaps[%u]", i);
    const struct lay_handle_rules handle = {LAY_MICROMAP, what, VUID("pMicromaps-parameter"),
                                            VUID("commonparent")};
    const struct lay_backing_rules backing = {.what = what, .bound = VUID("buffer-07527")};
    if (!lay_check_handle(call, &handle, LAY_KEY(request->micromaps[i])))
        return;
    lay_lock(call->device);
    const struct lay_micromap *micromap = lay_find_micromap(call->device, request->micromaps[i]);
    if (micromap)
        lay_check_backing(call, &backing, micromap);
    lay_unlock(call->device);
}

static bool check_micromaps(struct lay_call *call, const struct request *request)
{
    if (!request->count) {
        lay_report_device(call, VUID("micromapCount-arraylength"),
                          "micromapCount is 0. It must be greater. Leave the call away when there "
                          "is nothing to ask for.");
        return false;
    }
    const size_t size = request->count * sizeof *request->micromaps;
    if (!lay_check_readable(call, VUID("pMicromaps-parameter"), "pMicromaps", request->micromaps,
                            size))
        return false;
    for (uint32_t i = 0; i < request->count; ++i)
        check_micromap(call, request, i);
    return true;
}

static const char *name_of(VkQueryType type)
{
    switch ((int)type) {
    case VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT:
        return "VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT";
    case VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT:
        return "VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT";
    default:
        return "another type";
    }
}

static void check_type(struct lay_call *call, VkQueryType type)
{
    if (type == VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT ||
        type == VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT)
        return;
    lay_report_device(call, VUID("queryType-07503"),
                      "queryType is %d. It must be VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT or "
                      "VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT. Ask for one of these sizes.",
                      (int)type);
}

static void check_pool(struct lay_call *call, const struct request *request)
{
    static const struct lay_handle_rules handle = {
        LAY_QUERY_POOL, "queryPool", VUID("queryPool-parameter"), VUID("commonparent")};
    if (!lay_check_handle(call, &handle, LAY_KEY(request->pool)))
        return;
    struct lay_device *device = call->device;
    const struct lay_object object = {VK_OBJECT_TYPE_QUERY_POOL, LAY_KEY(request->pool)};
    lay_lock(device);
    const struct lay_query_pool *pool = lay_find_query_pool(device, request->pool);
    if (pool && pool->type != request->type)
        lay_report(call, VUID("queryPool-07525"), &object, 1,
                   "queryType is %d, %s, and queryPool was created with the queryType %d, %s. They "
                   "must be the same. Pass the pool's type, or create a pool of this type.",
                   (int)request->type, name_of(request->type), (int)pool->type,
                   name_of(pool->type));
    if (pool && (uint64_t)request->first + request->count > pool->count)
        lay_report(call, VUID("query-07528"), &object, 1,
                   "firstQuery is %u and micromapCount is %u, but queryPool has %u queries. All "
                   "results must have a query. Begin at a lower query, ask for fewer micromaps, or "
                   "create a larger pool.",
                   request->first, request->count, pool->count);
    lay_unlock(device);
}

// One use for each query. Queries that the pool does not have are nobody's.
static void record(struct lay_device *device, const struct request *request)
{
    struct lay_recorded use = {.operation = LAY_WRITE_QUERY,
                               .pool = request->pool,
                               .query_count = 1,
                               .query_type = request->type};
    for (uint32_t i = 0; i < request->count; ++i) {
        use.src = request->micromaps[i];
        use.first_query = request->first + i;
        lay_lock(device);
        const struct lay_query_pool *pool = lay_find_query_pool(device, request->pool);
        use.pool_id = pool ? pool->record.id : 0;
        use.src_id = lay_micromap_id(device, use.src);
        lay_unlock(device);
        lay_record_use(device, request->commands, &use);
    }
}

static VKAPI_ATTR void VKAPI_CALL write_properties(VkCommandBuffer commands, uint32_t count,
                                                   const VkMicromapEXT *micromaps, VkQueryType type,
                                                   VkQueryPool pool, uint32_t first)
{
    struct lay_device *device = lay_device_of(commands);
    struct lay_call call = {.device = device, .command = "vkCmdWriteMicromapsPropertiesEXT"};
    const struct request request = {commands, count, micromaps, type, pool, first};
    lay_check_place(&call, &LAY_PLACE_RULES("vkCmdWriteMicromapsPropertiesEXT"), commands);
    const bool readable = check_micromaps(&call, &request);
    check_type(&call, type);
    check_pool(&call, &request);
    if (lay_call_stopped(&call))
        return;
    device->next.CmdWriteMicromapsPropertiesEXT(commands, count, micromaps, type, pool, first);
    if (readable)
        record(device, &request);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCmdWriteMicromapsPropertiesEXT", write_properties),
};
LAY_FAMILY(lay_device_query_family, commands);
