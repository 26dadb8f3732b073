// SPDX-License-Identifier: Apache-2.0
// Where vkCmdBuildMicromapsEXT may be recorded, and into what memory it builds (chapter "Micromaps").
//
// The command is legal in primary and secondary command buffers, on every queue family that computes, outside of
// render pass instances, and conditional rendering does not affect it. The storage buffer needs the usage
// MICROMAP_STORAGE and nothing else: no rule asks for SHADER_DEVICE_ADDRESS, nor for memory allocated with addresses. It
// may be "bound to device memory" of any kind, also such as the host cannot see. A constructed micromap may be built anew.
// Observed on the same queue throughout: the micromap as a source, the pattern around it where the host can look.
// Vacuous if the predicate let commands pass: omm_begin_discarding has one that discards whatever heeds it. And if the
// remote memory were host-visible, as on devices that have no other: then the case shows what the others show.
#include <ommcts/ommcts.h>

static const VkAccelerationStructureBuildTypeKHR for_device =
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR;

static struct omm_micromap *destination(const struct omm_test *t, const struct omm_input *input)
{
    return omm_create_micromap(t, omm_sizes(t, input, 0, for_device).micromapSize);
}

OMM_CASE(family, .about = "A build works on every queue family that computes.",
         .covers = OMM_COVERS("A003", "A055"), .needs = {.device_commands = true},
         .params = OMM_COMPUTING_FAMILIES)
{
    const struct omm_test *own = omm_on_queue(t, ((const struct omm_family_param *)param)->family);
    const struct omm_queue *queue = omm_queue(own, OMM_COMPUTES);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        const struct omm_micromap *map = destination(own, input);
        const VkMicromapBuildInfoEXT info = omm_device_build_info(own, input, 0, map);
        const VkCommandBuffer commands =
            omm_begin(t, queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
        t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
        omm_run(t, queue, commands);
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_device_usable(map));
    }
    PASS();
}

OMM_CASE(secondary, .about = "A build works in a secondary command buffer, executed repeatedly.",
         .covers = OMM_COVERS("A055", "A056"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = destination(t, input);
    const VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer secondary = omm_begin_secondary(t, queue);
    t->vk->vkCmdBuildMicromapsEXT(secondary, 1, &info);
    omm_end(t, secondary);
    for (int i = 0; i < 3; ++i) {
        omm_buffer_fill(map->buffer);
        const VkCommandBuffer primary = omm_begin(t, queue, 0);
        t->vk->vkCmdExecuteCommands(primary, 1, &secondary);
        omm_run(t, queue, primary);
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_device_usable(map));
    }
    PASS();
}

OMM_CASE(predicate, .about = "Conditional rendering does not discard a build.",
         .covers = OMM_COVERS("A055"),
         .needs = {.device_commands = true, .conditional_rendering = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const struct omm_micromap *map = destination(t, input);
    const VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    omm_begin_discarding(t, commands);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    t->vk->vkCmdEndConditionalRenderingEXT(commands);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

OMM_CASE(after_rendering, .about = "A build works after and before dynamic rendering scopes.",
         .covers = OMM_COVERS("A055"),
         .needs = {.device_commands = true, .dynamic_rendering = true})
{
    const struct omm_test *own = omm_on_queue(t, OMM_GRAPHICS);
    const struct omm_queue *queue = omm_queue(own, OMM_COMPUTES);
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const struct omm_micromap *map = destination(own, input);
    const VkMicromapBuildInfoEXT info = omm_device_build_info(own, input, 0, map);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    omm_render_nothing(t, commands);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_render_nothing(t, commands);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

static const struct storage {
    const char *name;
    VkBufferUsageFlags more_usage;
    bool remote;
} storages[] = {
    {"plain", 0, false},
    {"with_address", VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT, false},
    {"with_transfer", VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT, false},
    {"device_local", 0, true},
    {"device_local_with_address", VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT, true},
};

static struct omm_micromap *create_in(const struct omm_test *t, const struct storage *storage,
                                      VkDeviceSize size)
{
    struct omm_buffer_request request = {
        .size = 512 + size + 4096,
        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT | storage->more_usage,
        .lead = 4096,
        .memory_type = OMM_COHERENT,
    };
    struct omm_buffer *buffer = omm_create_buffer(t, &request);
    if (storage->remote) {
        request.memory_type = omm_remote_type(buffer);
        buffer = omm_create_buffer(t, &request);
    }
    return omm_create_micromap_in(buffer, 512, size);
}

OMM_CASE(storage, .about = "A build works whatever memory and further usage its storage has.",
         .covers = OMM_COVERS("A003", "A021", "VUID-vkCmdBuildMicromapsEXT-pInfos-07508"),
         .needs = {.device_commands = true}, .params = OMM_PARAMS(storages))
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        const struct omm_micromap *map =
            create_in(t, param, omm_sizes(t, input, 0, for_device).micromapSize);
        const VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
        omm_run(t, queue, commands);
        if (map->buffer->map)
            ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_device_usable(map));
    }
    PASS();
}

OMM_CASE(anew, .about = "A constructed micromap, built or copied, can be built into again.",
         .covers = OMM_COVERS("A033"), .needs = {.device_commands = true})
{
    const struct omm_input *inputs[OMM_FEW];
    VkDeviceSize size = 0;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        inputs[i] = omm_make_input(t, &omm_shapes[OMM_FEW - 1 - i]); // the largest first
        const VkDeviceSize needed = omm_sizes(t, inputs[i], 0, for_device).micromapSize;
        size = needed > size ? needed : size;
    }
    struct omm_micromap *map = omm_create_micromap(t, size);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_device_build_into(map, inputs[i], 0);
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_device_usable(map));
        struct omm_micromap *clone = omm_device_clone(map);
        omm_device_build_into(clone, inputs[0], 0);
        ASSERT_OK(omm_neighbours_intact(clone));
        ASSERT_OK(omm_device_usable(clone));
        ASSERT_OK(omm_device_usable(map));
    }
    PASS();
}
