// SPDX-License-Identifier: Apache-2.0
// Room for a build: whatever the sizes allow, the content is the input's (vkGetMicromapBuildSizesEXT, chapter "Micromaps").
//
// micromapSize bytes are enough for any build of equal type, flags and sums of usage counts, sizes of HOST_OR_DEVICE serve
// builds on either side, a destination may be "greater than or equal" (VUID-vkBuildMicromapsEXT-dstMicromap-07461), and
// buildScratchSize bytes of scratch are enough, whatever they hold before.
//
// Observed: a pattern around micromap and scratch memory, and every microtriangle. Where something is too small by a
// little, bounds may hold while the last triangles are missing: that is what reading back adds to the families sizes,
// build and device_build. Vacuous if there was room to spare: sizes are taken exactly, and spare room is filled.
#include <ommcts/ommcts.h>

#include <string.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

// For ASSERT_OK.
static const char *stands(enum omm_side side, const struct omm_micromap *map)
{
    const char *complaint = omm_neighbours_intact(map);
    if (!complaint)
        complaint = omm_usable_on(side, map);
    return complaint ? complaint : omm_reads_back(map);
}

// The size of one input is used for builds of others with the same sums.
static int fits_exactly(const struct omm_test *t, const struct omm_shape *shape, enum omm_side side)
{
    const VkDeviceSize size =
        omm_sizes_on(side, t, omm_make_input(t, shape), compactable).micromapSize;
    for (int i = 0; i < 2; ++i) {
        struct omm_micromap *map = omm_create_micromap(t, size);
        omm_build_into_on(side, map, omm_make_input(t, shape), compactable);
        ASSERT_OK(stands(side, map));
    }
    PASS();
}

OMM_CASE(exact_by_host, .about = "The size asked for one input holds others of equal sums.",
         .covers = OMM_COVERS("A015", "A026"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_FEW_SHAPES)
{
    return fits_exactly(t, param, OMM_ON_HOST);
}

OMM_CASE(exact_by_device, .about = "So it does for builds on a queue.",
         .covers = OMM_COVERS("A015"), .needs = {.device_commands = true, .read_back = true},
         .params = OMM_FEW_SHAPES)
{
    return fits_exactly(t, param, OMM_ON_DEVICE);
}

OMM_CASE(either_side, .about = "What is sized for either side can be built on either.",
         .covers = OMM_COVERS("A017", "A034"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_CHEAP_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR)
            .micromapSize;
    struct omm_micromap *map = omm_create_micromap(t, size);
    // In turns, the same storage; the inverse in between, so that nothing stays right by having been right.
    for (int turn = 0; turn < 4; ++turn) {
        const enum omm_side side = turn % 2 ? OMM_ON_DEVICE : OMM_ON_HOST;
        omm_build_into_on(side, map, turn == 1 || turn == 2 ? omm_inverse(input) : input, 0);
        ASSERT_OK(stands(side, map));
    }
    PASS();
}

static const struct spare {
    const char *name;
    VkDeviceSize bytes;
} spares[] = {{"spare_1", 1}, {"spare_256", 256}, {"spare_4096", 4096}, {"spare_1_mib", 1 << 20}};

static int has_spare(const struct omm_test *t, const struct spare *spare, enum omm_side side)
{
    for (size_t i = 0; i < OMM_CHEAP; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        struct omm_micromap *map =
            omm_create_micromap(t, omm_sizes_on(side, t, input, 0).micromapSize + spare->bytes);
        omm_build_into_on(side, map, input, 0);
        ASSERT_OK(stands(side, map));
    }
    PASS();
}

OMM_CASE(larger_by_host, .about = "A micromap larger than needed holds what was built.",
         .covers = OMM_COVERS("A033"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_PARAMS(spares))
{
    return has_spare(t, param, OMM_ON_HOST);
}

OMM_CASE(larger_by_device, .about = "So it does when built on a queue.",
         .covers = OMM_COVERS("A033"), .needs = {.device_commands = true, .read_back = true},
         .params = OMM_PARAMS(spares))
{
    return has_spare(t, param, OMM_ON_DEVICE);
}

OMM_CASE(scratch_by_host, .about = "Scratch of the exact size is enough, whatever it holds.",
         .covers = OMM_COVERS("A018", "A026"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkMicromapBuildSizesInfoEXT sizes = omm_host_sizes(t, input, 0);
    const uint8_t values[] = {0x00, 0xFF, OMM_POISON};
    for (size_t i = 0; i < sizeof values; ++i) {
        struct omm_block *scratch = omm_block(&(struct omm_block_request){
            .name = "scratch memory",
            .size = sizes.buildScratchSize ? (size_t)sizes.buildScratchSize : 1,
            .alignment = 16});
        omm_block_fill(scratch, values[i]);
        struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
        VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
        info.dstMicromap = map->handle;
        info.scratchData.hostAddress = scratch->bytes;
        ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
        map->input = input;
        ASSERT_OK(omm_block_intact(scratch));
        ASSERT_OK(stands(OMM_ON_HOST, map));
    }
    PASS();
}

OMM_CASE(scratch_by_device, .about = "So it is for a build on a queue.",
         .covers = OMM_COVERS("A018"), .needs = {.device_commands = true, .read_back = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkMicromapBuildSizesInfoEXT sizes = omm_sizes_on(OMM_ON_DEVICE, t, input, 0);
    const uint8_t values[] = {0x00, 0xFF, OMM_POISON};
    for (size_t i = 0; i < sizeof values; ++i) {
        struct omm_region *scratch = omm_scratch(t, sizes.buildScratchSize);
        memset(scratch->bytes, values[i], (size_t)scratch->size);
        struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
        VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
        info.scratchData.deviceAddress = scratch->address;
        const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
        omm_run(t, queue, commands);
        map->input = input;
        ASSERT_OK(omm_region_neighbours_intact(scratch));
        ASSERT_OK(stands(OMM_ON_DEVICE, map));
    }
    PASS();
}

static const struct flags {
    const char *name;
    VkBuildMicromapFlagsEXT flags;
} all_flags[] = {
    {"no_flags", 0},
    {"fast_trace", VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT},
    {"fast_build", VK_BUILD_MICROMAP_PREFER_FAST_BUILD_BIT_EXT},
    {"compactable", VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT},
    {"fast_trace_compactable",
     VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT | VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT},
    {"fast_build_compactable",
     VK_BUILD_MICROMAP_PREFER_FAST_BUILD_BIT_EXT | VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT},
};

static int built_with(const struct omm_test *t, const struct flags *flags, enum omm_side side)
{
    for (size_t i = 0; i < OMM_CHEAP; ++i)
        ASSERT_OK(stands(side, omm_build_on(side, t, &omm_shapes[i], flags->flags)));
    PASS();
}

OMM_CASE(flags_by_host, .about = "Build flags change no microtriangle.",
         .covers = OMM_COVERS("A015", "A028"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_PARAMS(all_flags))
{
    return built_with(t, param, OMM_ON_HOST);
}

OMM_CASE(flags_by_device, .about = "Nor do they for builds on a queue.",
         .covers = OMM_COVERS("A015", "A028"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(all_flags))
{
    return built_with(t, param, OMM_ON_DEVICE);
}
