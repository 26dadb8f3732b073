// SPDX-License-Identifier: Apache-2.0
// Micromaps are self-contained: what they mean does not hang on what they were built from (chapter "Micromaps").
//
// Once a build is complete, "the application may ... overwrite or free" data, triangle array and scratch. So after the
// build they are overwritten with the inverse content, then with poison, and on the host made inaccessible; and "several
// infos" of one call each get their own content.
//
// Observed: the micromap, and what is copied from it afterwards, still reads back as the content that the build saw. A
// driver that keeps a pointer reads the inverse, or faults. Vacuous if inputs were still right: every bit of them is
// flipped before the first look. Acceptance, bounds and accesses are judged by the families build and device_build.
#include <ommcts/ommcts.h>

#include <string.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

// For ASSERT_OK: the micromap and its copies are what `content` says.
static const char *still_means(enum omm_side side, const struct omm_micromap *map,
                               const struct omm_input *content)
{
    const char *complaint = omm_usable_on(side, map);
    if (!complaint)
        complaint = omm_reads_back_as(map, content);
    if (!complaint)
        complaint = omm_reads_back_as(omm_clone_on(side, map), content);
    if (!complaint)
        complaint = omm_reads_back_as(omm_compact_on(side, map), content);
    if (complaint)
        return complaint;
    const struct omm_block *blob = omm_serialize_on(side, map);
    return omm_reads_back_as(omm_deserialize_on(side, map->t, blob, map->size), content);
}

static struct omm_block *guarded(const char *name, const void *bytes, size_t size)
{
    struct omm_block *block =
        omm_block(&(struct omm_block_request){.name = name, .size = size, .alignment = 16});
    memcpy(block->bytes, bytes, size);
    return block;
}

OMM_CASE(forgotten_by_host,
         .about = "Inputs of a host build may change and go once it is complete.",
         .covers = OMM_COVERS("A026", "A030"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_CHEAP_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    struct omm_block *data = guarded("opacity data", input->data, input->data_size);
    struct omm_block *triangles = guarded("triangle array", input->triangles,
                                          input->triangle_count * sizeof *input->triangles);
    struct omm_micromap *map =
        omm_create_micromap(t, omm_host_sizes(t, input, compactable).micromapSize);
    VkMicromapBuildInfoEXT info = omm_build_info(input, compactable);
    info.dstMicromap = map->handle;
    info.data.hostAddress = data->bytes;
    info.triangleArray.hostAddress = triangles->bytes;
    info.scratchData.hostAddress =
        omm_alloc((size_t)omm_host_sizes(t, input, compactable).buildScratchSize + 1);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
    memcpy(data->bytes, omm_inverse(input)->data, input->data_size);
    ASSERT_OK(still_means(OMM_ON_HOST, map, input));
    omm_block_fill(data, 0xEE);
    omm_block_fill(triangles, 0xEE);
    omm_block_protect(data, OMM_NO_ACCESS);
    omm_block_protect(triangles, OMM_NO_ACCESS);
    ASSERT_OK(still_means(OMM_ON_HOST, map, input));
    PASS();
}

OMM_CASE(forgotten_by_device,
         .about = "Inputs of a build on a queue may change and go once it is complete.",
         .covers = OMM_COVERS("A030"), .needs = {.device_commands = true, .read_back = true},
         .params = OMM_CHEAP_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkMicromapBuildSizesInfoEXT sizes = omm_sizes_on(OMM_ON_DEVICE, t, input, compactable);
    const struct omm_region *data = omm_region_with(t, input->data, input->data_size);
    const struct omm_region *triangles =
        omm_region_with(t, input->triangles, input->triangle_count * sizeof *input->triangles);
    const struct omm_region *scratch = omm_scratch(t, sizes.buildScratchSize);
    struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    VkMicromapBuildInfoEXT info = omm_build_info(input, compactable);
    info.dstMicromap = map->handle;
    info.data.deviceAddress = data->address;
    info.triangleArray.deviceAddress = triangles->address;
    info.scratchData.deviceAddress = scratch->address;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_run(t, queue, commands);
    memcpy(data->bytes, omm_inverse(input)->data, input->data_size);
    ASSERT_OK(still_means(OMM_ON_DEVICE, map, input));
    omm_buffer_fill(data->buffer);
    omm_buffer_fill(scratch->buffer);
    omm_buffer_destroy(data->buffer);
    omm_buffer_destroy(triangles->buffer);
    omm_buffer_destroy(scratch->buffer);
    ASSERT_OK(still_means(OMM_ON_DEVICE, map, input));
    PASS();
}

enum { CROWD = 7 };

// Micromaps of different shapes and the infos that build them, without addresses of the inputs.
struct crowd {
    struct omm_micromap *maps[CROWD];
    VkMicromapBuildInfoEXT infos[CROWD];
};

static struct crowd gather(const struct omm_test *t, enum omm_side side)
{
    struct crowd crowd;
    for (size_t i = 0; i < CROWD; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i % (OMM_CHEAP)]);
        const VkMicromapBuildSizesInfoEXT sizes = omm_sizes_on(side, t, input, compactable);
        crowd.maps[i] = omm_create_micromap(t, sizes.micromapSize);
        crowd.maps[i]->input = input;
        crowd.infos[i] = omm_build_info(input, compactable);
        crowd.infos[i].dstMicromap = crowd.maps[i]->handle;
        crowd.infos[i].scratchData.hostAddress =
            side == OMM_ON_HOST ? omm_alloc((size_t)sizes.buildScratchSize + 1) : NULL;
    }
    return crowd;
}

OMM_CASE(several_by_host, .about = "Each micromap of one call gets its own content.",
         .covers = OMM_COVERS("A026", "A032"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct crowd crowd = gather(t, OMM_ON_HOST);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkBuildMicromapsEXT(t->device, operation, CROWD, crowd.infos));
    for (size_t i = 0; i < CROWD; ++i) {
        ASSERT_OK(omm_neighbours_intact(crowd.maps[i]));
        ASSERT_OK(still_means(OMM_ON_HOST, crowd.maps[i], crowd.maps[i]->input));
    }
    PASS();
}

OMM_CASE(several_by_device, .about = "So does each micromap of one command.",
         .covers = OMM_COVERS("A032"), .needs = {.device_commands = true, .read_back = true})
{
    struct crowd crowd = gather(t, OMM_ON_DEVICE);
    for (size_t i = 0; i < CROWD; ++i)
        crowd.infos[i] = omm_device_build_info(t, crowd.maps[i]->input, compactable, crowd.maps[i]);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, CROWD, crowd.infos);
    omm_run(t, queue, commands);
    for (size_t i = 0; i < CROWD; ++i) {
        ASSERT_OK(omm_neighbours_intact(crowd.maps[i]));
        ASSERT_OK(still_means(OMM_ON_DEVICE, crowd.maps[i], crowd.maps[i]->input));
    }
    PASS();
}
