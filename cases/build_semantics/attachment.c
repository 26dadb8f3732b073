// SPDX-License-Identifier: Apache-2.0
// Micromap triangles and geometry triangles: who belongs to whom.
//
// VkAccelerationStructureTrianglesOpacityMicromapEXT gives each geometry triangle a micromap triangle: its own number, or
// what the index buffer says. Two orders over one micromap tell a micromap whose triangles are the right ones from one
// whose triangles merely lie in the right order: reversed, each geometry triangle must show what another one showed.
//
// Observed: every microtriangle in both orders, held against the input. Vacuous if triangles were alike: their levels,
// formats and data differ. Needs ray queries.
#include <ommcts/ommcts.h>

static bool as_stored(const struct omm_input *input, const struct omm_shot *shot)
{
    static const enum omm_answer plain[] = {OMM_IGNORED, OMM_OPAQUE, OMM_NON_OPAQUE,
                                            OMM_NON_OPAQUE};
    static const enum omm_answer forced[] = {OMM_IGNORED, OMM_OPAQUE, OMM_IGNORED, OMM_OPAQUE};
    const uint32_t state = omm_input_state(input, shot->triangle, shot->index);
    return shot->plain == plain[state] && shot->forced == forced[state];
}

// For ASSERT_OK.
static const char *shows(const struct omm_micromap *map, enum omm_attachment attachment)
{
    const struct omm_scene scene = {.map = map, .input = map->input, .attachment = attachment};
    uint32_t count = 0, wrong = 0;
    const struct omm_shot *shots = omm_trace(map->t, &scene, &count);
    const struct omm_shot *first = NULL;
    omm_checked();
    for (uint32_t i = 0; i < count; ++i)
        if (!as_stored(map->input, &shots[i])) {
            first = first ? first : &shots[i];
            ++wrong;
        }
    if (!wrong)
        return NULL;
    return omm_sentence("attached %s, %u of %u microtriangles are wrong, first number %u of "
                        "micromap triangle %u, which is in state %u",
                        attachment == OMM_ATTACH_REVERSED ? "last triangle first" : "in order",
                        wrong, count, first->index, first->triangle,
                        omm_input_state(map->input, first->triangle, first->index));
}

static int in_both_orders(const struct omm_test *t, const struct omm_shape *shape,
                          enum omm_side side)
{
    const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    const struct omm_micromap *map = omm_build_on(side, t, shape, compactable);
    const struct omm_micromap *clone = omm_clone_on(side, map);
    const struct omm_micromap *compacted = omm_compact_on(side, map);
    struct omm_micromap *loaded =
        omm_deserialize_on(side, t, omm_serialize_on(side, map), map->size);
    loaded->input = map->input;
    const struct omm_micromap *const maps[] = {map, clone, compacted, loaded};
    for (size_t i = 0; i < 4; ++i) {
        omm_note("%s", (const char *[]){"built", "cloned", "compacted", "loaded"}[i]);
        ASSERT_OK(shows(maps[i], OMM_ATTACH_IN_ORDER));
        ASSERT_OK(shows(maps[i], OMM_ATTACH_REVERSED));
    }
    PASS();
}

OMM_CASE(both_orders_by_host, .about = "What the host made shows the same in either order.",
         .covers = OMM_COVERS("A027", "A034", "A086", "A104", "A106"),
         .needs = {.host_commands = true, .ray_query = true}, .params = OMM_CHEAP_SHAPES)
{
    return in_both_orders(t, param, OMM_ON_HOST);
}

OMM_CASE(both_orders_by_device, .about = "What a queue made shows the same in either order.",
         .covers = OMM_COVERS("A027", "A100", "A104", "A106"),
         .needs = {.device_commands = true, .ray_query = true}, .params = OMM_CHEAP_SHAPES)
{
    return in_both_orders(t, param, OMM_ON_DEVICE);
}
