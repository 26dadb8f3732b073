// SPDX-License-Identifier: Apache-2.0
// The valid-usage IDs of vkGetMicromapBuildSizesEXT (chapter "Micromaps").
//
// An edge is valid usage right at the boundary of one rule: the driver must answer sizes that a micromap can have. A
// violation breaks that one rule under one validation layer, in a process of its own. Observed: the layer reports the
// ID, the driver is not entered, the sizes are not written to, and the call without the mistake answers then.
//
// device-parameter has no violation: a wild dispatchable handle never reaches a layer. device-07440 has none: no case
// has a device group.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkGetMicromapBuildSizesEXT-" id

static const VkAccelerationStructureBuildTypeKHR on_device =
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR;

static const VkMicromapBuildSizesInfoEXT blank = {
    .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};

static VkMicromapBuildInfoEXT info_on(const struct omm_test *t)
{
    return omm_build_info(omm_make_input(t, &omm_small), 0);
}

static const char *answered(const VkMicromapBuildSizesInfoEXT *sizes)
{
    omm_checked();
    if (!sizes->micromapSize || sizes->micromapSize >> 32 || sizes->buildScratchSize >> 32)
        return omm_sentence("a small micromap needs %llu bytes, and %llu of scratch",
                            (unsigned long long)sizes->micromapSize,
                            (unsigned long long)sizes->buildScratchSize);
    return NULL;
}

static const char *answers(const struct omm_test *t, VkAccelerationStructureBuildTypeKHR build_type)
{
    const VkMicromapBuildInfoEXT info = info_on(t);
    VkMicromapBuildSizesInfoEXT sizes = blank;
    t->vk->vkGetMicromapBuildSizesEXT(t->device, build_type, &info, &sizes);
    return answered(&sizes);
}

// The broken call; a valid one on `t` works then.
static const char *stopped(const struct omm_test *t, const struct omm_test *on,
                           VkAccelerationStructureBuildTypeKHR build_type,
                           const VkMicromapBuildInfoEXT *info, const char *vuid)
{
    VkMicromapBuildSizesInfoEXT sizes = blank;
    struct omm_stakes *stakes = omm_stakes(on, "vkGetMicromapBuildSizesEXT");
    omm_stake_bytes(stakes, "pSizeInfo", &sizes, sizeof sizes);
    on->vk->vkGetMicromapBuildSizesEXT(on->device, build_type, info, &sizes);
    const char *complaint = omm_stopped_silently(stakes, vuid);
    if (!complaint)
        complaint = answers(t, on_device);
    return complaint ? complaint : omm_layer_reported(vuid);
}

OMM_EDGE(micromap_11618, .about = "The feature micromap, and nothing beyond what it requires.",
         .covers = OMM_COVERS(VUID("micromap-11618")),
         .needs = {.micromap = true, .own_device = true})
{
    ASSERT_OK(answers(t, on_device));
    PASS();
}

OMM_VIOLATION(micromap_11618, .about = "The extension is enabled and the feature is not.",
              .covers = OMM_COVERS(VUID("micromap-11618")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("micromap-11618"));
    const VkMicromapBuildInfoEXT info = info_on(t);
    ASSERT_OK(stopped(t, omm_open_featureless(t), on_device, &info, VUID("micromap-11618")));
    PASS();
}

OMM_EDGE(device_parameter, .about = "The command works on the second of two devices of one GPU.",
         .covers = OMM_COVERS(VUID("device-parameter")), .needs = {.micromap = true})
{
    const struct omm_needs needs = {.micromap = true};
    ASSERT_OK(answers(omm_open_device(t, &needs, NULL), on_device));
    PASS();
}

static const struct type {
    const char *name;
    VkAccelerationStructureBuildTypeKHR type;
} types[] = {
    {"host", VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR},
    {"device", VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR},
    {"host_or_device", VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR},
};

OMM_EDGE(buildType_parameter, .about = "Each value of the enumeration is answered, the last too.",
         .covers = OMM_COVERS(VUID("buildType-parameter")), .needs = {.micromap = true},
         .params = OMM_PARAMS(types))
{
    const struct type *type = param;
    ASSERT_OK(answers(t, type->type));
    PASS();
}

OMM_VIOLATION(buildType_parameter, .about = "One past the last value of the enumeration.",
              .covers = OMM_COVERS(VUID("buildType-parameter")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("buildType-parameter"));
    const VkMicromapBuildInfoEXT info = info_on(t);
    const VkAccelerationStructureBuildTypeKHR past =
        (VkAccelerationStructureBuildTypeKHR)(types[2].type + 1);
    ASSERT_OK(stopped(t, t, past, &info, VUID("buildType-parameter")));
    PASS();
}

OMM_EDGE(pBuildInfo_parameter,
         .about = "pBuildInfo is the last thing before an inaccessible page, and read-only.",
         .covers = OMM_COVERS(VUID("pBuildInfo-parameter")), .needs = {.micromap = true})
{
    const VkMicromapBuildInfoEXT info = info_on(t);
    const struct omm_block *block = omm_block(&(struct omm_block_request){
        .name = "pBuildInfo", .size = sizeof info, .alignment = _Alignof(VkMicromapBuildInfoEXT)});
    memcpy(block->bytes, &info, sizeof info);
    omm_block_protect(block, OMM_READ_ONLY);
    VkMicromapBuildSizesInfoEXT sizes = blank;
    t->vk->vkGetMicromapBuildSizesEXT(
        t->device, on_device, (const VkMicromapBuildInfoEXT *)(const void *)block->bytes, &sizes);
    ASSERT_OK(answered(&sizes));
    PASS();
}

OMM_VIOLATION(pBuildInfo_parameter,
              .about = "pBuildInfo is NULL, leads nowhere, or to half a structure.",
              .covers = OMM_COVERS(VUID("pBuildInfo-parameter")), .needs = {.micromap = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *way = param;
    omm_must_claim_way(VUID("pBuildInfo-parameter"), way->name, way->khronos_misses);
    const VkMicromapBuildInfoEXT info = info_on(t);
    ASSERT_OK(stopped(t, t, on_device, omm_make_bad(way, &info, sizeof info, 32),
                      VUID("pBuildInfo-parameter")));
    PASS();
}

OMM_EDGE(pSizeInfo_parameter, .about = "pSizeInfo is the last thing before an inaccessible page.",
         .covers = OMM_COVERS(VUID("pSizeInfo-parameter")), .needs = {.micromap = true})
{
    const VkMicromapBuildInfoEXT info = info_on(t);
    const struct omm_block *block =
        omm_block(&(struct omm_block_request){.name = "pSizeInfo",
                                              .size = sizeof blank,
                                              .alignment = _Alignof(VkMicromapBuildSizesInfoEXT)});
    memcpy(block->bytes, &blank, sizeof blank);
    VkMicromapBuildSizesInfoEXT *sizes = (void *)block->bytes;
    t->vk->vkGetMicromapBuildSizesEXT(t->device, on_device, &info, sizes);
    ASSERT_OK(answered(sizes));
    ASSERT_OK(omm_block_intact(block));
    PASS();
}

OMM_VIOLATION(pSizeInfo_parameter,
              .about = "pSizeInfo is NULL, leads nowhere, or can't be written.",
              .covers = OMM_COVERS(VUID("pSizeInfo-parameter")), .needs = {.micromap = true},
              .params = OMM_BAD_PLACES)
{
    const struct omm_bad_pointer *way = param;
    omm_must_claim_way(VUID("pSizeInfo-parameter"), way->name, way->khronos_misses);
    const VkMicromapBuildInfoEXT info = info_on(t);
    VkMicromapBuildSizesInfoEXT *broken = omm_make_bad(way, &blank, sizeof blank, 0);
    const struct omm_stakes *stakes = omm_stakes(t, "vkGetMicromapBuildSizesEXT");
    t->vk->vkGetMicromapBuildSizesEXT(t->device, on_device, &info, broken);
    ASSERT_OK(omm_stopped_silently(stakes, VUID("pSizeInfo-parameter")));
    ASSERT_OK(answers(t, on_device));
    PASS();
}
