// SPDX-License-Identifier: Apache-2.0
// Violations of the valid-usage IDs of vkCmdWriteMicromapsPropertiesEXT, whose edges are in the file of the command's
// name.
//
// Each breaks one rule under one validation layer, in a process of its own. Observed: the layer reports the ID, the
// driver is not entered, or, where only execution breaks the rule, vkQueueSubmit executes nothing; queries that were
// reset stay unavailable, others keep what they hold, micromaps keep every byte; and the same command without the
// mistake works then. Vacuous if the query could not be written anyway: but for the broken rule each call is valid, with
// a constructed micromap that may be compacted and queries that were reset.
//
// commandBuffer-parameter has no violation: a wild dispatchable handle never reaches a layer, the loader reads through
// it first. videocoding has none: no device of any case has a video coding scope.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkCmdWriteMicromapsPropertiesEXT-" id

static const VkQueryType serialization = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;

enum { QUERIES = 2 };

// The arguments of one call, and the pool that holds its queries.
struct scene {
    const struct omm_test *t;
    const struct omm_queue *queue;
    VkMicromapEXT maps[2]; // the second is for calls with two
    uint32_t count;
    VkQueryType type;
    VkQueryPool pool;
    uint32_t first;
    struct omm_stakes *stakes;
};

static void reset(const struct scene *scene)
{
    const VkCommandBuffer commands = omm_begin(scene->t, scene->queue, 0);
    scene->t->vk->vkCmdResetQueryPool(commands, scene->pool, 0, QUERIES);
    omm_end(scene->t, commands);
    omm_submit(scene->t, scene->queue, commands);
}

static struct scene scene_of(const struct omm_micromap *map, VkQueryType type)
{
    struct scene scene = {
        .t = map->t,
        .queue = omm_queue(map->t, OMM_COMPUTES),
        .maps = {map->handle, map->handle},
        .count = 1,
        .type = type,
        .pool = omm_create_query_pool(map->t, type, QUERIES),
    };
    reset(&scene);
    scene.stakes = omm_stakes(map->t, "vkCmdWriteMicromapsPropertiesEXT");
    omm_stake_micromap(scene.stakes, map);
    return scene;
}

static struct scene set_scene(const struct omm_test *t)
{
    return scene_of(omm_device_build(t, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT),
                    serialization);
}

static void record(const struct scene *scene, VkCommandBuffer commands)
{
    scene->t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, scene->count, scene->maps, scene->type,
                                                   scene->pool, scene->first);
}

static const char *all_unavailable(const struct scene *scene)
{
    struct omm_query_result results[QUERIES];
    omm_query_results(scene->t, scene->pool, 0, QUERIES, results);
    for (uint32_t i = 0; i < QUERIES; ++i)
        if (results[i].available)
            return omm_sentence("query %u is available after the command was stopped", i);
    return NULL;
}

static const char *works(const struct scene *scene, const char *vuid)
{
    const VkCommandBuffer commands = omm_begin(scene->t, scene->queue, 0);
    record(scene, commands);
    omm_run(scene->t, scene->queue, commands);
    struct omm_query_result result;
    omm_query_results(scene->t, scene->pool, scene->first, 1, &result);
    if (!result.available || !result.value)
        return "the valid command after the stopped one wrote no result";
    return omm_layer_reported(vuid);
}

// The broken call was stopped; the scene's own works then.
static const char *judge(const struct scene *scene, const char *vuid)
{
    const char *complaint = omm_stopped_silently(scene->stakes, vuid);
    if (!complaint)
        complaint = all_unavailable(scene);
    return complaint ? complaint : works(scene, vuid);
}

// Where commands may stand.
static const char *stopped(const struct scene *scene, const struct scene *broken, const char *vuid)
{
    const VkCommandBuffer commands = omm_begin(scene->t, scene->queue, 0);
    record(broken, commands);
    if (omm_layer_said(vuid)) // else what was recorded is not fit to be executed
        omm_run(scene->t, scene->queue, commands);
    return judge(scene, vuid);
}

// Where they may not.
static const char *stopped_at(const struct omm_test *t, enum omm_place place, const char *vuid)
{
    omm_layer_must_claim(vuid);
    const struct scene scene = set_scene(t);
    const struct omm_misplaced misplaced = omm_misplace(t, place);
    record(&scene, misplaced.commands);
    if (omm_layer_said(vuid))
        omm_misplaced_submit(&misplaced);
    return judge(&scene, vuid);
}

static const struct pools {
    const char *name;
    VkQueryType type, pool;
} pools[] = {
    {"serialization_in_compacted", VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
     VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT},
    {"compacted_in_serialization", VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT,
     VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT},
    {"serialization_in_timestamp", VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
     VK_QUERY_TYPE_TIMESTAMP},
};

OMM_VIOLATION(queryPool_07525, .about = "The pool was created for another query type.",
              .covers = OMM_COVERS(VUID("queryPool-07525")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(pools))
{
    const struct pools *way = param;
    omm_layer_must_claim(VUID("queryPool-07525"));
    const struct scene scene = set_scene(t);
    struct scene broken = scene;
    broken.type = way->type;
    broken.pool = omm_create_query_pool(t, way->pool, QUERIES);
    reset(&broken);
    ASSERT_OK(stopped(&scene, &broken, VUID("queryPool-07525")));
    PASS();
}

OMM_VIOLATION(buffer_07527,
              .about = "A micromap's buffer was never bound to memory, or that is freed.",
              .covers = OMM_COVERS(VUID("buffer-07527")), .needs = {.device_commands = true},
              .params = OMM_UNBACKED)
{
    omm_layer_must_claim(VUID("buffer-07527"));
    const struct scene scene = set_scene(t);
    struct scene broken = scene;
    broken.maps[1] = omm_unbacked_micromap(t, 4096, param)->handle;
    broken.count = 2;
    ASSERT_OK(stopped(&scene, &broken, VUID("buffer-07527")));
    PASS();
}

static const struct range {
    const char *name;
    uint32_t first, count;
} ranges[] = {
    {"begins_at_the_end", QUERIES, 1},
    {"ends_past_the_end", QUERIES - 1, 2},
    {"sum_wraps", UINT32_MAX, 2},
};

OMM_VIOLATION(query_07528, .about = "firstQuery + micromapCount is more than the pool has.",
              .covers = OMM_COVERS(VUID("query-07528")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(ranges))
{
    const struct range *way = param;
    omm_layer_must_claim(VUID("query-07528"));
    const struct scene scene = set_scene(t);
    struct scene broken = scene;
    broken.first = way->first;
    broken.count = way->count;
    ASSERT_OK(stopped(&scene, &broken, VUID("query-07528")));
    PASS();
}

static const struct other_type {
    const char *name;
    VkQueryType type;
} other_types[] = {
    {"timestamp", VK_QUERY_TYPE_TIMESTAMP},
    {"occlusion", VK_QUERY_TYPE_OCCLUSION},
};

OMM_VIOLATION(queryType_07503,
              .about = "Pool and command agree on a query type that has nothing to do with "
                       "micromaps.",
              .covers = OMM_COVERS(VUID("queryType-07503")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(other_types))
{
    const struct other_type *way = param;
    omm_layer_must_claim(VUID("queryType-07503"));
    const struct scene scene = set_scene(t);
    struct scene broken = scene;
    broken.type = way->type;
    broken.pool = omm_create_query_pool(t, way->type, QUERIES);
    reset(&broken);
    ASSERT_OK(stopped(&scene, &broken, VUID("queryType-07503")));
    PASS();
}

OMM_VIOLATION(commandBuffer_recording,
              .about = "The command buffer was not begun yet, or has ended.",
              .covers = OMM_COVERS(VUID("commandBuffer-recording")),
              .needs = {.device_commands = true}, .params = OMM_NOT_RECORDING)
{
    const struct omm_place_param *way = param;
    ASSERT_OK(stopped_at(t, way->place, VUID("commandBuffer-recording")));
    PASS();
}

OMM_VIOLATION(commandBuffer_cmdpool, .about = "The pool's queue family only transfers.",
              .covers = OMM_COVERS(VUID("commandBuffer-cmdpool")),
              .needs = {.device_commands = true})
{
    ASSERT_OK(stopped_at(t, OMM_WITHOUT_COMPUTE, VUID("commandBuffer-cmdpool")));
    PASS();
}

OMM_VIOLATION(renderpass,
              .about = "A render pass instance is active, in the command buffer itself or in the "
                       "one that will execute it.",
              .covers = OMM_COVERS(VUID("renderpass")),
              .needs = {.device_commands = true, .dynamic_rendering = true},
              .params = OMM_INSIDE_RENDERING)
{
    const struct omm_place_param *way = param;
    ASSERT_OK(stopped_at(t, way->place, VUID("renderpass")));
    PASS();
}

OMM_VIOLATION(
    suspended,
    .about = "A render pass instance was suspended and is resumed right after the command.",
    .covers = OMM_COVERS(VUID("suspended")),
    .needs = {.device_commands = true, .dynamic_rendering = true})
{
    ASSERT_OK(stopped_at(t, OMM_IN_SUSPENSION, VUID("suspended")));
    PASS();
}

enum { MICROMAP, POOL };

static const struct omm_breach foreigners[] = {
    {.name = "micromap", .kind = MICROMAP},
    {.name = "pool", .kind = POOL},
};

OMM_VIOLATION(commonparent, .about = "The micromap or the pool belongs to another device.",
              .covers = OMM_COVERS(VUID("commonparent")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(foreigners))
{
    const struct omm_breach *way = param;
    omm_must_claim_breach(VUID("commonparent"), way);
    const struct omm_needs needs = {.device_commands = true};
    const struct scene theirs = set_scene(omm_open_device(t, &needs, NULL));
    const struct scene scene = set_scene(t);
    struct scene broken = scene;
    if (way->kind == MICROMAP)
        broken.maps[0] = theirs.maps[0];
    else
        broken.pool = theirs.pool;
    ASSERT_OK(stopped(&scene, &broken, VUID("commonparent")));
    ASSERT_OK(all_unavailable(&theirs));
    PASS();
}

OMM_VIOLATION(micromapCount_arraylength, .about = "No micromap is asked.",
              .covers = OMM_COVERS(VUID("micromapCount-arraylength")),
              .needs = {.device_commands = true})
{
    omm_layer_must_claim(VUID("micromapCount-arraylength"));
    const struct scene scene = set_scene(t);
    struct scene broken = scene;
    broken.count = 0;
    ASSERT_OK(stopped(&scene, &broken, VUID("micromapCount-arraylength")));
    PASS();
}

OMM_VIOLATION(pMicromaps_parameter,
              .about = "The second micromap was never created, is destroyed already, or is "
                       "VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("pMicromaps-parameter")),
              .needs = {.device_commands = true}, .params = OMM_BAD_MICROMAPS)
{
    omm_must_claim_breach(VUID("pMicromaps-parameter"), param);
    const struct scene scene = set_scene(t);
    struct scene broken = scene;
    broken.maps[1] = omm_bad_micromap_of(t, param);
    broken.count = 2;
    ASSERT_OK(stopped(&scene, &broken, VUID("pMicromaps-parameter")));
    PASS();
}

OMM_VIOLATION(queryPool_parameter,
              .about = "The pool was never created, is destroyed already, or is VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("queryPool-parameter")), .needs = {.device_commands = true},
              .params = OMM_BAD_HANDLES)
{
    const struct omm_bad_handle *way = param;
    omm_must_claim_way(VUID("queryPool-parameter"), way->name, way->khronos_misses);
    const struct scene scene = set_scene(t);
    struct scene broken = scene;
    const VkQueryPoolCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
        .queryType = serialization,
        .queryCount = QUERIES,
    };
    broken.pool = VK_NULL_HANDLE;
    if (way->wild)
        memset(&broken.pool, 0x5B, sizeof broken.pool);
    if (way->destroyed) {
        ASSERT_SUCCESS(t->vk->vkCreateQueryPool(t->device, &info, t->allocator, &broken.pool));
        t->vk->vkDestroyQueryPool(t->device, broken.pool, t->allocator);
    }
    ASSERT_OK(stopped(&scene, &broken, VUID("queryPool-parameter")));
    PASS();
}
