// SPDX-License-Identifier: Apache-2.0
#include <ommcts/device_micromap.h>
#include <ommcts/origin.h>
#include <ommcts/verdict.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

// Compaction comes first in its chains: it is only promised for micromaps that were built.
const struct omm_origin omm_origins[11] = {
    {"built", ""},
    {"built_twice", "b"},
    {"cloned", "c"},
    {"cloned_twice", "cc"},
    {"compacted", "k"},
    {"compacted_cloned", "kc"},
    {"compacted_deserialized", "kd"},
    {"deserialized", "d"},
    {"deserialized_twice", "dd"},
    {"deserialized_cloned", "dc"},
    {"cloned_deserialized", "cd"},
};

static struct omm_micromap *reloaded(const struct omm_micromap *map, enum omm_side side)
{
    if (side == OMM_ON_HOST)
        return omm_deserialize(map->t, omm_serialize(map), map->size);
    return omm_device_deserialize(map->t, omm_device_serialize(map), map->size);
}

static struct omm_micromap *copied(const struct omm_micromap *map, char how, enum omm_side side)
{
    const bool host = side == OMM_ON_HOST;
    switch (how) {
    case 'c':
        return host ? omm_clone(map) : omm_device_clone(map);
    case 'k':
        return host ? omm_compact(map) : omm_device_compact(map);
    case 'd':
        return reloaded(map, side);
    default:
        omm_resource_error("no step of an origin is called '%c'", how);
    }
}

static void build_again(struct omm_micromap *map, const struct omm_shape *shape, enum omm_side side)
{
    const struct omm_input *input = omm_make_input(map->t, shape);
    if (side == OMM_ON_HOST)
        omm_build_into(map, input, compactable);
    else
        omm_device_build_into(map, input, compactable);
}

struct omm_micromap *omm_originate(const struct omm_test *t, const struct omm_origin *origin,
                                   const struct omm_shape *shape, enum omm_side side)
{
    struct omm_micromap *map = side == OMM_ON_HOST ? omm_build(t, shape, compactable)
                                                   : omm_device_build(t, shape, compactable);
    for (const char *how = origin->steps; *how; ++how) {
        if (*how == 'b') {
            build_again(map, shape, side);
            continue;
        }
        struct omm_micromap *next = copied(map, *how, side);
        next->input = map->input;
        next->flags = map->flags;
        omm_destroy_micromap(map);
        omm_buffer_destroy(map->buffer);
        map = next;
    }
    return map;
}
