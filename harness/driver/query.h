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

#endif
