// SPDX-License-Identifier: Apache-2.0
// The ten valid-usage IDs of vkCopyMicromapToMemoryEXT (chapter "Copying Micromaps").
//
// An edge is valid usage right at the boundary of one rule: the driver must copy, leave the canaries alone and
// write a good header. Vacuous if the call stood far inside the rule: each edge says what makes it the last valid
// step. A violation breaks that one rule under one validation layer, in a process of its own, directly and with a
// deferred operation where the rule allows both. Observed: the layer reports the ID, the call returns
// VK_ERROR_VALIDATION_FAILED because the messenger answered VK_TRUE, the driver was not entered, destination, source and
// operation are what they were, and the call without the mistake works. A layer that is known not to check the rule
// makes it NotSupported by name. Vacuous if the broken call broke a second rule that is reported first.
//
// device-parameter has no violation: a wild dispatchable handle never reaches a layer, the loader reads through it
// first. buffer-07572 has none: multiple instances need a device group of two.
#include <ommcts/ommcts.h>
#include <ommcts/trial.h>

#include <string.h>

#define VUID(id) "VUID-vkCopyMicromapToMemoryEXT-" id

// A source and a destination of exactly the serialization size.
struct scene {
    struct omm_micromap *source;
    struct omm_block *destination;
    VkCopyMicromapToMemoryInfoEXT info;
};

static struct scene set_scene(const struct omm_test *t, const struct omm_shape *shape)
{
    struct scene scene = {.source = omm_build(t, shape, 0)};
    scene.destination = omm_destination(scene.source);
    scene.info = omm_serialize_info(scene.source, scene.destination->bytes);
    return scene;
}

static const char *good(const struct omm_test *t, const struct omm_block *blob)
{
    const char *complaint = omm_block_intact(blob);
    return complaint ? complaint : omm_header_good(t, blob->bytes);
}

OMM_EDGE(deferredOperation_03678,
         .about = "An operation is used again the moment it is complete, its result not fetched.",
         .covers = OMM_COVERS(VUID("deferredOperation-03678"), "A142"),
         .needs = {.host_commands = true})
{
    struct scene scene = set_scene(t, &omm_large);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (int i = 0; i < 2; ++i) {
        const VkResult answer = t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &scene.info);
        if (omm_was_deferred(answer))
            ASSERT_SUCCESS(t->vk->vkDeferredOperationJoinKHR(t->device, operation));
    }
    ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
    ASSERT_OK(good(t, scene.destination));
    PASS();
}

OMM_VIOLATION(deferredOperation_03678, .about = "An operation is used again while it is pending.",
              .covers = OMM_COVERS(VUID("deferredOperation-03678")),
              .needs = {.host_commands = true})
{
    ASSERT_OK(omm_stopped_while_pending(t, OMM_SERIALIZE, VUID("deferredOperation-03678")));
    PASS();
}

OMM_EDGE(buffer_07568, .about = "Host-visible memory is enough, neither coherent nor ever mapped.",
         .covers = OMM_COVERS(VUID("buffer-07568"), "A068"), .needs = {.host_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size = omm_host_sizes(t, input, 0).micromapSize;
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type = omm_barely_visible_type(t),
                                        .unmapped = true});
    struct omm_micromap *source = omm_create_micromap_in(buffer, 0, size);
    omm_build_into(source, input, 0);
    struct omm_block *destination = omm_destination(source);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(good(t, destination));
    PASS();
}

OMM_VIOLATION(buffer_07568,
              .about = "The source lives in memory that is not host-visible, or is freed.",
              .covers = OMM_COVERS(VUID("buffer-07568")),
              .needs = {.host_commands = true, .device_commands = true},
              .params = OMM_UNREACHABLE_SOURCES)
{
    omm_layer_must_claim(VUID("buffer-07568"));
    struct omm_job *job = omm_prepare(t, OMM_SERIALIZE, &omm_small);
    struct omm_micromap *far = omm_build_unreachable(t, param);
    const struct omm_block *destination = omm_device_destination(far);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_finish_unreachable(stakes, far, param);
    omm_stake_block(stakes, destination);
    const VkCopyMicromapToMemoryInfoEXT broken = omm_serialize_info(far, destination->bytes);
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("buffer-07568")));
    PASS();
}

OMM_EDGE(pInfo_07569,
         .about = "The host pointer is valid for the serialization size and not a byte more.",
         .covers = OMM_COVERS(VUID("pInfo-07569"), "A061"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct scene scene = set_scene(t, param);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &scene.info));
    ASSERT_OK(good(t, scene.destination));
    PASS();
}

OMM_VIOLATION(pInfo_07569, .about = "The host pointer is NULL, or leads nowhere, or to constants.",
              .covers = OMM_COVERS(VUID("pInfo-07569")), .needs = {.host_commands = true},
              .params = OMM_BAD_PLACES)
{
    const struct omm_bad_pointer *bad = param;
    omm_must_claim_way(VUID("pInfo-07569"), bad->name, bad->khronos_misses);
    struct omm_job *job = omm_prepare(t, OMM_SERIALIZE, &omm_small);
    const VkCopyMicromapToMemoryInfoEXT broken = omm_serialize_info(
        job->source, omm_make_bad(bad, job->memory->bytes, job->memory->size, 0));
    ASSERT_OK(omm_job_stopped(omm_job_stakes(job), job, &broken, VUID("pInfo-07569")));
    PASS();
}

OMM_EDGE(pInfo_07570, .about = "An address aligned to 16 bytes and to nothing larger works.",
         .covers = OMM_COVERS(VUID("pInfo-07570"), "A063"), .needs = {.host_commands = true})
{
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    struct omm_block *destination =
        omm_block(&(struct omm_block_request){.name = "serialization destination",
                                              .size = (size_t)omm_serialized_size(source),
                                              .alignment = 32,
                                              .residue = 16});
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(good(t, destination));
    PASS();
}

OMM_VIOLATION(pInfo_07570, .about = "The address is aligned to 8 bytes only.",
              .covers = OMM_COVERS(VUID("pInfo-07570")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("pInfo-07570"));
    struct omm_job *job = omm_prepare(t, OMM_SERIALIZE, &omm_small);
    const struct omm_block *destination =
        omm_block(&(struct omm_block_request){.name = "serialization destination",
                                              .size = job->memory->size,
                                              .alignment = 16,
                                              .residue = 8});
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_stake_block(stakes, destination);
    const VkCopyMicromapToMemoryInfoEXT broken =
        omm_serialize_info(job->source, destination->bytes);
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("pInfo-07570")));
    PASS();
}

OMM_EDGE(micromapHostCommands_07571,
         .about = "The feature enabled, and nothing beyond what it requires, is enough.",
         .covers = OMM_COVERS(VUID("micromapHostCommands-07571"), "A003"),
         .needs = {.host_commands = true, .own_device = true})
{
    struct scene scene = set_scene(t, &omm_small);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &scene.info));
    ASSERT_OK(good(t, scene.destination));
    PASS();
}

OMM_VIOLATION(micromapHostCommands_07571,
              .about = "The feature is not enabled; a queue has built the source.",
              .covers = OMM_COVERS(VUID("micromapHostCommands-07571")),
              .needs = {.device_commands = true})
{
    const char *vuid = VUID("micromapHostCommands-07571");
    omm_layer_must_claim(vuid);
    const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
    const struct omm_block *destination = omm_device_destination(source);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    struct omm_stakes *stakes = omm_stakes(t, "vkCopyMicromapToMemoryEXT");
    omm_stake_micromap(stakes, source);
    omm_stake_block(stakes, destination);
    omm_stake_operation(stakes, t, operation);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_OK(omm_stopped(stakes, vuid,
                          t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info)));
    ASSERT_OK(
        omm_stopped(stakes, vuid, t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &info)));
    PASS();
}

OMM_EDGE(buffer_07572,
         .about = "Memory allocated with a device mask of one device is single-instance.",
         .covers = OMM_COVERS(VUID("buffer-07572")), .needs = {.host_commands = true})
{
    const VkMemoryAllocateFlagsInfo flags = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
        .flags = VK_MEMORY_ALLOCATE_DEVICE_MASK_BIT,
        .deviceMask = 1,
    };
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size = omm_host_sizes(t, input, 0).micromapSize;
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type = OMM_COHERENT,
                                        .allocate_next = &flags});
    struct omm_micromap *source = omm_create_micromap_in(buffer, 0, size);
    omm_build_into(source, input, 0);
    struct omm_block *destination = omm_destination(source);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(good(t, destination));
    PASS();
}

OMM_EDGE(device_parameter, .about = "The command works on the second of two devices of one GPU.",
         .covers = OMM_COVERS(VUID("device-parameter")), .needs = {.host_commands = true})
{
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *second = omm_open_device(t, &needs, NULL);
    struct scene scene = set_scene(second, &omm_small);
    ASSERT_SUCCESS(
        second->vk->vkCopyMicromapToMemoryEXT(second->device, VK_NULL_HANDLE, &scene.info));
    ASSERT_OK(good(second, scene.destination));
    PASS();
}

OMM_EDGE(deferredOperation_parameter, .about = "The handle is optional: none, and a valid one.",
         .covers = OMM_COVERS(VUID("deferredOperation-parameter"), "A130", "A131"),
         .needs = {.host_commands = true}, .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    struct scene scene = set_scene(t, &omm_small);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &scene.info));
    ASSERT_OK(good(t, scene.destination));
    PASS();
}

OMM_VIOLATION(deferredOperation_parameter,
              .about = "The handle was never created, or the operation is destroyed.",
              .covers = OMM_COVERS(VUID("deferredOperation-parameter")),
              .needs = {.host_commands = true}, .params = OMM_BAD_OPERATIONS)
{
    const char *vuid = VUID("deferredOperation-parameter");
    omm_layer_must_claim(vuid);
    const struct omm_job *job = omm_prepare(t, OMM_SERIALIZE, &omm_small);
    const VkDeferredOperationKHR bad = omm_bad_operation(t, param);
    const struct omm_stakes *stakes = omm_job_stakes(job);
    ASSERT_OK(omm_stopped(stakes, vuid, omm_request(job, bad)));
    ASSERT_OK(omm_job_still_works(job, omm_create_operation(t), vuid));
    PASS();
}

OMM_EDGE(pInfo_parameter,
         .about = "pInfo is the last thing before an inaccessible page, and read-only.",
         .covers = OMM_COVERS(VUID("pInfo-parameter"), "A075"), .needs = {.host_commands = true})
{
    const struct scene scene = set_scene(t, &omm_small);
    const struct omm_block *info = omm_block(
        &(struct omm_block_request){.name = "pInfo",
                                    .size = sizeof scene.info,
                                    .alignment = _Alignof(VkCopyMicromapToMemoryInfoEXT)});
    memcpy(info->bytes, &scene.info, sizeof scene.info);
    omm_block_protect(info, OMM_READ_ONLY);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(
        t->device, VK_NULL_HANDLE,
        (const VkCopyMicromapToMemoryInfoEXT *)(const void *)info->bytes));
    ASSERT_OK(good(t, scene.destination));
    PASS();
}

OMM_VIOLATION(pInfo_parameter, .about = "pInfo is NULL, or leads nowhere, or the structure is cut.",
              .covers = OMM_COVERS(VUID("pInfo-parameter")), .needs = {.host_commands = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *bad = param;
    const char *vuid = VUID("pInfo-parameter");
    omm_must_claim_way(vuid, bad->name, bad->khronos_misses);
    const struct omm_job *job = omm_prepare(t, OMM_SERIALIZE, &omm_small);
    const VkCopyMicromapToMemoryInfoEXT *info =
        omm_make_bad(bad, job->info->bytes, job->info->size, 32);
    const struct omm_stakes *stakes = omm_job_stakes(job);
    ASSERT_OK(omm_stopped(stakes, vuid,
                          t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, info)));
    ASSERT_OK(omm_job_still_works(job, VK_NULL_HANDLE, vuid));
    PASS();
}

OMM_EDGE(
    deferredOperation_parent,
    .about =
        "The operation comes from this device while another device has one of its own pending.",
    .covers = OMM_COVERS(VUID("deferredOperation-parent"), "A146"),
    .needs = {.host_commands = true})
{
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *other = omm_open_device(t, &needs, NULL);
    const struct scene there = set_scene(other, &omm_large);
    const VkDeferredOperationKHR pending = omm_create_operation(other);
    const VkResult asked =
        other->vk->vkCopyMicromapToMemoryEXT(other->device, pending, &there.info);
    const struct scene scene = set_scene(t, &omm_small);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_finish(t, operation, t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &scene.info));
    ASSERT_OK(good(t, scene.destination));
    omm_finish(other, pending, asked);
    ASSERT_OK(good(other, there.destination));
    PASS();
}

OMM_VIOLATION(deferredOperation_parent, .about = "The operation was created from another device.",
              .covers = OMM_COVERS(VUID("deferredOperation-parent")),
              .needs = {.host_commands = true})
{
    const char *vuid = VUID("deferredOperation-parent");
    omm_layer_must_claim(vuid);
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *other = omm_open_device(t, &needs, NULL);
    const struct omm_job *theirs = omm_prepare(other, OMM_SERIALIZE, &omm_small);
    const struct omm_job *ours = omm_prepare(t, OMM_SERIALIZE, &omm_small);
    const VkDeferredOperationKHR foreign = omm_create_operation(other);
    struct omm_stakes *stakes = omm_job_stakes(ours);
    omm_stake_operation(stakes, other, foreign);
    ASSERT_OK(omm_stopped(stakes, vuid, omm_request(ours, foreign)));
    ASSERT_OK(omm_job_still_works(theirs, foreign, vuid));
    ASSERT_OK(omm_job_still_works(ours, omm_create_operation(t), vuid));
    PASS();
}
