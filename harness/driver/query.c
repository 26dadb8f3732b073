// SPDX-License-Identifier: Apache-2.0
#include "query.h"

#include "fault.h"
#include "micromap_kept.h"
#include "personality.h"
#include "sync.h"

#include <string.h>

/// Pipeline statistics and timestamps are features that are off; the rest of the core and of the
/// exposed extensions is there.
static bool type_supported(VkQueryType type)
{
    switch (type) {
    case VK_QUERY_TYPE_OCCLUSION:
    case VK_QUERY_TYPE_TIMESTAMP:
    case VK_QUERY_TYPE_ACCELERATION_STRUCTURE_COMPACTED_SIZE_KHR:
    case VK_QUERY_TYPE_ACCELERATION_STRUCTURE_SERIALIZATION_SIZE_KHR:
        return true;
    case VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT:
        return !ref_personality()->no_extension &&
               !REF_FAULT(QUERY_POOL_REFUSES_SERIALIZATION_SIZE);
    case VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT:
        return !ref_personality()->no_extension && !REF_FAULT(QUERY_POOL_REFUSES_COMPACTED_SIZE);
    default:
        return false;
    }
}

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateQueryPool(VkDevice _device,
                                                   const VkQueryPoolCreateInfo *pCreateInfo,
                                                   const VkAllocationCallbacks *pAllocator,
                                                   VkQueryPool *pQueryPool)
{
    *pQueryPool = VK_NULL_HANDLE;
    struct ref_device *device = ref_device_from_handle(_device);
    if (!type_supported(pCreateInfo->queryType))
        return VK_ERROR_FEATURE_NOT_PRESENT;
    struct ref_query_pool *pool;
    const size_t size = sizeof *pool + pCreateInfo->queryCount * sizeof *pool->queries;
    pool = ref_object_create(pAllocator, &device->base.allocator, VK_OBJECT_TYPE_QUERY_POOL, size);
    if (!pool)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    pool->device = device;
    pool->type = pCreateInfo->queryType;
    pool->count = pCreateInfo->queryCount;
    *pQueryPool = ref_query_pool_to_handle(pool);
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyQueryPool(VkDevice device, VkQueryPool queryPool,
                                                const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy(ref_query_pool_from_handle(queryPool));
}

void ref_queries_reset(struct ref_query_pool *pool, uint32_t first, uint32_t count)
{
    if (REF_FAULT(QUERY_POOL_RESET_RESETS_ALL)) {
        first = 0;
        count = pool->count;
    }
    pthread_mutex_lock(&pool->device->lock);
    for (uint32_t i = 0; i < count; i++)
        pool->queries[first + i] = (struct ref_query){0};
    pthread_mutex_unlock(&pool->device->lock);
}

VKAPI_ATTR void VKAPI_CALL ref_ResetQueryPool(VkDevice device, VkQueryPool queryPool,
                                              uint32_t firstQuery, uint32_t queryCount)
{
    (void)device;
    ref_queries_reset(ref_query_pool_from_handle(queryPool), firstQuery, queryCount);
}

struct range {
    const struct ref_query_pool *pool;
    uint32_t first, count;
};

static bool range_available(const void *context)
{
    const struct range *range = context;
    for (uint32_t i = 0; i < range->count; i++)
        if (!range->pool->queries[range->first + i].available)
            return false;
    return true;
}

void ref_queries_wait(struct ref_query_pool *pool, uint32_t first, uint32_t count)
{
    if (REF_FAULT(QUERY_POOL_WAITS_FOR_FIRST_ONLY) && count > 1)
        count = 1;
    const struct range range = {pool, first, count};
    ref_wait(pool->device, range_available, &range, UINT64_MAX);
}

static void write_number(uint8_t *out, uint64_t value, bool wide)
{
    const bool saturates = ref_personality()->saturates && value > UINT32_MAX;
    const uint32_t narrow = saturates ? UINT32_MAX : (uint32_t)value;
    memcpy(out, wide ? (const void *)&value : &narrow, wide ? sizeof value : sizeof narrow);
}

static VkDeviceSize number_size(VkQueryResultFlags flags)
{
    return flags & VK_QUERY_RESULT_64_BIT ? sizeof(uint64_t) : sizeof(uint32_t);
}

VkDeviceSize ref_query_result_size(VkQueryResultFlags flags)
{
    const bool availability = flags & VK_QUERY_RESULT_WITH_AVAILABILITY_BIT;
    return number_size(flags) * (availability ? 2 : 1);
}

VkResult ref_queries_read(struct ref_query_pool *pool, uint32_t first, uint32_t count,
                          uint8_t *data, VkDeviceSize stride, VkQueryResultFlags flags)
{
    const bool wide = flags & VK_QUERY_RESULT_64_BIT && !REF_FAULT(QUERY_POOL_RESULTS_32_BITS);
    const bool partial = flags & VK_QUERY_RESULT_PARTIAL_BIT;
    VkResult result = VK_SUCCESS;
    if (REF_FAULT(QUERY_POOL_ASKS_MICROMAPS))
        ref_micromap_look_at_kept();
    pthread_mutex_lock(&pool->device->lock);
    for (uint32_t i = 0; i < count; i++) {
        const struct ref_query *query = &pool->queries[first + i];
        uint8_t *out = data + i * stride;
        if (query->available || partial)
            write_number(out, query->value, wide);
        if (!query->available && !partial)
            result = VK_NOT_READY;
        if (flags & VK_QUERY_RESULT_WITH_AVAILABILITY_BIT)
            write_number(out + number_size(flags),
                         query->available != REF_FAULT(QUERY_POOL_AVAILABILITY_INVERTED), wide);
    }
    pthread_mutex_unlock(&pool->device->lock);
    return result;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_GetQueryPoolResults(VkDevice device, VkQueryPool queryPool,
                                                       uint32_t firstQuery, uint32_t queryCount,
                                                       size_t dataSize, void *pData,
                                                       VkDeviceSize stride,
                                                       VkQueryResultFlags flags)
{
    (void)device;
    (void)dataSize;
    struct ref_query_pool *pool = ref_query_pool_from_handle(queryPool);
    if (flags & VK_QUERY_RESULT_WAIT_BIT && !REF_FAULT(QUERY_POOL_RESULTS_DO_NOT_WAIT))
        ref_queries_wait(pool, firstQuery, queryCount);
    return ref_queries_read(pool, firstQuery, queryCount, pData, stride, flags);
}
