// SPDX-License-Identifier: Apache-2.0
// The sizes that are reported suffice (chapter "Resource Creation", vkGetMicromapBuildSizesEXT).
//
// "The micromap ... created with micromapSize ... can be used with any build command where" type and flags are equal
// and the usage sums are; a size for buildType HOST is good for host builds, and one for HOST_OR_DEVICE is too. So
// the micromap is created with exactly the reported size, scratch memory of exactly buildScratchSize ends at a guard
// page, and the host build must neither leave the one nor the other.
// Observed: the pattern around the micromap's range, the guard page, and the micromap as a source. Two inputs of one
// shape must fit equally: the size cannot depend on data that the query never saw.
// Vacuous if sizes were rounded up on the way: helpers create exactly what they are given.
#include <ommcts/ommcts.h>

static const struct flags {
    const char *name;
    VkBuildMicromapFlagsEXT bits;
} flag_sets[] = {
    {"none", 0},
    {"prefer_fast_trace", VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT},
    {"prefer_fast_build", VK_BUILD_MICROMAP_PREFER_FAST_BUILD_BIT_EXT},
    {"allow_compaction", VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT},
    {"prefer_fast_trace_allow_compaction",
     VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT | VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT},
};

// A micromap, and the scratch memory that its build was given.
struct built {
    const struct omm_micromap *map;
    const struct omm_block *scratch;
};

static struct built build_by_type(const struct omm_test *t, const struct omm_input *input,
                                  VkAccelerationStructureBuildTypeKHR type,
                                  VkBuildMicromapFlagsEXT flags)
{
    VkMicromapBuildInfoEXT info = omm_build_info(input, flags);
    VkMicromapBuildSizesInfoEXT sizes = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    t->vk->vkGetMicromapBuildSizesEXT(t->device, type, &info, &sizes);
    const struct built built = {
        .map = omm_create_micromap(t, sizes.micromapSize),
        .scratch = omm_block(&(struct omm_block_request){
            .name = "scratch memory",
            .size = sizes.buildScratchSize ? (size_t)sizes.buildScratchSize : 1,
            .alignment = 16,
        }),
    };
    info.dstMicromap = built.map->handle;
    info.scratchData.hostAddress = built.scratch->bytes;
    omm_must_succeed(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info),
                     "vkBuildMicromapsEXT");
    return built;
}

static const char *fits(const struct built *built)
{
    const char *complaint = omm_block_intact(built->scratch);
    if (!complaint)
        complaint = omm_neighbours_intact(built->map);
    return complaint ? complaint : omm_usable(built->map);
}

OMM_CASE(host, .about = "The sizes for HOST suffice for a host build of any shape.",
         .covers = OMM_COVERS("A015", "A017", "A018", "VUID-vkBuildMicromapsEXT-pInfos-07461"),
         .needs = {.host_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct built built =
        build_by_type(t, input, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR, 0);
    ASSERT_OK(fits(&built));
    PASS();
}

OMM_CASE(host_or_device, .about = "The sizes for HOST_OR_DEVICE suffice for a host build.",
         .covers = OMM_COVERS("A015", "A017"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct built built =
        build_by_type(t, input, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR, 0);
    ASSERT_OK(fits(&built));
    PASS();
}

OMM_CASE(flags, .about = "The sizes suffice for a build with the flags they were asked for.",
         .covers = OMM_COVERS("A015"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(flag_sets))
{
    const VkBuildMicromapFlagsEXT bits = ((const struct flags *)param)->bits;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        const struct built built =
            build_by_type(t, input, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR, bits);
        ASSERT_OK(fits(&built));
    }
    PASS();
}

OMM_CASE(any_data, .about = "The sizes suffice for any data of the shape: random, all 0, all 1.",
         .covers = OMM_COVERS("A015"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    struct omm_input *input = omm_make_input(t, param);
    for (int fill = 0; fill < 3; ++fill) {
        for (size_t i = 0; fill && i < input->data_size; ++i)
            input->data[i] = fill == 1 ? 0 : 0xFF;
        const struct built built =
            build_by_type(t, input, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR,
                          VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
        ASSERT_OK(fits(&built));
    }
    PASS();
}
