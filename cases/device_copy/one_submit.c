// SPDX-License-Identifier: Apache-2.0
// Building, copying and asking for sizes in one submission, with nothing but barriers between.
//
// "src must have been constructed prior to the execution of this command on the device" (VUID-vkCmdCopyMicromapEXT-src-
// 07532), not prior to recording it. "Accesses to pInfo->src and pInfo->dst must be synchronized with the MICROMAP_BUILD
// pipeline stage and an access type of MICROMAP_READ or MICROMAP_WRITE as appropriate" (vkCmdCopyMicromapEXT): the barriers
// here say that and no more, or they name all commands. A driver that looks at the source while recording, on the
// host, finds nothing there, or what the source held before.
//
// Observed: the last link of the chain is sized, serialized and loaded, and nothing beside any link was written. The size
// for COMPACT must be known before; the same input is built once before, with room to spare for builds that turn out
// different, and the size of the very source is asked in the same submission and held against the room.
#include <ommcts/ommcts.h>

static const VkPipelineStageFlags2 micromap_build = VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT;
static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

typedef void barrier_function(const struct omm_test *t, VkCommandBuffer commands);

static void exact(const struct omm_test *t, VkCommandBuffer commands)
{
    omm_barrier(t, commands, micromap_build, VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, micromap_build,
                VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
}

static void all_commands(const struct omm_test *t, VkCommandBuffer commands)
{
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_MEMORY_WRITE_BIT,
                VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_MEMORY_READ_BIT);
}

// vkCmdPipelineBarrier knows neither stage nor accesses of micromaps.
static void first_edition(const struct omm_test *t, VkCommandBuffer commands)
{
    const VkMemoryBarrier barrier = {.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
                                     .srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT,
                                     .dstAccessMask = VK_ACCESS_MEMORY_READ_BIT};
    t->vk->vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
                                VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, 0, 1, &barrier, 0, NULL, 0,
                                NULL);
}

static const struct barrier {
    const char *name;
    barrier_function *record;
} barriers[] = {
    {"exact", exact},
    {"all_commands", all_commands},
    {"first_edition", first_edition},
};

// The source of a submission that also builds it, and where its compacted copy goes.
struct plan {
    const struct omm_micromap *source;
    const struct omm_micromap *compacted;
    VkMicromapBuildInfoEXT build;
    VkQueryPool pool; // of the compacted size
};

static struct plan make_plan(const struct omm_test *t, const struct omm_shape *shape)
{
    const struct omm_micromap *twin = omm_device_build(t, shape, compactable);
    struct plan plan = {.source = omm_create_micromap(t, twin->size)};
    plan.build = omm_device_build_info(t, twin->input, compactable, plan.source);
    plan.compacted = omm_create_micromap(t, 2 * omm_device_compacted_size(twin));
    plan.pool = omm_create_query_pool(t, VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT, 1);
    return plan;
}

static void must_fit(const struct omm_test *t, const struct plan *plan)
{
    struct omm_query_result result;
    omm_query_results(t, plan->pool, 0, 1, &result);
    if (!result.available)
        omm_fail("the size is not available after the fence of its submission (A050, A054)");
    if (result.value > plan->compacted->size)
        omm_not_supported("equal builds have compacted sizes too different to plan for");
}

static void copy(const struct omm_test *t, VkCommandBuffer commands,
                 const struct omm_micromap *from, const struct omm_micromap *to,
                 VkCopyMicromapModeEXT mode)
{
    const VkCopyMicromapInfoEXT info = omm_copy_info(from, to, mode);
    t->vk->vkCmdCopyMicromapEXT(commands, &info);
}

OMM_CASE(build_copy_query,
         .about = "Built, cloned, compacted and asked for its size in one submission.",
         .covers = OMM_COVERS("A104", "A106", "A114"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(barriers))
{
    const struct barrier *barrier = param;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct plan plan = make_plan(t, &omm_shapes[i]);
        const struct omm_micromap *clone = omm_create_micromap(t, plan.source->size);
        const VkMicromapEXT copies[] = {clone->handle, plan.compacted->handle};
        const VkQueryPool sizes =
            omm_create_query_pool(t, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 2);
        VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdResetQueryPool(commands, plan.pool, 0, 1);
        t->vk->vkCmdResetQueryPool(commands, sizes, 0, 2);
        t->vk->vkCmdBuildMicromapsEXT(commands, 1, &plan.build);
        barrier->record(t, commands);
        t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &plan.source->handle,
                                                VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT,
                                                plan.pool, 0);
        copy(t, commands, plan.source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
        copy(t, commands, plan.source, plan.compacted, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
        barrier->record(t, commands);
        t->vk->vkCmdWriteMicromapsPropertiesEXT(
            commands, 2, copies, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, sizes, 0);
        omm_run(t, queue, commands);
        must_fit(t, &plan);
        struct omm_query_result results[2];
        omm_query_results(t, sizes, 0, 2, results);
        for (size_t map = 0; map < 2; ++map)
            ASSERTm("a copy's size is not there, or less than the header",
                    results[map].available && results[map].value >= OMM_HEADER_SIZE);
        ASSERT_OK(omm_neighbours_intact(clone));
        ASSERT_OK(omm_neighbours_intact(plan.compacted));
        ASSERT_OK(omm_device_usable(clone));
        ASSERT_OK(omm_device_usable(plan.compacted));
    }
    PASS();
}

OMM_CASE(chain_of_clones,
         .about = "A micromap is cloned ten times in a row, each from the one before, at once.",
         .covers = OMM_COVERS("A104", "A114"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(barriers))
{
    const struct barrier *barrier = param;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct plan plan = make_plan(t, &omm_shapes[5]);
    const struct omm_micromap *last = plan.source;
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &plan.build);
    for (int step = 0; step < 10; ++step) {
        const struct omm_micromap *next = omm_create_micromap(t, last->size);
        barrier->record(t, commands);
        copy(t, commands, last, next, VK_COPY_MICROMAP_MODE_CLONE_EXT);
        last = next;
    }
    omm_run(t, queue, commands);
    ASSERT_OK(omm_neighbours_intact(last));
    ASSERT_OK(omm_device_usable(last));
    PASS();
}

OMM_CASE(source_built_between,
         .about = "The source may be constructed after recording, and anew before each execution.",
         .covers = OMM_COVERS("A104", "A106"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_input *inputs[] = {
        omm_make_input(t, &omm_shapes[5]), // 1,000 triangles
        omm_make_input(t, &omm_small),
        omm_make_input(t, &omm_shapes[5]),
    };
    const struct plan plan = make_plan(t, &omm_shapes[5]);
    struct omm_micromap *source = omm_create_micromap(t, plan.source->size);
    const struct omm_micromap *clone = omm_create_micromap(t, source->size);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    copy(t, commands, source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    copy(t, commands, source, plan.compacted, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; ++i) {
        omm_device_build_into(source, inputs[i], compactable);
        if (omm_device_compacted_size(source) > plan.compacted->size)
            omm_not_supported("equal builds have compacted sizes too different to plan for");
        omm_buffer_fill(clone->buffer);
        omm_buffer_fill(plan.compacted->buffer);
        omm_submit(t, queue, commands);
        ASSERT_OK(omm_neighbours_intact(clone));
        ASSERT_OK(omm_neighbours_intact(plan.compacted));
        ASSERT_OK(omm_device_usable(clone));
        ASSERT_OK(omm_device_usable(plan.compacted));
    }
    PASS();
}
