// SPDX-License-Identifier: Apache-2.0
// Usage counts describe a micromap by their sums (chapters "Resource Creation" and "Micromaps").
//
// The sizes are good for any build where "the sum of usage information in either pUsageCounts or ppUsageCounts is
// equal", and "each usage format and subdivisionLevel is ... added together": so one entry of 5, entries of 2 and 3
// in any order, and the same behind pointers all mean the same. The size is asked for with one spelling, the micromap
// created with exactly that, and built with another spelling.
// Observed without ray queries: the build succeeds, nothing outside the micromap's own range is written, and what was
// built can be used as a source. Spellings whose sizes differ are legal as long as each suffices: a QualityWarning.
// Entries with count 0 are left out on purpose: the specification is silent on them. Vacuous if one entry had
// nothing to split: the shape has six groups.
#include <ommcts/ommcts.h>

enum spelling {
    MERGED,         // one entry per (format, level)
    SPLIT,          // every entry in pieces of at most two
    REVERSED,       // the pieces in reverse order, so that equal ones lie apart
    POINTERS,       // ppUsageCounts to the merged entries
    POINTERS_SPLIT, // ppUsageCounts to the pieces
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
    {"size_by_split_build_by_pointers", SPLIT, POINTERS},
    {"size_by_reversed_build_by_split", REVERSED, SPLIT},
    {"size_by_pointers_build_by_merged", POINTERS, MERGED},
    {"size_by_pointers_build_by_pointers", POINTERS, POINTERS},
    {"size_by_pointers_split_build_by_merged", POINTERS_SPLIT, MERGED},
    {"size_by_pointers_split_build_by_reversed", POINTERS_SPLIT, REVERSED},
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

// In an order that memory does not have: the first, the last, the second, the last but one...
static const VkMicromapUsageEXT *const *pointers_to(const struct list *list)
{
    const VkMicromapUsageEXT **pointers = omm_alloc(list->count * sizeof *pointers);
    for (uint32_t i = 0; i < list->count; ++i)
        pointers[i] = &list->entries[i % 2 ? list->count - 1 - i / 2 : i / 2];
    return pointers;
}

static VkMicromapBuildInfoEXT spell(const struct omm_input *input, enum spelling spelling)
{
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    struct list list = {.entries = input->usages, .count = input->usage_count};
    if (spelling == SPLIT || spelling == REVERSED || spelling == POINTERS_SPLIT)
        list = split(input);
    if (spelling == REVERSED)
        reverse(&list);
    info.usageCountsCount = list.count;
    info.pUsageCounts = list.entries;
    if (spelling == POINTERS || spelling == POINTERS_SPLIT) {
        info.pUsageCounts = NULL;
        info.ppUsageCounts = pointers_to(&list);
    }
    return info;
}

static VkMicromapBuildSizesInfoEXT ask(const struct omm_test *t, const VkMicromapBuildInfoEXT *info)
{
    VkMicromapBuildSizesInfoEXT sizes = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    t->vk->vkGetMicromapBuildSizesEXT(t->device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR,
                                      info, &sizes);
    return sizes;
}

OMM_CASE(spelling, .about = "The size of one spelling of the usage counts suffices for another.",
         .covers = OMM_COVERS("A015", "A016"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(pairs))
{
    static const struct omm_shape shape = {
        .name = "six_groups",
        .groups = {{2, 0, 5}, {2, 1, 4}, {2, 3, 7}, {4, 0, 3}, {4, 2, 6}, {4, 3, 9}},
    };
    const struct pair *pair = param;
    const struct omm_input *input = omm_make_input(t, &shape);
    const VkMicromapBuildInfoEXT asked = spell(input, pair->size_by);
    VkMicromapBuildInfoEXT info = spell(input, pair->build_by);
    const VkMicromapBuildSizesInfoEXT sizes = ask(t, &asked);
    const VkMicromapBuildSizesInfoEXT other = ask(t, &info);
    if (sizes.micromapSize != other.micromapSize)
        omm_warn("micromapSize is %llu for one spelling and %llu for the other",
                 (unsigned long long)sizes.micromapSize, (unsigned long long)other.micromapSize);
    struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    info.dstMicromap = map->handle;
    // The scratch size that counts is the one reported for this very structure (VUID 07556).
    info.scratchData.hostAddress = omm_alloc(other.buildScratchSize + 1);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}
