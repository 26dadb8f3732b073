// SPDX-License-Identifier: Apache-2.0
// The ten valid-usage IDs of vkCmdCopyMicromapToMemoryEXT (chapter "Copying Micromaps"), and pInfo-07538, which only
// older registries have. videocoding has no edge: a video coding scope needs a queue and a session of video
// extensions, which have nothing to do with micromaps and are enabled for no case.
//
// An edge is valid usage right at the boundary of one rule: the device must copy, leave everything around the
// destination alone, and write data with a good header that loads again. Each case records, submits and waits on one
// queue, and uses device commands alone. Vacuous if the call stood far inside the rule: each edge says what makes it
// the last valid step.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkCmdCopyMicromapToMemoryEXT-" id

// A source, and a destination of exactly the serialization size.
struct scene {
    const struct omm_test *t;
    const struct omm_queue *queue;
    const struct omm_micromap *source;
    struct omm_region *destination;
    VkCopyMicromapToMemoryInfoEXT info;
};

static struct scene scene_into(const struct omm_micromap *source, struct omm_region *destination)
{
    return (struct scene){
        .t = source->t,
        .queue = omm_queue(source->t, OMM_COMPUTES),
        .source = source,
        .destination = destination,
        .info = omm_device_serialize_info(source, destination),
    };
}

static struct scene scene_from(const struct omm_micromap *source)
{
    return scene_into(source, omm_region(source->t, omm_device_serialized_size(source), 256));
}

static struct scene set_scene(const struct omm_test *t)
{
    return scene_from(omm_device_build(t, &omm_small, 0));
}

static VkCommandBuffer begin(const struct scene *scene)
{
    return omm_begin(scene->t, scene->queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
}

static void record(const struct scene *scene, VkCommandBuffer commands)
{
    scene->t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &scene->info);
}

// What lies in the destination after the copy, and around it.
static const char *copied(const struct scene *scene)
{
    const char *complaint = omm_region_neighbours_intact(scene->destination);
    if (!complaint)
        complaint = omm_header_good(scene->t, scene->destination->bytes);
    if (complaint)
        return complaint;
    return omm_neighbours_intact(
        omm_device_deserialize(scene->t, scene->destination, scene->source->size));
}

static const char *copies(const struct scene *scene)
{
    VkCommandBuffer commands = begin(scene);
    record(scene, commands);
    omm_run(scene->t, scene->queue, commands);
    return copied(scene);
}

// A destination that ends with its buffer, at the first address aligned to 256 that is not the buffer's own; `lead`
// bytes of the memory object lie before the buffer, none that are needed after it.
static struct omm_region *last_of_buffer(const struct omm_test *t, VkDeviceSize size,
                                         VkDeviceSize lead)
{
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){.size = 256 + size,
                                                          .usage = OMM_REGION_USAGE,
                                                          .lead = lead,
                                                          .memory_type = OMM_COHERENT});
    const VkDeviceAddress base = omm_region_in(buffer, 0, size)->address;
    return omm_region_in(buffer, 256 - base % 256, size);
}

OMM_EDGE(pInfo_07536,
         .about = "A device address is valid from which the data reaches its buffer's last byte.",
         .covers = OMM_COVERS(VUID("pInfo-07536"), "A081"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source = omm_device_build(t, param, 0);
    const struct scene scene =
        scene_into(source, last_of_buffer(t, omm_device_serialized_size(source), 0));
    ASSERT_OK(copies(&scene));
    PASS();
}

OMM_EDGE(pInfo_07537, .about = "An address aligned to 256 bytes and to nothing larger works.",
         .covers = OMM_COVERS(VUID("pInfo-07537"), "A079", "A082"),
         .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct scene scene = scene_from(omm_device_build(t, param, 0));
    ASSERT_EQ_FMT(256, (int)(scene.info.dst.deviceAddress % 512), "%d");
    ASSERT_OK(copies(&scene));
    PASS();
}

OMM_EDGE(pInfo_07538,
         .about = "A destination buffer that is the last part of a larger memory object is bound "
                  "to one, completely.",
         .covers = OMM_COVERS(VUID("pInfo-07538"), "A081"), .needs = {.device_commands = true})
{
    const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
    const struct scene scene =
        scene_into(source, last_of_buffer(t, omm_device_serialized_size(source), 64 << 10));
    ASSERT_OK(copies(&scene));
    PASS();
}

OMM_EDGE(buffer_07539,
         .about = "A source in device-local memory, bound after the source was created, will do.",
         .covers = OMM_COVERS(VUID("buffer-07539"), "A085"), .needs = {.device_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type =
                                            omm_remote_type(omm_create_micromap(t, size)->buffer),
                                        .unmapped = true,
                                        .unbound = true});
    struct omm_micromap *source = omm_create_micromap_in(buffer, 0, size);
    omm_buffer_bind(buffer);
    omm_device_build_into(source, input, 0);
    const struct scene scene = scene_from(source);
    ASSERT_OK(copies(&scene));
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
    ASSERT_OK(copied(&scene));
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
    omm_run(t, scene.queue, begin(&scene)); // the barrier to the host
    ASSERT_OK(copied(&scene));
    PASS();
}

OMM_EDGE(commandBuffer_cmdpool, .about = "A pool whose queue family computes without graphics.",
         .covers = OMM_COVERS(VUID("commandBuffer-cmdpool"), "A055"),
         .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(omm_on_queue(t, OMM_COMPUTE_ONLY));
    ASSERT_OK(copies(&scene));
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
    ASSERT_OK(copied(&scene));
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
    ASSERT_OK(copied(&scene));
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
                                    .alignment = _Alignof(VkCopyMicromapToMemoryInfoEXT)});
    memcpy(info->bytes, &scene.info, sizeof scene.info);
    omm_block_protect(info, OMM_READ_ONLY);
    VkCommandBuffer commands = begin(&scene);
    t->vk->vkCmdCopyMicromapToMemoryEXT(
        commands, (const VkCopyMicromapToMemoryInfoEXT *)(const void *)info->bytes);
    omm_block_protect(info, OMM_NO_ACCESS);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(copied(&scene));
    PASS();
}
