// SPDX-License-Identifier: Apache-2.0
// How an acceleration structure takes a micromap in: triangle by triangle, at its build, once and for all.
//
// VkAccelerationStructureTrianglesOpacityMicromapEXT gives each geometry triangle a micromap triangle: its own number, or
// what an index buffer says: indexType, indexStride, baseTriangle "the base value added to the non-negative triangle
// indices", and negative, special indices for triangles that are the same all over. The build reads the micromap as it is
// then; afterwards a micromap whose build sizes say discardable may be destroyed.
//
// Observed: every microtriangle, attached in each way, of what was built and of copies. One order alone can't tell a
// micromap whose triangles are the right ones from one whose triangles merely lie in the right order. Then a structure that
// is built twice, the second time with the inverse, and one whose micromap is gone when rays are shot. Vacuous if triangles
// were alike: their levels, formats and data differ. Needs ray queries.
// Special indices are of 32 bits only: "the unsigned cast of one of the values" does not say to how many bits a 16-bit
// index is compared.
#include <ommcts/ommcts.h>

#include <string.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

static const struct way {
    const char *name;
    enum omm_attachment attachment;
} ways[] = {
    {"in_order", OMM_ATTACH_IN_ORDER},    {"reversed", OMM_ATTACH_REVERSED},
    {"16_bit_indices", OMM_ATTACH_SHORT}, {"index_stride", OMM_ATTACH_STRIDED},
    {"base_triangle", OMM_ATTACH_BASED},  {"special_indices", OMM_ATTACH_SPECIAL},
};

// For ASSERT_OK.
static const char *shows(const struct omm_micromap *map, const struct omm_input *input,
                         enum omm_attachment attachment)
{
    const struct omm_scene scene = {.map = map, .input = input, .attachment = attachment};
    uint32_t count = 0;
    const struct omm_shot *shots = omm_trace(map->t, &scene, &count);
    return omm_shots_right(&scene, shots, count);
}

static int is_attached(const struct omm_test *t, const struct way *way, enum omm_side side)
{
    for (size_t i = 0; i < OMM_CHEAP; ++i) {
        const struct omm_micromap *map = omm_build_on(side, t, &omm_shapes[i], compactable);
        const struct omm_block *blob = omm_serialize_on(side, map);
        const struct omm_micromap *const maps[] = {map, omm_clone_on(side, map),
                                                   omm_compact_on(side, map),
                                                   omm_deserialize_on(side, t, blob, map->size)};
        for (size_t j = 0; j < 4; ++j) {
            omm_note("%s, %s", omm_shapes[i].name,
                     (const char *[]){"built", "cloned", "compacted", "loaded"}[j]);
            ASSERT_OK(shows(maps[j], map->input, way->attachment));
        }
    }
    PASS();
}

OMM_CASE(by_host, .about = "What the host made shows the same, whichever way it is attached.",
         .covers = OMM_COVERS("A027", "A034", "A086", "A104", "A106"),
         .needs = {.host_commands = true, .ray_query = true}, .params = OMM_PARAMS(ways))
{
    return is_attached(t, param, OMM_ON_HOST);
}

OMM_CASE(by_device, .about = "What a queue made shows the same, whichever way it is attached.",
         .covers = OMM_COVERS("A027", "A100", "A104", "A106"),
         .needs = {.device_commands = true, .ray_query = true}, .params = OMM_PARAMS(ways))
{
    return is_attached(t, param, OMM_ON_DEVICE);
}

// For ASSERT_OK, with what happened before.
static const char *then(const char *what, const struct omm_scene *scene,
                        const struct omm_shot *shots, uint32_t count)
{
    const char *complaint = omm_shots_right(scene, shots, count);
    return complaint ? omm_sentence("%s: %s", what, complaint) : NULL;
}

OMM_CASE(built_twice, .about = "A structure that is built again shows what it was built from last.",
         .covers = OMM_COVERS("A034"), .needs = {.device_commands = true, .ray_query = true},
         .params = OMM_PARAMS(ways))
{
    for (size_t i = 0; i < OMM_CHEAP; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        const struct omm_input *inverse = omm_inverse(input);
        const struct omm_scene scene = {
            .map = omm_build_input_on(OMM_ON_DEVICE, t, input, 0),
            .input = input,
            .attachment = ((const struct way *)param)->attachment,
            .before = omm_build_input_on(OMM_ON_DEVICE, t, inverse, 0),
        };
        uint32_t count = 0;
        const struct omm_shot *shots = omm_trace(t, &scene, &count);
        ASSERT_OK(then("built a second time, with other states", &scene, shots, count));
    }
    PASS();
}

// Overwrites the micromap's storage, then destroys it with its memory.
static void discard(void *argument)
{
    struct omm_micromap *map = argument;
    memset(map->buffer->map, 0xEE, (size_t)map->buffer->size);
    omm_destroy_micromap(map);
    omm_buffer_destroy(map->buffer);
}

static int is_discarded(const struct omm_test *t, const struct omm_shape *shape, enum omm_side side)
{
    const struct omm_input *input = omm_make_input(t, shape);
    if (!omm_sizes_on(side, t, input, 0).discardable)
        omm_not_supported("discardable is VK_FALSE: micromaps must be kept as long as structures "
                          "that were built with them");
    struct omm_micromap *map = omm_build_input_on(side, t, input, 0);
    const struct omm_scene scene = {
        .map = map, .input = input, .between = discard, .argument = map};
    uint32_t count = 0;
    const struct omm_shot *shots = omm_trace(t, &scene, &count);
    ASSERT_OK(then("when the micromap is gone", &scene, shots, count));
    PASS();
}

OMM_CASE(discarded_by_host,
         .about = "A discardable micromap of the host may go once structures are built.",
         .covers = OMM_COVERS("A014", "A034"), .needs = {.host_commands = true, .ray_query = true},
         .params = OMM_FEW_SHAPES)
{
    return is_discarded(t, param, OMM_ON_HOST);
}

OMM_CASE(discarded_by_device,
         .about = "A discardable micromap of a queue may go once structures are built.",
         .covers = OMM_COVERS("A014"), .needs = {.device_commands = true, .ray_query = true},
         .params = OMM_FEW_SHAPES)
{
    return is_discarded(t, param, OMM_ON_DEVICE);
}
