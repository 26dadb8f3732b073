// SPDX-License-Identifier: Apache-2.0
// Micromaps made on one side, used on the other, in every order.
//
// "These commands are functionally equivalent to their device counterparts, except that they are executed on the host
// timeline", and "apart from these details" (that builds may use different algorithms) "the host and device operations are
// interchangeable" (chapter "Host Micromap Operations"). Whatever one side keeps beside the micromap's memory, the other
// side must not depend on.
//
// Observed: each pair of steps, built, cloned, compacted or reloaded on one side and then on the other, gives a micromap
// that both sides can size, serialize and load, with nothing written beside it; so does a long random walk. Device work
// is waited for and made visible to the host before a host command follows. What the results mean takes ray queries
// (A034, A109 in full). Vacuous if all steps ran on one side: the notes of the case say which ran where.
#include <ommcts/ommcts.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
static const char *const words[] = {[OMM_ON_HOST] = "host", [OMM_ON_DEVICE] = "device"};

static enum omm_side other(enum omm_side side)
{
    return side == OMM_ON_HOST ? OMM_ON_DEVICE : OMM_ON_HOST;
}

static struct omm_micromap *reloaded(enum omm_side side, const struct omm_micromap *map)
{
    return omm_deserialize_on(side, map->t, omm_serialize_on(side, map), map->size);
}

// For ASSERT_OK: both sides, in both orders, find a micromap.
static const char *usable_by_both(const struct omm_micromap *map)
{
    const char *complaint = omm_neighbours_intact(map);
    if (!complaint)
        complaint = omm_usable(map);
    if (!complaint)
        complaint = omm_device_usable(map);
    return complaint ? complaint : omm_usable(map);
}

typedef struct omm_micromap *step(enum omm_side side, const struct omm_micromap *map);

static const struct use {
    const char *name;
    step *copy;
} uses[] = {
    {"cloned", omm_clone_on},
    {"compacted", omm_compact_on},
    {"reloaded", reloaded},
};

OMM_CASE(of_builds, .about = "What one side built the other copies, either way round.",
         .covers = OMM_COVERS("A034", "A071", "A109"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_PARAMS(uses))
{
    const struct use *use = param;
    for (size_t i = 0; i < OMM_FEW; ++i)
        for (enum omm_side side = OMM_ON_HOST; side <= OMM_ON_DEVICE; ++side) {
            omm_note("shape %s, built on the %s", omm_shapes[i].name, words[side]);
            const struct omm_micromap *source = omm_build_on(side, t, &omm_shapes[i], compactable);
            const struct omm_micromap *copy = use->copy(other(side), source);
            ASSERT_OK(usable_by_both(copy));
            ASSERT_OK(usable_by_both(source));
        }
    PASS();
}

OMM_CASE(device_built, .about = "The host sizes, serializes and loads what the device built.",
         .covers = OMM_COVERS("A034", "A071", "A044"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *source = omm_device_build(t, param, compactable);
    ASSERT_OK(omm_usable(source));
    ASSERT_OK(omm_usable(omm_compact(source)));
    ASSERT_OK(omm_neighbours_intact(source));
    PASS();
}

OMM_CASE(host_built, .about = "The device sizes, serializes and loads what the host built.",
         .covers = OMM_COVERS("A034", "A080", "A044"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, compactable);
    ASSERT_OK(omm_device_usable(source));
    ASSERT_OK(omm_device_usable(omm_device_compact(source)));
    ASSERT_OK(omm_neighbours_intact(source));
    PASS();
}

OMM_CASE(of_any_origin, .about = "Copies made on one side are copied on the other.",
         .covers = OMM_COVERS("A109", "A034", "A044"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_ORIGINS)
{
    for (enum omm_side side = OMM_ON_HOST; side <= OMM_ON_DEVICE; ++side) {
        omm_note("made on the %s", words[side]);
        const struct omm_micromap *source = omm_originate(t, param, &omm_small, side);
        ASSERT_OK(usable_by_both(source));
        ASSERT_OK(usable_by_both(omm_clone_on(other(side), source)));
        ASSERT_OK(usable_by_both(reloaded(other(side), source)));
    }
    PASS();
}

OMM_CASE(overwritten, .about = "What one side built the other builds, clones and loads over.",
         .covers = OMM_COVERS("A034", "A095"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    // Sizes are promised per kind of build; the larger one is good for both.
    const VkDeviceSize host = omm_sizes_on(OMM_ON_HOST, t, input, 0).micromapSize;
    const VkDeviceSize device = omm_sizes_on(OMM_ON_DEVICE, t, input, 0).micromapSize;
    struct omm_micromap *map = omm_create_micromap(t, host > device ? host : device);
    for (int round = 0; round < 6; ++round) {
        omm_build_into_on(round % 2 ? OMM_ON_HOST : OMM_ON_DEVICE, map, input, 0);
        ASSERT_OK(usable_by_both(map));
    }
    PASS();
}

OMM_CASE(both_kinds_of_build, .about = "The size for HOST_OR_DEVICE serves builds of either side.",
         .covers = OMM_COVERS("A017", "A034"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR)
            .micromapSize;
    struct omm_micromap *maps[] = {omm_create_micromap(t, size), omm_create_micromap(t, size)};
    omm_build_into(maps[OMM_ON_HOST], input, 0);
    omm_device_build_into(maps[OMM_ON_DEVICE], input, 0);
    ASSERT_OK(usable_by_both(maps[OMM_ON_HOST]));
    ASSERT_OK(usable_by_both(maps[OMM_ON_DEVICE]));
    PASS();
}

OMM_CASE(random_walk, .about = "Twenty copies, each on a random side, lead to a micromap.",
         .covers = OMM_COVERS("A034", "A109", "A087", "A100"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *map = omm_build_on(OMM_ON_DEVICE, t, param, 0);
    for (int i = 0; i < 20; ++i) {
        const enum omm_side side = omm_random() % 2 ? OMM_ON_HOST : OMM_ON_DEVICE;
        const bool clone = omm_random() % 2;
        omm_note("step %d: %s on the %s", i, clone ? "cloned" : "reloaded", words[side]);
        map = clone ? omm_clone_on(side, map) : reloaded(side, map);
        ASSERT_OK(omm_neighbours_intact(map));
    }
    ASSERT_OK(usable_by_both(map));
    PASS();
}
