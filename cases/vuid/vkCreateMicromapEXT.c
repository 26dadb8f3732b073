// SPDX-License-Identifier: Apache-2.0
// The valid-usage IDs of vkCreateMicromapEXT (chapter "Micromaps").
//
// An edge is valid usage right at the boundary of one rule: the handle must be good for vkDestroyMicromapEXT and differ
// from VK_NULL_HANDLE. A violation breaks that one rule under one validation layer, in a process of its own. Observed:
// the layer reports the ID, the call returns VK_ERROR_VALIDATION_FAILED, the driver is not entered, and the call without
// the mistake works then.
//
// device-parameter has no violation: a wild dispatchable handle never reaches a layer. device-queuecount has none: a
// device without queues needs VK_KHR_maintenance9. pAllocator-parameter has none: no rule says what callbacks do.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkCreateMicromapEXT-" id

static VkMicromapCreateInfoEXT info_on(const struct omm_test *t)
{
    const struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = 4096,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type = OMM_COHERENT});
    return (VkMicromapCreateInfoEXT){
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = buffer->handle,
        .size = 4096,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
}

// Creates and destroys.
static const char *creates(const struct omm_test *t, const VkMicromapCreateInfoEXT *info,
                           const VkAllocationCallbacks *callbacks, VkMicromapEXT *handle)
{
    const VkResult answer = t->vk->vkCreateMicromapEXT(t->device, info, callbacks, handle);
    omm_must_succeed(answer, "vkCreateMicromapEXT");
    omm_checked();
    if (!*handle)
        return "vkCreateMicromapEXT succeeded and gave VK_NULL_HANDLE";
    t->vk->vkDestroyMicromapEXT(t->device, *handle, callbacks);
    return NULL;
}

static const char *works(const struct omm_test *t)
{
    const VkMicromapCreateInfoEXT info = info_on(t);
    VkMicromapEXT handle = VK_NULL_HANDLE;
    return creates(t, &info, t->allocator, &handle);
}

OMM_EDGE(micromap_11615, .about = "The feature micromap, and nothing beyond what it requires.",
         .covers = OMM_COVERS(VUID("micromap-11615"), "A003"),
         .needs = {.micromap = true, .own_device = true})
{
    ASSERT_OK(works(t));
    PASS();
}

OMM_VIOLATION(micromap_11615, .about = "The extension is enabled and the feature is not.",
              .covers = OMM_COVERS(VUID("micromap-11615")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("micromap-11615"));
    const struct omm_test *bare = omm_open_featureless(t);
    // The usage belongs to the extension, which is enabled; only the micromap needs the feature.
    const VkMicromapCreateInfoEXT info = info_on(bare);
    VkMicromapEXT handle = VK_NULL_HANDLE;
    struct omm_stakes *stakes = omm_stakes(bare, "vkCreateMicromapEXT");
    omm_stake_bytes(stakes, "pMicromap", &handle, sizeof handle);
    ASSERT_OK(omm_stopped(stakes, VUID("micromap-11615"),
                          bare->vk->vkCreateMicromapEXT(bare->device, &info, NULL, &handle)));
    ASSERT_OK(works(t));
    PASS();
}

OMM_EDGE(device_parameter, .about = "The command works on the second of two devices of one GPU.",
         .covers = OMM_COVERS(VUID("device-parameter")), .needs = {.micromap = true})
{
    const struct omm_needs needs = {.micromap = true};
    ASSERT_OK(works(omm_open_device(t, &needs, NULL)));
    PASS();
}

OMM_EDGE(device_queuecount, .about = "A device with one queue has enough of them.",
         .covers = OMM_COVERS(VUID("device-queuecount")), .needs = {.micromap = true})
{
    ASSERT_OK(works(t));
    PASS();
}

OMM_EDGE(pCreateInfo_parameter,
         .about = "pCreateInfo is the last thing before an inaccessible page, and read-only.",
         .covers = OMM_COVERS(VUID("pCreateInfo-parameter")), .needs = {.micromap = true})
{
    const VkMicromapCreateInfoEXT info = info_on(t);
    const struct omm_block *block =
        omm_block(&(struct omm_block_request){.name = "pCreateInfo",
                                              .size = sizeof info,
                                              .alignment = _Alignof(VkMicromapCreateInfoEXT)});
    memcpy(block->bytes, &info, sizeof info);
    omm_block_protect(block, OMM_READ_ONLY);
    VkMicromapEXT handle = VK_NULL_HANDLE;
    ASSERT_OK(creates(t, (const VkMicromapCreateInfoEXT *)(const void *)block->bytes, t->allocator,
                      &handle));
    PASS();
}

OMM_VIOLATION(pCreateInfo_parameter,
              .about = "pCreateInfo is NULL, leads nowhere, or to half a structure.",
              .covers = OMM_COVERS(VUID("pCreateInfo-parameter")), .needs = {.micromap = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *way = param;
    omm_must_claim_way(VUID("pCreateInfo-parameter"), way->name, way->khronos_misses);
    const VkMicromapCreateInfoEXT info = info_on(t);
    const VkMicromapCreateInfoEXT *broken = omm_make_bad(way, &info, sizeof info, 32);
    VkMicromapEXT handle = VK_NULL_HANDLE;
    struct omm_stakes *stakes = omm_stakes(t, "vkCreateMicromapEXT");
    omm_stake_bytes(stakes, "pMicromap", &handle, sizeof handle);
    ASSERT_OK(omm_stopped(stakes, VUID("pCreateInfo-parameter"),
                          t->vk->vkCreateMicromapEXT(t->device, broken, t->allocator, &handle)));
    ASSERT_OK(works(t));
    PASS();
}

OMM_EDGE(pAllocator_parameter,
         .about = "Callbacks without the two for internal allocations are complete.",
         .covers = OMM_COVERS(VUID("pAllocator-parameter")), .needs = {.micromap = true})
{
    struct omm_tracker *tracker = omm_create_tracker();
    VkAllocationCallbacks callbacks = tracker->callbacks;
    callbacks.pfnInternalAllocation = NULL;
    callbacks.pfnInternalFree = NULL;
    const VkMicromapCreateInfoEXT info = info_on(t);
    VkMicromapEXT handle = VK_NULL_HANDLE;
    ASSERT_OK(creates(t, &info, &callbacks, &handle));
    ASSERT_OK(omm_tracker_complaint(tracker));
    PASS();
}

OMM_EDGE(pMicromap_parameter, .about = "pMicromap is the last thing before an inaccessible page.",
         .covers = OMM_COVERS(VUID("pMicromap-parameter")), .needs = {.micromap = true})
{
    const VkMicromapCreateInfoEXT info = info_on(t);
    const struct omm_block *block = omm_block(&(struct omm_block_request){
        .name = "pMicromap", .size = sizeof(VkMicromapEXT), .alignment = _Alignof(VkMicromapEXT)});
    ASSERT_OK(creates(t, &info, t->allocator, (VkMicromapEXT *)(void *)block->bytes));
    ASSERT_OK(omm_block_intact(block));
    PASS();
}

OMM_VIOLATION(pMicromap_parameter,
              .about = "pMicromap is NULL, leads nowhere, or can't be written.",
              .covers = OMM_COVERS(VUID("pMicromap-parameter")), .needs = {.micromap = true},
              .params = OMM_BAD_PLACES)
{
    const struct omm_bad_pointer *way = param;
    omm_must_claim_way(VUID("pMicromap-parameter"), way->name, way->khronos_misses);
    const VkMicromapCreateInfoEXT info = info_on(t);
    const VkMicromapEXT nothing = VK_NULL_HANDLE;
    VkMicromapEXT *broken = omm_make_bad(way, &nothing, sizeof nothing, 0);
    struct omm_stakes *stakes = omm_stakes(t, "vkCreateMicromapEXT");
    ASSERT_OK(omm_stopped(stakes, VUID("pMicromap-parameter"),
                          t->vk->vkCreateMicromapEXT(t->device, &info, t->allocator, broken)));
    ASSERT_OK(works(t));
    PASS();
}
