// SPDX-License-Identifier: Apache-2.0
// Query pools, as far as micromap commands write to them: which queries are reset, and what results tell of micromaps.
#include "commands.h"
#include "contents.h"
#include "names.h"
#include "recorded.h"

#include <stdlib.h>
#include <string.h>

// VK_QUERY_POOL_CREATE_RESET_BIT_KHR, which the oldest headers do not have.
static const VkQueryPoolCreateFlags created_reset = 1;

static bool is_ours(VkQueryType type)
{
    return type == VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT ||
           type == VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT;
}

static void note_created(struct lay_device *device, const VkQueryPoolCreateInfo *info,
                         VkQueryPool handle)
{
    struct lay_query_pool *pool = lay_track(device, LAY_QUERY_POOL, LAY_KEY(handle));
    if (!pool)
        return;
    pool->type = info->queryType;
    pool->count = info->queryCount;
    if (!is_ours(info->queryType))
        return;
    pool->queries = calloc(info->queryCount, sizeof *pool->queries);
    for (uint32_t i = 0; pool->queries && i < info->queryCount; ++i)
        pool->queries[i].reset = info->flags & created_reset ? LAY_YES : LAY_NO;
}

static VKAPI_ATTR VkResult VKAPI_CALL create_pool(VkDevice handle,
                                                  const VkQueryPoolCreateInfo *info,
                                                  const VkAllocationCallbacks *allocator,
                                                  VkQueryPool *pool)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.CreateQueryPool(handle, info, allocator, pool);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    note_created(device, info, *pool);
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL destroy_pool(VkDevice handle, VkQueryPool pool,
                                               const VkAllocationCallbacks *allocator)
{
    struct lay_device *device = lay_device_of(handle);
    lay_lock(device);
    lay_untrack(device, LAY_QUERY_POOL, LAY_KEY(pool));
    lay_name_forget(device, VK_OBJECT_TYPE_QUERY_POOL, LAY_KEY(pool));
    lay_unlock(device);
    device->next.DestroyQueryPool(handle, pool, allocator);
}

// By the host, at once: no submitted command may still use these queries.
static VKAPI_ATTR void VKAPI_CALL reset_pool(VkDevice handle, VkQueryPool pool_handle,
                                             uint32_t first, uint32_t count)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.ResetQueryPool(handle, pool_handle, first, count);
    lay_lock(device);
    struct lay_query_pool *pool = lay_find_query_pool(device, pool_handle);
    for (uint32_t i = 0; pool && pool->queries && i < count && first + i < pool->count; ++i)
        pool->queries[first + i] = (struct lay_query){.reset = LAY_YES};
    lay_unlock(device);
}

static VKAPI_ATTR void VKAPI_CALL record_reset(VkCommandBuffer commands, VkQueryPool pool_handle,
                                               uint32_t first, uint32_t count)
{
    struct lay_device *device = lay_device_of(commands);
    device->next.CmdResetQueryPool(commands, pool_handle, first, count);
    struct lay_recorded use = {.operation = LAY_RESET_QUERIES,
                               .pool = pool_handle,
                               .first_query = first,
                               .query_count = count};
    lay_lock(device);
    const struct lay_query_pool *pool = lay_find_query_pool(device, pool_handle);
    use.pool_id = pool && pool->queries ? pool->record.id : 0;
    lay_unlock(device);
    if (use.pool_id)
        lay_record_use(device, commands, &use);
}

// The application now knows a size. It belongs to the contents that the query was written for, if the micromap still
// has them and the query was not given to a later command, which might have answered instead.
static void learn_size(struct lay_device *device, const struct lay_query_pool *pool,
                       const struct lay_query *query, VkDeviceSize size)
{
    struct lay_micromap *micromap =
        lay_find_same(device, LAY_MICROMAP, LAY_KEY(query->micromap), query->micromap_id);
    if (!micromap || !query->version || !lay_point_complete(&query->point) ||
        micromap->contents.version != query->version)
        return;
    VkDeviceSize *known = pool->type == VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT
                              ? &micromap->contents.compacted_size
                              : &micromap->contents.serialized_size;
    if (!*known || size < *known)
        *known = size; // host and device need not answer the same; either number is enough
    if (known == &micromap->contents.serialized_size)
        micromap->sized_on_device = false;
}

// Results of 64 bits, which are the only ones that hold every size.
struct results {
    uint32_t first, count;
    const char *bytes;
    size_t size;
    VkDeviceSize stride;
    bool available; // all of them; else a number behind each result tells
};

static void learn_sizes(struct lay_device *device, const struct lay_query_pool *pool,
                        const struct results *results)
{
    uint64_t value[2];
    const size_t each = results->available ? sizeof value[0] : sizeof value;
    for (uint32_t i = 0; i < results->count && results->first + i < pool->count; ++i) {
        if (i * results->stride + each > results->size)
            return;
        memcpy(value, results->bytes + i * results->stride, each);
        if (results->available || value[1])
            learn_size(device, pool, &pool->queries[results->first + i], value[0]);
    }
}

static VKAPI_ATTR VkResult VKAPI_CALL get_results(VkDevice handle, VkQueryPool pool_handle,
                                                  uint32_t first, uint32_t count, size_t size,
                                                  void *data, VkDeviceSize stride,
                                                  VkQueryResultFlags flags)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.GetQueryPoolResults(handle, pool_handle, first, count,
                                                             size, data, stride, flags);
    const bool told = flags & VK_QUERY_RESULT_WITH_AVAILABILITY_BIT;
    const bool all = result == VK_SUCCESS && !(flags & VK_QUERY_RESULT_PARTIAL_BIT);
    if (!(flags & VK_QUERY_RESULT_64_BIT) || result < 0 || (!told && !all))
        return result;
    const struct results results = {first, count, data, size, stride, !told};
    lay_lock(device);
    const struct lay_query_pool *pool = lay_find_query_pool(device, pool_handle);
    if (pool && pool->queries)
        learn_sizes(device, pool, &results);
    lay_unlock(device);
    return result;
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCreateQueryPool", create_pool),
    LAY_COMMAND("vkDestroyQueryPool", destroy_pool),
    LAY_COMMAND("vkResetQueryPool", reset_pool),
    LAY_COMMAND("vkResetQueryPoolEXT", reset_pool),
    LAY_COMMAND("vkCmdResetQueryPool", record_reset),
    LAY_COMMAND("vkGetQueryPoolResults", get_results),
};
LAY_FAMILY(lay_query_pool_family, commands);
