// SPDX-License-Identifier: Apache-2.0
// What a stored value does to a ray (chapter "Ray Opacity Micromap").
//
// The table there: value 0 is ignored, 1 is opaque, and both stay so in 2-state override mode; 2 is non-opaque and, in that
// mode, ignored; 3 is non-opaque and, in that mode, opaque. 2-state values are 0 and 1. And "the micromap is used to
// determine geometry opacity instead of the VK_GEOMETRY_OPAQUE_BIT_KHR flag in the geometry".
//
// Observed by the answers themselves, held against the table as it is written here, not against the oracle's: at an
// instance that is plain and at one with VK_GEOMETRY_INSTANCE_FORCE_OPACITY_MICROMAP_2_STATE_EXT. Uniform micromaps first,
// because a driver may store them in another way; then each value beside each other one. Vacuous if micromaps were not
// looked into: 0 can't come from plain geometry, and all values of a format are tried with the same code.
// That the shader, which declares nothing of micromaps, sees any of this is part of it: with VK_EXT_opacity_micromap
// enabled they are always used. Needs ray queries; what the builds do beside that is judged by the families build and
// device_build.
#include <ommcts/ommcts.h>

#include <string.h>

static const struct {
    enum omm_answer plain, forced;
} table[4] = {
    {OMM_IGNORED, OMM_IGNORED},
    {OMM_OPAQUE, OMM_OPAQUE},
    {OMM_NON_OPAQUE, OMM_IGNORED},
    {OMM_NON_OPAQUE, OMM_OPAQUE},
};

// Four values repeated over all microtriangles.
static const struct mixture {
    const char *name;
    uint32_t states, level, count;
    uint8_t values[4];
} mixtures[] = {
    {"s2_all_0_l0", 2, 0, 3, {0, 0, 0, 0}},    {"s2_all_1_l0", 2, 0, 3, {1, 1, 1, 1}},
    {"s4_all_0_l0", 4, 0, 3, {0, 0, 0, 0}},    {"s4_all_1_l0", 4, 0, 3, {1, 1, 1, 1}},
    {"s4_all_2_l0", 4, 0, 3, {2, 2, 2, 2}},    {"s4_all_3_l0", 4, 0, 3, {3, 3, 3, 3}},
    {"s2_all_0_l3", 2, 3, 7, {0, 0, 0, 0}},    {"s2_all_1_l3", 2, 3, 7, {1, 1, 1, 1}},
    {"s4_all_0_l3", 4, 3, 7, {0, 0, 0, 0}},    {"s4_all_1_l3", 4, 3, 7, {1, 1, 1, 1}},
    {"s4_all_2_l3", 4, 3, 7, {2, 2, 2, 2}},    {"s4_all_3_l3", 4, 3, 7, {3, 3, 3, 3}},
    {"s2_0_among_1", 2, 3, 1, {1, 1, 0, 1}},   {"s2_1_among_0", 2, 3, 1, {0, 0, 1, 0}},
    {"s4_1_among_0", 4, 3, 1, {0, 0, 1, 0}},   {"s4_2_among_0", 4, 3, 1, {0, 0, 2, 0}},
    {"s4_3_among_0", 4, 3, 1, {0, 0, 3, 0}},   {"s4_0_among_1", 4, 3, 1, {1, 1, 0, 1}},
    {"s4_2_among_1", 4, 3, 1, {1, 1, 2, 1}},   {"s4_3_among_1", 4, 3, 1, {1, 1, 3, 1}},
    {"s4_0_among_2", 4, 3, 1, {2, 2, 0, 2}},   {"s4_1_among_2", 4, 3, 1, {2, 2, 1, 2}},
    {"s4_3_among_2", 4, 3, 1, {2, 2, 3, 2}},   {"s4_0_among_3", 4, 3, 1, {3, 3, 0, 3}},
    {"s4_1_among_3", 4, 3, 1, {3, 3, 1, 3}},   {"s4_2_among_3", 4, 3, 1, {3, 3, 2, 3}},
    {"s4_all_four_l1", 4, 1, 1, {0, 1, 2, 3}}, {"s4_all_four_l3", 4, 3, 100, {3, 1, 0, 2}},
    {"s4_all_four_l5", 4, 5, 2, {2, 0, 3, 1}}, {"s2_both_l5", 2, 5, 2, {1, 0, 0, 1}},
};

static const struct omm_input *mix(const struct omm_test *t, const struct mixture *mixture)
{
    struct omm_shape *shape = omm_alloc(sizeof *shape);
    *shape = (struct omm_shape){mixture->name, {{mixture->states, mixture->level, mixture->count}}};
    struct omm_input *input = omm_make_input(t, shape);
    const uint8_t *v = mixture->values;
    const uint8_t four = mixture->states == 4
                             ? (uint8_t)(v[0] | v[1] << 2 | v[2] << 4 | v[3] << 6)
                             : (uint8_t)(0x11 * (v[0] | v[1] << 1 | v[2] << 2 | v[3] << 3));
    memset(input->data, four, input->data_size);
    return input;
}

static const char *word(uint32_t answer)
{
    static const char *const words[] = {"ignored", "opaque", "non-opaque"};
    return answer <= OMM_NON_OPAQUE ? words[answer] : "no answer";
}

// For ASSERT_OK: every ray is treated as the table has it.
static const char *follows_table(const struct omm_micromap *map, const struct mixture *mixture,
                                 VkGeometryFlagsKHR geometry_flags)
{
    const struct omm_scene scene = {
        .map = map, .input = map->input, .geometry_flags = geometry_flags};
    uint32_t count = 0;
    const struct omm_shot *shots = omm_trace(map->t, &scene, &count);
    omm_checked();
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t value = mixture->values[shots[i].index % 4];
        if (shots[i].plain != table[value].plain)
            return omm_sentence(
                "value %u of %u states, microtriangle %u of triangle %u, is treated "
                "as %s, not as %s",
                value, mixture->states, shots[i].index, shots[i].triangle, word(shots[i].plain),
                word(table[value].plain));
        if (shots[i].forced != table[value].forced)
            return omm_sentence(
                "value %u of %u states, microtriangle %u of triangle %u, is treated as %s, not as "
                "%s, where the instance has "
                "VK_GEOMETRY_INSTANCE_FORCE_OPACITY_MICROMAP_2_STATE_EXT",
                value, mixture->states, shots[i].index, shots[i].triangle, word(shots[i].forced),
                word(table[value].forced));
    }
    return NULL;
}

static int treats_rays(const struct omm_test *t, const struct mixture *mixture, enum omm_side side)
{
    const struct omm_micromap *map = omm_build_input_on(side, t, mix(t, mixture), 0);
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(follows_table(map, mixture, 0));
    PASS();
}

OMM_CASE(by_host, .about = "Each value of a host-built micromap treats rays as the table says.",
         .covers = OMM_COVERS("A028", "A034", "A169"),
         .needs = {.host_commands = true, .ray_query = true}, .params = OMM_PARAMS(mixtures))
{
    return treats_rays(t, param, OMM_ON_HOST);
}

OMM_CASE(by_device, .about = "Each value of a micromap built on a queue does as well.",
         .covers = OMM_COVERS("A028", "A169"),
         .needs = {.device_commands = true, .ray_query = true}, .params = OMM_PARAMS(mixtures))
{
    return treats_rays(t, param, OMM_ON_DEVICE);
}

static const VkGeometryFlagsKHR some_flags[] = {
    VK_GEOMETRY_OPAQUE_BIT_KHR,
    VK_GEOMETRY_NO_DUPLICATE_ANY_HIT_INVOCATION_BIT_KHR,
    VK_GEOMETRY_OPAQUE_BIT_KHR | VK_GEOMETRY_NO_DUPLICATE_ANY_HIT_INVOCATION_BIT_KHR,
};

OMM_CASE(instead_of_geometry_flags,
         .about = "The micromap decides instead of the geometry's opaque flag.",
         .covers = OMM_COVERS("A028"), .needs = {.device_commands = true, .ray_query = true},
         .params = OMM_PARAMS(mixtures))
{
    const struct omm_micromap *map = omm_build_input_on(OMM_ON_DEVICE, t, mix(t, param), 0);
    for (size_t i = 0; i < sizeof some_flags / sizeof some_flags[0]; ++i)
        ASSERT_OK(follows_table(map, param, some_flags[i]));
    PASS();
}
