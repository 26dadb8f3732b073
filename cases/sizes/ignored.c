// SPDX-License-Identifier: Apache-2.0
// What vkGetMicromapBuildSizesEXT must not look at (chapter "Resource Creation", "Micromaps").
//
// "The dstMicromap and mode members of pBuildInfo are ignored. Any VkDeviceOrHostAddressKHR members of pBuildInfo are
// ignored by this command": data, scratchData and triangleArray. Each is poisoned by itself and all together: a
// handle of no object, a mode of no enumerant, addresses of pages without access and of a page that isn't there.
// Observed: no fault (the crash report names the page), and the sizes that the same structure gets with everything
// left out. The usage counts are read-only meanwhile: what is const is not written.
// Vacuous if sizes were not written at all: the outputs are prefilled, and the sizes must not be the prefill.
#include <ommcts/ommcts.h>

#include <string.h>

enum poison {
    DESTINATION = 1,
    MODE = 2,
    DATA = 4,
    SCRATCH = 8,
    TRIANGLES = 16,
    WILD = 32, // addresses of no mapping, and small, as device addresses of another space may be
};

static const struct mixture {
    const char *name;
    unsigned poison;
} mixtures[] = {
    {"dst_micromap", DESTINATION},
    {"mode", MODE},
    {"data", DATA},
    {"scratch_data", SCRATCH},
    {"triangle_array", TRIANGLES},
    {"all", DESTINATION | MODE | DATA | SCRATCH | TRIANGLES},
    {"all_wild", DESTINATION | MODE | DATA | SCRATCH | TRIANGLES | WILD},
};

static const VkAccelerationStructureBuildTypeKHR build_types[] = {
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR,
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR,
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR,
};

static VkMicromapEXT no_handle(void)
{
    const uint64_t value = 0xDEADBEEFDEADBEE8;
    VkMicromapEXT handle;
    memcpy(&handle, &value, sizeof handle);
    return handle;
}

static void apply(unsigned poison, VkMicromapBuildInfoEXT *info)
{
    const struct omm_block *forbidden = omm_block(
        &(struct omm_block_request){.name = "memory that sizes don't depend on", .size = 64});
    omm_block_protect(forbidden, OMM_NO_ACCESS);
    const uint64_t address = poison & WILD ? 0x1001 : (uint64_t)(uintptr_t)forbidden->bytes;
    if (poison & DESTINATION)
        info->dstMicromap = no_handle();
    if (poison & MODE)
        info->mode = VK_BUILD_MICROMAP_MODE_MAX_ENUM_EXT;
    if (poison & DATA)
        info->data.deviceAddress = address;
    if (poison & SCRATCH)
        info->scratchData.deviceAddress = address;
    if (poison & TRIANGLES)
        info->triangleArray.deviceAddress = address;
}

static VkMicromapBuildSizesInfoEXT ask(const struct omm_test *t,
                                       VkAccelerationStructureBuildTypeKHR type,
                                       const VkMicromapBuildInfoEXT *info)
{
    VkMicromapBuildSizesInfoEXT sizes = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT,
        .micromapSize = 0xCCCCCCCCCCCCCCCC,
        .buildScratchSize = 0xCCCCCCCCCCCCCCCC,
        .discardable = VK_TRUE,
    };
    t->vk->vkGetMicromapBuildSizesEXT(t->device, type, info, &sizes);
    return sizes;
}

// The structure as it is, with nothing but what sizes depend on.
static VkMicromapBuildInfoEXT bare_info(const struct omm_test *t, const struct omm_shape *shape)
{
    const struct omm_input *input = omm_make_input(t, shape);
    const size_t size = input->usage_count * sizeof *input->usages;
    const struct omm_block *usages = omm_block(
        &(struct omm_block_request){.name = "usage counts", .size = size, .alignment = 4});
    memcpy(usages->bytes, input->usages, size);
    omm_block_protect(usages, OMM_READ_ONLY);
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    info.pUsageCounts = (const VkMicromapUsageEXT *)usages->bytes;
    info.data.hostAddress = NULL;
    info.triangleArray.hostAddress = NULL;
    return info;
}

OMM_CASE(poisoned, .about = "Members that the command ignores do not change its answer.",
         .covers = OMM_COVERS("A012"), .needs = {.micromap = true}, .params = OMM_PARAMS(mixtures))
{
    const struct mixture *mixture = param;
    for (size_t shape = 0; shape < OMM_FEW; ++shape) {
        const VkMicromapBuildInfoEXT bare = bare_info(t, &omm_shapes[shape]);
        VkMicromapBuildInfoEXT poisoned = bare;
        apply(mixture->poison, &poisoned);
        for (size_t i = 0; i < sizeof build_types / sizeof build_types[0]; ++i) {
            const VkMicromapBuildSizesInfoEXT expected = ask(t, build_types[i], &bare);
            const VkMicromapBuildSizesInfoEXT got = ask(t, build_types[i], &poisoned);
            ASSERTm("no size was written", expected.micromapSize != 0xCCCCCCCCCCCCCCCC);
            ASSERT_EQ_FMTm("micromapSize", (unsigned long long)expected.micromapSize,
                           (unsigned long long)got.micromapSize, "%llu");
            ASSERT_EQ_FMTm("buildScratchSize", (unsigned long long)expected.buildScratchSize,
                           (unsigned long long)got.buildScratchSize, "%llu");
            ASSERT_EQ_FMTm("discardable", expected.discardable, got.discardable, "%u");
        }
    }
    PASS();
}
