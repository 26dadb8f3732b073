// SPDX-License-Identifier: Apache-2.0
// The valid-usage IDs of vkCmdBuildMicromapsEXT (chapter "Building Micromaps"): edges. The violations are in the file
// with "-violations". videocoding has none: a video coding scope needs a queue and a session of video extensions.
//
// An edge is valid usage right at the boundary of one rule: the device must build, and the result must be good to be
// queried, serialized and loaded. Each case records, submits and waits on one queue, and uses device commands alone.
// Vacuous if the call stood far inside the rule: each edge says what makes it the last valid step.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkCmdBuildMicromapsEXT-" id

// A build that is ready to be recorded.
struct scene {
    const struct omm_test *t;
    const struct omm_queue *queue;
    const struct omm_input *input;
    VkMicromapBuildSizesInfoEXT sizes;
    struct omm_micromap *map;
    VkMicromapBuildInfoEXT info;
};

static struct scene scene_into(struct omm_micromap *map, const struct omm_input *input)
{
    return (struct scene){
        .t = map->t,
        .queue = omm_queue(map->t, OMM_COMPUTES),
        .input = input,
        .sizes = omm_sizes(map->t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR),
        .map = map,
        .info = omm_device_build_info(map->t, input, 0, map),
    };
}

static struct scene set_scene(const struct omm_test *t)
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    return scene_into(
        omm_create_micromap(
            t,
            omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize),
        input);
}

static void record(const struct scene *scene, VkCommandBuffer commands)
{
    scene->t->vk->vkCmdBuildMicromapsEXT(commands, 1, &scene->info);
}

static const char *built(const struct scene *scene)
{
    const char *complaint = scene->map->buffer->map ? omm_neighbours_intact(scene->map) : NULL;
    return complaint ? complaint : omm_device_usable(scene->map);
}

static const char *builds(const struct scene *scene)
{
    const VkCommandBuffer commands = omm_begin(scene->t, scene->queue, 0);
    record(scene, commands);
    omm_run(scene->t, scene->queue, commands);
    return built(scene);
}

// A region of a buffer that has these usages and an address, with a first address that is aligned to `alignment`. It
// ends with the buffer wherever buffers begin at such addresses.
static struct omm_region *last_of_buffer(const struct omm_test *t, VkBufferUsageFlags usage,
                                         VkDeviceSize size, VkDeviceSize alignment)
{
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = alignment + size,
                                        .usage = usage | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
                                        .memory_type = OMM_COHERENT});
    const VkDeviceAddress base = omm_region_in(buffer, 0, size)->address;
    return omm_region_in(buffer, alignment - base % alignment, size);
}

static VkDeviceAddress copied(const struct omm_test *t, const void *bytes, VkDeviceSize size)
{
    const struct omm_region *region =
        last_of_buffer(t, VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT, size, 256);
    memcpy(region->bytes, bytes, (size_t)size);
    return region->address;
}

// The alignment of scratch comes with that of the device's own choice.
static VkDeviceAddress scratch_at_the_end(const struct scene *scene)
{
    const VkDeviceSize size = scene->sizes.buildScratchSize ? scene->sizes.buildScratchSize : 1;
    const VkDeviceSize alignment = omm_scratch_alignment(scene->t);
    return last_of_buffer(scene->t, VK_BUFFER_USAGE_STORAGE_BUFFER_BIT, size, alignment)->address;
}

OMM_EDGE(pInfos_07461, .about = "The destination is as large as vkGetMicromapBuildSizesEXT says.",
         .covers = OMM_COVERS(VUID("pInfos-07461")), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    ASSERT_OK(omm_device_usable(omm_device_build(t, param, 0)));
    PASS();
}

OMM_EDGE(mode_07462, .about = "The one mode there is, BUILD, which has the value 0.",
         .covers = OMM_COVERS(VUID("mode-07462")), .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    ASSERT_EQ_FMT(0, (int)scene.info.mode, "%d");
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(dstMicromap_07463,
         .about = "A handle is valid that was created, in the same place, right after another was "
                  "destroyed.",
         .covers = OMM_COVERS(VUID("dstMicromap-07463")), .needs = {.device_commands = true})
{
    struct omm_micromap *gone = omm_device_build(t, &omm_small, 0);
    omm_destroy_micromap(gone);
    const struct scene scene =
        scene_into(omm_create_micromap_in(gone->buffer, gone->offset, gone->size), gone->input);
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(pInfos_07464, .about = "An opacity micromap, the one type there is without extensions.",
         .covers = OMM_COVERS(VUID("pInfos-07464")), .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    ASSERT_EQ_FMT(0, (int)scene.info.type, "%d");
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(micromap_11648, .about = "The feature micromap, without micromapHostCommands, is enough.",
         .covers = OMM_COVERS(VUID("micromap-11648")),
         .needs = {.device_commands = true, .own_device = true})
{
    const struct scene scene = set_scene(t);
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(pInfos_07508,
         .about = "Device-local memory, bound after the micromap was created, will do.",
         .covers = OMM_COVERS(VUID("pInfos-07508")), .needs = {.device_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    const uint32_t remote = omm_remote_type(omm_create_micromap(t, size)->buffer);
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type = remote,
                                        .unmapped = true,
                                        .unbound = true});
    struct omm_micromap *map = omm_create_micromap_in(buffer, 0, size);
    omm_buffer_bind(buffer);
    const struct scene scene = scene_into(map, input);
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(pInfos_07509, .about = "Scratch of exactly buildScratchSize that ends with its buffer.",
         .covers = OMM_COVERS(VUID("pInfos-07509")), .needs = {.device_commands = true})
{
    struct scene scene = set_scene(t);
    scene.info.scratchData.deviceAddress = scratch_at_the_end(&scene);
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(data_07510, .about = "Input in buffers for build input and for nothing else.",
         .covers = OMM_COVERS(VUID("data-07510")), .needs = {.device_commands = true})
{
    struct scene scene = set_scene(t);
    scene.info.data.deviceAddress = copied(t, scene.input->data, scene.input->data_size);
    scene.info.triangleArray.deviceAddress = copied(
        t, scene.input->triangles, scene.input->triangle_count * sizeof *scene.input->triangles);
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(pInfos_07511, .about = "Scratch in a storage buffer that is nothing else.",
         .covers = OMM_COVERS(VUID("pInfos-07511")), .needs = {.device_commands = true})
{
    struct scene scene = set_scene(t);
    scene.info.scratchData.deviceAddress = scratch_at_the_end(&scene);
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(pInfos_07512, .about = "No scratch address where none is needed, else a valid one.",
         .covers = OMM_COVERS(VUID("pInfos-07512")), .needs = {.device_commands = true})
{
    struct scene scene = set_scene(t);
    if (!scene.sizes.buildScratchSize)
        scene.info.scratchData.deviceAddress = 0;
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(pInfos_10896, .about = "Opacity data that ends with its buffer.",
         .covers = OMM_COVERS(VUID("pInfos-10896")), .needs = {.device_commands = true})
{
    struct scene scene = set_scene(t);
    scene.info.data.deviceAddress = copied(t, scene.input->data, scene.input->data_size);
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(pInfos_10897, .about = "Triangle records that end with their buffer.",
         .covers = OMM_COVERS(VUID("pInfos-10897")), .needs = {.device_commands = true})
{
    struct scene scene = set_scene(t);
    scene.info.triangleArray.deviceAddress = copied(
        t, scene.input->triangles, scene.input->triangle_count * sizeof *scene.input->triangles);
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(pInfos_07514, .about = "Scratch aligned to the device's limit and to nothing larger.",
         .covers = OMM_COVERS(VUID("pInfos-07514")), .needs = {.device_commands = true})
{
    struct scene scene = set_scene(t);
    const VkDeviceSize size = scene.sizes.buildScratchSize ? scene.sizes.buildScratchSize : 1;
    const VkDeviceSize alignment = omm_scratch_alignment(t);
    // Regions are aligned to 256 at least, and to nothing larger.
    const VkDeviceAddress odd =
        omm_region(t, size + alignment, alignment < 256 ? 256 : alignment)->address;
    scene.info.scratchData.deviceAddress = alignment < 256 ? odd + alignment : odd;
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(pInfos_07515, .about = "Both inputs aligned to 256 bytes and to nothing larger.",
         .covers = OMM_COVERS(VUID("pInfos-07515")), .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    ASSERT_EQ_FMT(256, (int)(scene.info.data.deviceAddress % 512), "%d");
    ASSERT_EQ_FMT(256, (int)(scene.info.triangleArray.deviceAddress % 512), "%d");
    ASSERT_OK(builds(&scene));
    PASS();
}

// Two builds of one call, each with what it needs.
static const char *builds_two(const struct scene scenes[2])
{
    const struct omm_test *t = scenes[0].t;
    const VkMicromapBuildInfoEXT infos[2] = {scenes[0].info, scenes[1].info};
    const VkCommandBuffer commands = omm_begin(t, scenes[0].queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 2, infos);
    omm_run(t, scenes[0].queue, commands);
    const char *complaint = omm_device_usable(scenes[0].map);
    return complaint ? complaint : omm_device_usable(scenes[1].map);
}

OMM_EDGE(dstMicromap_11649, .about = "Two destinations of one call with no room between them.",
         .covers = OMM_COVERS(VUID("dstMicromap-11649")), .needs = {.device_commands = true})
{
    const struct scene like = set_scene(t);
    const VkDeviceSize size = like.map->size, second = (size + 255) & ~(VkDeviceSize)255;
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = second + size,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type = OMM_COHERENT});
    const struct scene scenes[2] = {
        scene_into(omm_create_micromap_in(buffer, 0, size), like.input),
        scene_into(omm_create_micromap_in(buffer, second, size), like.input)};
    ASSERT_OK(builds_two(scenes));
    PASS();
}

OMM_EDGE(dstMicromap_11650, .about = "Scratch in the destination's buffer, right behind it.",
         .covers = OMM_COVERS(VUID("dstMicromap-11650")), .needs = {.device_commands = true})
{
    const struct scene like = set_scene(t);
    const VkDeviceSize size = like.map->size, alignment = omm_scratch_alignment(t);
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size + alignment + like.sizes.buildScratchSize,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT |
                                                 VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
                                                 VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
                                        .memory_type = OMM_COHERENT});
    struct scene scene = scene_into(omm_create_micromap_in(buffer, 0, size), like.input);
    const VkDeviceAddress end = omm_region_in(buffer, 0, size)->address + size;
    scene.info.scratchData.deviceAddress = (end + alignment - 1) & ~(alignment - 1);
    const VkCommandBuffer commands = omm_begin(t, scene.queue, 0);
    record(&scene, commands);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(omm_device_usable(scene.map));
    PASS();
}

OMM_EDGE(scratchData_11651, .about = "The scratch of one build begins where the other's ends.",
         .covers = OMM_COVERS(VUID("scratchData-11651")), .needs = {.device_commands = true})
{
    struct scene scenes[2] = {set_scene(t), set_scene(t)};
    const VkDeviceSize alignment = omm_scratch_alignment(t);
    const VkDeviceSize second =
        (scenes[0].sizes.buildScratchSize + alignment - 1) & ~(alignment - 1);
    const struct omm_region *scratch = omm_scratch(t, second + scenes[1].sizes.buildScratchSize);
    scenes[0].info.scratchData.deviceAddress = scratch->address;
    scenes[1].info.scratchData.deviceAddress = scratch->address + second;
    ASSERT_OK(builds_two(scenes));
    PASS();
}

OMM_EDGE(commandBuffer_parameter,
         .about = "A secondary command buffer is a valid one, and is executed once recorded.",
         .covers = OMM_COVERS(VUID("commandBuffer-parameter")), .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    const VkCommandBuffer secondary = omm_begin_secondary(t, scene.queue);
    record(&scene, secondary);
    omm_end(t, secondary);
    const VkCommandBuffer commands = omm_begin(t, scene.queue, 0);
    t->vk->vkCmdExecuteCommands(commands, 1, &secondary);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(built(&scene));
    PASS();
}

OMM_EDGE(commandBuffer_recording,
         .about = "The command is the first after vkBeginCommandBuffer and the last before "
                  "vkEndCommandBuffer.",
         .covers = OMM_COVERS(VUID("commandBuffer-recording")), .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    const VkCommandBuffer alone = omm_begin(t, scene.queue, 0);
    record(&scene, alone);
    omm_end(t, alone);
    omm_submit(t, scene.queue, alone);
    omm_run(t, scene.queue, omm_begin(t, scene.queue, 0)); // the barrier to what judges
    ASSERT_OK(built(&scene));
    PASS();
}

OMM_EDGE(commandBuffer_cmdpool, .about = "A pool whose queue family computes without graphics.",
         .covers = OMM_COVERS(VUID("commandBuffer-cmdpool")), .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(omm_on_queue(t, OMM_COMPUTE_ONLY));
    ASSERT_OK(builds(&scene));
    PASS();
}

OMM_EDGE(renderpass, .about = "The command directly follows the end of a render pass instance.",
         .covers = OMM_COVERS(VUID("renderpass")),
         .needs = {.device_commands = true, .dynamic_rendering = true})
{
    const struct scene scene = set_scene(omm_on_queue(t, OMM_GRAPHICS));
    const VkCommandBuffer commands = omm_begin(t, scene.queue, 0);
    omm_render_nothing(scene.t, commands);
    record(&scene, commands);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(built(&scene));
    PASS();
}

OMM_EDGE(suspended,
         .about = "The command directly follows the end of an instance that was suspended and "
                  "resumed.",
         .covers = OMM_COVERS(VUID("suspended")),
         .needs = {.device_commands = true, .dynamic_rendering = true})
{
    const struct scene scene = set_scene(omm_on_queue(t, OMM_GRAPHICS));
    const VkCommandBuffer commands = omm_begin(t, scene.queue, 0);
    omm_render_in_two(scene.t, commands);
    record(&scene, commands);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(built(&scene));
    PASS();
}

OMM_EDGE(pInfos_parameter,
         .about = "pInfos is the last thing before an inaccessible page, read-only, and gone once "
                  "the command is recorded.",
         .covers = OMM_COVERS(VUID("pInfos-parameter")), .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    const struct omm_block *infos =
        omm_block(&(struct omm_block_request){.name = "pInfos",
                                              .size = sizeof scene.info,
                                              .alignment = _Alignof(VkMicromapBuildInfoEXT)});
    memcpy(infos->bytes, &scene.info, sizeof scene.info);
    omm_block_protect(infos, OMM_READ_ONLY);
    const VkCommandBuffer commands = omm_begin(t, scene.queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1,
                                  (const VkMicromapBuildInfoEXT *)(const void *)infos->bytes);
    omm_block_protect(infos, OMM_NO_ACCESS);
    omm_run(t, scene.queue, commands);
    ASSERT_OK(built(&scene));
    PASS();
}

OMM_EDGE(infoCount_arraylength, .about = "One build, the fewest that are allowed.",
         .covers = OMM_COVERS(VUID("infoCount-arraylength")), .needs = {.device_commands = true})
{
    const struct scene scene = set_scene(t);
    ASSERT_OK(builds(&scene));
    PASS();
}
