// SPDX-License-Identifier: Apache-2.0
// Clones: vkCopyMicromapEXT with VK_COPY_MICROMAP_MODE_CLONE_EXT on the host.
//
// CLONE "creates a direct copy of the micromap specified in src into the one specified by dst. The dst micromap must have
// been created with the same parameters as src" (VkCopyMicromapModeEXT), so every destination here has the source's size
// and type. A micromap occupies [offset, offset + size) of its buffer: nothing else is written. Copies do not update the
// contents of their source.
//
// Observed: success, a pattern in every byte of the destination's memory object outside its own range, and source and
// clone both queried, serialized into exactly the reported size and cloned again. That the clone behaves like the source
// takes ray queries (A104, A108 in full). Vacuous if the clone shared the source's storage: the file independence.c is
// about that.
#include <ommcts/ommcts.h>

OMM_CASE(usable,
         .about = "A clone is a micromap like its source, and nothing beside it is written.",
         .covers = OMM_COVERS("A104", "A107", "A153"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, source->size);
    const VkCopyMicromapInfoEXT info =
        omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_usable(clone));
    PASS();
}

OMM_CASE(both_ways, .about = "A large micromap is cloned in place and whole, deferred or not.",
         .covers = OMM_COVERS("A104", "A107"), .needs = {.host_commands = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_micromap *source = omm_build(t, &omm_large, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, source->size);
    const VkCopyMicromapInfoEXT info =
        omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkCopyMicromapEXT(t->device, operation, &info));
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_usable(clone));
    PASS();
}

OMM_CASE(source_stays, .about = "Cloning leaves the source and what lies beside it as they were.",
         .covers = OMM_COVERS("A108", "A021"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source =
        omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    for (int round = 0; round < 3; ++round) {
        const struct omm_micromap *clone = omm_create_micromap(t, source->size);
        const VkCopyMicromapInfoEXT info =
            omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_neighbours_intact(source));
        ASSERT_OK(omm_usable(source));
        ASSERT_OK(omm_usable(clone));
    }
    ASSERT_OK(omm_usable(omm_compact(source)));
    PASS();
}

OMM_CASE(larger_create_size,
         .about = "A source created with room to spare is cloned, room and all.",
         .covers = OMM_COVERS("A104", "A107"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize size = omm_host_sizes(t, input, 0).micromapSize + 100 * 1024;
    struct omm_micromap *source = omm_create_micromap(t, size);
    omm_build_into(source, input, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, size);
    const VkCopyMicromapInfoEXT info =
        omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_usable(clone));
    PASS();
}

OMM_CASE(chain, .about = "Clones of clones, and of loaded and compacted micromaps, are micromaps.",
         .covers = OMM_COVERS("A104", "A044"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *built = omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const struct omm_micromap *links[] = {
        omm_compact(built),
        omm_deserialize(t, omm_serialize(built), built->size),
        built,
    };
    for (size_t i = 0; i < sizeof links / sizeof links[0]; ++i) {
        const struct omm_micromap *source = links[i];
        for (int step = 0; step < 5; ++step) {
            const struct omm_micromap *clone = omm_create_micromap(t, source->size);
            const VkCopyMicromapInfoEXT info =
                omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
            ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
            ASSERT_OK(omm_neighbours_intact(clone));
            source = clone;
        }
        ASSERT_OK(omm_usable(source));
    }
    PASS();
}

OMM_CASE(side_by_side, .about = "A micromap is cloned into its neighbour in the same buffer.",
         .covers = OMM_COVERS("A107", "A108"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize needed = omm_host_sizes(t, input, 0).micromapSize;
    const VkDeviceSize step = (needed + 255) / 256 * 256;
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = 3 * step + 4096,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .lead = 4096,
                                 .memory_type = OMM_COHERENT,
                             });
    struct omm_micromap *maps[3];
    for (VkDeviceSize i = 0; i < 3; ++i)
        maps[i] = omm_create_micromap_in(buffer, i * step, needed);
    // The one in the middle first, so that both neighbours are written beside something constructed.
    omm_build_into(maps[1], input, 0);
    for (int i = 0; i < 3; i += 2) {
        const VkCopyMicromapInfoEXT info =
            omm_copy_info(maps[1], maps[i], VK_COPY_MICROMAP_MODE_CLONE_EXT);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_usable(maps[1]));
    }
    for (int i = 0; i < 3; ++i)
        ASSERT_OK(omm_usable(maps[i]));
    ASSERT_OK(omm_buffer_intact_outside(buffer, 0, 3 * step));
    PASS();
}

OMM_CASE(info_only_during_call,
         .about = "pInfo is not written, and not looked at after the call returned.",
         .covers = OMM_COVERS("A131", "A104"), .needs = {.host_commands = true})
{
    const struct omm_micromap *source = omm_build(t, &omm_large, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, source->size);
    const VkCopyMicromapInfoEXT filled =
        omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    struct omm_block *info = omm_block(
        &(struct omm_block_request){.name = "copy info", .size = sizeof filled, .alignment = 16});
    memcpy(info->bytes, &filled, sizeof filled);
    omm_block_protect(info, OMM_READ_ONLY);
    const VkResult answer = t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE,
                                                     (const VkCopyMicromapInfoEXT *)info->bytes);
    omm_block_protect(info, OMM_NO_ACCESS);
    ASSERT_SUCCESS(answer);
    ASSERT_OK(omm_usable(clone));
    ASSERT_OK(omm_usable(omm_clone(clone)));
    PASS();
}
