// SPDX-License-Identifier: Apache-2.0
// Where vkCmdCopyMicromapEXT may be recorded, and what it may look at when it runs.
//
// Its command properties: primary and secondary command buffers, outside of render passes, queues that support COMPUTE,
// not affected by conditional rendering. pInfo may be freed once the call returned: parameters are used "during the
// execution of a command" that takes them (fundamentals, Object Lifetime), and that is the recording.
//
// Observed: in each of these places a clone and a compacted micromap are made, whose storage held a pattern before:
// afterwards the device sizes both, serializes them and loads the results, and nothing beside them was written; pInfo is
// inaccessible by the time of the submission. Everything of one case happens on queues of one family, so that no
// ownership has to be transferred. Vacuous if the command did not run at all: then the destinations are no micromaps.
#include <ommcts/ommcts.h>

enum { MODES = 2 };

struct copies {
    const struct omm_micromap *maps[MODES];
    VkCopyMicromapInfoEXT infos[MODES];
};

// A clone and a compacted copy of one source.
static struct copies prepare(const struct omm_test *t)
{
    const struct omm_micromap *source =
        omm_device_build(t, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    struct copies copies = {.maps = {
                                omm_create_micromap(t, source->size),
                                omm_create_micromap(t, omm_device_compacted_size(source)),
                            }};
    copies.infos[0] = omm_copy_info(source, copies.maps[0], VK_COPY_MICROMAP_MODE_CLONE_EXT);
    copies.infos[1] = omm_copy_info(source, copies.maps[1], VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    return copies;
}

static void record(const struct omm_test *t, VkCommandBuffer commands, const struct copies *copies)
{
    for (size_t i = 0; i < MODES; ++i)
        t->vk->vkCmdCopyMicromapEXT(commands, &copies->infos[i]);
}

static const char *done(const struct copies *copies)
{
    const char *complaint = NULL;
    for (size_t i = 0; i < MODES && !complaint; ++i) {
        complaint = omm_neighbours_intact(copies->maps[i]);
        if (!complaint)
            complaint = omm_device_usable(copies->maps[i]);
    }
    return complaint;
}

OMM_CASE(primary, .about = "The command works in a primary command buffer of each family.",
         .covers = OMM_COVERS("A055", "A104", "A106"), .needs = {.device_commands = true},
         .params = OMM_COMPUTING_FAMILIES)
{
    const struct omm_family_param *family = param;
    const struct omm_test *on = omm_on_queue(t, family->family);
    const struct omm_queue *queue = omm_queue(on, family->family);
    const struct copies copies = prepare(on);
    VkCommandBuffer commands = omm_begin(on, queue, 0);
    record(t, commands, &copies);
    omm_run(on, queue, commands);
    ASSERT_OK(done(&copies));
    PASS();
}

OMM_CASE(secondary, .about = "The command works in a secondary command buffer of each family.",
         .covers = OMM_COVERS("A055", "A104", "A106"), .needs = {.device_commands = true},
         .params = OMM_COMPUTING_FAMILIES)
{
    const struct omm_family_param *family = param;
    const struct omm_test *on = omm_on_queue(t, family->family);
    const struct omm_queue *queue = omm_queue(on, family->family);
    const struct copies copies = prepare(on);
    VkCommandBuffer secondary = omm_begin_secondary(on, queue);
    record(t, secondary, &copies);
    omm_end(on, secondary);
    VkCommandBuffer commands = omm_begin(on, queue, 0);
    t->vk->vkCmdExecuteCommands(commands, 1, &secondary);
    omm_run(on, queue, commands);
    ASSERT_OK(done(&copies));
    PASS();
}

OMM_CASE(predicate_false,
         .about = "The command runs although conditional rendering discards what heeds it.",
         .covers = OMM_COVERS("A055"),
         .needs = {.device_commands = true, .conditional_rendering = true},
         .params = OMM_COMPUTING_FAMILIES)
{
    const struct omm_family_param *family = param;
    const struct omm_test *on = omm_on_queue(t, family->family);
    const struct omm_queue *queue = omm_queue(on, family->family);
    const struct copies copies = prepare(on);
    VkCommandBuffer commands = omm_begin(on, queue, 0);
    omm_begin_discarding(on, commands);
    record(t, commands, &copies);
    t->vk->vkCmdEndConditionalRenderingEXT(commands);
    omm_run(on, queue, commands);
    ASSERT_OK(done(&copies));
    PASS();
}

OMM_CASE(after_rendering,
         .about = "The command works behind a render pass instance, and in front of one.",
         .covers = OMM_COVERS("A055"),
         .needs = {.device_commands = true, .dynamic_rendering = true})
{
    const struct omm_test *on = omm_on_queue(t, OMM_GRAPHICS);
    const struct omm_queue *queue = omm_queue(on, OMM_GRAPHICS);
    const struct copies first = prepare(on);
    const struct copies second = prepare(on);
    VkCommandBuffer commands = omm_begin(on, queue, 0);
    record(t, commands, &first);
    omm_render_nothing(on, commands);
    record(t, commands, &second);
    omm_run(on, queue, commands);
    ASSERT_OK(done(&first));
    ASSERT_OK(done(&second));
    PASS();
}

OMM_CASE(info_forgotten,
         .about = "pInfo is not written, and not looked at after the recording call returned.",
         .covers = OMM_COVERS("A056"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct copies copies = prepare(t);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (size_t i = 0; i < MODES; ++i) {
        struct omm_block *info = omm_block(&(struct omm_block_request){
            .name = "copy info", .size = sizeof copies.infos[i], .alignment = 16});
        memcpy(info->bytes, &copies.infos[i], sizeof copies.infos[i]);
        omm_block_protect(info, OMM_READ_ONLY);
        t->vk->vkCmdCopyMicromapEXT(commands, (const VkCopyMicromapInfoEXT *)info->bytes);
        omm_block_protect(info, OMM_NO_ACCESS);
    }
    omm_run(t, queue, commands);
    ASSERT_OK(done(&copies));
    PASS();
}

OMM_CASE(info_changed, .about = "What pInfo says later does not matter to what was recorded.",
         .covers = OMM_COVERS("A056"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct copies both[] = {prepare(t), prepare(t)};
    VkCopyMicromapInfoEXT info;
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (size_t i = 0; i < 2 * MODES; ++i) {
        info = both[i / MODES].infos[i % MODES];
        t->vk->vkCmdCopyMicromapEXT(commands, &info);
    }
    omm_run(t, queue, commands);
    for (size_t i = 0; i < 2; ++i)
        ASSERT_OK(done(&both[i]));
    PASS();
}

OMM_CASE(each_execution, .about = "A command buffer that is submitted again copies again.",
         .covers = OMM_COVERS("A104", "A106"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct copies copies = prepare(t);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    record(t, commands, &copies);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    for (int round = 0; round < 4; ++round) {
        // No micromaps any more until the next execution.
        for (size_t i = 0; i < MODES; ++i)
            omm_buffer_fill(copies.maps[i]->buffer);
        omm_submit(t, queue, commands);
        ASSERT_OK(done(&copies));
    }
    PASS();
}

OMM_CASE(submit2, .about = "The command works through vkQueueSubmit2 as well.",
         .covers = OMM_COVERS("A104", "A106"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct copies copies = prepare(t);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    record(t, commands, &copies);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    const VkFence fence = omm_create_fence(t);
    const VkCommandBufferSubmitInfo buffer = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO,
                                              .commandBuffer = commands};
    const VkSubmitInfo2 info = {.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2,
                                .commandBufferInfoCount = 1,
                                .pCommandBufferInfos = &buffer};
    ASSERT_SUCCESS(t->vk->vkQueueSubmit2(queue->handle, 1, &info, fence));
    omm_wait(t, fence);
    ASSERT_OK(done(&copies));
    PASS();
}
