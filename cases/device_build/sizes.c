// SPDX-License-Identifier: Apache-2.0
// The sizes that are reported for device builds suffice (chapter "Resource Creation", vkGetMicromapBuildSizesEXT).
//
// A micromap "created with micromapSize" can be built into by any build of equal type, flags and usage sums; sizes
// for DEVICE are good for device builds, and those for HOST_OR_DEVICE too; "buildScratchSize is the size in bytes
// required in a scratch buffer", at an address that is a multiple of minAccelerationStructureScratchOffsetAlignment,
// which is 256 at most. A larger micromap will do as well ("greater than or equal", 07461).
// So the micromap has exactly the reported size, and so has the scratch region; neither may be left.
// Observed: the pattern in the memory around micromap and scratch, and the micromap as a source of device commands.
// Vacuous if sizes were rounded up on the way: helpers create exactly what they are given.
#include <ommcts/ommcts.h>

static const VkAccelerationStructureBuildTypeKHR for_device =
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR;

// Builds into `map` with scratch memory of exactly `scratch_size` bytes, and complains when anything but the micromap
// and the scratch memory changed, or when the micromap is no good source.
static const char *build(struct omm_micromap *map, const struct omm_input *input,
                         VkBuildMicromapFlagsEXT flags, VkDeviceSize scratch_size)
{
    const struct omm_test *t = map->t;
    VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, flags, map);
    const struct omm_region *scratch = omm_region(t, scratch_size ? scratch_size : 1, 256);
    info.scratchData.deviceAddress = scratch->address;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_run(t, queue, commands);
    const char *complaint = omm_region_neighbours_intact(scratch);
    if (complaint)
        return omm_sentence("around %llu bytes of scratch memory: %s",
                            (unsigned long long)scratch_size, complaint);
    complaint = omm_neighbours_intact(map);
    return complaint ? complaint : omm_device_usable(map);
}

OMM_CASE(device, .about = "The sizes for DEVICE suffice for a device build of any shape.",
         .covers = OMM_COVERS("A003", "A015", "A017", "A018", "A021",
                              "VUID-vkCmdBuildMicromapsEXT-pInfos-07509"),
         .needs = {.device_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkMicromapBuildSizesInfoEXT sizes = omm_sizes(t, input, 0, for_device);
    struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    ASSERT_OK(build(map, input, 0, sizes.buildScratchSize));
    PASS();
}

OMM_CASE(host_or_device, .about = "The sizes for HOST_OR_DEVICE suffice for a device build.",
         .covers = OMM_COVERS("A015", "A017"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkMicromapBuildSizesInfoEXT sizes =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR);
    struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    ASSERT_OK(build(map, input, 0, sizes.buildScratchSize));
    PASS();
}

static const struct flags {
    const char *name;
    VkBuildMicromapFlagsEXT bits;
} flag_sets[] = {
    {"prefer_fast_trace", VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT},
    {"prefer_fast_build", VK_BUILD_MICROMAP_PREFER_FAST_BUILD_BIT_EXT},
    {"allow_compaction", VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT},
    {"prefer_fast_trace_allow_compaction",
     VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT | VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT},
};

OMM_CASE(flags, .about = "The sizes suffice for a build with the flags they were asked for.",
         .covers = OMM_COVERS("A015", "A018", "A170"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(flag_sets))
{
    const VkBuildMicromapFlagsEXT bits = ((const struct flags *)param)->bits;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        const VkMicromapBuildSizesInfoEXT sizes = omm_sizes(t, input, bits, for_device);
        struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
        ASSERT_OK(build(map, input, bits, sizes.buildScratchSize));
        map->flags = bits;
        if (bits & VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT)
            ASSERT_OK(omm_device_usable(omm_device_compact(map)));
    }
    PASS();
}

OMM_CASE(any_data, .about = "The sizes suffice for any data of the shape: random, all 0, all 1.",
         .covers = OMM_COVERS("A015"), .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    struct omm_input *input = omm_make_input(t, param);
    for (int fill = 0; fill < 3; ++fill) {
        for (size_t i = 0; fill && i < input->data_size; ++i)
            input->data[i] = fill == 1 ? 0 : 0xFF;
        const VkMicromapBuildSizesInfoEXT sizes = omm_sizes(t, input, 0, for_device);
        struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
        ASSERT_OK(build(map, input, 0, sizes.buildScratchSize));
    }
    PASS();
}

static const struct slack {
    const char *name;
    VkDeviceSize bytes;
} slacks[] = {{"plus_1", 1}, {"plus_256", 256}, {"plus_4096", 4096}, {"plus_1_mib", 1 << 20}};

OMM_CASE(larger, .about = "A micromap that is larger than micromapSize can be built into.",
         .covers = OMM_COVERS("A021", "A033"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(slacks))
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkMicromapBuildSizesInfoEXT sizes = omm_sizes(t, input, 0, for_device);
    struct omm_micromap *map =
        omm_create_micromap(t, sizes.micromapSize + ((const struct slack *)param)->bytes);
    ASSERT_OK(build(map, input, 0, sizes.buildScratchSize));
    PASS();
}

OMM_CASE(stable, .about = "The sizes for a build are the same after such a build.",
         .covers = OMM_COVERS("A013"), .needs = {.device_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkMicromapBuildSizesInfoEXT before = omm_sizes(t, input, 0, for_device);
    omm_device_build(t, &omm_small, 0);
    const VkMicromapBuildSizesInfoEXT after = omm_sizes(t, input, 0, for_device);
    ASSERT_EQ_FMT((unsigned long long)before.micromapSize, (unsigned long long)after.micromapSize,
                  "%llu");
    ASSERT_EQ_FMT((unsigned long long)before.buildScratchSize,
                  (unsigned long long)after.buildScratchSize, "%llu");
    PASS();
}
