// SPDX-License-Identifier: Apache-2.0
// A walk's world: a few places for micromaps and for serialized data, and of each the input that it must mean.
#include "walk.h"

#include <ommcts/deferred.h>
#include <ommcts/device_micromap.h>
#include <ommcts/readback.h>
#include <ommcts/side.h>
#include <ommcts/verdict.h>

struct place {
    struct omm_micromap *map;      // NULL: empty
    const struct omm_input *input; // what it means
    bool compactable;              // its own build allowed compaction
};

struct blob {
    const struct omm_block *block; // NULL: empty
    const struct omm_input *input;
    VkDeviceSize size; // of the micromap that was serialized
};

struct world {
    const struct omm_test *t;
    const struct omm_walk_step *steps;
    uint32_t count;
    struct place places[OMM_WALK_PLACES];
    struct blob blobs[OMM_WALK_BLOBS];
    uint32_t at;                      // the step that is being taken
    VkDeferredOperationKHR operation; // of every step that is deferred, again and again
};

static const struct omm_shape shapes[OMM_WALK_SHAPES] = {
    {.name = "one", .groups = {{4, 3, 1}}},
    {.name = "odd", .groups = {{2, 1, 3}, {4, 0, 5}}},
    {.name = "many", .groups = {{2, 2, 61}}},
    {.name = "mixed", .groups = {{4, 2, 7}, {2, 4, 2}, {4, 1, 9}}},
    {.name = "deep", .groups = {{4, 5, 2}}},
    {.name = "dense", .groups = {{2, 3, 17}, {4, 3, 5}}},
};

static enum omm_side side_of(const struct omm_walk_step *step)
{
    return step->on_queue ? OMM_ON_DEVICE : OMM_ON_HOST;
}

static bool is_deferred(const struct omm_walk_step *step)
{
    return step->deferred && !step->on_queue;
}

static void empty(struct place *place)
{
    if (place->map)
        omm_destroy_micromap(place->map);
    *place = (struct place){0};
}

static void settle(struct place *place, struct omm_micromap *map, const struct omm_input *input,
                   bool compactable)
{
    if (place->map != map)
        empty(place);
    *place = (struct place){map, input, compactable};
}

static void build_deferred(VkDeferredOperationKHR operation, struct omm_micromap *map,
                           const struct omm_input *input, VkBuildMicromapFlagsEXT flags)
{
    const struct omm_test *t = map->t;
    const VkDeviceSize scratch = omm_host_sizes(t, input, flags).buildScratchSize;
    VkMicromapBuildInfoEXT info = omm_build_info(input, flags);
    info.dstMicromap = map->handle;
    if (scratch)
        info.scratchData.hostAddress =
            omm_block(&(struct omm_block_request){
                          .name = "scratch", .size = (size_t)scratch, .alignment = 16})
                ->bytes;
    omm_finish(t, operation, t->vk->vkBuildMicromapsEXT(t->device, operation, 1, &info));
}

static void build_into(const struct world *world, const struct omm_walk_step *step,
                       struct omm_micromap *map, const struct omm_input *input,
                       VkBuildMicromapFlagsEXT flags)
{
    if (is_deferred(step))
        build_deferred(world->operation, map, input, flags);
    else
        omm_build_into_on(side_of(step), map, input, flags);
}

static void build(struct world *world, const struct omm_walk_step *step)
{
    const struct omm_input *input = omm_make_input(world->t, &shapes[step->shape]);
    const VkBuildMicromapFlagsEXT flags =
        step->compactable ? VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT : 0;
    struct omm_micromap *map = omm_create_micromap(
        world->t, omm_sizes_on(side_of(step), world->t, input, flags).micromapSize);
    build_into(world, step, map, input, flags);
    settle(&world->places[step->to], map, input, step->compactable);
}

// The inverse pattern, where the other kind of build may need another size only by the same side.
static void rebuild(struct world *world, const struct omm_walk_step *step)
{
    struct place *place = &world->places[step->to];
    const struct omm_input *input = omm_inverse(place->input);
    if (omm_sizes_on(side_of(step), world->t, input, 0).micromapSize > place->map->size)
        return;
    build_into(world, step, place->map, input, 0);
    settle(place, place->map, input, false);
}

static void copy(struct world *world, const struct omm_walk_step *step)
{
    const struct place *source = &world->places[step->from];
    const struct omm_test *t = world->t;
    const bool compact = step->verb == OMM_WALK_COMPACT;
    const VkCopyMicromapModeEXT mode =
        compact ? VK_COPY_MICROMAP_MODE_COMPACT_EXT : VK_COPY_MICROMAP_MODE_CLONE_EXT;
    const VkDeviceSize size =
        compact ? omm_compacted_size_on(side_of(step), source->map) : source->map->size;
    struct omm_micromap *map = omm_create_micromap(t, size);
    if (is_deferred(step)) {
        const VkDeferredOperationKHR operation = world->operation;
        const VkCopyMicromapInfoEXT info = omm_copy_info(source->map, map, mode);
        omm_finish(t, operation, t->vk->vkCopyMicromapEXT(t->device, operation, &info));
    } else {
        omm_copy_into_on(side_of(step), source->map, map, mode);
    }
    settle(&world->places[step->to], map, source->input, false);
}

static void serialize(struct world *world, const struct omm_walk_step *step)
{
    const struct place *source = &world->places[step->from];
    const struct omm_test *t = world->t;
    struct omm_block *block = NULL;
    if (is_deferred(step)) {
        block = omm_destination(source->map);
        const VkDeferredOperationKHR operation = world->operation;
        const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source->map, block->bytes);
        omm_finish(t, operation, t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &info));
    } else {
        block = omm_serialize_on(side_of(step), source->map);
    }
    world->blobs[step->to] = (struct blob){block, source->input, source->map->size};
}

static void load(struct world *world, const struct omm_walk_step *step)
{
    const struct blob *blob = &world->blobs[step->from];
    struct place *place = &world->places[step->to];
    const struct omm_test *t = world->t;
    const bool used = place->map && place->map->size >= blob->size;
    struct omm_micromap *map = used ? place->map : omm_create_micromap(t, blob->size);
    if (is_deferred(step) && omm_compatible(t, blob->block->bytes)) {
        const VkDeferredOperationKHR operation = world->operation;
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->block->bytes, map);
        omm_finish(t, operation, t->vk->vkCopyMemoryToMicromapEXT(t->device, operation, &info));
    } else {
        omm_deserialize_into_on(side_of(step), blob->block, map);
    }
    settle(place, map, blob->input, false);
}

static void look(const struct place *place)
{
    const char *complaint = omm_reads_back_as(place->map, place->input);
    if (complaint)
        omm_fail("%s", complaint);
}

static void ask(const struct omm_walk_step *step, const struct place *place)
{
    const VkDeviceSize size =
        step->on_queue ? omm_device_serialized_size(place->map) : omm_serialized_size(place->map);
    if (size < OMM_HEADER_SIZE)
        omm_fail("a serialization size of %llu bytes", (unsigned long long)size);
    omm_checked();
}

// Whether the places of a step hold what it needs.
static bool possible(const struct world *world, const struct omm_walk_step *step)
{
    switch (step->verb) {
    case OMM_WALK_BUILD:
        return true;
    case OMM_WALK_LOAD:
        return world->blobs[step->from].block;
    case OMM_WALK_CLONE:
        return world->places[step->from].map && step->from != step->to;
    case OMM_WALK_COMPACT:
        return world->places[step->from].compactable && step->from != step->to;
    case OMM_WALK_SERIALIZE:
        return world->places[step->from].map;
    default:
        return world->places[step->to].map;
    }
}

static void take(struct world *world, const struct omm_walk_step *step)
{
    switch (step->verb) {
    case OMM_WALK_BUILD:
        build(world, step);
        break;
    case OMM_WALK_REBUILD:
        rebuild(world, step);
        break;
    case OMM_WALK_CLONE:
    case OMM_WALK_COMPACT:
        copy(world, step);
        break;
    case OMM_WALK_SERIALIZE:
        serialize(world, step);
        break;
    case OMM_WALK_LOAD:
        load(world, step);
        break;
    case OMM_WALK_ASK:
        ask(step, &world->places[step->to]);
        break;
    case OMM_WALK_DESTROY:
        empty(&world->places[step->to]);
        break;
    default:
        look(&world->places[step->to]);
    }
}

static void take_all(void *argument)
{
    struct world *world = argument;
    for (world->at = 0; world->at < world->count; ++world->at)
        if (possible(world, &world->steps[world->at]))
            take(world, &world->steps[world->at]);
    for (int i = 0; i < OMM_WALK_PLACES; ++i)
        if (world->places[i].map)
            look(&world->places[i]);
}

const char *omm_walk_shape(uint8_t shape)
{
    return shapes[shape].name;
}

const char *omm_walk_take(const struct omm_test *t, const struct omm_walk_step *steps,
                          uint32_t count, uint32_t *at)
{
    const size_t mark = omm_cleanup_mark();
    struct world *world = omm_alloc(sizeof *world);
    *world = (struct world){.t = t, .steps = steps, .count = count};
    if (t->vk->vkCreateDeferredOperationKHR)
        world->operation = omm_create_operation(t);
    const char *complaint = omm_attempt(take_all, world);
    *at = world->at;
    omm_cleanup_since(mark);
    return complaint;
}
