// SPDX-License-Identifier: Apache-2.0
// Destroying micromaps (chapters "Fundamentals", "Object Lifetime", and "Resource Creation").
//
// "If micromap is not VK_NULL_HANDLE, micromap must be a valid handle": so VK_NULL_HANDLE is accepted and does
// nothing. Objects may be destroyed in any order as long as nothing that still uses them follows: the buffer and its
// memory may go before the micromap, whose destruction then touches neither. And it must not write the memory that
// is still there, which is the application's again.
// Observed: no crash; the pattern in the whole memory object, the micromap's own range included; other micromaps
// still usable. Vacuous if the memory stayed mapped somewhere after it was freed: the reference driver poisons and
// unmaps freed memory, and sanitizers see the rest.
#include <ommcts/ommcts.h>

OMM_CASE(null, .about = "vkDestroyMicromapEXT accepts VK_NULL_HANDLE.",
         .covers = OMM_COVERS("A023"), .needs = {.micromap = true})
{
    t->vk->vkDestroyMicromapEXT(t->device, VK_NULL_HANDLE, t->allocator);
    omm_checked(); // it returned
    PASS();
}

OMM_CASE(null_between_uses, .about = "Destroying VK_NULL_HANDLE leaves living micromaps alone.",
         .covers = OMM_COVERS("A023"), .needs = {.host_commands = true})
{
    const struct omm_micromap *map = omm_build(t, &omm_small, 0);
    t->vk->vkDestroyMicromapEXT(t->device, VK_NULL_HANDLE, t->allocator);
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(after_its_memory, .about = "Buffer and memory may be destroyed before the micromap.",
         .covers = OMM_COVERS("A024"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *map = omm_build(t, param, 0);
    const struct omm_micromap *other = omm_build(t, &omm_small, 0);
    omm_buffer_destroy(map->buffer);
    omm_destroy_micromap(map);
    ASSERT_OK(omm_usable(other));
    PASS();
}

OMM_CASE(
    never_built_after_its_memory,
    .about = "Buffer and memory may be destroyed before a micromap that was never constructed.",
    .covers = OMM_COVERS("A024"), .needs = {.micromap = true})
{
    struct omm_micromap *map = omm_create_micromap(t, 4096);
    omm_buffer_destroy(map->buffer);
    omm_destroy_micromap(map);
    omm_checked(); // it returned
    PASS();
}

OMM_CASE(buffer_reused_after_its_memory,
         .about = "Destroying a micromap after its memory does not hurt what lies there now.",
         .covers = OMM_COVERS("A024"), .needs = {.host_commands = true})
{
    struct omm_micromap *old = omm_build(t, &omm_small, 0);
    omm_buffer_destroy(old->buffer);
    // Freed handles and addresses tend to be given out again: these get what the old micromap had.
    const struct omm_micromap *heirs[4];
    for (size_t i = 0; i < 4; ++i)
        heirs[i] = omm_build(t, &omm_small, 0);
    omm_destroy_micromap(old);
    for (size_t i = 0; i < 4; ++i) {
        ASSERT_OK(omm_neighbours_intact(heirs[i]));
        ASSERT_OK(omm_usable(heirs[i]));
    }
    PASS();
}

OMM_CASE(memory_untouched, .about = "Destroying a micromap writes nothing to its memory.",
         .covers = OMM_COVERS("A024"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *map = omm_build(t, param, 0);
    omm_buffer_fill(
        map->buffer); // the range is the application's to overwrite; nothing uses it any more
    omm_destroy_micromap(map);
    ASSERT_OK(omm_buffer_intact_outside(map->buffer, 0, 0));
    PASS();
}
