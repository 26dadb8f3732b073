// SPDX-License-Identifier: Apache-2.0
// Violations of the valid-usage IDs of vkCmdBuildMicromapsEXT, whose edges are in the file of the command's name.
//
// Each breaks one rule under one validation layer, in a process of its own. Observed: the layer reports the ID, the
// driver is not entered, and after the rest of the command buffer was ended, submitted and waited for, which is valid
// because the refused command is not in it, the destination keeps every byte; and the build without the mistake works
// then. Vacuous if the broken call broke a second rule that is reported first.
//
// commandBuffer-parameter has no violation: a wild dispatchable handle never reaches a layer. videocoding has none: no
// device of any case has a video coding scope. pInfos-07464 has none: without VK_NV_displacement_micromap there is one
// type.
#include <ommcts/ommcts.h>

#define VUID(id) "VUID-vkCmdBuildMicromapsEXT-" id

// Two builds of one call that would be valid next to each other; most violations call with the first.
struct scene {
    const struct omm_test *t;
    const struct omm_queue *queue;
    const struct omm_input *input;
    VkMicromapBuildSizesInfoEXT sizes;
    struct omm_micromap *maps[2];
    VkMicromapBuildInfoEXT valid[2];
    VkMicromapBuildInfoEXT infos[2]; // to be broken
    uint32_t count;
    struct omm_stakes *stakes;
};

static struct scene set_scene(const struct omm_test *t)
{
    struct scene scene = {
        .t = t,
        .queue = omm_queue(t, OMM_COMPUTES),
        .input = omm_make_input(t, &omm_small),
        .count = 1,
    };
    scene.sizes = omm_sizes(t, scene.input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR);
    scene.stakes = omm_stakes(t, "vkCmdBuildMicromapsEXT");
    for (int i = 0; i < 2; ++i) {
        scene.maps[i] = omm_create_micromap(t, scene.sizes.micromapSize);
        scene.valid[i] = omm_device_build_info(t, scene.input, 0, scene.maps[i]);
        scene.infos[i] = scene.valid[i];
        omm_stake_micromap(scene.stakes, scene.maps[i]);
    }
    return scene;
}

// The broken call was stopped; the same without the mistake works.
static const char *judge(const struct scene *scene, const char *vuid)
{
    const char *complaint = omm_stopped_silently(scene->stakes, vuid);
    if (complaint)
        return complaint;
    const VkCommandBuffer commands = omm_begin(scene->t, scene->queue, 0);
    scene->t->vk->vkCmdBuildMicromapsEXT(commands, 2, scene->valid);
    omm_run(scene->t, scene->queue, commands);
    for (int i = 0; i < 2 && !complaint; ++i)
        complaint = omm_device_usable(scene->maps[i]);
    return complaint ? complaint : omm_layer_reported(vuid);
}

static void record(const struct scene *scene, VkCommandBuffer commands)
{
    scene->t->vk->vkCmdBuildMicromapsEXT(commands, scene->count, scene->infos);
}

// Where commands may stand.
static const char *stopped(const struct scene *scene, const char *vuid)
{
    const VkCommandBuffer commands = omm_begin(scene->t, scene->queue, 0);
    record(scene, commands);
    if (omm_layer_said(vuid)) // else what was recorded is not fit to be executed
        omm_run(scene->t, scene->queue, commands);
    return judge(scene, vuid);
}

// Where they may not.
static const char *stopped_at(const struct omm_test *t, enum omm_place place, const char *vuid)
{
    omm_layer_must_claim(vuid);
    const struct scene scene = set_scene(t);
    const struct omm_misplaced misplaced = omm_misplace(t, place);
    record(&scene, misplaced.commands);
    if (omm_layer_said(vuid))
        omm_misplaced_submit(&misplaced);
    return judge(&scene, vuid);
}

static struct scene claimed(const struct omm_test *t, const char *vuid)
{
    omm_layer_must_claim(vuid);
    return set_scene(t);
}

static void must_need_scratch(const struct scene *scene)
{
    if (!scene->sizes.buildScratchSize)
        omm_not_supported("builds of this device need no scratch");
}

// A region of a buffer without one of the usages that regions have.
static VkDeviceAddress without_usage(const struct omm_test *t, VkBufferUsageFlags usage,
                                     VkDeviceSize size, VkDeviceSize alignment)
{
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){.size = size + alignment,
                                                          .usage = OMM_REGION_USAGE & ~usage,
                                                          .memory_type = OMM_COHERENT});
    const VkDeviceAddress base = omm_region_in(buffer, 0, size)->address;
    return (base + alignment - 1) & ~(alignment - 1);
}

OMM_VIOLATION(pInfos_07461, .about = "The destination is one byte too small.",
              .covers = OMM_COVERS(VUID("pInfos-07461")), .needs = {.device_commands = true})
{
    struct scene scene = claimed(t, VUID("pInfos-07461"));
    scene.infos[0].dstMicromap = omm_create_micromap(t, scene.sizes.micromapSize - 1)->handle;
    ASSERT_OK(stopped(&scene, VUID("pInfos-07461")));
    PASS();
}

OMM_VIOLATION(mode_07462, .about = "The mode is no value of VkBuildMicromapModeEXT.",
              .covers = OMM_COVERS(VUID("mode-07462")), .needs = {.device_commands = true})
{
    struct scene scene = claimed(t, VUID("mode-07462"));
    scene.infos[0].mode = (VkBuildMicromapModeEXT)(VK_BUILD_MICROMAP_MODE_BUILD_EXT + 1);
    ASSERT_OK(stopped(&scene, VUID("mode-07462")));
    PASS();
}

OMM_VIOLATION(dstMicromap_07463,
              .about = "The second destination was never created, or is destroyed, or is "
                       "VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("dstMicromap-07463")), .needs = {.device_commands = true},
              .params = OMM_BAD_MICROMAPS)
{
    omm_must_claim_breach(VUID("dstMicromap-07463"), param);
    struct scene scene = set_scene(t);
    scene.infos[1].dstMicromap = omm_bad_micromap_of(t, param);
    scene.count = 2;
    ASSERT_OK(stopped(&scene, VUID("dstMicromap-07463")));
    PASS();
}

OMM_VIOLATION(micromap_11648, .about = "The extension is enabled and the feature is not.",
              .covers = OMM_COVERS(VUID("micromap-11648")), .needs = {.device_commands = true})
{
    // Nothing can be created without the feature, so the structure names nothing: this rule comes before its members.
    omm_layer_must_claim(VUID("micromap-11648"));
    const struct omm_test *bare = omm_open_featureless(t);
    const struct omm_stakes *stakes = omm_stakes(bare, "vkCmdBuildMicromapsEXT");
    const VkMicromapBuildInfoEXT info = omm_build_info(omm_make_input(t, &omm_small), 0);
    const VkCommandBuffer commands = omm_begin(bare, bare->queues, 0);
    bare->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_end(bare, commands);
    omm_submit(bare, bare->queues, commands);
    ASSERT_OK(omm_stopped_silently(stakes, VUID("micromap-11648")));
    PASS();
}

OMM_VIOLATION(pInfos_07508,
              .about = "The destination's buffer was never bound to memory, or that is freed.",
              .covers = OMM_COVERS(VUID("pInfos-07508")), .needs = {.device_commands = true},
              .params = OMM_UNBACKED)
{
    struct scene scene = claimed(t, VUID("pInfos-07508"));
    scene.infos[0].dstMicromap = omm_unbacked_micromap(t, scene.sizes.micromapSize, param)->handle;
    ASSERT_OK(stopped(&scene, VUID("pInfos-07508")));
    PASS();
}

OMM_VIOLATION(pInfos_07509, .about = "The scratch begins in a buffer and ends after it.",
              .covers = OMM_COVERS(VUID("pInfos-07509")), .needs = {.device_commands = true})
{
    struct scene scene = claimed(t, VUID("pInfos-07509"));
    must_need_scratch(&scene);
    const VkDeviceSize size = scene.sizes.buildScratchSize, alignment = omm_scratch_alignment(t);
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){.size = 2 * alignment + size - 1,
                                                          .usage = OMM_REGION_USAGE,
                                                          .memory_type = OMM_COHERENT});
    const VkDeviceAddress end = omm_region_in(buffer, 0, size)->address + buffer->size;
    const VkDeviceAddress last = (end - 1) & ~(alignment - 1);
    if (last + size <= end)
        omm_not_supported("%llu bytes of scratch end in the buffer that they begin in",
                          (unsigned long long)size);
    scene.infos[0].scratchData.deviceAddress = last;
    ASSERT_OK(stopped(&scene, VUID("pInfos-07509")));
    PASS();
}

enum { DATA, TRIANGLES };

static const struct omm_breach inputs[] = {
    {.name = "data", .kind = DATA},
    {.name = "triangles", .kind = TRIANGLES},
};

static VkDeviceOrHostAddressConstKHR *input_of(struct scene *scene, const struct omm_breach *which)
{
    return which->kind == DATA ? &scene->infos[0].data : &scene->infos[0].triangleArray;
}

OMM_VIOLATION(data_07510,
              .about = "One of the inputs lies in a buffer that is not for build input.",
              .covers = OMM_COVERS(VUID("data-07510")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(inputs))
{
    struct scene scene = claimed(t, VUID("data-07510"));
    input_of(&scene, param)->deviceAddress =
        without_usage(t, VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT, 65536, 256);
    ASSERT_OK(stopped(&scene, VUID("data-07510")));
    PASS();
}

OMM_VIOLATION(pInfos_07511, .about = "The scratch lies in a buffer that is no storage buffer.",
              .covers = OMM_COVERS(VUID("pInfos-07511")), .needs = {.device_commands = true})
{
    struct scene scene = claimed(t, VUID("pInfos-07511"));
    must_need_scratch(&scene);
    scene.infos[0].scratchData.deviceAddress =
        without_usage(t, VK_BUFFER_USAGE_STORAGE_BUFFER_BIT, scene.sizes.buildScratchSize,
                      omm_scratch_alignment(t));
    ASSERT_OK(stopped(&scene, VUID("pInfos-07511")));
    PASS();
}

OMM_VIOLATION(pInfos_07512, .about = "No buffer of the device has the scratch address.",
              .covers = OMM_COVERS(VUID("pInfos-07512")), .needs = {.device_commands = true},
              .params = OMM_BAD_ADDRESSES)
{
    omm_must_claim_breach(VUID("pInfos-07512"), param);
    struct scene scene = set_scene(t);
    must_need_scratch(&scene);
    scene.infos[0].scratchData.deviceAddress = omm_bad_address(t, param);
    ASSERT_OK(stopped(&scene, VUID("pInfos-07512")));
    PASS();
}

OMM_VIOLATION(pInfos_10896, .about = "No buffer of the device has the address of the data.",
              .covers = OMM_COVERS(VUID("pInfos-10896")), .needs = {.device_commands = true},
              .params = OMM_BAD_ADDRESSES)
{
    omm_must_claim_breach(VUID("pInfos-10896"), param);
    struct scene scene = set_scene(t);
    scene.infos[0].data.deviceAddress = omm_bad_address(t, param);
    ASSERT_OK(stopped(&scene, VUID("pInfos-10896")));
    PASS();
}

OMM_VIOLATION(pInfos_10897, .about = "No buffer of the device has the address of the triangles.",
              .covers = OMM_COVERS(VUID("pInfos-10897")), .needs = {.device_commands = true},
              .params = OMM_BAD_ADDRESSES)
{
    omm_must_claim_breach(VUID("pInfos-10897"), param);
    struct scene scene = set_scene(t);
    scene.infos[0].triangleArray.deviceAddress = omm_bad_address(t, param);
    ASSERT_OK(stopped(&scene, VUID("pInfos-10897")));
    PASS();
}

OMM_VIOLATION(pInfos_07514,
              .about = "The scratch address is aligned to half of the device's limit.",
              .covers = OMM_COVERS(VUID("pInfos-07514")), .needs = {.device_commands = true})
{
    struct scene scene = claimed(t, VUID("pInfos-07514"));
    const VkDeviceSize alignment = omm_scratch_alignment(t);
    if (alignment == 1)
        omm_not_supported("scratch of this device needs no alignment");
    scene.infos[0].scratchData.deviceAddress =
        omm_scratch(t, scene.sizes.buildScratchSize + alignment)->address + alignment / 2;
    ASSERT_OK(stopped(&scene, VUID("pInfos-07514")));
    PASS();
}

OMM_VIOLATION(pInfos_07515, .about = "One of the inputs is aligned to 128 bytes only.",
              .covers = OMM_COVERS(VUID("pInfos-07515")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(inputs))
{
    struct scene scene = claimed(t, VUID("pInfos-07515"));
    input_of(&scene, param)->deviceAddress += 128; // regions have 4 KiB to spare
    ASSERT_OK(stopped(&scene, VUID("pInfos-07515")));
    PASS();
}

OMM_VIOLATION(dstMicromap_11649, .about = "Two destinations of one call share memory.",
              .covers = OMM_COVERS(VUID("dstMicromap-11649")), .needs = {.device_commands = true})
{
    struct scene scene = claimed(t, VUID("dstMicromap-11649"));
    const struct omm_micromap *map = scene.maps[0];
    scene.infos[1].dstMicromap =
        omm_create_micromap_in(map->buffer, map->offset, map->size)->handle;
    scene.count = 2;
    ASSERT_OK(stopped(&scene, VUID("dstMicromap-11649")));
    PASS();
}

OMM_VIOLATION(dstMicromap_11650, .about = "The scratch is the memory that backs the destination.",
              .covers = OMM_COVERS(VUID("dstMicromap-11650")), .needs = {.device_commands = true})
{
    struct scene scene = claimed(t, VUID("dstMicromap-11650"));
    must_need_scratch(&scene);
    const VkDeviceSize size = scene.sizes.micromapSize, alignment = omm_scratch_alignment(t);
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size + alignment + scene.sizes.buildScratchSize,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT |
                                                 VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
                                                 VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
                                        .memory_type = OMM_COHERENT});
    const VkDeviceAddress base = omm_region_in(buffer, 0, size)->address;
    scene.infos[0].dstMicromap = omm_create_micromap_in(buffer, 0, size)->handle;
    scene.infos[0].scratchData.deviceAddress = (base + size - 1) & ~(alignment - 1);
    ASSERT_OK(stopped(&scene, VUID("dstMicromap-11650")));
    PASS();
}

OMM_VIOLATION(scratchData_11651, .about = "Two builds of one call have the same scratch.",
              .covers = OMM_COVERS(VUID("scratchData-11651")), .needs = {.device_commands = true})
{
    struct scene scene = claimed(t, VUID("scratchData-11651"));
    must_need_scratch(&scene);
    scene.infos[1].scratchData = scene.infos[0].scratchData;
    scene.count = 2;
    ASSERT_OK(stopped(&scene, VUID("scratchData-11651")));
    PASS();
}

OMM_VIOLATION(commandBuffer_recording,
              .about = "The command buffer was not begun yet, or has ended.",
              .covers = OMM_COVERS(VUID("commandBuffer-recording")),
              .needs = {.device_commands = true}, .params = OMM_NOT_RECORDING)
{
    const struct omm_place_param *way = param;
    ASSERT_OK(stopped_at(t, way->place, VUID("commandBuffer-recording")));
    PASS();
}

OMM_VIOLATION(commandBuffer_cmdpool, .about = "The pool's queue family only transfers.",
              .covers = OMM_COVERS(VUID("commandBuffer-cmdpool")),
              .needs = {.device_commands = true})
{
    ASSERT_OK(stopped_at(t, OMM_WITHOUT_COMPUTE, VUID("commandBuffer-cmdpool")));
    PASS();
}

OMM_VIOLATION(renderpass,
              .about = "A render pass instance is active, in the command buffer itself or in the "
                       "one that will execute it.",
              .covers = OMM_COVERS(VUID("renderpass")),
              .needs = {.device_commands = true, .dynamic_rendering = true},
              .params = OMM_INSIDE_RENDERING)
{
    const struct omm_place_param *way = param;
    ASSERT_OK(stopped_at(t, way->place, VUID("renderpass")));
    PASS();
}

OMM_VIOLATION(
    suspended,
    .about = "A render pass instance was suspended and is resumed right after the command.",
    .covers = OMM_COVERS(VUID("suspended")),
    .needs = {.device_commands = true, .dynamic_rendering = true})
{
    ASSERT_OK(stopped_at(t, OMM_IN_SUSPENSION, VUID("suspended")));
    PASS();
}

OMM_VIOLATION(pInfos_parameter, .about = "pInfos is NULL, leads nowhere, or to half a structure.",
              .covers = OMM_COVERS(VUID("pInfos-parameter")), .needs = {.device_commands = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *way = param;
    omm_must_claim_way(VUID("pInfos-parameter"), way->name, way->khronos_misses);
    const struct scene scene = set_scene(t);
    const VkCommandBuffer commands = omm_begin(t, scene.queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1,
                                  omm_make_bad(way, &scene.valid[0], sizeof scene.valid[0], 48));
    if (omm_layer_said(VUID("pInfos-parameter")))
        omm_run(t, scene.queue, commands);
    ASSERT_OK(judge(&scene, VUID("pInfos-parameter")));
    PASS();
}

OMM_VIOLATION(infoCount_arraylength, .about = "No build is described.",
              .covers = OMM_COVERS(VUID("infoCount-arraylength")),
              .needs = {.device_commands = true})
{
    struct scene scene = claimed(t, VUID("infoCount-arraylength"));
    scene.count = 0;
    ASSERT_OK(stopped(&scene, VUID("infoCount-arraylength")));
    PASS();
}
