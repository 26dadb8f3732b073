// SPDX-License-Identifier: Apache-2.0
// The seventeen valid-usage IDs of vkCmdWriteMicromapsPropertiesEXT (chapter "Copying Micromaps"), and
// pMicromaps-07501, queryPool-07526 and queryType-parameter, which only older registries have. videocoding has no edge:
// a video coding scope needs a queue and a session of video extensions, which have nothing to do with micromaps and are
// enabled for no case.
//
// An edge is valid usage right at the boundary of one rule: the query must be available after the fence, and its value
// enough for what it promises. A serialization size is judged by serializing into a region of exactly so many bytes, a
// compacted size by compacting into a micromap of exactly that size. Each case records, submits and waits on one queue,
// and uses device commands alone. Vacuous if the call stood far inside the rule: each edge says what makes it the last
// valid step.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkCmdWriteMicromapsPropertiesEXT-" id

static const VkQueryType serialization = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
static const VkQueryType compacted = VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT;

static const struct type {
    const char *name;
    VkQueryType type;
    VkBuildMicromapFlagsEXT flags; // the fewest that the type allows
} types[] = {
    {"serialization", VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 0},
    {"compacted", VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT,
     VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT},
};

// With larger sizes than omm_small.
static const struct omm_shape larger = {.name = "s4_l3_n80", .groups = {{4, 3, 80}}};

// A micromap and a query of its own.
struct scene {
    const struct omm_test *t;
    const struct omm_queue *queue;
    const struct omm_micromap *map;
    VkQueryType type;
    VkQueryPool pool;
    uint32_t query;
};

static struct scene scene_of(const struct omm_micromap *map, VkQueryType type)
{
    return (struct scene){
        .t = map->t,
        .queue = omm_queue(map->t, OMM_COMPUTES),
        .map = map,
        .type = type,
        .pool = omm_create_query_pool(map->t, type, 1),
    };
}

static struct scene typed_scene(const struct omm_test *t, const struct type *type)
{
    return scene_of(omm_device_build(t, &omm_small, type->flags), type->type);
}

static struct scene set_scene(const struct omm_test *t)
{
    return typed_scene(t, &types[0]);
}

static VkCommandBuffer begin(const struct scene *scene)
{
    return omm_begin(scene->t, scene->queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
}

static void reset(const struct scene *scene, VkCommandBuffer commands)
{
    scene->t->vk->vkCmdResetQueryPool(commands, scene->pool, scene->query, 1);
}

static void record(const struct scene *scene, VkCommandBuffer commands)
{
    scene->t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &scene->map->handle, scene->type,
                                                   scene->pool, scene->query);
}

static const char *enough_to_serialize(const struct scene *scene, VkDeviceSize value)
{
    if (value < OMM_HEADER_SIZE)
        return omm_sentence("the serialization size is %llu bytes, less than the header (A037)",
                            (unsigned long long)value);
    const struct omm_region *blob = omm_region(scene->t, value, 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(scene->map, blob);
    VkCommandBuffer commands = begin(scene);
    scene->t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_run(scene->t, scene->queue, commands);
    const char *complaint = omm_region_neighbours_intact(blob);
    return complaint ? complaint : omm_header_good(scene->t, blob->bytes);
}

static const char *enough_to_compact(const struct scene *scene, VkDeviceSize value)
{
    if (!value)
        return "the compacted size is 0 bytes (A038)";
    const struct omm_micromap *destination = omm_create_micromap(scene->t, value);
    const VkCopyMicromapInfoEXT info =
        omm_copy_info(scene->map, destination, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    VkCommandBuffer commands = begin(scene);
    scene->t->vk->vkCmdCopyMicromapEXT(commands, &info);
    omm_run(scene->t, scene->queue, commands);
    const char *complaint = omm_neighbours_intact(destination);
    return complaint ? complaint : omm_device_usable(destination);
}

static const char *answered(const struct scene *scene)
{
    struct omm_query_result result;
    omm_query_results(scene->t, scene->pool, scene->query, 1, &result);
    if (!result.available)
        return omm_sentence("query %u is not available after the fence of its submission (A050)",
                            scene->query);
    if (result.value >> 32)
        return omm_sentence("the size of a small micromap is 0x%llx (A052)",
                            (unsigned long long)result.value);
    return scene->type == compacted ? enough_to_compact(scene, result.value)
                                    : enough_to_serialize(scene, result.value);
}

// Ends and submits. No barrier is needed for what vkGetQueryPoolResults reads after the fence.
static const char *runs(const struct scene *scene, VkCommandBuffer commands)
{
    omm_end(scene->t, commands);
    omm_submit(scene->t, scene->queue, commands);
    return answered(scene);
}

// Query right after reset right after whatever `commands` hold.
static const char *answers_after(const struct scene *scene, VkCommandBuffer commands)
{
    reset(scene, commands);
    record(scene, commands);
    return runs(scene, commands);
}

static const char *answers(const struct scene *scene)
{
    return answers_after(scene, begin(scene));
}

OMM_EDGE(queryPool_07525,
         .about = "The pool and the command name the same query type, either of the two.",
         .covers = OMM_COVERS(VUID("queryPool-07525"), "A011", "A052"),
         .needs = {.device_commands = true}, .params = OMM_PARAMS(types))
{
    const struct scene scene = typed_scene(t, param);
    ASSERT_OK(answers(&scene));
    PASS();
}

OMM_EDGE(None_12417,
         .about = "A query that holds a result is made unavailable by the command right before.",
         .covers = OMM_COVERS(VUID("None-12417"), "A050"), .needs = {.device_commands = true})
{
    struct scene scene = set_scene(t);
    ASSERT_OK(answers(&scene));
    scene.map = omm_device_build(t, &larger, 0); // for which the old result is not enough
    ASSERT_OK(answers(&scene));
    PASS();
}

OMM_EDGE(queryPool_07526,
         .about = "A query that holds a result is made unavailable by the host, after the fence.",
         .covers = OMM_COVERS(VUID("queryPool-07526"), "A050"),
         .needs = {.device_commands = true, .host_query_reset = true})
{
    struct scene scene = set_scene(t);
    ASSERT_OK(answers(&scene));
    scene.map = omm_device_build(t, &larger, 0);
    t->vk->vkResetQueryPool(t->device, scene.pool, scene.query, 1);
    VkCommandBuffer commands = begin(&scene);
    record(&scene, commands);
    ASSERT_OK(runs(&scene, commands));
    PASS();
}

OMM_EDGE(buffer_07527,
         .about = "A micromap in device-local memory, bound after the micromap was created.",
         .covers = OMM_COVERS(VUID("buffer-07527"), "A052"), .needs = {.device_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    const uint32_t remote = omm_remote_type(omm_create_micromap(t, size)->buffer);
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type = remote,
                                        .unmapped = true,
                                        .unbound = true});
    struct omm_micromap *map = omm_create_micromap_in(buffer, 0, size);
    omm_buffer_bind(buffer);
    omm_device_build_into(map, input, 0);
    const struct scene scene = scene_of(map, serialization);
    ASSERT_OK(answers(&scene));
    PASS();
}

OMM_EDGE(query_07528, .about = "firstQuery + micromapCount reaches exactly the end of the pool.",
         .covers = OMM_COVERS(VUID("query-07528"), "A050", "A051"),
         .needs = {.device_commands = true})
{
    enum { FIRST = 3, ALL = 5 };
    struct scene scenes[2] = {set_scene(t),
                              scene_of(omm_device_build(t, &larger, 0), serialization)};
    const VkMicromapEXT handles[2] = {scenes[0].map->handle, scenes[1].map->handle};
    const VkQueryPool pool = omm_create_query_pool(t, serialization, ALL);
    for (uint32_t i = 0; i < 2; ++i) {
        scenes[i].pool = pool;
        scenes[i].query = FIRST + i;
    }
    VkCommandBuffer commands = begin(&scenes[0]);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, ALL);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 2, handles, serialization, pool, FIRST);
    ASSERT_OK(runs(&scenes[0], commands));
    ASSERT_OK(answered(&scenes[1]));
    struct omm_query_result others[FIRST];
    omm_query_results(t, pool, 0, FIRST, others);
    for (int i = 0; i < FIRST; ++i)
        ASSERT_EQ_FMTm("a query before firstQuery became available (A050)", 0,
                       (int)others[i].available, "%d");
    PASS();
}

OMM_EDGE(pMicromaps_11662,
         .about = "A micromap is constructed in time that the command right before builds.",
         .covers = OMM_COVERS(VUID("pMicromaps-11662"), "A050"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(types))
{
    const struct type *type = param;
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkMicromapBuildSizesInfoEXT sizes =
        omm_sizes(t, input, type->flags, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR);
    struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    const VkMicromapBuildInfoEXT build = omm_device_build_info(t, input, type->flags, map);
    const struct scene scene = scene_of(map, type->type);
    VkCommandBuffer commands = begin(&scene);
    reset(&scene, commands);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &build);
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
    record(&scene, commands);
    omm_barrier_copies(t, commands); // for the copy that judges the value
    ASSERT_OK(runs(&scene, commands));
    PASS();
}

OMM_EDGE(pMicromaps_07501,
         .about = "A micromap that only a copy constructed, and never a build, is constructed.",
         .covers = OMM_COVERS(VUID("pMicromaps-07501"), "A052"), .needs = {.device_commands = true})
{
    struct omm_micromap *built = omm_device_build(t, &omm_small, 0);
    const struct scene scene = scene_of(omm_device_clone(built), serialization);
    omm_destroy_micromap(built);
    ASSERT_OK(answers(&scene));
    PASS();
}

OMM_EDGE(pMicromaps_07502,
         .about = "The compacted size needs ALLOW_COMPACTION and no other flag; the serialization "
                  "size does not need it.",
         .covers = OMM_COVERS(VUID("pMicromaps-07502"), "A052"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(types))
{
    const struct scene scene = typed_scene(t, param);
    ASSERT_OK(answers(&scene));
    PASS();
}

OMM_EDGE(queryType_07503,
         .about = "The two query types that are allowed work on one and the same micromap.",
         .covers = OMM_COVERS(VUID("queryType-07503"), "A170"), .needs = {.device_commands = true})
{
    const struct scene scene = typed_scene(t, &types[1]);
    const struct scene other = scene_of(scene.map, serialization);
    VkCommandBuffer commands = begin(&scene);
    reset(&scene, commands);
    record(&scene, commands);
    ASSERT_OK(answers_after(&other, commands));
    ASSERT_OK(answered(&scene));
    PASS();
}

OMM_EDGE(queryType_parameter,
         .about = "The query types have the values 1000396000 and 1000396001, and work.",
         .covers = OMM_COVERS(VUID("queryType-parameter"), "A170"),
         .needs = {.device_commands = true}, .params = OMM_PARAMS(types))
{
    const struct scene scene = typed_scene(t, param);
    ASSERT_EQ_FMT(param == &types[1] ? 1000396001 : 1000396000, (int)scene.type, "%d");
    ASSERT_OK(answers(&scene));
    PASS();
}

OMM_EDGE(commandBuffer_parameter,
         .about = "A secondary command buffer is a valid one, and is executed once recorded.",
         .covers = OMM_COVERS(VUID("commandBuffer-parameter"), "A055"),
         .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    const VkCommandBuffer secondary = omm_begin_secondary(t, scene.queue);
    reset(&scene, secondary);
    record(&scene, secondary);
    omm_end(t, secondary);
    VkCommandBuffer commands = begin(&scene);
    t->vk->vkCmdExecuteCommands(commands, 1, &secondary);
    ASSERT_OK(runs(&scene, commands));
    PASS();
}

OMM_EDGE(commandBuffer_recording,
         .about = "The command is the first after vkBeginCommandBuffer and the last before "
                  "vkEndCommandBuffer.",
         .covers = OMM_COVERS(VUID("commandBuffer-recording")), .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    VkCommandBuffer before = begin(&scene);
    reset(&scene, before);
    omm_end(t, before);
    omm_submit(t, scene.queue, before);
    VkCommandBuffer alone = begin(&scene);
    record(&scene, alone);
    ASSERT_OK(runs(&scene, alone));
    PASS();
}

OMM_EDGE(commandBuffer_cmdpool, .about = "A pool whose queue family computes without graphics.",
         .covers = OMM_COVERS(VUID("commandBuffer-cmdpool"), "A055"),
         .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(omm_on_queue(t, OMM_COMPUTE_ONLY));
    ASSERT_OK(answers(&scene));
    PASS();
}

OMM_EDGE(renderpass, .about = "The command directly follows the end of a render pass instance.",
         .covers = OMM_COVERS(VUID("renderpass"), "A055"),
         .needs = {.device_commands = true, .dynamic_rendering = true})
{
    const struct scene scene = set_scene(omm_on_queue(t, OMM_GRAPHICS));
    VkCommandBuffer commands = begin(&scene);
    reset(&scene, commands);
    omm_render_nothing(t, commands);
    record(&scene, commands);
    ASSERT_OK(runs(&scene, commands));
    PASS();
}

OMM_EDGE(suspended,
         .about = "The command directly follows the end of an instance that was suspended and "
                  "resumed.",
         .covers = OMM_COVERS(VUID("suspended"), "A055"),
         .needs = {.device_commands = true, .dynamic_rendering = true})
{
    const struct scene scene = set_scene(omm_on_queue(t, OMM_GRAPHICS));
    VkCommandBuffer commands = begin(&scene);
    reset(&scene, commands);
    omm_render_in_two(t, commands);
    record(&scene, commands);
    ASSERT_OK(runs(&scene, commands));
    PASS();
}

OMM_EDGE(commonparent,
         .about = "All handles come from one device while another device has the like of them.",
         .covers = OMM_COVERS(VUID("commonparent")), .needs = {.device_commands = true})
{
    const struct omm_needs needs = {.device_commands = true};
    const struct scene theirs = set_scene(omm_open_device(t, &needs, NULL));
    const struct scene ours = set_scene(t);
    ASSERT_OK(answers(&theirs));
    ASSERT_OK(answers(&ours));
    PASS();
}

OMM_EDGE(micromapCount_arraylength,
         .about = "One micromap, the fewest that are allowed, fills a pool of one query.",
         .covers = OMM_COVERS(VUID("micromapCount-arraylength"), "A050"),
         .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    ASSERT_OK(answers(&scene));
    PASS();
}

OMM_EDGE(pMicromaps_parameter,
         .about = "pMicromaps ends before an inaccessible page, is read-only, and is gone once the "
                  "command is recorded.",
         .covers = OMM_COVERS(VUID("pMicromaps-parameter"), "A056"),
         .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    const struct omm_block *handles =
        omm_block(&(struct omm_block_request){.name = "pMicromaps",
                                              .size = sizeof scene.map->handle,
                                              .alignment = _Alignof(VkMicromapEXT)});
    memcpy(handles->bytes, &scene.map->handle, handles->size);
    omm_block_protect(handles, OMM_READ_ONLY);
    VkCommandBuffer commands = begin(&scene);
    reset(&scene, commands);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1,
                                            (const VkMicromapEXT *)(const void *)handles->bytes,
                                            scene.type, scene.pool, scene.query);
    omm_block_protect(handles, OMM_NO_ACCESS);
    ASSERT_OK(runs(&scene, commands));
    PASS();
}

OMM_EDGE(queryPool_parameter,
         .about = "A pool is valid that was created right after another was destroyed.",
         .covers = OMM_COVERS(VUID("queryPool-parameter"), "A011"),
         .needs = {.device_commands = true})
{
    const VkQueryPoolCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
        .queryType = serialization,
        .queryCount = 1,
    };
    VkQueryPool gone = VK_NULL_HANDLE;
    ASSERT_SUCCESS(t->vk->vkCreateQueryPool(t->device, &info, t->allocator, &gone));
    t->vk->vkDestroyQueryPool(t->device, gone, t->allocator);
    const struct scene scene = set_scene(t);
    ASSERT_OK(answers(&scene));
    PASS();
}
