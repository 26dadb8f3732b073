// SPDX-License-Identifier: Apache-2.0
// Builds and what follows them in one submission, with exact barriers (chapter "Micromaps").
//
// "Accesses to dstMicromap must be synchronized with the MICROMAP_BUILD stage and an access type of MICROMAP_WRITE";
// queries, copies and serialization read micromaps with MICROMAP_BUILD and MICROMAP_READ, and write serialized data with
// TRANSFER_WRITE. So a barrier from the one to the other is enough between a build and its first reader, and from
// MICROMAP_READ and MICROMAP_WRITE to MICROMAP_WRITE before the same micromap is built anew.
// Observed after one fence: the query's value, the serialized data's header and surroundings, clones as sources. The
// serialized data's room is what a model of equal content needs, doubled, for no size can be asked for beforehand.
// Vacuous if each step had a submission of its own: everything is recorded into one command buffer.
#include <ommcts/ommcts.h>

static const VkAccelerationStructureBuildTypeKHR for_device =
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR;

static void barrier(const struct omm_test *t, VkCommandBuffer commands, VkAccessFlags2 before,
                    VkAccessFlags2 after)
{
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT, before,
                VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT, after);
}

OMM_CASE(first_readers, .about = "Build, barrier, then every reader, none of which needs another.",
         .covers = OMM_COVERS("A026", "A034", "A050", "A079", "A104", "A106", "A114"),
         .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const VkBuildMicromapFlagsEXT flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    const struct omm_input *input = omm_make_input(t, param);
    struct omm_micromap *model =
        omm_create_micromap(t, omm_sizes(t, input, flags, for_device).micromapSize);
    omm_device_build_into(model, input, flags);
    const struct omm_region *blob = omm_region(t, 2 * omm_device_serialized_size(model), 256);
    const struct omm_micromap *map = omm_create_micromap(t, model->size);
    const struct omm_micromap *clone = omm_create_micromap(t, model->size);
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    const VkQueryPool pool = omm_create_query_pool(t, type, 1);
    const VkMicromapBuildInfoEXT build = omm_device_build_info(t, input, flags, map);
    const VkCopyMicromapInfoEXT copy = omm_copy_info(map, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    const VkCopyMicromapToMemoryInfoEXT serialize = omm_device_serialize_info(map, blob);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 1);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &build);
    barrier(t, commands, VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &map->handle, type, pool, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &copy);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &serialize);
    omm_run(t, queue, commands);
    struct omm_query_result result;
    omm_query_results(t, pool, 0, 1, &result);
    ASSERT(result.available);
    ASSERTm(omm_sentence("the serialization size is %llu", (unsigned long long)result.value),
            result.value >= OMM_HEADER_SIZE);
    ASSERT_OK(omm_region_neighbours_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_device_usable(clone));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

OMM_CASE(built_anew, .about = "One micromap, built three times and cloned each time.",
         .covers = OMM_COVERS("A026", "A033", "A104", "A105", "A114"),
         .needs = {.device_commands = true})
{
    enum { TURNS = 3 };
    const struct omm_input *inputs[TURNS];
    VkDeviceSize size = 0;
    for (size_t i = 0; i < TURNS; ++i) {
        inputs[i] = omm_make_input(t, &omm_shapes[OMM_FEW - 1 - i]);
        const VkDeviceSize needed = omm_sizes(t, inputs[i], 0, for_device).micromapSize;
        size = needed > size ? needed : size;
    }
    const struct omm_micromap *map = omm_create_micromap(t, size);
    const struct omm_micromap *clones[TURNS];
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (size_t i = 0; i < TURNS; ++i) {
        clones[i] = omm_create_micromap(t, size);
        const VkMicromapBuildInfoEXT build = omm_device_build_info(t, inputs[i], 0, map);
        const VkCopyMicromapInfoEXT copy =
            omm_copy_info(map, clones[i], VK_COPY_MICROMAP_MODE_CLONE_EXT);
        t->vk->vkCmdBuildMicromapsEXT(commands, 1, &build);
        barrier(t, commands, VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
        t->vk->vkCmdCopyMicromapEXT(commands, &copy);
        barrier(t, commands, VK_ACCESS_2_MICROMAP_READ_BIT_EXT | VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT,
                VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT);
    }
    omm_run(t, queue, commands);
    for (size_t i = 0; i < TURNS; ++i) {
        ASSERT_OK(omm_neighbours_intact(clones[i]));
        ASSERT_OK(omm_device_usable(clones[i]));
    }
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}
