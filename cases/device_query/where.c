// SPDX-License-Identifier: Apache-2.0
// Where vkCmdWriteMicromapsPropertiesEXT may be recorded, and that it works there (chapters "Micromaps", "Queries").
//
// The command is legal in primary and secondary command buffers, on every queue family that computes, outside of
// render pass instances, and conditional rendering does not affect it (its row of "Command Properties"; "certain
// rendering commands can be executed conditionally", and this one is none of them).
// On each family the micromap is built by the same family, for buffers with exclusive sharing lose their contents
// when another family takes them without a transfer. Between build and query stands the exact barrier: MICROMAP_BUILD
// with MICROMAP_WRITE to MICROMAP_BUILD with MICROMAP_READ.
// Observed: availability and value after the fence; the value suffices for a serialize on the same queue.
// Vacuous if the predicate let commands pass: omm_begin_discarding has one that discards whatever heeds it.
#include <ommcts/ommcts.h>

static const VkQueryType size_type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;

static void query(const struct omm_test *t, VkCommandBuffer commands,
                  const struct omm_micromap *map, VkQueryPool pool)
{
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &map->handle, size_type, pool, 1);
}

// A pool of three, the middle one of which gets written.
static const char *judge(const struct omm_test *t, VkQueryPool pool)
{
    struct omm_query_result results[3];
    omm_query_results(t, pool, 0, 3, results);
    omm_checked();
    if (!results[1].available)
        return "the query is not available: the command was dropped";
    if (results[0].available || results[2].available)
        return "a query is available that was only reset";
    if (results[1].value < OMM_HEADER_SIZE || results[1].value >> 32)
        return omm_sentence("the serialization size is 0x%llx",
                            (unsigned long long)results[1].value);
    return NULL;
}

OMM_CASE(family, .about = "The query works on every queue family that computes.",
         .covers = OMM_COVERS("A050", "A052", "A055"), .needs = {.device_commands = true},
         .params = OMM_COMPUTING_FAMILIES)
{
    const struct omm_test *own = omm_on_queue(t, ((const struct omm_family_param *)param)->family);
    const struct omm_queue *queue = omm_queue(own, OMM_COMPUTES);
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const struct omm_micromap *map = omm_create_micromap(
        own, omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize);
    const VkMicromapBuildInfoEXT build = omm_device_build_info(t, input, 0, map);
    const VkQueryPool pool = omm_create_query_pool(t, size_type, 3);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 3);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &build);
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
    query(t, commands, map, pool);
    omm_run(t, queue, commands);
    ASSERT_OK(judge(t, pool));
    struct omm_query_result result;
    omm_query_results(t, pool, 1, 1, &result);
    const struct omm_region *blob = omm_region(own, result.value, 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(map, blob);
    const VkCommandBuffer serialize = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(serialize, &info);
    omm_run(t, queue, serialize);
    ASSERT_OK(omm_region_neighbours_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

static const struct nesting {
    const char *name;
    bool reset_inside;
    uint32_t executions;
} nestings[] = {
    {"reset_in_primary", false, 1},
    {"reset_in_secondary", true, 1},
    {"executed_three_times", true, 3},
};

OMM_CASE(secondary, .about = "The query works in a secondary command buffer.",
         .covers = OMM_COVERS("A050", "A055"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(nestings))
{
    const struct nesting *nesting = param;
    const struct omm_micromap *map = omm_device_build(t, &omm_small, 0);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkQueryPool pool = omm_create_query_pool(t, size_type, 3);
    const VkCommandBuffer secondary = omm_begin_secondary(t, queue);
    if (nesting->reset_inside)
        t->vk->vkCmdResetQueryPool(secondary, pool, 0, 3);
    query(t, secondary, map, pool);
    omm_end(t, secondary);
    for (uint32_t i = 0; i < nesting->executions; ++i) {
        const VkCommandBuffer primary = omm_begin(t, queue, 0);
        if (!nesting->reset_inside)
            t->vk->vkCmdResetQueryPool(primary, pool, 0, 3);
        t->vk->vkCmdExecuteCommands(primary, 1, &secondary);
        omm_end(t, primary);
        omm_submit(t, queue, primary);
        ASSERT_OK(judge(t, pool));
    }
    PASS();
}

OMM_CASE(predicate, .about = "Conditional rendering does not discard the query.",
         .covers = OMM_COVERS("A055"),
         .needs = {.device_commands = true, .conditional_rendering = true})
{
    const struct omm_micromap *map = omm_device_build(t, &omm_small, 0);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkQueryPool pool = omm_create_query_pool(t, size_type, 3);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 3);
    omm_begin_discarding(t, commands);
    query(t, commands, map, pool);
    t->vk->vkCmdEndConditionalRenderingEXT(commands);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    ASSERT_OK(judge(t, pool));
    PASS();
}

OMM_CASE(after_rendering, .about = "The query works after and before dynamic rendering scopes.",
         .covers = OMM_COVERS("A055"),
         .needs = {.device_commands = true, .dynamic_rendering = true})
{
    const struct omm_test *own = omm_on_queue(t, OMM_GRAPHICS);
    const struct omm_micromap *map = omm_device_build(own, &omm_small, 0);
    const struct omm_queue *queue = omm_queue(own, OMM_COMPUTES);
    const VkQueryPool pool = omm_create_query_pool(t, size_type, 3);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 3);
    omm_render_nothing(t, commands);
    query(t, commands, map, pool);
    omm_render_nothing(t, commands);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    ASSERT_OK(judge(t, pool));
    PASS();
}
