// SPDX-License-Identifier: Apache-2.0
// A copy made by the device stands on its own: whatever happens to the source afterwards, the destination stays a micromap.
//
// CLONE makes "a direct copy", COMPACT "a more compact version" in dst, and micromaps are self-contained: what they were
// made from may be overwritten or freed once the command is complete (chapter "Micromaps"). A clone that shares the
// source's storage or keeps a pointer to the source object breaks this.
//
// Observed: the source is destroyed, its memory overwritten and freed, or it is built anew from other data, in a later
// submission or in the same one, or the copy is destroyed first; each time the survivor is queried, serialized and
// cloned. A destination whose memory was never written is told, because it probably shares somebody else's. That the
// survivor means the same takes ray queries (A105 in full). Vacuous if the source outlived the look: it is gone before.
#include <ommcts/ommcts.h>

static const struct mode {
    const char *name;
    VkCopyMicromapModeEXT mode;
} modes[] = {
    {"clone", VK_COPY_MICROMAP_MODE_CLONE_EXT},
    {"compact", VK_COPY_MICROMAP_MODE_COMPACT_EXT},
};

static struct omm_micromap *build_source(const struct omm_test *t, const struct omm_shape *shape)
{
    return omm_device_build(t, shape, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
}

static struct omm_micromap *create_copy(const struct omm_micromap *source,
                                        VkCopyMicromapModeEXT mode)
{
    const bool compact = mode == VK_COPY_MICROMAP_MODE_COMPACT_EXT;
    return omm_create_micromap(source->t,
                               compact ? omm_device_compacted_size(source) : source->size);
}

static struct omm_micromap *make_copy(const struct omm_micromap *source, VkCopyMicromapModeEXT mode)
{
    const struct omm_test *t = source->t;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    struct omm_micromap *copy = create_copy(source, mode);
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, copy, mode);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &info);
    omm_run(t, queue, commands);
    return copy;
}

static void overwrite(const struct omm_micromap *map)
{
    memset(map->buffer->map + map->offset, OMM_POISON, (size_t)map->size);
}

OMM_CASE(source_gone,
         .about = "A copy survives when its source is destroyed, overwritten and freed.",
         .covers = OMM_COVERS("A105"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(modes))
{
    const struct mode *mode = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        struct omm_micromap *source = build_source(t, &omm_shapes[i]);
        const struct omm_micromap *copy = make_copy(source, mode->mode);
        overwrite(source);
        omm_destroy_micromap(source);
        ASSERT_OK(omm_device_usable(copy));
        omm_buffer_destroy(source->buffer);
        ASSERT_OK(omm_device_usable(copy));
        ASSERT_OK(omm_device_usable(omm_device_clone(copy)));
        ASSERT_OK(omm_neighbours_intact(copy));
    }
    PASS();
}

OMM_CASE(source_rebuilt, .about = "A copy survives when its source is built anew from other data.",
         .covers = OMM_COVERS("A105"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(modes))
{
    const struct mode *mode = param;
    struct omm_micromap *source = build_source(t, &omm_small);
    const struct omm_micromap *copy = make_copy(source, mode->mode);
    omm_device_build_into(source, omm_make_input(t, &omm_small), source->flags);
    ASSERT_OK(omm_device_usable(copy));
    ASSERT_OK(omm_device_usable(source));
    ASSERT_OK(omm_neighbours_intact(copy));
    PASS();
}

OMM_CASE(source_rebuilt_at_once,
         .about = "A copy survives when its source is built anew behind it in one submission.",
         .covers = OMM_COVERS("A105", "A114"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(modes))
{
    const struct mode *mode = param;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = build_source(t, &omm_small);
    const struct omm_micromap *copy = create_copy(source, mode->mode);
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, copy, mode->mode);
    const VkMicromapBuildInfoEXT build =
        omm_device_build_info(t, omm_make_input(t, &omm_small), source->flags, source);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &info);
    // Writing after reading needs no memory dependency.
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT, 0,
                VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &build);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_device_usable(copy));
    ASSERT_OK(omm_device_usable(source));
    ASSERT_OK(omm_neighbours_intact(copy));
    PASS();
}

OMM_CASE(copy_gone, .about = "A source survives when its copy is destroyed, overwritten and freed.",
         .covers = OMM_COVERS("A108", "A105"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(modes))
{
    const struct mode *mode = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *source = build_source(t, &omm_shapes[i]);
        struct omm_micromap *copy = make_copy(source, mode->mode);
        overwrite(copy);
        omm_destroy_micromap(copy);
        ASSERT_OK(omm_device_usable(source));
        omm_buffer_destroy(copy->buffer);
        ASSERT_OK(omm_device_usable(source));
        ASSERT_OK(omm_device_usable(omm_device_clone(source)));
    }
    PASS();
}

OMM_CASE(
    own_storage,
    .about = "The copy lives in the destination's memory (no sentence says so: poor, not wrong).",
    .covers = OMM_COVERS("A105", "A021"), .needs = {.device_commands = true},
    .params = OMM_PARAMS(modes))
{
    const struct mode *mode = param;
    const struct omm_micromap *source = build_source(t, &omm_small);
    const struct omm_micromap *copy = make_copy(source, mode->mode);
    // The whole memory object still holds the pattern: then what the copy means lies elsewhere.
    if (!omm_buffer_intact_outside(copy->buffer, 0, 0))
        omm_warn("the copy wrote nothing at all to the destination's memory");
    ASSERT_OK(omm_neighbours_intact(copy));
    ASSERT_OK(omm_device_usable(copy));
    PASS();
}
