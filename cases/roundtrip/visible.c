// SPDX-License-Identifier: Apache-2.0
// What makes a micromap visible to the build of an acceleration structure: no more than the specification asks for.
//
// The accesses of micromap commands are MICROMAP_WRITE at MICROMAP_BUILD, those of an acceleration structure's build that
// reads the micromap MICROMAP_READ at ACCELERATION_STRUCTURE_BUILD (chapters "Copying Micromaps" and "Synchronization"): one
// barrier between the two is enough, in one command buffer. What a host command wrote needs nothing at all: "submission ...
// defines a memory dependency with prior host operations".
//
// Observed by reading back: the barrier, or nothing, is recorded by the case, right before the build. The micromap held the
// inverse before, and an earlier structure was built from that, so that stale content is in whatever cache there is, and
// reads as the opposite in every microtriangle. Vacuous where all memory is coherent at all times; the reference driver's
// personality weak is not. Needs ray queries.
#include <ommcts/ommcts.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

static const struct manner {
    const char *name;
    char how; // b: build, c: clone, k: compact, d: deserialize
} manners[] = {{"built", 'b'}, {"cloned", 'c'}, {"compacted", 'k'}, {"loaded", 'd'}};

// A source, a destination that holds its inverse and was looked at, and what is to be done.
struct errand {
    const struct omm_test *t;
    char how;
    struct omm_micromap *source, *destination;
    VkMicromapBuildInfoEXT build;
    VkCopyMicromapInfoEXT copy;
    VkCopyMemoryToMicromapInfoEXT load;
};

static struct errand prepare(const struct omm_test *t, const struct omm_shape *shape, char how,
                             enum omm_side side)
{
    struct errand errand = {.t = t, .how = how};
    const struct omm_input *input = omm_make_input(t, shape);
    errand.source = omm_build_input_on(side, t, input, compactable);
    VkDeviceSize room = errand.source->size;
    if (how == 'k') { // what is compacted is asked for its size first
        const VkDeviceSize compacted = omm_compacted_size_on(side, errand.source);
        room = compacted > room ? compacted : room;
    }
    errand.destination = omm_create_micromap(t, room);
    omm_build_into_on(side, errand.destination, omm_inverse(input), compactable);
    errand.copy = omm_copy_info(errand.source, errand.destination,
                                how == 'k' ? VK_COPY_MICROMAP_MODE_COMPACT_EXT
                                           : VK_COPY_MICROMAP_MODE_CLONE_EXT);
    return errand;
}

// For ASSERT_OK: looks at the inverse first, then records and looks again.
static const char *seen_at_once(struct errand *errand,
                                void (*record)(VkCommandBuffer commands, void *argument))
{
    const struct omm_scene scene = {
        .map = errand->destination,
        .input = errand->source->input,
        .record = record,
        .argument = errand,
    };
    uint32_t count = 0;
    const struct omm_shot *shots = omm_trace(errand->t, &scene, &count);
    return omm_shots_right(&scene, shots, count);
}

static void record_command(VkCommandBuffer commands, void *argument)
{
    const struct errand *errand = argument;
    const struct VolkDeviceTable *vk = errand->t->vk;
    switch (errand->how) {
    case 'b':
        vk->vkCmdBuildMicromapsEXT(commands, 1, &errand->build);
        break;
    case 'd':
        vk->vkCmdCopyMemoryToMicromapEXT(commands, &errand->load);
        break;
    default:
        vk->vkCmdCopyMicromapEXT(commands, &errand->copy);
    }
    omm_barrier(errand->t, commands, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT,
                VK_PIPELINE_STAGE_2_ACCELERATION_STRUCTURE_BUILD_BIT_KHR,
                VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
}

OMM_CASE(by_barrier,
         .about = "One barrier shows a structure's build what the command before it wrote.",
         .covers = OMM_COVERS("A100", "A102", "A114"),
         .needs = {.device_commands = true, .ray_query = true}, .params = OMM_PARAMS(manners))
{
    for (size_t i = 0; i < OMM_CHEAP; ++i) {
        struct errand errand =
            prepare(t, &omm_shapes[i], ((const struct manner *)param)->how, OMM_ON_DEVICE);
        errand.build =
            omm_device_build_info(t, errand.source->input, compactable, errand.destination);
        const struct omm_region *blob = omm_device_serialize(errand.source);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        errand.load = omm_device_deserialize_info(blob, errand.destination);
        struct omm_scene before = {.map = errand.destination, .input = errand.destination->input};
        uint32_t count = 0;
        const struct omm_shot *shots = omm_trace(t, &before, &count);
        ASSERT_OK(omm_shots_right(&before, shots, count));
        ASSERT_OK(seen_at_once(&errand, record_command));
        ASSERT_OK(omm_neighbours_intact(errand.destination));
    }
    PASS();
}

static void record_nothing(VkCommandBuffer commands, void *argument)
{
    (void)commands;
    (void)argument;
}

static VkResult call_command(const struct errand *errand)
{
    const struct omm_test *t = errand->t;
    switch (errand->how) {
    case 'b':
        return t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &errand->build);
    case 'd':
        return t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &errand->load);
    default:
        return t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &errand->copy);
    }
}

OMM_CASE(by_submission,
         .about = "A submission alone shows a structure's build what the host wrote before it.",
         .covers = OMM_COVERS("A034", "A086", "A160"),
         .needs = {.host_commands = true, .ray_query = true}, .params = OMM_PARAMS(manners))
{
    for (size_t i = 0; i < OMM_CHEAP; ++i) {
        struct errand errand =
            prepare(t, &omm_shapes[i], ((const struct manner *)param)->how, OMM_ON_HOST);
        errand.build = omm_build_info(errand.source->input, compactable);
        errand.build.dstMicromap = errand.destination->handle;
        errand.build.scratchData.hostAddress = omm_alloc(
            (size_t)omm_host_sizes(t, errand.source->input, compactable).buildScratchSize + 1);
        const struct omm_block *blob = omm_serialize(errand.source);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        errand.load = omm_deserialize_info(blob->bytes, errand.destination);
        struct omm_scene before = {.map = errand.destination, .input = errand.destination->input};
        uint32_t count = 0;
        const struct omm_shot *shots = omm_trace(t, &before, &count);
        ASSERT_OK(omm_shots_right(&before, shots, count));
        ASSERT_SUCCESS(call_command(&errand));
        ASSERT_OK(seen_at_once(&errand, record_nothing));
        ASSERT_OK(omm_neighbours_intact(errand.destination));
    }
    PASS();
}
