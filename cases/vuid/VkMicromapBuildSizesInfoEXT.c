// SPDX-License-Identifier: Apache-2.0
// The two valid-usage IDs of VkMicromapBuildSizesInfoEXT (chapter "Micromaps").
//
// Both rules leave no choice: the edges use the one value that is allowed, and the driver must answer. The violations
// break one under one validation layer, in a process of its own. Observed: the layer reports the ID, the driver is not
// entered, and the structure keeps every byte.
#include <ommcts/ommcts.h>

#define VUID(id) "VUID-VkMicromapBuildSizesInfoEXT-" id

static void ask(const struct omm_test *t, VkMicromapBuildSizesInfoEXT *sizes)
{
    const VkMicromapBuildInfoEXT info = omm_build_info(omm_make_input(t, &omm_small), 0);
    t->vk->vkGetMicromapBuildSizesEXT(t->device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR,
                                      &info, sizes);
}

static const char *answers(const struct omm_test *t)
{
    VkMicromapBuildSizesInfoEXT sizes = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    ask(t, &sizes);
    omm_checked();
    if (sizes.sType != VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT || sizes.pNext)
        return "the driver wrote to sType or pNext";
    return sizes.micromapSize ? NULL : "a micromap needs 0 bytes";
}

static const char *stopped(const struct omm_test *t, VkMicromapBuildSizesInfoEXT *broken,
                           const char *vuid)
{
    struct omm_stakes *stakes = omm_stakes(t, "vkGetMicromapBuildSizesEXT");
    omm_stake_bytes(stakes, "pSizeInfo", broken, sizeof *broken);
    ask(t, broken);
    const char *complaint = omm_stopped_silently(stakes, vuid);
    if (!complaint)
        complaint = answers(t);
    return complaint ? complaint : omm_layer_reported(vuid);
}

OMM_EDGE(sType_sType, .about = "The one structure type that is allowed works.",
         .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.micromap = true})
{
    ASSERT_OK(answers(t));
    PASS();
}

OMM_VIOLATION(sType_sType, .about = "sType is that of the sizes of an acceleration structure.",
              .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("sType-sType"));
    VkMicromapBuildSizesInfoEXT broken = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_BUILD_SIZES_INFO_KHR};
    ASSERT_OK(stopped(t, &broken, VUID("sType-sType")));
    PASS();
}

OMM_EDGE(pNext_pNext, .about = "A pNext of NULL, the one value that is allowed, works.",
         .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.micromap = true})
{
    ASSERT_OK(answers(t));
    PASS();
}

OMM_VIOLATION(pNext_pNext, .about = "A structure hangs in the chain.",
              .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("pNext-pNext"));
    const VkApplicationInfo stranger = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO};
    VkMicromapBuildSizesInfoEXT broken = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT,
                                          .pNext = (void *)&stranger};
    ASSERT_OK(stopped(t, &broken, VUID("pNext-pNext")));
    PASS();
}
