// SPDX-License-Identifier: Apache-2.0
// Where vkCmdCopyMemoryToMicromapEXT may be recorded, and what it may look at when it runs.
//
// Its command properties: primary and secondary command buffers, outside of render passes, queues that support COMPUTE,
// not affected by conditional rendering. pInfo may be freed once the call returned: parameters are used "during the
// execution of a command" that takes them (fundamentals, Object Lifetime), and that is the recording.
//
// Observed: in each of these places the destination, which was no micromap before, is one afterwards: the device sizes
// it, serializes it and loads the result, and nothing beside it was written; pInfo is inaccessible by the time of the
// submission. Everything of one case happens on queues of one family, so that no ownership has to be transferred. Vacuous
// if the command did not run at all: then the destination holds the pattern that it was filled with.
#include <ommcts/ommcts.h>

struct copy {
    const struct omm_region *blob;
    const struct omm_micromap *destination;
    VkCopyMemoryToMicromapInfoEXT info;
};

static struct copy prepare(const struct omm_test *t)
{
    const struct omm_micromap *origin = omm_device_build(t, &omm_small, 0);
    struct copy copy = {.blob = omm_device_serialize(origin),
                        .destination = omm_create_micromap(t, origin->size)};
    if (!omm_compatible(t, copy.blob->bytes))
        omm_fail("the device calls its own serialized micromap incompatible (A116)");
    copy.info = omm_device_deserialize_info(copy.blob, copy.destination);
    return copy;
}

static const char *done(const struct copy *copy)
{
    const char *complaint = omm_neighbours_intact(copy->destination);
    return complaint ? complaint : omm_device_usable(copy->destination);
}

OMM_CASE(primary, .about = "The command works in a primary command buffer of each family.",
         .covers = OMM_COVERS("A055", "A100"), .needs = {.device_commands = true},
         .params = OMM_COMPUTING_FAMILIES)
{
    const struct omm_family_param *family = param;
    const struct omm_test *on = omm_on_queue(t, family->family);
    const struct omm_queue *queue = omm_queue(on, family->family);
    const struct copy copy = prepare(on);
    VkCommandBuffer commands = omm_begin(on, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &copy.info);
    omm_run(on, queue, commands);
    ASSERT_OK(done(&copy));
    PASS();
}

OMM_CASE(secondary, .about = "The command works in a secondary command buffer of each family.",
         .covers = OMM_COVERS("A055", "A100"), .needs = {.device_commands = true},
         .params = OMM_COMPUTING_FAMILIES)
{
    const struct omm_family_param *family = param;
    const struct omm_test *on = omm_on_queue(t, family->family);
    const struct omm_queue *queue = omm_queue(on, family->family);
    const struct copy copy = prepare(on);
    VkCommandBuffer secondary = omm_begin_secondary(on, queue);
    t->vk->vkCmdCopyMemoryToMicromapEXT(secondary, &copy.info);
    omm_end(on, secondary);
    VkCommandBuffer commands = omm_begin(on, queue, 0);
    t->vk->vkCmdExecuteCommands(commands, 1, &secondary);
    omm_run(on, queue, commands);
    ASSERT_OK(done(&copy));
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
    const struct copy copy = prepare(on);
    VkCommandBuffer commands = omm_begin(on, queue, 0);
    omm_begin_discarding(on, commands);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &copy.info);
    t->vk->vkCmdEndConditionalRenderingEXT(commands);
    omm_run(on, queue, commands);
    ASSERT_OK(done(&copy));
    PASS();
}

OMM_CASE(after_rendering,
         .about = "The command works behind a render pass instance, and in front of one.",
         .covers = OMM_COVERS("A055"),
         .needs = {.device_commands = true, .dynamic_rendering = true})
{
    const struct omm_test *on = omm_on_queue(t, OMM_GRAPHICS);
    const struct omm_queue *queue = omm_queue(on, OMM_GRAPHICS);
    const struct copy first = prepare(on);
    const struct copy second = prepare(on);
    VkCommandBuffer commands = omm_begin(on, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &first.info);
    omm_render_nothing(on, commands);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &second.info);
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
    const struct copy copy = prepare(t);
    struct omm_block *info = omm_block(&(struct omm_block_request){
        .name = "deserialization info", .size = sizeof copy.info, .alignment = 16});
    memcpy(info->bytes, &copy.info, sizeof copy.info);
    omm_block_protect(info, OMM_READ_ONLY);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands,
                                        (const VkCopyMemoryToMicromapInfoEXT *)info->bytes);
    omm_block_protect(info, OMM_NO_ACCESS);
    omm_run(t, queue, commands);
    ASSERT_OK(done(&copy));
    PASS();
}

OMM_CASE(info_changed, .about = "What pInfo says later does not matter to what was recorded.",
         .covers = OMM_COVERS("A056"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct copy copies[] = {prepare(t), prepare(t), prepare(t)};
    VkCopyMemoryToMicromapInfoEXT info;
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (size_t i = 0; i < 3; ++i) {
        info = copies[i].info;
        t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    }
    omm_run(t, queue, commands);
    for (size_t i = 0; i < 3; ++i)
        ASSERT_OK(done(&copies[i]));
    PASS();
}

OMM_CASE(each_execution, .about = "A command buffer that is submitted again loads the data again.",
         .covers = OMM_COVERS("A100", "A095"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct copy copy = prepare(t);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &copy.info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    for (int round = 0; round < 4; ++round) {
        // No micromap any more until the next execution.
        omm_buffer_fill(copy.destination->buffer);
        omm_submit(t, queue, commands);
        ASSERT_OK(done(&copy));
    }
    PASS();
}

OMM_CASE(data_changed_between, .about = "Each execution loads what the source holds by then.",
         .covers = OMM_COVERS("A100", "A095"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *origins[] = {omm_device_build(t, &omm_shapes[5], 0),
                                            omm_device_build(t, &omm_small, 0)};
    const struct omm_region *blobs[] = {omm_device_serialize(origins[0]),
                                        omm_device_serialize(origins[1])};
    const VkDeviceSize room = blobs[0]->size > blobs[1]->size ? blobs[0]->size : blobs[1]->size;
    const struct omm_region *source = omm_region(t, room, 256);
    const struct omm_micromap *destination = omm_create_micromap(
        t, origins[0]->size > origins[1]->size ? origins[0]->size : origins[1]->size);
    const struct copy copy = {.blob = source,
                              .destination = destination,
                              .info = omm_device_deserialize_info(source, destination)};
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &copy.info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    for (size_t round = 0; round < 4; ++round) {
        const struct omm_region *blob = blobs[round % 2];
        ASSERT_OK(omm_header_good(t, blob->bytes));
        memset(source->bytes, OMM_POISON, (size_t)room);
        memcpy(source->bytes, blob->bytes, (size_t)blob->size);
        omm_buffer_fill(destination->buffer);
        omm_submit(t, queue, commands);
        ASSERT_OK(done(&copy));
    }
    PASS();
}

OMM_CASE(submit2, .about = "The command works through vkQueueSubmit2 as well.",
         .covers = OMM_COVERS("A100"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct copy copy = prepare(t);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &copy.info);
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
    ASSERT_OK(done(&copy));
    PASS();
}
