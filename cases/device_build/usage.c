// SPDX-License-Identifier: Apache-2.0
// Usage counts of device builds count by their sums (chapters "Micromaps" and "Resource Creation").
//
// "Multiple elements with the same format and subdivisionLevel are allowed and the total count for that format and
// subdivisionLevel is the sum of the count for each element"; either pUsageCounts or ppUsageCounts is given. So one entry
// of 5, entries of 2 and 3 in any order, and the same behind pointers all mean the same, and sizes that were asked for
// with one spelling suffice for a build with another.
// Observed without ray queries: the build succeeds, nothing outside the micromap's own range is written, and what was
// built can be used as a source. Spellings whose sizes differ are legal as long as each suffices: a QualityWarning.
// Entries with count 0 are left out on purpose: the specification is silent on them. Vacuous if one entry had nothing to
// split: the shape has six groups.
#include <ommcts/ommcts.h>

enum spelling {
    MERGED,         // one entry per (format, level)
    SPLIT,          // every entry in pieces of at most two
    REVERSED,       // the pieces in reverse order, so that equal ones lie apart
    POINTERS,       // ppUsageCounts to the merged entries
    POINTERS_SPLIT, // ppUsageCounts to the pieces, in an order that memory does not have
};

static const struct pair {
    const char *name;
    enum spelling size_by;
    enum spelling build_by;
} pairs[] = {
    {"size_by_merged_build_by_split", MERGED, SPLIT},
    {"size_by_merged_build_by_reversed", MERGED, REVERSED},
    {"size_by_merged_build_by_pointers", MERGED, POINTERS},
    {"size_by_merged_build_by_pointers_split", MERGED, POINTERS_SPLIT},
    {"size_by_split_build_by_merged", SPLIT, MERGED},
    {"size_by_reversed_build_by_split", REVERSED, SPLIT},
    {"size_by_pointers_build_by_merged", POINTERS, MERGED},
    {"size_by_pointers_split_build_by_merged", POINTERS_SPLIT, MERGED},
    {"size_by_pointers_split_build_by_pointers_split", POINTERS_SPLIT, POINTERS_SPLIT},
};

struct list {
    VkMicromapUsageEXT *entries;
    uint32_t count;
};

static struct list split(const struct omm_input *input)
{
    struct list list = {.entries = omm_alloc(input->triangle_count * sizeof *list.entries)};
    for (uint32_t i = 0; i < input->usage_count; ++i) {
        uint32_t left = input->usages[i].count;
        while (left) {
            VkMicromapUsageEXT *piece = &list.entries[list.count++];
            *piece = input->usages[i];
            piece->count = left < 2 ? left : 2;
            left -= piece->count;
        }
    }
    return list;
}

static void reverse(struct list *list)
{
    for (uint32_t i = 0; i < list->count / 2; ++i) {
        const VkMicromapUsageEXT kept = list->entries[i];
        list->entries[i] = list->entries[list->count - 1 - i];
        list->entries[list->count - 1 - i] = kept;
    }
}

// The first, the last, the second, the last but one...
static const VkMicromapUsageEXT *const *pointers_to(const struct list *list)
{
    const VkMicromapUsageEXT **pointers = omm_alloc(list->count * sizeof *pointers);
    for (uint32_t i = 0; i < list->count; ++i)
        pointers[i] = &list->entries[i % 2 ? list->count - 1 - i / 2 : i / 2];
    return pointers;
}

static void spell(VkMicromapBuildInfoEXT *info, const struct omm_input *input,
                  enum spelling spelling)
{
    struct list list = {.entries = input->usages, .count = input->usage_count};
    if (spelling == SPLIT || spelling == REVERSED || spelling == POINTERS_SPLIT)
        list = split(input);
    if (spelling == REVERSED)
        reverse(&list);
    const bool by_pointers = spelling == POINTERS || spelling == POINTERS_SPLIT;
    info->usageCountsCount = list.count;
    info->pUsageCounts = by_pointers ? NULL : list.entries;
    info->ppUsageCounts = by_pointers ? pointers_to(&list) : NULL;
}

static VkMicromapBuildSizesInfoEXT ask(const struct omm_test *t, const VkMicromapBuildInfoEXT *info)
{
    VkMicromapBuildSizesInfoEXT sizes = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    t->vk->vkGetMicromapBuildSizesEXT(t->device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR,
                                      info, &sizes);
    return sizes;
}

OMM_CASE(spelling, .about = "The size of one spelling of the usage counts suffices for another.",
         .covers = OMM_COVERS("A015", "A016"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(pairs))
{
    static const struct omm_shape shape = {
        .name = "six_groups",
        .groups = {{2, 0, 5}, {2, 1, 4}, {2, 3, 7}, {4, 0, 3}, {4, 2, 6}, {4, 3, 9}},
    };
    const struct pair *pair = param;
    const struct omm_input *input = omm_make_input(t, &shape);
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    spell(&info, input, pair->size_by);
    const VkMicromapBuildSizesInfoEXT sizes = ask(t, &info);
    struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    info = omm_device_build_info(t, input, 0, map);
    spell(&info, input, pair->build_by);
    const VkMicromapBuildSizesInfoEXT other = ask(t, &info);
    if (sizes.micromapSize != other.micromapSize)
        omm_warn("micromapSize is %llu for one spelling and %llu for the other",
                 (unsigned long long)sizes.micromapSize, (unsigned long long)other.micromapSize);
    // The scratch size that counts is the one reported for this very structure (VUID 07509).
    const struct omm_region *scratch =
        omm_region(t, other.buildScratchSize ? other.buildScratchSize : 1, 256);
    info.scratchData.deviceAddress = scratch->address;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_region_neighbours_intact(scratch));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}
