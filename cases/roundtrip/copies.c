// SPDX-License-Identifier: Apache-2.0
// Clones and compacted micromaps mean what their source means, and the source goes on meaning it.
//
// CLONE "creates a direct copy", COMPACT "a more compact version ... the resulting micromap" being as large as a query
// said, or larger (VkCopyMicromapModeEXT). Copying is "without updating their contents", asking for a size changes
// nothing, and either side's size is good for either side's command.
//
// Observed: source and copy read back, before and after, for every shape that is cheap to read. Vacuous if the source were
// never looked at after the copy, or only there: each case reads both. Acceptance and bounds are judged by the families
// copy and device_copy.
#include <ommcts/ommcts.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

// Every kind of shape that has up to a few thousand microtriangles.
static const struct omm_shape shapes[] = {
    {"s2_l0_n1", {{2, 0, 1}}},
    {"s4_l0_n1", {{4, 0, 1}}},
    {"s2_l1_n31", {{2, 1, 31}}},
    {"s4_l1_n255", {{4, 1, 255}}},
    {"s2_l3_n7", {{2, 3, 7}}},
    {"s4_l2_n33", {{4, 2, 33}}},
    {"s2_l0_n1001", {{2, 0, 1001}}},
    {"s2_l6_n1", {{2, 6, 1}}},
    {"s4_l6_n1", {{4, 6, 1}}},
    {"s4_l11_n1", {{4, 11, 1}}},
    {"mix_all_small", {{2, 0, 3}, {2, 1, 2}, {2, 3, 5}, {4, 0, 1}, {4, 2, 3}, {4, 3, 4}}},
    {"mix_levels_s4", {{4, 0, 9}, {4, 1, 7}, {4, 2, 5}, {4, 3, 3}}},
};

// For ASSERT_OK: both mean what the source was built from.
static const char *both_mean_it(const struct omm_micromap *source, const struct omm_micromap *copy,
                                enum omm_side side)
{
    const char *complaint = omm_neighbours_intact(copy);
    if (!complaint)
        complaint = omm_usable_on(side, copy);
    if (!complaint)
        complaint = omm_reads_back_as(copy, source->input);
    if (complaint)
        return complaint;
    complaint = omm_reads_back(source);
    return complaint ? omm_sentence("the source, after copying: %s", complaint) : NULL;
}

static int clones(const struct omm_test *t, const struct omm_shape *shape, enum omm_side side)
{
    const struct omm_micromap *source = omm_build_on(side, t, shape, 0);
    ASSERT_OK(both_mean_it(source, omm_clone_on(side, source), side));
    PASS();
}

OMM_CASE(clone_by_host, .about = "A clone by the host means what its source means.",
         .covers = OMM_COVERS("A104", "A108"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_PARAMS(shapes))
{
    return clones(t, param, OMM_ON_HOST);
}

OMM_CASE(clone_by_device, .about = "A clone by a queue means what its source means.",
         .covers = OMM_COVERS("A104", "A108"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(shapes))
{
    return clones(t, param, OMM_ON_DEVICE);
}

static const VkDeviceSize spares[] = {0, 256, 4096};

static int compacts(const struct omm_test *t, const struct omm_shape *shape, enum omm_side side)
{
    const struct omm_micromap *source = omm_build_on(side, t, shape, compactable);
    const VkDeviceSize size = omm_compacted_size_on(side, source);
    for (size_t i = 0; i < sizeof spares / sizeof spares[0]; ++i) {
        struct omm_micromap *compacted = omm_create_micromap(t, size + spares[i]);
        omm_copy_into_on(side, source, compacted, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
        ASSERT_OK(both_mean_it(source, compacted, side));
    }
    PASS();
}

OMM_CASE(compact_by_host, .about = "Compacted into just enough room or more, it means the same.",
         .covers = OMM_COVERS("A038", "A106", "A108", "A111"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(shapes))
{
    return compacts(t, param, OMM_ON_HOST);
}

OMM_CASE(compact_by_device, .about = "So it does when a queue compacts it.",
         .covers = OMM_COVERS("A052", "A106", "A108", "A111"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(shapes))
{
    return compacts(t, param, OMM_ON_DEVICE);
}

OMM_CASE(across, .about = "Either side copies what either side built, by either side's size.",
         .covers = OMM_COVERS("A034", "A109", "A110"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_PARAMS(shapes))
{
    for (int way = 0; way < 8; ++way) {
        const enum omm_side built = way & 1 ? OMM_ON_DEVICE : OMM_ON_HOST;
        const enum omm_side asked = way & 2 ? OMM_ON_DEVICE : OMM_ON_HOST;
        const enum omm_side copied = way & 4 ? OMM_ON_DEVICE : OMM_ON_HOST;
        const struct omm_micromap *source = omm_build_on(built, t, param, compactable);
        ASSERT_OK(both_mean_it(source, omm_clone_on(copied, source), asked));
        struct omm_micromap *compacted =
            omm_create_micromap(t, omm_compacted_size_on(asked, source));
        omm_copy_into_on(copied, source, compacted, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
        ASSERT_OK(both_mean_it(source, compacted, asked));
    }
    PASS();
}

static int stays_itself(const struct omm_test *t, const struct omm_shape *shape, enum omm_side side)
{
    const struct omm_micromap *map = omm_build_on(side, t, shape, compactable);
    ASSERT_OK(omm_reads_back(map));
    for (int round = 0; round < 3; ++round) {
        omm_compacted_size_on(side, map);
        ASSERT_OK(omm_reads_back(map));
        const struct omm_block *blob = omm_serialize_on(side, map);
        ASSERT_OK(omm_reads_back(map));
        ASSERT_OK(omm_reads_back_as(omm_deserialize_on(side, t, blob, map->size), map->input));
    }
    ASSERT_OK(omm_neighbours_intact(map));
    PASS();
}

OMM_CASE(asked_by_host, .about = "Asking for sizes and serializing leave the meaning alone.",
         .covers = OMM_COVERS("A048", "A067"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_PARAMS(shapes))
{
    return stays_itself(t, param, OMM_ON_HOST);
}

OMM_CASE(asked_by_device, .about = "So they do on a queue.", .covers = OMM_COVERS("A048", "A067"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(shapes))
{
    return stays_itself(t, param, OMM_ON_DEVICE);
}
