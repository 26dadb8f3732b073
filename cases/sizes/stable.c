// SPDX-License-Identifier: Apache-2.0
// The answer of vkGetMicromapBuildSizesEXT is whole and does not change (chapter "Fundamentals", "Lifetime of
// Retrieved Results").
//
// "The data retrieved by commands whose name begins with vkGet or vkEnumerate ... are invariant": same device, same
// parameters, same answer, however often it was asked, whatever was asked or built in between. `discardable` is a
// VkBool32: VK_TRUE or VK_FALSE. All three members are outputs, so an answer must not depend on what stood there.
// Observed with two prefills (`discardable` with each of its two legal values, because the structure is not marked
// returned-only and a newer Khronos layer looks at it on the way in), for all build types and several flag sets, over all shapes; and around a build.
// Sizes of different build types or flags may differ and are not compared. Vacuous if the driver cached the first
// answer for everything: another shape is asked for in between.
#include <ommcts/ommcts.h>

#include <string.h>

static const VkAccelerationStructureBuildTypeKHR build_types[] = {
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR,
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR,
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR,
};
enum { TYPE_COUNT = sizeof build_types / sizeof build_types[0] };

static const VkBuildMicromapFlagsEXT flag_sets[] = {
    0,
    VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT,
    VK_BUILD_MICROMAP_PREFER_FAST_BUILD_BIT_EXT,
    VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT,
};
enum { FLAG_COUNT = sizeof flag_sets / sizeof flag_sets[0] };

static VkMicromapBuildSizesInfoEXT ask(const struct omm_test *t,
                                       VkAccelerationStructureBuildTypeKHR type,
                                       const VkMicromapBuildInfoEXT *info, int prefill)
{
    VkMicromapBuildSizesInfoEXT sizes;
    memset(&sizes, prefill, sizeof sizes);
    sizes.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT;
    sizes.pNext = NULL;
    sizes.discardable = prefill & 1;
    t->vk->vkGetMicromapBuildSizesEXT(t->device, type, info, &sizes);
    return sizes;
}

static const char *differs(const VkMicromapBuildSizesInfoEXT *a,
                           const VkMicromapBuildSizesInfoEXT *b)
{
    omm_checked();
    if (a->micromapSize != b->micromapSize)
        return omm_sentence("micromapSize was %llu, then %llu", (unsigned long long)a->micromapSize,
                            (unsigned long long)b->micromapSize);
    if (a->buildScratchSize != b->buildScratchSize)
        return omm_sentence("buildScratchSize was %llu, then %llu",
                            (unsigned long long)a->buildScratchSize,
                            (unsigned long long)b->buildScratchSize);
    if (a->discardable != b->discardable)
        return omm_sentence("discardable was 0x%x, then 0x%x", a->discardable, b->discardable);
    return NULL;
}

OMM_CASE(same_twice,
         .about = "The same question gets the same answer, whatever stood in the output.",
         .covers = OMM_COVERS("A013", "A014"), .needs = {.micromap = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_input *other = omm_make_input(t, &omm_small);
    for (size_t i = 0; i < TYPE_COUNT * FLAG_COUNT; ++i) {
        const VkAccelerationStructureBuildTypeKHR type = build_types[i % TYPE_COUNT];
        const VkMicromapBuildInfoEXT info = omm_build_info(input, flag_sets[i / TYPE_COUNT]);
        const VkMicromapBuildInfoEXT between = omm_build_info(other, 0);
        const VkMicromapBuildSizesInfoEXT first = ask(t, type, &info, 0xCC);
        ask(t, type, &between, 0);
        const VkMicromapBuildSizesInfoEXT second = ask(t, type, &info, 0x33);
        ASSERT_OK(differs(&first, &second));
    }
    PASS();
}

OMM_CASE(discardable, .about = "`discardable` is VK_TRUE or VK_FALSE.",
         .covers = OMM_COVERS("A014"), .needs = {.micromap = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    for (size_t i = 0; i < TYPE_COUNT * FLAG_COUNT; ++i) {
        const VkMicromapBuildInfoEXT info = omm_build_info(input, flag_sets[i / TYPE_COUNT]);
        const VkBool32 value = ask(t, build_types[i % TYPE_COUNT], &info, 0x33).discardable;
        ASSERTm(omm_sentence("discardable is 0x%x, neither VK_TRUE nor VK_FALSE", value),
                value == VK_TRUE || value == VK_FALSE);
        const VkBool32 again = ask(t, build_types[i % TYPE_COUNT], &info, 0xCC).discardable;
        ASSERTm(omm_sentence("discardable is %u over VK_TRUE, %u over VK_FALSE: not written", value,
                             again),
                value == again);
    }
    PASS();
}

OMM_CASE(same_after_work,
         .about = "Builds, copies and queries in between do not change the answer.",
         .covers = OMM_COVERS("A013"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkBuildMicromapFlagsEXT flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    const VkMicromapBuildInfoEXT info = omm_build_info(input, flags);
    VkMicromapBuildSizesInfoEXT before[TYPE_COUNT];
    for (size_t i = 0; i < TYPE_COUNT; ++i)
        before[i] = ask(t, build_types[i], &info, 0);
    struct omm_micromap *map = omm_create_micromap(t, omm_host_sizes(t, input, flags).micromapSize);
    omm_build_into(map, input, flags);
    ASSERT_OK(omm_usable(omm_compact(map)));
    ASSERT_OK(omm_usable(omm_clone(map)));
    for (size_t i = 0; i < TYPE_COUNT; ++i) {
        const VkMicromapBuildSizesInfoEXT after = ask(t, build_types[i], &info, 0);
        ASSERT_OK(differs(&before[i], &after));
    }
    PASS();
}
