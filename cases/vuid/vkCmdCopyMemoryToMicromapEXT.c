// SPDX-License-Identifier: Apache-2.0
// The ten valid-usage IDs of vkCmdCopyMemoryToMicromapEXT (chapter "Copying Micromaps"), and pInfo-07545, which only
// older registries have. videocoding has no edge: a video coding scope needs a queue and a session of video
// extensions, which have nothing to do with micromaps and are enabled for no case.
//
// An edge is valid usage right at the boundary of one rule: the device must load the data, leave the data and
// everything around the destination alone, and make a micromap that can be queried, serialized and loaded again. Each
// case records, submits and waits on one queue, and uses device commands alone. Vacuous if the call stood far inside
// the rule: each edge says what makes it the last valid step.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkCmdCopyMemoryToMicromapEXT-" id

// Serialized data, and a destination as large as the micromap that it came from.
struct scene {
    const struct omm_test *t;
    const struct omm_queue *queue;
    const struct omm_region *source;
    const uint8_t *before; // the data as it was serialized
    struct omm_micromap *destination;
    VkCopyMemoryToMicromapInfoEXT info;
};

static void load_from(struct scene *scene, const struct omm_region *source)
{
    scene->source = source;
    scene->info = omm_device_deserialize_info(source, scene->destination);
}

static void load_into(struct scene *scene, struct omm_micromap *destination)
{
    scene->destination = destination;
    scene->info = omm_device_deserialize_info(scene->source, destination);
}

static struct scene scene_of(const struct omm_test *t, const struct omm_shape *shape)
{
    const struct omm_micromap *origin = omm_device_build(t, shape, 0);
    struct scene scene = {.t = t, .queue = omm_queue(t, OMM_COMPUTES)};
    scene.source = omm_device_serialize(origin);
    const char *complaint = omm_header_good(t, scene.source->bytes);
    if (complaint)
        omm_fail("%s", complaint);
    uint8_t *before = omm_alloc((size_t)scene.source->size);
    memcpy(before, scene.source->bytes, (size_t)scene.source->size);
    scene.before = before;
    load_into(&scene, omm_create_micromap(t, origin->size));
    return scene;
}

static struct scene set_scene(const struct omm_test *t)
{
    return scene_of(t, &omm_small);
}

// Moves the data to the end of its buffer, at the first address aligned to 256 that is not the buffer's own; `lead`
// bytes of the memory object lie before the buffer.
static void move_to_last_of_buffer(struct scene *scene, VkDeviceSize lead)
{
    const VkDeviceSize size = scene->source->size;
    struct omm_buffer *buffer =
        omm_create_buffer(scene->t, &(struct omm_buffer_request){.size = 256 + size,
                                                                 .usage = OMM_REGION_USAGE,
                                                                 .lead = lead,
                                                                 .memory_type = OMM_COHERENT});
    const VkDeviceAddress base = omm_region_in(buffer, 0, size)->address;
    const struct omm_region *region = omm_region_in(buffer, 256 - base % 256, size);
    memcpy(region->bytes, scene->before, (size_t)size);
    load_from(scene, region);
}

static VkCommandBuffer begin(const struct scene *scene)
{
    return omm_begin(scene->t, scene->queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
}

static void record(const struct scene *scene, VkCommandBuffer commands)
{
    scene->t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &scene->info);
}

static const char *loaded(const struct scene *scene)
{
    omm_checked();
    if (memcmp(scene->source->bytes, scene->before, (size_t)scene->source->size))
        return "loading changed the serialized data (A101)";
    const bool has_pattern = scene->destination->buffer->map;
    const char *complaint = has_pattern ? omm_neighbours_intact(scene->destination) : NULL;
    return complaint ? complaint : omm_device_usable(scene->destination);
}

static const char *loads(const struct scene *scene)
{
    VkCommandBuffer commands = begin(scene);
    record(scene, commands);
    omm_run(scene->t, scene->queue, commands);
    return loaded(scene);
}

OMM_EDGE(pInfo_07543,
         .about = "A device address is valid from which the data reaches its buffer's last byte.",
         .covers = OMM_COVERS(VUID("pInfo-07543"), "A100"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct scene scene = scene_of(t, param);
    move_to_last_of_buffer(&scene, 0);
    ASSERT_OK(loads(&scene));
    PASS();
}

OMM_EDGE(pInfo_07544, .about = "An address aligned to 256 bytes and to nothing larger works.",
         .covers = OMM_COVERS(VUID("pInfo-07544"), "A101"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct scene scene = scene_of(t, param);
    ASSERT_EQ_FMT(256, (int)(scene.info.src.deviceAddress % 512), "%d");
    ASSERT_OK(loads(&scene));
    PASS();
}

OMM_EDGE(pInfo_07545,
         .about = "A source buffer that is the last part of a larger memory object is bound to "
                  "one, completely.",
         .covers = OMM_COVERS(VUID("pInfo-07545")), .needs = {.device_commands = true})
{
    struct scene scene = set_scene(t);
    move_to_last_of_buffer(&scene, 64 << 10);
    ASSERT_OK(loads(&scene));
    PASS();
}

OMM_EDGE(buffer_07546,
         .about = "A destination in device-local memory, bound as the last thing before the copy.",
         .covers = OMM_COVERS(VUID("buffer-07546"), "A096"), .needs = {.device_commands = true})
{
    struct scene scene = set_scene(t);
    const VkDeviceSize size = scene.destination->size;
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type = omm_remote_type(scene.destination->buffer),
                                        .unmapped = true,
                                        .unbound = true});
    load_into(&scene, omm_create_micromap_in(buffer, 0, size));
    omm_buffer_bind(buffer);
    ASSERT_OK(loads(&scene));
    PASS();
}

OMM_EDGE(commandBuffer_parameter,
         .about = "A secondary command buffer is a valid one, and is executed once recorded.",
         .covers = OMM_COVERS(VUID("commandBuffer-parameter"), "A055"),
         .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    const VkCommandBuffer secondary = omm_begin_secondary(t, scene.queue);
    record(&scene, secondary);
    omm_end(t, secondary);
    VkCommandBuffer commands = begin(&scene);
    t->vk->vkCmdExecuteCommands(commands, 1, &secondary);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_EDGE(commandBuffer_recording,
         .about = "The command is the first after vkBeginCommandBuffer and the last before "
                  "vkEndCommandBuffer.",
         .covers = OMM_COVERS(VUID("commandBuffer-recording")), .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    VkCommandBuffer alone = begin(&scene);
    record(&scene, alone);
    omm_end(t, alone);
    omm_submit(t, scene.queue, alone);
    omm_run(t, scene.queue, begin(&scene)); // the barrier to what looks at the destination
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_EDGE(commandBuffer_cmdpool, .about = "A pool whose queue family computes without graphics.",
         .covers = OMM_COVERS(VUID("commandBuffer-cmdpool"), "A055"),
         .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(omm_on_queue(t, OMM_COMPUTE_ONLY));
    ASSERT_OK(loads(&scene));
    PASS();
}

OMM_EDGE(renderpass, .about = "The command directly follows the end of a render pass instance.",
         .covers = OMM_COVERS(VUID("renderpass"), "A055"),
         .needs = {.device_commands = true, .dynamic_rendering = true})
{
    const struct scene scene = set_scene(omm_on_queue(t, OMM_GRAPHICS));
    VkCommandBuffer commands = begin(&scene);
    omm_render_nothing(t, commands);
    record(&scene, commands);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_EDGE(suspended,
         .about = "The command directly follows the end of an instance that was suspended and "
                  "resumed.",
         .covers = OMM_COVERS(VUID("suspended"), "A055"),
         .needs = {.device_commands = true, .dynamic_rendering = true})
{
    const struct scene scene = set_scene(omm_on_queue(t, OMM_GRAPHICS));
    VkCommandBuffer commands = begin(&scene);
    omm_render_in_two(t, commands);
    record(&scene, commands);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_EDGE(pInfo_parameter,
         .about = "pInfo is the last thing before an inaccessible page, read-only, and gone once "
                  "the command is recorded.",
         .covers = OMM_COVERS(VUID("pInfo-parameter"), "A056"), .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    const struct omm_block *info = omm_block(
        &(struct omm_block_request){.name = "pInfo",
                                    .size = sizeof scene.info,
                                    .alignment = _Alignof(VkCopyMemoryToMicromapInfoEXT)});
    memcpy(info->bytes, &scene.info, sizeof scene.info);
    omm_block_protect(info, OMM_READ_ONLY);
    VkCommandBuffer commands = begin(&scene);
    t->vk->vkCmdCopyMemoryToMicromapEXT(
        commands, (const VkCopyMemoryToMicromapInfoEXT *)(const void *)info->bytes);
    omm_block_protect(info, OMM_NO_ACCESS);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(loaded(&scene));
    PASS();
}
