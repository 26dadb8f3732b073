// SPDX-License-Identifier: Apache-2.0
// A copy stands on its own: whatever happens to the source afterwards, the destination stays a micromap.
//
// CLONE makes "a direct copy", COMPACT "a more compact version" in dst, and micromaps are self-contained: what they were
// made from may be overwritten or freed once the command is complete (chapter "Micromaps"). A clone that shares the
// source's storage or keeps a pointer to the source object breaks this.
//
// Observed: the source is destroyed, its memory overwritten and freed, or it is built anew from other data, or the copy
// is destroyed first; each time the survivor is queried, serialized and cloned. A destination whose memory was never
// written is told, because it probably shares somebody else's. That the survivor means the same takes ray queries
// (A105 in full). Vacuous if the source outlived the look: it is gone before.
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
    return omm_build(t, shape, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
}

static struct omm_micromap *create_copy(const struct omm_micromap *source,
                                        VkCopyMicromapModeEXT mode)
{
    const bool compact = mode == VK_COPY_MICROMAP_MODE_COMPACT_EXT;
    return omm_create_micromap(source->t, compact ? omm_compacted_size(source) : source->size);
}

static void overwrite(const struct omm_micromap *map)
{
    memset(map->buffer->map + map->offset, OMM_POISON, (size_t)map->size);
}

OMM_CASE(source_gone,
         .about = "A copy survives when its source is destroyed, overwritten and freed.",
         .covers = OMM_COVERS("A105"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(modes))
{
    const struct mode *mode = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        struct omm_micromap *source = build_source(t, &omm_shapes[i]);
        const struct omm_micromap *copy = create_copy(source, mode->mode);
        const VkCopyMicromapInfoEXT info = omm_copy_info(source, copy, mode->mode);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
        overwrite(source);
        omm_destroy_micromap(source);
        ASSERT_OK(omm_usable(copy));
        omm_buffer_destroy(source->buffer);
        ASSERT_OK(omm_usable(copy));
        ASSERT_OK(omm_usable(omm_clone(copy)));
        ASSERT_OK(omm_neighbours_intact(copy));
    }
    PASS();
}

OMM_CASE(
    source_gone_large,
    .about = "A large deferred copy survives when its source is destroyed, overwritten and freed.",
    .covers = OMM_COVERS("A105", "A139"), .needs = {.host_commands = true},
    .params = OMM_PARAMS(modes))
{
    const struct mode *mode = param;
    struct omm_micromap *source = build_source(t, &omm_large);
    const struct omm_micromap *copy = create_copy(source, mode->mode);
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, copy, mode->mode);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_finish(t, operation, t->vk->vkCopyMicromapEXT(t->device, operation, &info));
    overwrite(source);
    omm_destroy_micromap(source);
    omm_buffer_destroy(source->buffer);
    ASSERT_OK(omm_usable(copy));
    ASSERT_OK(omm_neighbours_intact(copy));
    PASS();
}

OMM_CASE(source_rebuilt, .about = "A copy survives when its source is built anew from other data.",
         .covers = OMM_COVERS("A105"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(modes))
{
    const struct mode *mode = param;
    struct omm_micromap *source = build_source(t, &omm_small);
    const struct omm_micromap *copy = create_copy(source, mode->mode);
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, copy, mode->mode);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    omm_build_into(source, omm_make_input(t, &omm_small), source->flags);
    ASSERT_OK(omm_usable(copy));
    ASSERT_OK(omm_usable(source));
    ASSERT_OK(omm_neighbours_intact(copy));
    PASS();
}

OMM_CASE(copy_gone, .about = "A source survives when its copy is destroyed, overwritten and freed.",
         .covers = OMM_COVERS("A108", "A105"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(modes))
{
    const struct mode *mode = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *source = build_source(t, &omm_shapes[i]);
        struct omm_micromap *copy = create_copy(source, mode->mode);
        const VkCopyMicromapInfoEXT info = omm_copy_info(source, copy, mode->mode);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
        overwrite(copy);
        omm_destroy_micromap(copy);
        ASSERT_OK(omm_usable(source));
        omm_buffer_destroy(copy->buffer);
        ASSERT_OK(omm_usable(source));
        ASSERT_OK(omm_usable(omm_clone(source)));
    }
    PASS();
}

OMM_CASE(
    own_storage,
    .about = "The copy lives in the destination's memory (no sentence says so: poor, not wrong).",
    .covers = OMM_COVERS("A105", "A021"), .needs = {.host_commands = true},
    .params = OMM_PARAMS(modes))
{
    const struct mode *mode = param;
    const struct omm_micromap *source = build_source(t, &omm_small);
    const struct omm_micromap *copy = create_copy(source, mode->mode);
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, copy, mode->mode);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    // The whole memory object still holds the pattern: then what the copy means lies elsewhere.
    if (!omm_buffer_intact_outside(copy->buffer, 0, 0))
        omm_warn("the copy wrote nothing at all to the destination's memory");
    ASSERT_OK(omm_neighbours_intact(copy));
    ASSERT_OK(omm_usable(copy));
    PASS();
}
