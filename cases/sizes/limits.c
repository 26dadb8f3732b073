// SPDX-License-Identifier: Apache-2.0
// Sizes at the limits: the highest levels that the device names, and counts whose data needs more than 32 bits
// (chapter "Limits"; VkMicromapUsageEXT).
//
// A level up to maxOpacity2StateSubdivisionLevel or maxOpacity4StateSubdivisionLevel is valid, with any count, and
// asking for the size builds nothing. The answer must be invariant (vkGet* commands are) and `discardable` a boolean.
// How large it is no sentence says; but opacity micromaps are exact, and one that is smaller than the data it must
// hold for every possible input is suspicious (a product taken in 32 bits, say): a QualityWarning.
// Vacuous if the level were a fixed low one: it is the device's own limit.
#include <ommcts/ommcts.h>

static const struct amount {
    const char *name;
    uint32_t states;
    uint32_t count;
} amounts[] = {
    {"s2_n1", 2, 1},
    {"s4_n1", 4, 1},
    {"s2_n1000000", 2, 1000000},
    {"s4_n1000000", 4, 1000000},
};

static VkMicromapBuildSizesInfoEXT ask(const struct omm_test *t, const VkMicromapUsageEXT *usage)
{
    const VkMicromapBuildInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
        .mode = VK_BUILD_MICROMAP_MODE_BUILD_EXT,
        .usageCountsCount = 1,
        .pUsageCounts = usage,
        .triangleArrayStride = sizeof(VkMicromapTriangleEXT),
    };
    VkMicromapBuildSizesInfoEXT sizes = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT,
        .discardable = VK_TRUE,
    };
    t->vk->vkGetMicromapBuildSizesEXT(
        t->device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR, &info, &sizes);
    return sizes;
}

OMM_CASE(highest_level, .about = "Sizes can be asked for at the highest level, with large counts.",
         .covers = OMM_COVERS("A009", "A013", "A014"), .needs = {.micromap = true},
         .params = OMM_PARAMS(amounts))
{
    const struct amount *amount = param;
    const bool two = amount->states == 2;
    const uint32_t level = two ? t->gpu->limits.maxOpacity2StateSubdivisionLevel
                               : t->gpu->limits.maxOpacity4StateSubdivisionLevel;
    if (level > 15)
        omm_not_supported("a level of %u has more microtriangles than this case can count", level);
    const VkMicromapUsageEXT usage = {
        .count = amount->count,
        .subdivisionLevel = level,
        .format =
            two ? VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT : VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT,
    };
    const VkMicromapBuildSizesInfoEXT first = ask(t, &usage);
    const VkMicromapBuildSizesInfoEXT second = ask(t, &usage);
    ASSERT_EQ_FMT((unsigned long long)first.micromapSize, (unsigned long long)second.micromapSize,
                  "%llu");
    ASSERT_EQ_FMT((unsigned long long)first.buildScratchSize,
                  (unsigned long long)second.buildScratchSize, "%llu");
    ASSERT(first.discardable == VK_TRUE || first.discardable == VK_FALSE);
    const VkDeviceSize data =
        (VkDeviceSize)amount->count * omm_triangle_bytes(amount->states, level);
    if (first.micromapSize < data)
        omm_warn("micromapSize is %llu for %llu bytes of opacity data",
                 (unsigned long long)first.micromapSize, (unsigned long long)data);
    PASS();
}
