// SPDX-License-Identifier: Apache-2.0
// Violations of those rules of vkCmdWriteMicromapsPropertiesEXT that only execution can break: the queries must have
// been reset, the micromaps constructed, and with ALLOW_COMPACTION where the compacted size is asked.
//
// Each is recorded, which is valid, and submitted under one validation layer, in a process of its own. Observed: the
// layer reports the ID and vkQueueSubmit, or vkQueueSubmit2, answers VK_ERROR_VALIDATION_FAILED and executes nothing:
// its fence stays unsignaled, queries are what they were, micromaps keep every byte. Vacuous if the command buffer could
// not be submitted anyway: but for the broken rule each is valid.
#include <ommcts/ommcts.h>

#include <inttypes.h>

#define VUID(id) "VUID-vkCmdWriteMicromapsPropertiesEXT-" id

static const VkQueryType serialization = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
static const VkQueryType compacted = VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT;

struct scene {
    const struct omm_test *t;
    const struct omm_queue *queue;
    VkQueryPool pool; // of one query
    VkQueryType type;
};

static struct scene set_scene(const struct omm_test *t, VkQueryType type)
{
    return (struct scene){
        .t = t,
        .queue = omm_queue(t, OMM_COMPUTES),
        .pool = omm_create_query_pool(t, type, 1),
        .type = type,
    };
}

static void record(const struct scene *scene, VkCommandBuffer commands,
                   const struct omm_micromap *map)
{
    scene->t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &map->handle, scene->type,
                                                   scene->pool, 0);
}

static void submit(const struct scene *scene, VkCommandBuffer commands)
{
    omm_end(scene->t, commands);
    omm_submit(scene->t, scene->queue, commands);
}

// In a submission of its own.
static void reset(const struct scene *scene)
{
    const VkCommandBuffer commands = omm_begin(scene->t, scene->queue, 0);
    scene->t->vk->vkCmdResetQueryPool(commands, scene->pool, 0, 1);
    submit(scene, commands);
}

static struct omm_query_result result_of(const struct scene *scene)
{
    struct omm_query_result result;
    omm_query_results(scene->t, scene->pool, 0, 1, &result);
    return result;
}

static const char *stopped(const struct scene *scene, VkCommandBuffer commands,
                           const struct omm_micromap *map, bool second, const char *vuid)
{
    const struct omm_test *t = scene->t;
    omm_end(t, commands);
    struct omm_stakes *stakes = omm_stakes(t, "vkQueueSubmit");
    omm_stake_micromap(stakes, map);
    return second ? omm_submit2_stopped(stakes, t, scene->queue, commands, vuid)
                  : omm_submit_stopped(stakes, t, scene->queue, commands, vuid);
}

enum { TWICE, TWICE_2, BEFORE, BETWEEN, NEVER };

static const struct omm_breach used[] = {
    {.name = "written_twice", .kind = TWICE},   {.name = "written_twice_submit2", .kind = TWICE_2},
    {.name = "written_before", .kind = BEFORE}, {.name = "reset_too_early", .kind = BETWEEN},
    {.name = "never_reset", .kind = NEVER},
};

OMM_VIOLATION(None_12417,
              .about = "The query was written since its last reset, or was never reset.",
              .covers = OMM_COVERS(VUID("None-12417")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(used))
{
    const struct omm_breach *way = param;
    omm_must_claim_breach(VUID("None-12417"), way);
    const struct scene scene = set_scene(t, serialization);
    const struct omm_micromap *map = omm_device_build(t, &omm_small, 0);
    if (way->kind != NEVER)
        reset(&scene);
    const VkCommandBuffer commands = omm_begin(t, scene.queue, 0);
    if (way->kind == TWICE || way->kind == TWICE_2)
        record(&scene, commands, map);
    if (way->kind == BEFORE) {
        const VkCommandBuffer before = omm_begin(t, scene.queue, 0);
        record(&scene, before, map);
        submit(&scene, before);
    }
    if (way->kind == BETWEEN) {
        t->vk->vkCmdResetQueryPool(commands, scene.pool, 0, 1);
        record(&scene, commands, map);
    }
    record(&scene, commands, map);
    const struct omm_query_result before =
        way->kind == NEVER ? (struct omm_query_result){0} : result_of(&scene);
    ASSERT_OK(stopped(&scene, commands, map, way->kind == TWICE_2, VUID("None-12417")));
    if (way->kind == NEVER)
        PASS(); // of a query that was never reset, nothing may be asked
    const struct omm_query_result after = result_of(&scene);
    ASSERT_EQ_FMT(before.available, after.available, "%" PRIu64);
    if (before.available)
        ASSERT_EQ_FMT(before.value, after.value, "%" PRIu64);
    PASS();
}

enum { NOT_BUILT, NOT_BUILT_2, BUILT_AFTER, BUILT_ELSEWHERE, IN_SECONDARY };

static const struct omm_breach unconstructed[] = {
    {.name = "never", .kind = NOT_BUILT},
    {.name = "never_submit2", .kind = NOT_BUILT_2},
    {.name = "built_right_after", .kind = BUILT_AFTER},
    {.name = "build_not_submitted", .kind = BUILT_ELSEWHERE},
    {.name = "in_a_secondary", .kind = IN_SECONDARY},
};

OMM_VIOLATION(pMicromaps_11662,
              .about = "The micromap is never built, or by a command that stands behind the query "
                       "or was not submitted.",
              .covers = OMM_COVERS(VUID("pMicromaps-11662")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(unconstructed))
{
    const struct omm_breach *way = param;
    omm_must_claim_breach(VUID("pMicromaps-11662"), way);
    const struct scene scene = set_scene(t, serialization);
    reset(&scene);
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const struct omm_micromap *map = omm_create_micromap(
        t, omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize);
    const VkMicromapBuildInfoEXT build = omm_device_build_info(t, input, 0, map);

    const VkCommandBuffer commands = omm_begin(t, scene.queue, 0);
    const VkCommandBuffer other = omm_begin_secondary(t, scene.queue);
    record(&scene, way->kind == IN_SECONDARY ? other : commands, map);
    omm_barrier_copies(t, commands);
    if (way->kind == BUILT_AFTER || way->kind == BUILT_ELSEWHERE)
        t->vk->vkCmdBuildMicromapsEXT(way->kind == BUILT_AFTER ? commands : other, 1, &build);
    omm_end(t, other);
    if (way->kind == IN_SECONDARY)
        t->vk->vkCmdExecuteCommands(commands, 1, &other);
    ASSERT_OK(stopped(&scene, commands, map, way->kind == NOT_BUILT_2, VUID("pMicromaps-11662")));
    ASSERT_EQ_FMT(0, (int)result_of(&scene).available, "%d");
    PASS();
}

// With room for the same build with and without ALLOW_COMPACTION.
static struct omm_micromap *build_both_ways(const struct omm_test *t, VkBuildMicromapFlagsEXT flags)
{
    const VkAccelerationStructureBuildTypeKHR device =
        VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR;
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize with =
        omm_sizes(t, input, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT, device).micromapSize;
    const VkDeviceSize without = omm_sizes(t, input, 0, device).micromapSize;
    struct omm_micromap *map = omm_create_micromap(t, with > without ? with : without);
    omm_device_build_into(map, input, flags);
    return map;
}

enum { BUILT, CLONED, BUILT_AGAIN };

static const struct omm_breach incompactible[] = {
    {.name = "built", .kind = BUILT},
    {.name = "cloned", .kind = CLONED},
    {.name = "built_again", .kind = BUILT_AGAIN},
};

OMM_VIOLATION(pMicromaps_07502,
              .about = "The compacted size is asked of a micromap that was last built without "
                       "ALLOW_COMPACTION, or of its clone.",
              .covers = OMM_COVERS(VUID("pMicromaps-07502")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(incompactible))
{
    const struct omm_breach *way = param;
    omm_must_claim_breach(VUID("pMicromaps-07502"), way);
    const struct scene scene = set_scene(t, compacted);
    reset(&scene);
    struct omm_micromap *map = build_both_ways(
        t, way->kind == BUILT_AGAIN ? VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT : 0);
    if (way->kind == BUILT_AGAIN)
        omm_device_build_into(map, map->input, 0);
    if (way->kind == CLONED)
        map = omm_device_clone(map);
    const VkCommandBuffer commands = omm_begin(t, scene.queue, 0);
    record(&scene, commands, map);
    ASSERT_OK(stopped(&scene, commands, map, false, VUID("pMicromaps-07502")));
    ASSERT_EQ_FMT(0, (int)result_of(&scene).available, "%d");
    PASS();
}
