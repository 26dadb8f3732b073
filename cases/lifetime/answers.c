// SPDX-License-Identifier: Apache-2.0
// Commands that answer at once leave what they were given alone from their return on.
//
// vkGetMicromapBuildSizesEXT, vkWriteMicromapsPropertiesEXT and vkGetDeviceMicromapCompatibilityEXT can't be deferred
// ("commands that do not have a deferredOperation parameter are never deferred", chapter "Deferred Host Operations",
// paraphrased), so the pages of their structures, arrays and results are the application's again when they return
// (chapter "Fundamentals", object lifetime). A driver that caches an answer by the address of the question looks there
// again.
//
// Observed: every input lies in pages of its own that are read-only during the call; they and the result lose their access
// after it, and commands of every kind follow, the same ones among them. Vacuous if the answer were not there yet: it is
// looked at before the pages go.
#include <ommcts/ommcts.h>

static const struct spelling {
    const char *name;
    bool by_pointers;
} spellings[] = {
    {"usage_counts", false},
    {"usage_pointers", true},
};

static struct omm_block *pointers_to(const struct omm_block *usages, uint32_t count)
{
    const VkMicromapUsageEXT **pointers = omm_alloc(count * sizeof *pointers);
    for (uint32_t i = 0; i < count; ++i)
        pointers[i] = (const VkMicromapUsageEXT *)usages->bytes + i;
    return omm_block_with("ppUsageCounts", pointers, count * sizeof *pointers);
}

static void protect(struct omm_block *const *blocks, size_t count, enum omm_access access)
{
    for (size_t i = 0; i < count; ++i)
        omm_block_protect(blocks[i], access);
}

OMM_CASE(build_sizes, .about = "Asking for build sizes leaves nothing behind.",
         .covers = OMM_COVERS("A075", "A013"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(spellings))
{
    const struct spelling *spelling = param;
    const struct omm_input *input = omm_make_input(t, &omm_shapes[OMM_FEW - 1]);
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    const VkMicromapBuildSizesInfoEXT empty = {.sType =
                                                   VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    struct omm_block *blocks[4] = {
        omm_block_with("build sizes", &empty, sizeof empty),
        omm_block_with("usage counts", input->usages, input->usage_count * sizeof *input->usages),
    };
    size_t count = 2;
    info.pUsageCounts = (const VkMicromapUsageEXT *)blocks[1]->bytes;
    if (spelling->by_pointers) {
        blocks[count] = pointers_to(blocks[1], input->usage_count);
        info.pUsageCounts = NULL;
        info.ppUsageCounts = (const VkMicromapUsageEXT *const *)blocks[count++]->bytes;
    }
    const struct omm_block *asked = blocks[count++] =
        omm_block_with("build info", &info, sizeof info);
    const VkMicromapBuildSizesInfoEXT *sizes =
        (const VkMicromapBuildSizesInfoEXT *)blocks[0]->bytes;
    protect(blocks + 1, count - 1, OMM_READ_ONLY);
    t->vk->vkGetMicromapBuildSizesEXT(t->device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR,
                                      (const VkMicromapBuildInfoEXT *)asked->bytes,
                                      (VkMicromapBuildSizesInfoEXT *)blocks[0]->bytes);
    const VkDeviceSize size = sizes->micromapSize;
    protect(blocks, count, OMM_NO_ACCESS);
    ASSERTm("a micromap with triangles needs no storage", size > 0);
    ASSERT_EQ_FMTm("the size for the same build", (unsigned long long)size,
                   (unsigned long long)omm_host_sizes(t, input, 0).micromapSize, "%llu");
    ASSERT_OK(omm_go_on(t));
    PASS();
}

OMM_CASE(properties, .about = "Asking for micromaps' properties leaves nothing behind.",
         .covers = OMM_COVERS("A075", "A150", "A046"), .needs = {.host_commands = true})
{
    enum { COUNT = 3 };
    VkMicromapEXT handles[COUNT];
    for (size_t i = 0; i < COUNT; ++i)
        handles[i] = omm_build(t, &omm_shapes[i], 0)->handle;
    const uint64_t nothing[COUNT] = {0};
    struct omm_block *blocks[] = {
        omm_block_with("results", nothing, sizeof nothing),
        omm_block_with("pMicromaps", handles, sizeof handles),
    };
    omm_block_protect(blocks[1], OMM_READ_ONLY);
    const VkResult answer = t->vk->vkWriteMicromapsPropertiesEXT(
        t->device, COUNT, (const VkMicromapEXT *)blocks[1]->bytes,
        VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, sizeof nothing, blocks[0]->bytes,
        sizeof nothing[0]);
    uint64_t sizes[COUNT];
    memcpy(sizes, blocks[0]->bytes, sizeof sizes);
    protect(blocks, 2, OMM_NO_ACCESS);
    ASSERT_SUCCESS(answer);
    for (size_t i = 0; i < COUNT; ++i)
        ASSERTm("a size smaller than the header", sizes[i] >= OMM_HEADER_SIZE);
    ASSERT_OK(omm_go_on(t));
    PASS();
}

OMM_CASE(compatibility, .about = "Asking for compatibility leaves nothing behind.",
         .covers = OMM_COVERS("A120", "A118"), .needs = {.host_commands = true})
{
    const struct omm_block *blob = omm_serialize(omm_build(t, &omm_small, 0));
    const VkAccelerationStructureCompatibilityKHR none = 0x7FFFFFFF;
    struct omm_block *blocks[3] = {
        omm_block_with("compatibility", &none, sizeof none),
        omm_block_with("version data", blob->bytes, OMM_HEADER_SIZE),
    };
    const VkMicromapVersionInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = blocks[1]->bytes,
    };
    blocks[2] = omm_block_with("version info", &info, sizeof info);
    protect(blocks + 1, 2, OMM_READ_ONLY);
    t->vk->vkGetDeviceMicromapCompatibilityEXT(
        t->device, (const VkMicromapVersionInfoEXT *)blocks[2]->bytes,
        (VkAccelerationStructureCompatibilityKHR *)blocks[0]->bytes);
    VkAccelerationStructureCompatibilityKHR answer;
    memcpy(&answer, blocks[0]->bytes, sizeof answer);
    protect(blocks, 3, OMM_NO_ACCESS);
    ASSERT_EQ_FMTm("the device's own header",
                   (int)VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR, (int)answer, "%d");
    // The same question from elsewhere, then everything else.
    ASSERTm("the same header from another address is incompatible", omm_compatible(t, blob->bytes));
    ASSERT_OK(omm_go_on(t));
    PASS();
}
