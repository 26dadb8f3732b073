// SPDX-License-Identifier: Apache-2.0
// The ten valid-usage IDs of vkCmdCopyMicromapEXT (chapter "Copying Micromaps"). videocoding has no edge: a video
// coding scope needs a queue and a session of video extensions, which have nothing to do with micromaps and are
// enabled for no case.
//
// An edge is valid usage right at the boundary of one rule: the device must make the clone, leave everything around it
// alone, and what it made can be queried, serialized and loaded. Each case records, submits and waits on one queue, and
// uses device commands alone. Vacuous if the call stood far inside the rule: each edge says what makes it the last
// valid step.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkCmdCopyMicromapEXT-" id

// A source, and a destination with the same parameters.
struct scene {
    const struct omm_test *t;
    const struct omm_queue *queue;
    struct omm_micromap *destination;
    VkCopyMicromapInfoEXT info;
};

static struct scene scene_into(const struct omm_micromap *source, struct omm_micromap *destination)
{
    return (struct scene){
        .t = source->t,
        .queue = omm_queue(source->t, OMM_COMPUTES),
        .destination = destination,
        .info = omm_copy_info(source, destination, VK_COPY_MICROMAP_MODE_CLONE_EXT),
    };
}

static struct scene scene_from(const struct omm_micromap *source)
{
    return scene_into(source, omm_create_micromap(source->t, source->size));
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
    scene->t->vk->vkCmdCopyMicromapEXT(commands, &scene->info);
}

static const char *copied(const struct scene *scene)
{
    const bool has_pattern = scene->destination->buffer->map;
    const char *complaint = has_pattern ? omm_neighbours_intact(scene->destination) : NULL;
    return complaint ? complaint : omm_device_usable(scene->destination);
}

static const char *copies(const struct scene *scene)
{
    VkCommandBuffer commands = begin(scene);
    record(scene, commands);
    omm_run(scene->t, scene->queue, commands);
    return copied(scene);
}

// A micromap whose buffer has device-local memory, but is not bound to it.
static struct omm_micromap *create_unbound(const struct omm_test *t, VkDeviceSize size)
{
    const uint32_t remote = omm_remote_type(omm_create_micromap(t, size)->buffer);
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type = remote,
                                        .unmapped = true,
                                        .unbound = true});
    return omm_create_micromap_in(buffer, 0, size);
}

static VkDeviceSize device_size(const struct omm_test *t, const struct omm_input *input)
{
    return omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
}

OMM_EDGE(buffer_07529,
         .about = "A source in device-local memory, bound after the source was created, will do.",
         .covers = OMM_COVERS(VUID("buffer-07529"), "A104"), .needs = {.device_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    struct omm_micromap *source = create_unbound(t, device_size(t, input));
    omm_buffer_bind(source->buffer);
    omm_device_build_into(source, input, 0);
    const struct scene scene = scene_from(source);
    ASSERT_OK(copies(&scene));
    PASS();
}

OMM_EDGE(buffer_07530,
         .about = "A destination in device-local memory, bound as the last thing before the copy.",
         .covers = OMM_COVERS(VUID("buffer-07530"), "A104"), .needs = {.device_commands = true})
{
    const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
    const struct scene scene = scene_into(source, create_unbound(t, source->size));
    omm_buffer_bind(scene.destination->buffer);
    ASSERT_OK(copies(&scene));
    PASS();
}

OMM_EDGE(src_07532,
         .about = "A source is constructed in time that the command right before builds.",
         .covers = OMM_COVERS(VUID("src-07532"), "A114"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    struct omm_micromap *source = omm_create_micromap(t, device_size(t, input));
    const VkMicromapBuildInfoEXT build = omm_device_build_info(t, input, 0, source);
    const struct scene scene = scene_from(source);
    VkCommandBuffer commands = begin(&scene);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &build);
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
    record(&scene, commands);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(copied(&scene));
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
    omm_run(t, scene.queue, begin(&scene)); // the barrier to what looks at the destination
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
    const struct omm_block *info = omm_block(&(struct omm_block_request){
        .name = "pInfo", .size = sizeof scene.info, .alignment = _Alignof(VkCopyMicromapInfoEXT)});
    memcpy(info->bytes, &scene.info, sizeof scene.info);
    omm_block_protect(info, OMM_READ_ONLY);
    VkCommandBuffer commands = begin(&scene);
    t->vk->vkCmdCopyMicromapEXT(commands, (const VkCopyMicromapInfoEXT *)(const void *)info->bytes);
    omm_block_protect(info, OMM_NO_ACCESS);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(copied(&scene));
    PASS();
}
