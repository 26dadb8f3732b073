// SPDX-License-Identifier: Apache-2.0
// Chains: ten copies on end mean what was built.
//
// The destination of DESERIALIZE behaves as what was serialized, that of CLONE is "a direct copy", that of COMPACT a
// "more compact version" of its source (VkCopyMicromapModeEXT); a micromap is constructed whichever of these commands
// made it. So nothing may get lost by little and little: bits that are rounded, a header taken for data, a table that
// shrinks, all of which a single step may hide.
//
// Observed by reading back the last link; if it is wrong, the links before are read to tell since when. Compaction comes
// first or not at all, because it is promised only for what was built (legal-variations L46). Vacuous if all steps were
// alike: chains mix sides and ways of copying.
#include <ommcts/ommcts.h>

#include <string.h>

enum { STEPS = 10 };

// d: serialized and deserialized, c: cloned, k: compacted. Sides: h and q (for queue) in turns, or drawn.
static const struct chain {
    const char *name;
    const char *ways;
} chains[] = {
    {"deserialized", "dddddddddd"},       {"cloned", "cccccccccc"},
    {"in_turns", "dcdcdcdcdc"},           {"compacted_deserialized", "kddddddddd"},
    {"compacted_in_turns", "kcdcdcdcdc"},
};

static struct omm_micromap *step(const struct omm_micromap *map, char way, enum omm_side from,
                                 enum omm_side to)
{
    switch (way) {
    case 'c':
        return omm_clone_on(to, map);
    case 'k':
        return omm_compact_on(to, map);
    default:
        return omm_deserialize_on(to, map->t, omm_serialize_on(from, map), map->size);
    }
}

// The first link that is wrong, given that the last one is.
static int first_wrong(struct omm_micromap *const *links, const struct omm_input *input)
{
    for (int i = 0; i < STEPS; ++i)
        if (omm_reads_back_as(links[i], input))
            return i;
    return STEPS;
}

// For ASSERT_OK. With `mixed`, sides are drawn for each step.
static const char *leads_home(const struct omm_test *t, const struct omm_shape *shape,
                              const struct chain *chain, enum omm_side side, bool mixed)
{
    struct omm_micromap *links[STEPS + 1];
    links[0] = omm_build_on(side, t, shape, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const struct omm_input *input = links[0]->input;
    for (int i = 0; i < STEPS; ++i) {
        const enum omm_side from = mixed ? (enum omm_side)(omm_random() % 2) : side;
        const enum omm_side to = mixed ? (enum omm_side)(omm_random() % 2) : side;
        omm_note("step %d of %s: %c, from the %s to the %s", i + 1, shape->name, chain->ways[i],
                 from == OMM_ON_HOST ? "host" : "device", to == OMM_ON_HOST ? "host" : "device");
        links[i + 1] = step(links[i], chain->ways[i], from, to);
        const char *complaint = omm_neighbours_intact(links[i + 1]);
        if (complaint)
            return complaint;
    }
    const char *complaint = omm_usable_on(side, links[STEPS]);
    if (complaint)
        return complaint;
    complaint = omm_reads_back_as(links[STEPS], input);
    if (!complaint)
        return NULL;
    const int wrong = first_wrong(links, input);
    if (!wrong)
        return omm_sentence("wrong before the first step already: %s", complaint);
    return omm_sentence("after step %d of %s (%c): %s", wrong, chain->ways, chain->ways[wrong - 1],
                        complaint);
}

static const char *leads_home_in_all(const struct omm_test *t, const struct chain *chain,
                                     enum omm_side side, bool mixed)
{
    const char *complaint = NULL;
    for (size_t i = 0; !complaint && i < OMM_CHEAP; ++i)
        complaint = leads_home(t, &omm_shapes[i], chain, side, mixed);
    return complaint;
}

OMM_CASE(of_ten_by_host, .about = "After ten copies by the host, the opacity is what was built.",
         .covers = OMM_COVERS("A098", "A073", "A086", "A104", "A106", "A112"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(chains))
{
    ASSERT_OK(leads_home_in_all(t, param, OMM_ON_HOST, false));
    PASS();
}

OMM_CASE(of_ten_by_device, .about = "After ten copies on a queue, the opacity is what was built.",
         .covers = OMM_COVERS("A098", "A100", "A104", "A106", "A112"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(chains))
{
    ASSERT_OK(leads_home_in_all(t, param, OMM_ON_DEVICE, false));
    PASS();
}

OMM_CASE(of_ten_mixed, .about = "After ten copies here and there, it is too.",
         .covers = OMM_COVERS("A098", "A034", "A070", "A083", "A087", "A100", "A109"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_PARAMS(chains))
{
    ASSERT_OK(leads_home_in_all(t, param, OMM_ON_HOST, true));
    PASS();
}

OMM_CASE(origins_by_host, .about = "However the host came by a micromap, it means its input.",
         .covers = OMM_COVERS("A073", "A086", "A094", "A104", "A106", "A112"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_ALL_ORIGINS)
{
    const struct omm_micromap *map = omm_originate(t, param, &omm_small, OMM_ON_HOST);
    ASSERT_OK(omm_usable(map));
    ASSERT_OK(omm_reads_back(map));
    PASS();
}

OMM_CASE(origins_by_device, .about = "However a queue came by a micromap, it means its input.",
         .covers = OMM_COVERS("A094", "A100", "A104", "A106", "A112"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_ALL_ORIGINS)
{
    const struct omm_micromap *map = omm_originate(t, param, &omm_small, OMM_ON_DEVICE);
    ASSERT_OK(omm_device_usable(map));
    ASSERT_OK(omm_reads_back(map));
    PASS();
}
