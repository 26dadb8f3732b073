// SPDX-License-Identifier: Apache-2.0
// Usage counts: however the same sums are spelled, the same micromap comes of them (VkMicromapBuildInfoEXT).
//
// "Each usage information ... is added together, for all entries with the same subdivisionLevel and format", in
// pUsageCounts or, through pointers, in ppUsageCounts. The sizes are asked with one spelling and serve every other.
//
// Observed: a build with entries split, repeated, in another order or behind pointers, into a micromap of exactly the size
// that the merged entries gave, reads back as its input. A driver that lets the last entry of a kind win, or pairs entries
// with triangles, loses triangles. Vacuous if a shape had one triangle of each kind: splitting needs several, and each
// spelling is made of at least two entries. Acceptance is judged by the family build; here counts the content.
#include <ommcts/ommcts.h>

#include <string.h>

static const struct spelling {
    const char *name;
    uint32_t pieces; // per (format, level), as many as there are triangles at most
    bool backwards, by_pointers;
} spellings[] = {
    {"merged", 1, false, false},
    {"merged_by_pointers", 1, false, true},
    {"backwards", 1, true, false},
    {"split_in_2", 2, false, false},
    {"split_in_3_backwards", 3, true, false},
    {"split_in_2_by_pointers", 2, false, true},
    {"split_in_5_backwards_by_pointers", 5, true, true},
};

static const struct omm_shape kinds = {
    .name = "kinds",
    .groups = {{2, 0, 9}, {4, 0, 5}, {2, 2, 6}, {4, 3, 7}, {2, 3, 5}, {4, 1, 11}},
};

// The input's usage counts, spelled that way. Pieces of a kind are not neighbours: all first pieces come first.
static VkMicromapBuildInfoEXT spelled(const struct omm_input *input,
                                      const struct spelling *spelling)
{
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    const uint32_t most = input->usage_count * spelling->pieces;
    VkMicromapUsageEXT *entries = omm_alloc(most * sizeof *entries);
    const VkMicromapUsageEXT **pointers = omm_alloc(most * sizeof *pointers);
    for (uint32_t i = 0; i < most; ++i) {
        const uint32_t place = spelling->backwards ? most - 1 - i : i;
        const VkMicromapUsageEXT *whole = &input->usages[i % input->usage_count];
        const uint32_t share = whole->count / spelling->pieces;
        const bool first = i < input->usage_count;
        entries[place] = *whole;
        entries[place].count = first ? whole->count - share * (spelling->pieces - 1) : share;
        pointers[place] = &entries[place];
    }
    info.usageCountsCount = most;
    info.pUsageCounts = spelling->by_pointers ? NULL : entries;
    info.ppUsageCounts = spelling->by_pointers ? pointers : NULL;
    return info;
}

static void build(const struct omm_micromap *map, const struct omm_input *input,
                  const struct spelling *spelling, enum omm_side side)
{
    const struct omm_test *t = map->t;
    VkMicromapBuildInfoEXT info = spelled(input, spelling);
    info.dstMicromap = map->handle;
    if (side == OMM_ON_HOST) {
        info.scratchData.hostAddress =
            omm_alloc((size_t)omm_host_sizes(t, input, 0).buildScratchSize + 1);
        omm_must_succeed(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info),
                         "vkBuildMicromapsEXT");
        return;
    }
    const VkMicromapBuildInfoEXT addresses = omm_device_build_info(t, input, 0, map);
    info.data = addresses.data;
    info.triangleArray = addresses.triangleArray;
    info.scratchData = addresses.scratchData;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_run(t, queue, commands);
}

static int means_the_same(const struct omm_test *t, const struct spelling *spelling,
                          enum omm_side side)
{
    const struct omm_input *input = omm_make_input(t, &kinds);
    const struct omm_micromap *map =
        omm_create_micromap(t, omm_sizes_on(side, t, input, 0).micromapSize);
    build(map, input, spelling, side);
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable_on(side, map));
    ASSERT_OK(omm_reads_back_as(map, input));
    PASS();
}

OMM_CASE(spelling_by_host, .about = "Equal sums of usage counts describe the same micromap.",
         .covers = OMM_COVERS("A015", "A016"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_PARAMS(spellings))
{
    return means_the_same(t, param, OMM_ON_HOST);
}

OMM_CASE(spelling_by_device, .about = "So they do for a build on a queue.",
         .covers = OMM_COVERS("A015", "A016"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(spellings))
{
    return means_the_same(t, param, OMM_ON_DEVICE);
}
