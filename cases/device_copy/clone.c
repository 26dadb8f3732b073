// SPDX-License-Identifier: Apache-2.0
// Clones: vkCmdCopyMicromapEXT with VK_COPY_MICROMAP_MODE_CLONE_EXT.
//
// CLONE "creates a direct copy of the micromap specified in src into the one specified by dst. The dst micromap must have
// been created with the same parameters as src" (VkCopyMicromapModeEXT), so every destination here has the source's size
// and type. A micromap occupies [offset, offset + size) of its buffer: nothing else is written. Copies do not update the
// contents of their source.
//
// Observed: a pattern in every byte of the destination's memory object outside its own range, and source and clone both
// queried, serialized into exactly the reported size and loaded by the device. That the clone behaves like the source
// takes ray queries (A104, A108 in full). Vacuous if the clone shared the source's storage: the file independence.c is
// about that.
#include <ommcts/ommcts.h>

static void clone_into(const struct omm_micromap *source, const struct omm_micromap *clone)
{
    const struct omm_test *t = source->t;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCopyMicromapInfoEXT info =
        omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &info);
    omm_run(t, queue, commands);
}

OMM_CASE(usable,
         .about = "A clone is a micromap like its source, and nothing beside it is written.",
         .covers = OMM_COVERS("A104", "A107", "A114"), .needs = {.device_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *source = omm_device_build(t, param, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, source->size);
    clone_into(source, clone);
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_device_usable(clone));
    PASS();
}

OMM_CASE(any_origin, .about = "A micromap can be cloned however it was constructed.",
         .covers = OMM_COVERS("A104", "A107", "A044"), .needs = {.device_commands = true},
         .params = OMM_ALL_ORIGINS)
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *source = omm_originate(t, param, &omm_shapes[i], OMM_ON_DEVICE);
        const struct omm_micromap *clone = omm_create_micromap(t, source->size);
        clone_into(source, clone);
        ASSERT_OK(omm_neighbours_intact(clone));
        ASSERT_OK(omm_device_usable(clone));
    }
    PASS();
}

OMM_CASE(large, .about = "A large micromap is cloned in place and whole.",
         .covers = OMM_COVERS("A104", "A107"), .needs = {.device_commands = true})
{
    const struct omm_micromap *source = omm_device_build(t, &omm_large, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, source->size);
    clone_into(source, clone);
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_device_usable(clone));
    PASS();
}

OMM_CASE(source_stays, .about = "Cloning leaves the source and what lies beside it as they were.",
         .covers = OMM_COVERS("A108", "A021"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source =
        omm_device_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    for (int round = 0; round < 3; ++round) {
        const struct omm_micromap *clone = omm_create_micromap(t, source->size);
        clone_into(source, clone);
        ASSERT_OK(omm_neighbours_intact(source));
        ASSERT_OK(omm_device_usable(source));
        ASSERT_OK(omm_device_usable(clone));
    }
    ASSERT_OK(omm_device_usable(omm_device_compact(source)));
    PASS();
}

OMM_CASE(larger_create_size,
         .about = "A source created with room to spare is cloned, room and all.",
         .covers = OMM_COVERS("A104", "A107"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize +
        100 * 1024;
    struct omm_micromap *source = omm_create_micromap(t, size);
    omm_device_build_into(source, input, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, size);
    clone_into(source, clone);
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_device_usable(clone));
    PASS();
}

OMM_CASE(side_by_side, .about = "A micromap is cloned into its neighbours in the same buffer.",
         .covers = OMM_COVERS("A107", "A108"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize needed =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
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
    omm_device_build_into(maps[1], input, 0);
    for (size_t i = 0; i < 3; i += 2) {
        clone_into(maps[1], maps[i]);
        ASSERT_OK(omm_device_usable(maps[1]));
    }
    for (size_t i = 0; i < 3; ++i)
        ASSERT_OK(omm_device_usable(maps[i]));
    ASSERT_OK(omm_buffer_intact_outside(buffer, 0, 3 * step));
    PASS();
}
