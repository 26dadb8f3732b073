// SPDX-License-Identifier: Apache-2.0
#ifndef REF_QUERY_H
#define REF_QUERY_H

#include "device.h"

struct ref_query {
    uint64_t value;
    bool available;
};

struct ref_query_pool {
    struct ref_object base;
    struct ref_device *device;
    VkQueryType type;
    uint32_t count;
    struct ref_query queries[]; ///< guarded by the device's lock
};

REF_HANDLE_CASTS(query_pool, VkQueryPool, VK_OBJECT_TYPE_QUERY_POOL)

/// Makes queries unavailable.
void ref_queries_reset(struct ref_query_pool *pool, uint32_t first, uint32_t count);

/// Waits until these are all available.
void ref_queries_wait(struct ref_query_pool *pool, uint32_t first, uint32_t count);

/// Writes results as vkGetQueryPoolResults does, which says what it returns.
VkResult ref_queries_read(struct ref_query_pool *pool, uint32_t first, uint32_t count,
                          uint8_t *data, VkDeviceSize stride, VkQueryResultFlags flags);

/// Bytes of one query's result, with its availability if that is asked for.
VkDeviceSize ref_query_result_size(VkQueryResultFlags flags);

#endif
