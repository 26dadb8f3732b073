// SPDX-License-Identifier: Apache-2.0
// Scratch memory of host builds (chapter "Resource Creation", VkMicromapBuildSizesInfoEXT).
//
// "buildScratchSize is the size in bytes required in a scratch buffer for a build": that much is enough, in front of
// a guard page or behind one. It may be 0, and then no scratch memory need be there: a page without access stands in
// its place. Its content before the build means nothing. Its address has no alignment rule in a host build; but "all
// fundamental types accessed through the pointer" must suit the host processor (chapter "Fundamentals", Valid Usage for
// Pointers), and which types a driver keeps there nobody says: it is aligned as every C allocation is, to 16, and to no more.
// Observed: a fault at the guard page (told as a sentence) or a changed canary; the micromap as a source; and builds
// with two prefills, both of which must succeed.
// Vacuous where the size is 0 and the driver touches nothing: then the page without access is the test.
#include <ommcts/ommcts.h>

static const struct place {
    const char *name;
    enum omm_edge edge;
    size_t alignment, residue;
} places[] = {
    {"ends_at_guard", OMM_ENDS_AT_GUARD, 16, 0},
    {"begins_at_guard", OMM_BEGINS_AT_GUARD, 16, 0},
    {"residue_16_of_256", OMM_ENDS_AT_GUARD, 256, 16},
    {"residue_48_of_64", OMM_ENDS_AT_GUARD, 64, 48},
};

static struct omm_block *scratch_block(VkDeviceSize size, const struct place *place)
{
    struct omm_block *block = omm_block(&(struct omm_block_request){
        .name = "scratch memory",
        .size = size ? (size_t)size : 1,
        .alignment = place->alignment,
        .residue = place->residue,
        .edge = place->edge,
    });
    if (!size)
        omm_block_protect(block, OMM_NO_ACCESS);
    return block;
}

OMM_CASE(place,
         .about = "Scratch memory of exactly buildScratchSize bytes suffices, wherever it lies.",
         .covers = OMM_COVERS("A018", "VUID-vkBuildMicromapsEXT-pInfos-07556"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(places))
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        const VkBuildMicromapFlagsEXT flags =
            i % 2 ? VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT : 0;
        const VkMicromapBuildSizesInfoEXT sizes = omm_host_sizes(t, input, flags);
        const struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
        const struct omm_block *scratch = scratch_block(sizes.buildScratchSize, param);
        VkMicromapBuildInfoEXT info = omm_build_info(input, flags);
        info.dstMicromap = map->handle;
        info.scratchData.hostAddress = scratch->bytes;
        ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
        if (sizes.buildScratchSize)
            ASSERT_OK(omm_block_intact(scratch));
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_usable(map));
    }
    PASS();
}

OMM_CASE(every_shape,
         .about = "Scratch memory of exactly buildScratchSize bytes suffices for any shape.",
         .covers = OMM_COVERS("A018"), .needs = {.host_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkBuildMicromapFlagsEXT flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    const VkMicromapBuildSizesInfoEXT sizes = omm_host_sizes(t, input, flags);
    const struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    const struct omm_block *scratch = scratch_block(sizes.buildScratchSize, &places[0]);
    VkMicromapBuildInfoEXT info = omm_build_info(input, flags);
    info.dstMicromap = map->handle;
    info.scratchData.hostAddress = scratch->bytes;
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
    if (sizes.buildScratchSize)
        ASSERT_OK(omm_block_intact(scratch));
    ASSERT_OK(omm_neighbours_intact(map));
    PASS();
}

OMM_CASE(content, .about = "What scratch memory held before the build does not matter.",
         .covers = OMM_COVERS("A018"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkBuildMicromapFlagsEXT flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    const VkMicromapBuildSizesInfoEXT sizes = omm_host_sizes(t, input, flags);
    struct omm_block *scratch = scratch_block(sizes.buildScratchSize, &places[0]);
    VkDeviceSize serialized[2];
    static const uint8_t prefills[2] = {0x00, 0xFF};
    for (size_t i = 0; i < 2; ++i) {
        if (sizes.buildScratchSize)
            omm_block_fill(scratch, prefills[i]);
        const struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
        VkMicromapBuildInfoEXT info = omm_build_info(input, flags);
        info.dstMicromap = map->handle;
        info.scratchData.hostAddress = scratch->bytes;
        ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_usable(map));
        ASSERT_OK(omm_usable(omm_compact(map)));
        serialized[i] = omm_serialized_size(map);
    }
    if (serialized[0] != serialized[1])
        omm_warn(
            "serialization size %llu after a build with scratch memory of zeros, %llu with ones",
            (unsigned long long)serialized[0], (unsigned long long)serialized[1]);
    PASS();
}
