// SPDX-License-Identifier: Apache-2.0
// When vkCmdBuildMicromapsEXT reads its arguments, and when it does its work.
//
// "Application-owned memory ... may be accessed at any time during the execution of a command they are passed to"
// (chapter "Fundamentals", object lifetime) and not longer: pInfos, pUsageCounts, ppUsageCounts and every structure that
// it points to may be freed once the recording call returned. Device addresses are another matter: what they point to is
// read when the command executes, so it may be written after the recording, and for a second execution again.
// Observed: host arrays alone between guard pages, overwritten and without access between recording and submission;
// inputs that the host or the device writes after the recording; a command buffer submitted twice with the target
// poisoned in between. Each time the micromap must be a good source and its surroundings untouched.
// Vacuous if recording were late: submission comes after the pages are protected.
#include <ommcts/ommcts.h>

#include <string.h>

static struct omm_micromap *destination(const struct omm_test *t, const struct omm_input *input)
{
    return omm_create_micromap(
        t, omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize);
}

static struct omm_block *guard(const char *name, const void *bytes, size_t size)
{
    struct omm_block *block =
        omm_block(&(struct omm_block_request){.name = name, .size = size, .alignment = 8});
    memcpy(block->bytes, bytes, size);
    return block;
}

static struct omm_block *guard_pointers(const struct omm_block *usages, uint32_t count)
{
    const VkMicromapUsageEXT **pointers = omm_alloc(count * sizeof *pointers);
    for (uint32_t i = 0; i < count; ++i)
        pointers[i] = (const VkMicromapUsageEXT *)usages->bytes + i;
    return guard("ppUsageCounts", pointers, count * sizeof *pointers);
}

enum { INFOS = 3, BLOCKS = 1 + 2 * INFOS };

static const struct spelling {
    const char *name;
    bool by_pointers;
    bool overwrite; // rather than only take access away
} spellings[] = {
    {"usage_counts_no_access", false, false},
    {"usage_counts_overwritten", false, true},
    {"usage_pointers_no_access", true, false},
    {"usage_pointers_overwritten", true, true},
};

static void forget(struct omm_block *block, const struct spelling *spelling)
{
    omm_block_protect(block, OMM_READ_WRITE);
    if (spelling->overwrite)
        omm_block_fill(block, 0);
    else
        omm_block_protect(block, OMM_NO_ACCESS);
}

OMM_CASE(arguments_forgotten,
         .about = "pInfos and the usage counts may be freed as soon as the command is recorded.",
         .covers = OMM_COVERS("A016", "A032", "A056"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(spellings))
{
    const struct spelling *spelling = param;
    VkMicromapBuildInfoEXT infos[INFOS];
    struct omm_micromap *maps[INFOS];
    struct omm_block *blocks[BLOCKS];
    size_t count = 0;
    for (size_t i = 0; i < INFOS; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[OMM_FEW - 1 - i]);
        maps[i] = destination(t, input);
        infos[i] = omm_device_build_info(t, input, 0, maps[i]);
        struct omm_block *usages =
            guard("usage counts", input->usages, input->usage_count * sizeof *input->usages);
        blocks[count++] = usages;
        infos[i].pUsageCounts = (const VkMicromapUsageEXT *)usages->bytes;
        if (spelling->by_pointers) {
            struct omm_block *pointers = guard_pointers(usages, input->usage_count);
            blocks[count++] = pointers;
            infos[i].pUsageCounts = NULL;
            infos[i].ppUsageCounts = (const VkMicromapUsageEXT *const *)pointers->bytes;
        }
    }
    blocks[count++] = guard("build infos", infos, sizeof infos);
    for (size_t i = 0; i < count; ++i)
        omm_block_protect(blocks[i], OMM_READ_ONLY);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, INFOS,
                                  (const VkMicromapBuildInfoEXT *)blocks[count - 1]->bytes);
    for (size_t i = 0; i < count; ++i)
        forget(blocks[i], spelling);
    omm_run(t, queue, commands);
    for (size_t i = 0; i < INFOS; ++i) {
        ASSERT_OK(omm_neighbours_intact(maps[i]));
        ASSERT_OK(omm_device_usable(maps[i]));
    }
    PASS();
}

OMM_CASE(inputs_written_later,
         .about = "Inputs that the host writes after the recording are what gets built.",
         .covers = OMM_COVERS("A026", "A056"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = destination(t, input);
    VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
    const VkDeviceSize array_size = input->triangle_count * sizeof *input->triangles;
    const struct omm_region *data = omm_region(t, input->data_size, 256);
    const struct omm_region *array = omm_region(t, array_size, 256);
    info.data.deviceAddress = data->address;
    info.triangleArray.deviceAddress = array->address;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    memcpy(data->bytes, input->data, input->data_size);
    memcpy(array->bytes, input->triangles, (size_t)array_size);
    omm_submit(t, queue, commands);
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

OMM_CASE(inputs_copied_before,
         .about = "Behind a barrier, inputs may come from copies in the same command buffer.",
         .covers = OMM_COVERS("A026"), .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = destination(t, input);
    VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
    const VkDeviceSize sizes[2] = {input->data_size,
                                   input->triangle_count * sizeof *input->triangles};
    const struct omm_region *from[2] = {omm_region_with(t, input->data, sizes[0]),
                                        omm_region_with(t, input->triangles, sizes[1])};
    const struct omm_region *to[2] = {omm_region(t, sizes[0], 256), omm_region(t, sizes[1], 256)};
    info.data.deviceAddress = to[0]->address;
    info.triangleArray.deviceAddress = to[1]->address;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (size_t i = 0; i < 2; ++i) {
        const VkBufferCopy range = {from[i]->offset, to[i]->offset, sizes[i]};
        t->vk->vkCmdCopyBuffer(commands, from[i]->buffer->handle, to[i]->buffer->handle, 1, &range);
    }
    // What the text asks for: input buffers are read with MICROMAP_BUILD and SHADER_READ. Older lists of supported
    // access types want a shader stage with that access, so there is one beside it.
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT,
                VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT | VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
                VK_ACCESS_2_SHADER_READ_BIT);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

OMM_CASE(submitted_again,
         .about = "A command buffer builds each time that it is submitted, also over poison.",
         .covers = OMM_COVERS("A056", "A095"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = destination(t, input);
    const VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    for (int i = 0; i < 3; ++i) {
        omm_buffer_fill(map->buffer);
        omm_submit(t, queue, commands);
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_device_usable(map));
    }
    PASS();
}
