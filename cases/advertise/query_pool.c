// SPDX-License-Identifier: Apache-2.0
// Query pools of the two micromap query types (chapter "Queries").
//
// VkQueryPoolCreateInfo lists no limit for VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT and
// VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT beyond the feature `micromap`, and vkCreateQueryPool has no error but out
// of memory: so a pool of either type can be created, of one query or many, and destroyed unused.
// Observed by the result and by a handle that is not VK_NULL_HANDLE. Writing and reading queries needs a command
// buffer, and resetting on the host needs the feature hostQueryReset, which these cases don't enable.
// Vacuous on a device without `micromap`: NotSupported.
#include <ommcts/ommcts.h>

static const struct pool {
    const char *name;
    VkQueryType type;
    uint32_t count;
} pools[] = {
    {"serialization_size_1", VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 1},
    {"serialization_size_1000", VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 1000},
    {"compacted_size_1", VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT, 1},
    {"compacted_size_1000", VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT, 1000},
};

OMM_CASE(create, .about = "A query pool of the type can be created and destroyed.",
         .covers = OMM_COVERS("A011"), .needs = {.micromap = true}, .params = OMM_PARAMS(pools))
{
    const struct pool *wanted = param;
    const VkQueryPoolCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
        .queryType = wanted->type,
        .queryCount = wanted->count,
    };
    VkQueryPool pool = VK_NULL_HANDLE;
    ASSERT_SUCCESS(t->vk->vkCreateQueryPool(t->device, &info, t->allocator, &pool));
    ASSERTm("vkCreateQueryPool succeeded without a handle", pool != VK_NULL_HANDLE);
    t->vk->vkDestroyQueryPool(t->device, pool, t->allocator);
    PASS();
}
