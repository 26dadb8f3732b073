// SPDX-License-Identifier: Apache-2.0
// The valid-usage IDs of vkDestroyMicromapEXT (chapter "Micromaps").
//
// An edge is valid usage right at the boundary of one rule: the memory must be good for another micromap afterwards. A
// violation breaks that one rule under one validation layer, in a process of its own. Observed: the layer reports the
// ID, the driver is not entered, and the micromap that was not destroyed is still good. Vacuous if the micromap were not
// used after it.
//
// device-parameter has no violation: a wild dispatchable handle never reaches a layer. pAllocator-parameter has none: no
// rule says what callbacks do.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkDestroyMicromapEXT-" id

// Destroys a micromap and builds another over the same memory.
static const char *makes_room(struct omm_micromap *map)
{
    const struct omm_input *input = omm_make_input(map->t, &omm_small);
    omm_destroy_micromap(map);
    struct omm_micromap *next = omm_create_micromap_in(map->buffer, map->offset, map->size);
    omm_device_build_into(next, input, 0);
    return omm_device_usable(next);
}

static const char *kept(const struct omm_stakes *stakes, const struct omm_micromap *map,
                        const char *vuid)
{
    const char *complaint = omm_stopped_silently(stakes, vuid);
    if (!complaint)
        complaint = omm_device_usable(map);
    return complaint ? complaint : omm_layer_reported(vuid);
}

OMM_EDGE(micromap_11619, .about = "The feature micromap, and nothing beyond what it requires.",
         .covers = OMM_COVERS(VUID("micromap-11619")),
         .needs = {.micromap = true, .own_device = true})
{
    struct omm_micromap *map = omm_create_micromap(t, 4096);
    omm_destroy_micromap(map);
    ASSERT(omm_create_micromap_in(map->buffer, map->offset, map->size)->handle);
    PASS();
}

OMM_VIOLATION(micromap_11619, .about = "The extension is enabled and the feature is not.",
              .covers = OMM_COVERS(VUID("micromap-11619")), .needs = {.micromap = true})
{
    // Nothing can be created without the feature, but destroying nothing is a call of the command as well.
    omm_layer_must_claim(VUID("micromap-11619"));
    const struct omm_test *bare = omm_open_featureless(t);
    const struct omm_stakes *stakes = omm_stakes(bare, "vkDestroyMicromapEXT");
    bare->vk->vkDestroyMicromapEXT(bare->device, VK_NULL_HANDLE, NULL);
    ASSERT_OK(omm_stopped_silently(stakes, VUID("micromap-11619")));
    PASS();
}

OMM_EDGE(micromap_07441,
         .about = "The micromap is destroyed the moment the fence of its last command is signaled.",
         .covers = OMM_COVERS(VUID("micromap-07441")), .needs = {.device_commands = true})
{
    struct omm_micromap *map = omm_device_build(t, &omm_small, 0);
    ASSERT_OK(makes_room(map));
    PASS();
}

OMM_VIOLATION(micromap_07441,
              .about = "A submitted command that refers to it waits to be executed.",
              .covers = OMM_COVERS(VUID("micromap-07441")),
              .needs = {.device_commands = true, .timeline_semaphores = true})
{
    omm_layer_must_claim(VUID("micromap-07441"));
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    struct omm_micromap *map = omm_device_build(t, &omm_small, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, map->size);
    const VkCopyMicromapInfoEXT info = omm_copy_info(map, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &info);
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    struct omm_timeline *timeline = omm_create_timeline(t);
    omm_timeline_submit(timeline, queue, commands, 1, 2);
    const struct omm_stakes *stakes = omm_stakes(t, "vkDestroyMicromapEXT");
    t->vk->vkDestroyMicromapEXT(t->device, map->handle, t->allocator);
    if (!omm_layer_said(VUID("micromap-07441")))
        map->handle = VK_NULL_HANDLE; // it is gone; the clean-up must not destroy it again
    const char *complaint = omm_stopped_silently(stakes, VUID("micromap-07441"));
    ASSERT_SUCCESS(omm_timeline_signal(timeline, 1));
    omm_timeline_finish(timeline);
    ASSERT_OK(complaint);
    ASSERT_OK(omm_device_usable(clone));
    PASS();
}

// Without a harness that destroys it.
static VkMicromapEXT create(const struct omm_test *t, const VkAllocationCallbacks *callbacks)
{
    const struct omm_micromap *like = omm_create_micromap(t, 4096);
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = like->buffer->handle,
        .offset = like->offset,
        .size = like->size,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    VkMicromapEXT handle = VK_NULL_HANDLE;
    omm_must_succeed(t->vk->vkCreateMicromapEXT(t->device, &info, callbacks, &handle),
                     "vkCreateMicromapEXT");
    return handle;
}

// Created and destroyed with the same callbacks, or none.
static const char *freed(const struct omm_test *t, const struct omm_tracker *tracker)
{
    const VkAllocationCallbacks *callbacks = tracker ? &tracker->callbacks : NULL;
    t->vk->vkDestroyMicromapEXT(t->device, create(t, callbacks), callbacks);
    omm_checked();
    for (int i = 0; tracker && i < OMM_SCOPE_COUNT; ++i)
        if (tracker->scopes[i].live)
            return "an allocation of the micromap is left after it was destroyed";
    return NULL;
}

OMM_EDGE(micromap_07442, .about = "Created and destroyed with the same callbacks.",
         .covers = OMM_COVERS(VUID("micromap-07442")), .needs = {.micromap = true})
{
    ASSERT_OK(freed(t, omm_create_tracker()));
    PASS();
}

OMM_VIOLATION(micromap_07442, .about = "Created with callbacks and destroyed without.",
              .covers = OMM_COVERS(VUID("micromap-07442")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("micromap-07442"));
    struct omm_tracker *tracker = omm_create_tracker();
    const VkMicromapEXT handle = create(t, &tracker->callbacks);
    const struct omm_stakes *stakes = omm_stakes(t, "vkDestroyMicromapEXT");
    t->vk->vkDestroyMicromapEXT(t->device, handle, NULL);
    ASSERT_OK(omm_stopped_silently(stakes, VUID("micromap-07442")));
    t->vk->vkDestroyMicromapEXT(t->device, handle, &tracker->callbacks);
    ASSERT_OK(omm_layer_reported(VUID("micromap-07442")));
    PASS();
}

OMM_EDGE(micromap_07443, .about = "Created without callbacks and destroyed without.",
         .covers = OMM_COVERS(VUID("micromap-07443")), .needs = {.micromap = true})
{
    ASSERT_OK(freed(t, NULL));
    PASS();
}

OMM_VIOLATION(micromap_07443, .about = "Created without callbacks and destroyed with some.",
              .covers = OMM_COVERS(VUID("micromap-07443")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("micromap-07443"));
    struct omm_tracker *tracker = omm_create_tracker();
    const VkMicromapEXT handle = create(t, NULL);
    const struct omm_stakes *stakes = omm_stakes(t, "vkDestroyMicromapEXT");
    t->vk->vkDestroyMicromapEXT(t->device, handle, &tracker->callbacks);
    ASSERT_OK(omm_stopped_silently(stakes, VUID("micromap-07443")));
    t->vk->vkDestroyMicromapEXT(t->device, handle, NULL);
    ASSERT_OK(omm_layer_reported(VUID("micromap-07443")));
    PASS();
}

OMM_EDGE(device_parameter, .about = "The command works on the second of two devices of one GPU.",
         .covers = OMM_COVERS(VUID("device-parameter")), .needs = {.device_commands = true})
{
    const struct omm_needs needs = {.device_commands = true};
    ASSERT_OK(makes_room(omm_device_build(omm_open_device(t, &needs, NULL), &omm_small, 0)));
    PASS();
}

OMM_EDGE(micromap_parameter, .about = "VK_NULL_HANDLE is ignored, and a live handle is valid.",
         .covers = OMM_COVERS(VUID("micromap-parameter")), .needs = {.device_commands = true})
{
    t->vk->vkDestroyMicromapEXT(t->device, VK_NULL_HANDLE, t->allocator);
    ASSERT_OK(makes_room(omm_device_build(t, &omm_small, 0)));
    PASS();
}

OMM_VIOLATION(micromap_parameter, .about = "The micromap was never created, or is destroyed.",
              .covers = OMM_COVERS(VUID("micromap-parameter")), .needs = {.device_commands = true},
              .params = {.first = omm_bad_micromaps, .count = 2, .size = sizeof(struct omm_breach)})
{
    omm_must_claim_breach(VUID("micromap-parameter"), param);
    const struct omm_micromap *map = omm_device_build(t, &omm_small, 0);
    const VkMicromapEXT broken = omm_bad_micromap_of(t, param);
    struct omm_stakes *stakes = omm_stakes(t, "vkDestroyMicromapEXT");
    omm_stake_micromap(stakes, map);
    t->vk->vkDestroyMicromapEXT(t->device, broken, t->allocator);
    ASSERT_OK(kept(stakes, map, VUID("micromap-parameter")));
    PASS();
}

OMM_EDGE(pAllocator_parameter,
         .about = "Callbacks without the two for internal allocations are complete.",
         .covers = OMM_COVERS(VUID("pAllocator-parameter")), .needs = {.micromap = true})
{
    struct omm_tracker *tracker = omm_create_tracker();
    tracker->callbacks.pfnInternalAllocation = NULL;
    tracker->callbacks.pfnInternalFree = NULL;
    ASSERT_OK(freed(t, tracker));
    PASS();
}

OMM_EDGE(micromap_parent, .about = "Two devices have micromaps, and each destroys its own.",
         .covers = OMM_COVERS(VUID("micromap-parent")), .needs = {.device_commands = true})
{
    const struct omm_needs needs = {.device_commands = true};
    struct omm_micromap *theirs = omm_device_build(omm_open_device(t, &needs, NULL), &omm_small, 0);
    struct omm_micromap *ours = omm_device_build(t, &omm_small, 0);
    ASSERT_OK(makes_room(ours));
    ASSERT_OK(omm_device_usable(theirs));
    ASSERT_OK(makes_room(theirs));
    PASS();
}

OMM_VIOLATION(micromap_parent, .about = "The micromap was created from another device.",
              .covers = OMM_COVERS(VUID("micromap-parent")), .needs = {.device_commands = true})
{
    omm_layer_must_claim(VUID("micromap-parent"));
    const struct omm_needs needs = {.device_commands = true};
    const struct omm_micromap *theirs =
        omm_device_build(omm_open_device(t, &needs, NULL), &omm_small, 0);
    struct omm_stakes *stakes = omm_stakes(t, "vkDestroyMicromapEXT");
    omm_stake_micromap(stakes, theirs);
    t->vk->vkDestroyMicromapEXT(t->device, theirs->handle, t->allocator);
    ASSERT_OK(kept(stakes, theirs, VUID("micromap-parent")));
    PASS();
}
