// SPDX-License-Identifier: Apache-2.0
// One vkCmdBuildMicromapsEXT with several infos builds all of them (chapter "Micromaps").
//
// The command "provides the ability to initiate multiple micromaps builds, however there is no ordering or
// synchronization implied between any of the individual micromap builds": they share no memory, and every one is
// constructed when the command has completed, whatever their number, shapes, flags and spelling of usage counts. Here
// they lie back to back in one buffer, so that a build that strays damages the next one.
// Observed: the pattern around all of them, and each one as a source. One that was left out holds the fill pattern, and
// can't be a source. Building some of them again leaves the storage of the others bit for bit as it was.
// Vacuous if all infos were equal: neighbours differ in shape.
#include <ommcts/ommcts.h>

#include <string.h>

enum { MOST = 50 };

static const struct crowd {
    const char *name;
    uint32_t count;
} crowds[] = {{"n2", 2}, {"n3", 3}, {"n16", 16}, {"n50", 50}};

struct batch {
    VkMicromapBuildInfoEXT infos[MOST];
    struct omm_micromap *maps[MOST];
    struct omm_buffer *buffer;
    VkDeviceSize end; // of the last micromap
};

// Every third one with ppUsageCounts.
static void spell_by_pointers(VkMicromapBuildInfoEXT *info)
{
    const VkMicromapUsageEXT **pointers = omm_alloc(info->usageCountsCount * sizeof *pointers);
    for (uint32_t i = 0; i < info->usageCountsCount; ++i)
        pointers[i] = &info->pUsageCounts[i];
    info->pUsageCounts = NULL;
    info->ppUsageCounts = pointers;
}

static struct batch *prepare(const struct omm_test *t, uint32_t count)
{
    struct batch *batch = omm_alloc(sizeof *batch);
    const struct omm_input *inputs[MOST];
    VkDeviceSize sizes[MOST], offsets[MOST];
    for (uint32_t i = 0; i < count; ++i) {
        inputs[i] = omm_make_input(t, &omm_shapes[i % (OMM_FEW - 1)]);
        const VkBuildMicromapFlagsEXT flags =
            i % 2 ? VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT : 0;
        sizes[i] = omm_sizes(t, inputs[i], flags, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR)
                       .micromapSize;
        offsets[i] = (batch->end + 255) / 256 * 256;
        batch->end = offsets[i] + sizes[i];
    }
    batch->buffer = omm_create_buffer(t, &(struct omm_buffer_request){
                                             .size = batch->end + 1024,
                                             .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                             .lead = 1024,
                                             .memory_type = OMM_COHERENT,
                                         });
    for (uint32_t i = 0; i < count; ++i) {
        const VkBuildMicromapFlagsEXT flags =
            i % 2 ? VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT : 0;
        batch->maps[i] = omm_create_micromap_in(batch->buffer, offsets[i], sizes[i]);
        batch->infos[i] = omm_device_build_info(t, inputs[i], flags, batch->maps[i]);
        if (i % 3 == 2)
            spell_by_pointers(&batch->infos[i]);
    }
    return batch;
}

static void build(const struct omm_test *t, uint32_t count, const VkMicromapBuildInfoEXT *infos)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, count, infos);
    omm_run(t, queue, commands);
}

OMM_CASE(all_built, .about = "Every micromap of one command is built.",
         .covers = OMM_COVERS("A016", "A021", "A032"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(crowds))
{
    const uint32_t count = ((const struct crowd *)param)->count;
    struct batch *batch = prepare(t, count);
    build(t, count, batch->infos);
    ASSERT_OK(omm_buffer_intact_outside(batch->buffer, 0, batch->end));
    for (uint32_t i = 0; i < count; ++i)
        ASSERT_OK(omm_device_usable(batch->maps[i]));
    PASS();
}

OMM_CASE(one_of_several, .about = "Building one micromap leaves those beside it as they were.",
         .covers = OMM_COVERS("A021", "A032"), .needs = {.device_commands = true})
{
    enum { COUNT = 5 };
    struct batch *batch = prepare(t, COUNT);
    build(t, COUNT, batch->infos);
    const size_t before = (size_t)batch->maps[2]->offset;
    uint8_t *kept = omm_alloc((size_t)batch->end);
    memcpy(kept, batch->buffer->map, (size_t)batch->end);
    build(t, 1, &batch->infos[2]);
    const size_t after = before + (size_t)batch->maps[2]->size;
    ASSERT_MEM_EQm("the build wrote before its micromap", kept, batch->buffer->map, before);
    ASSERT_MEM_EQm("the build wrote past its micromap", kept + after, batch->buffer->map + after,
                   (size_t)batch->end - after);
    for (uint32_t i = 0; i < COUNT; ++i)
        ASSERT_OK(omm_device_usable(batch->maps[i]));
    PASS();
}

OMM_CASE(several_commands, .about = "Commands that share no memory need no barrier between them.",
         .covers = OMM_COVERS("A032"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(crowds))
{
    const uint32_t count = ((const struct crowd *)param)->count;
    struct batch *batch = prepare(t, count);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (uint32_t i = 0; i < count; ++i)
        t->vk->vkCmdBuildMicromapsEXT(commands, 1, &batch->infos[i]);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_buffer_intact_outside(batch->buffer, 0, batch->end));
    for (uint32_t i = 0; i < count; ++i)
        ASSERT_OK(omm_device_usable(batch->maps[i]));
    PASS();
}

OMM_CASE(shared_scratch, .about = "Behind a barrier, builds may use the same scratch memory.",
         .covers = OMM_COVERS("A018", "A030", "A032"), .needs = {.device_commands = true})
{
    enum { COUNT = 16 };
    struct batch *batch = prepare(t, COUNT);
    VkDeviceSize most = 1;
    for (uint32_t i = 0; i < COUNT; ++i) {
        VkMicromapBuildSizesInfoEXT sizes = {.sType =
                                                 VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
        t->vk->vkGetMicromapBuildSizesEXT(
            t->device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR, &batch->infos[i], &sizes);
        most = sizes.buildScratchSize > most ? sizes.buildScratchSize : most;
    }
    const struct omm_region *scratch = omm_region(t, most, 256);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (uint32_t i = 0; i < COUNT; ++i) {
        batch->infos[i].scratchData.deviceAddress = scratch->address;
        t->vk->vkCmdBuildMicromapsEXT(commands, 1, &batch->infos[i]);
        omm_barrier(t, commands, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                    VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                    VK_ACCESS_2_MICROMAP_READ_BIT_EXT | VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT);
    }
    omm_run(t, queue, commands);
    ASSERT_OK(omm_region_neighbours_intact(scratch));
    ASSERT_OK(omm_buffer_intact_outside(batch->buffer, 0, batch->end));
    for (uint32_t i = 0; i < COUNT; ++i)
        ASSERT_OK(omm_device_usable(batch->maps[i]));
    PASS();
}
