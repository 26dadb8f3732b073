// SPDX-License-Identifier: Apache-2.0
// The limits of VK_EXT_opacity_micromap (chapter "Limits", "Required Limits").
//
// "maxOpacity2StateSubdivisionLevel: 3 min", "maxOpacity4StateSubdivisionLevel: 3 min": both are at least 3 where
// the extension is supported. The structure is prefilled with two patterns, so that a member the driver leaves
// alone is told from one that it wrote, and the answer must not depend on them or change between calls.
// A limit above 15 can't be used (a record's level has 16 bits, but 4^16 microtriangles have no 32-bit index), which
// no sentence forbids: a QualityWarning.
// Vacuous without the extension: NotSupported.
#include <ommcts/ommcts.h>

#include <string.h>

typedef VkPhysicalDeviceOpacityMicromapPropertiesEXT limits;

static const struct member {
    const char *name;
    size_t offset;
} members[] = {
    {"maxOpacity2StateSubdivisionLevel", offsetof(limits, maxOpacity2StateSubdivisionLevel)},
    {"maxOpacity4StateSubdivisionLevel", offsetof(limits, maxOpacity4StateSubdivisionLevel)},
};

static uint32_t read_limit(const struct omm_test *t, const struct member *member, int prefill)
{
    limits asked;
    memset(&asked, prefill, sizeof asked);
    asked.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_PROPERTIES_EXT;
    asked.pNext = NULL;
    VkPhysicalDeviceProperties2 all = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
        .pNext = &asked,
    };
    vkGetPhysicalDeviceProperties2(t->physical_device, &all);
    return *(const uint32_t *)(const void *)((const char *)&asked + member->offset);
}

OMM_CASE(at_least_three, .about = "Subdivision level 3 is supported.", .covers = OMM_COVERS("A009"),
         .params = OMM_PARAMS(members))
{
    if (!t->gpu->has_micromap)
        omm_not_supported("%s is not supported", VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME);
    const uint32_t limit = read_limit(t, param, 0);
    ASSERTm(omm_sentence("the limit is %u, less than 3", limit), limit >= 3);
    if (limit > 15)
        omm_warn("a level of %u has more microtriangles than 32-bit indices", limit);
    PASS();
}

OMM_CASE(written, .about = "The limit is written, whatever stood there before.",
         .covers = OMM_COVERS("A009", "A013"), .params = OMM_PARAMS(members))
{
    if (!t->gpu->has_micromap)
        omm_not_supported("%s is not supported", VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME);
    const uint32_t first = read_limit(t, param, 0xCC);
    const uint32_t second = read_limit(t, param, 0x33);
    const uint32_t third = read_limit(t, param, 0);
    ASSERT_EQ_FMTm("the answer depends on what stood there before", first, second, "0x%x");
    ASSERT_EQ_FMTm("the answer depends on what stood there before", first, third, "0x%x");
    PASS();
}
