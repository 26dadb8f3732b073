// SPDX-License-Identifier: Apache-2.0
// The eleven valid-usage IDs of vkCopyMicromapEXT (chapter "Copying Micromaps"), and deferredOperation-03677, which
// only older registries have.
//
// An edge is valid usage right at the boundary of one rule: the driver must make the clone, write nothing beside it
// and leave a micromap that can be queried, serialized and loaded. Vacuous if the call stood far inside the rule: each
// edge says what makes it the last valid step. A violation breaks that one rule under one validation layer, in a process
// of its own, directly and with a deferred operation where the rule allows both. Observed: the layer reports the ID, the
// call returns VK_ERROR_VALIDATION_FAILED because the messenger answered VK_TRUE, the driver was not entered, the memory
// of source and destination and the operation are what they were, and the call without the mistake works. Vacuous if
// the broken call broke a second rule that is reported first.
//
// device-parameter has no violation: a wild dispatchable handle never reaches a layer, the loader reads through it
// first. buffer-07561 and buffer-07562 have none: multiple instances need a device group of two.
#include <ommcts/ommcts.h>
#include <ommcts/trial.h>

#include <string.h>

#define VUID(id) "VUID-vkCopyMicromapEXT-" id

// A source, and a destination with the same parameters.
struct scene {
    const struct omm_test *t;
    struct omm_micromap *destination;
    VkCopyMicromapInfoEXT info;
};

static struct scene set_scene(const struct omm_micromap *source)
{
    struct scene scene = {.t = source->t};
    scene.destination = omm_create_micromap(source->t, source->size);
    scene.info = omm_copy_info(source, scene.destination, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    return scene;
}

// A micromap that is alone in a buffer of the caller's kind; not constructed.
static struct omm_micromap *create_in(const struct omm_test *t, struct omm_buffer_request request,
                                      VkDeviceSize size)
{
    request.size = size;
    request.usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;
    request.memory_type = request.unmapped ? omm_barely_visible_type(t) : OMM_COHERENT;
    return omm_create_micromap_in(omm_create_buffer(t, &request), 0, size);
}

static struct scene scene_from(const struct omm_test *t, struct omm_buffer_request request)
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    struct omm_micromap *source = create_in(t, request, omm_host_sizes(t, input, 0).micromapSize);
    omm_build_into(source, input, 0);
    return set_scene(source);
}

static struct scene scene_into(const struct omm_test *t, struct omm_buffer_request request)
{
    struct scene scene = set_scene(omm_build(t, &omm_small, 0));
    scene.destination = create_in(t, request, scene.destination->size);
    scene.info.dst = scene.destination->handle;
    return scene;
}

static VkResult copy(const struct scene *scene, VkDeferredOperationKHR operation)
{
    return scene->t->vk->vkCopyMicromapEXT(scene->t->device, operation, &scene->info);
}

static const char *copied(const struct scene *scene)
{
    const bool has_pattern = scene->destination->buffer->map;
    const char *complaint = has_pattern ? omm_neighbours_intact(scene->destination) : NULL;
    return complaint ? complaint : omm_usable(scene->destination);
}

static const VkMemoryAllocateFlagsInfo one_device = {
    .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
    .flags = VK_MEMORY_ALLOCATE_DEVICE_MASK_BIT,
    .deviceMask = 1,
};

OMM_EDGE(deferredOperation_03677,
         .about = "An operation is valid that was created right after another was destroyed.",
         .covers = OMM_COVERS(VUID("deferredOperation-03677")), .needs = {.host_commands = true})
{
    const struct scene scene = set_scene(omm_build(t, &omm_small, 0));
    VkDeferredOperationKHR gone = VK_NULL_HANDLE;
    ASSERT_SUCCESS(t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &gone));
    t->vk->vkDestroyDeferredOperationKHR(t->device, gone, t->allocator);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_finish(t, operation, copy(&scene, operation));
    ASSERT_OK(copied(&scene));
    PASS();
}

OMM_EDGE(deferredOperation_03678,
         .about = "An operation is used again the moment it is complete, its result not fetched.",
         .covers = OMM_COVERS(VUID("deferredOperation-03678"), "A142"),
         .needs = {.host_commands = true})
{
    const struct omm_micromap *source = omm_build(t, &omm_large, 0);
    const struct scene scenes[2] = {set_scene(source), set_scene(source)};
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (int i = 0; i < 2; ++i)
        if (omm_was_deferred(copy(&scenes[i], operation)))
            ASSERT_SUCCESS(t->vk->vkDeferredOperationJoinKHR(t->device, operation));
    ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
    ASSERT_OK(copied(&scenes[1])); // of the first nobody knows whether there was memory for it
    PASS();
}

OMM_VIOLATION(deferredOperation_03678, .about = "An operation is used again while it is pending.",
              .covers = OMM_COVERS(VUID("deferredOperation-03678")),
              .needs = {.host_commands = true})
{
    ASSERT_OK(omm_stopped_while_pending(t, OMM_CLONE, VUID("deferredOperation-03678")));
    PASS();
}

OMM_EDGE(buffer_07558,
         .about = "A source in host-visible memory will do, neither coherent nor ever mapped.",
         .covers = OMM_COVERS(VUID("buffer-07558")), .needs = {.host_commands = true})
{
    const struct scene scene = scene_from(t, (struct omm_buffer_request){.unmapped = true});
    ASSERT_SUCCESS(copy(&scene, VK_NULL_HANDLE));
    ASSERT_OK(copied(&scene));
    PASS();
}

OMM_VIOLATION(buffer_07558,
              .about = "The source lives in memory that is not host-visible, or is freed.",
              .covers = OMM_COVERS(VUID("buffer-07558")),
              .needs = {.host_commands = true, .device_commands = true},
              .params = OMM_UNREACHABLE_SOURCES)
{
    omm_layer_must_claim(VUID("buffer-07558"));
    struct omm_job *job = omm_prepare(t, OMM_CLONE, &omm_small);
    struct omm_micromap *far = omm_build_unreachable(t, param);
    const struct omm_micromap *destination = omm_create_micromap(t, far->size);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_finish_unreachable(stakes, far, param);
    omm_stake_micromap(stakes, destination);
    const VkCopyMicromapInfoEXT broken =
        omm_copy_info(far, destination, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("buffer-07558")));
    PASS();
}

OMM_EDGE(buffer_07559,
         .about = "A destination in host-visible memory will do, neither coherent nor ever mapped.",
         .covers = OMM_COVERS(VUID("buffer-07559")), .needs = {.host_commands = true})
{
    const struct scene scene = scene_into(t, (struct omm_buffer_request){.unmapped = true});
    ASSERT_SUCCESS(copy(&scene, VK_NULL_HANDLE));
    ASSERT_OK(copied(&scene));
    PASS();
}

OMM_VIOLATION(
    buffer_07559,
    .about = "The destination lives in memory that is not host-visible, or is freed, or in none.",
    .covers = OMM_COVERS(VUID("buffer-07559")),
    .needs = {.host_commands = true, .device_commands = true},
    .params = OMM_UNREACHABLE_DESTINATIONS)
{
    omm_layer_must_claim(VUID("buffer-07559"));
    struct omm_job *job = omm_prepare(t, OMM_CLONE, &omm_small);
    struct omm_micromap *far = omm_create_unreachable(t, param, job->destination->size);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_finish_unreachable(stakes, far, param);
    const VkCopyMicromapInfoEXT broken =
        omm_copy_info(job->source, far, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("buffer-07559")));
    PASS();
}

OMM_EDGE(micromapHostCommands_07560,
         .about = "The feature enabled, and nothing beyond what it requires, is enough.",
         .covers = OMM_COVERS(VUID("micromapHostCommands-07560"), "A003"),
         .needs = {.host_commands = true, .own_device = true})
{
    const struct scene scene = set_scene(omm_build(t, &omm_small, 0));
    ASSERT_SUCCESS(copy(&scene, VK_NULL_HANDLE));
    ASSERT_OK(copied(&scene));
    PASS();
}

OMM_VIOLATION(micromapHostCommands_07560,
              .about = "The feature is not enabled; a queue has built the source.",
              .covers = OMM_COVERS(VUID("micromapHostCommands-07560")),
              .needs = {.device_commands = true})
{
    const char *vuid = VUID("micromapHostCommands-07560");
    omm_layer_must_claim(vuid);
    const struct scene scene = set_scene(omm_device_build(t, &omm_small, 0));
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    struct omm_stakes *stakes = omm_stakes(t, "vkCopyMicromapEXT");
    omm_stake_micromap(stakes, scene.destination);
    omm_stake_operation(stakes, t, operation);
    ASSERT_OK(omm_stopped(stakes, vuid, copy(&scene, VK_NULL_HANDLE)));
    ASSERT_OK(omm_stopped(stakes, vuid, copy(&scene, operation)));
    PASS();
}

OMM_EDGE(buffer_07561,
         .about = "A source in memory allocated with a device mask of one device will do.",
         .covers = OMM_COVERS(VUID("buffer-07561")), .needs = {.host_commands = true})
{
    const struct scene scene =
        scene_from(t, (struct omm_buffer_request){.allocate_next = &one_device});
    ASSERT_SUCCESS(copy(&scene, VK_NULL_HANDLE));
    ASSERT_OK(copied(&scene));
    PASS();
}

OMM_EDGE(buffer_07562,
         .about = "A destination in memory allocated with a device mask of one device will do.",
         .covers = OMM_COVERS(VUID("buffer-07562")), .needs = {.host_commands = true})
{
    const struct scene scene =
        scene_into(t, (struct omm_buffer_request){.allocate_next = &one_device});
    ASSERT_SUCCESS(copy(&scene, VK_NULL_HANDLE));
    ASSERT_OK(copied(&scene));
    PASS();
}

OMM_EDGE(src_11670,
         .about = "A source that only loading constructed, and never a build, is constructed.",
         .covers = OMM_COVERS(VUID("src-11670"), "A094", "A105"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *built = omm_build(t, param, 0);
    struct omm_micromap *source = omm_deserialize(t, omm_serialize(built), built->size);
    omm_destroy_micromap(built);
    const struct scene scene = set_scene(source);
    ASSERT_SUCCESS(copy(&scene, VK_NULL_HANDLE));
    ASSERT_OK(copied(&scene));
    PASS();
}

OMM_VIOLATION(src_11670, .about = "Nothing, or nothing yet, has constructed the source.",
              .covers = OMM_COVERS(VUID("src-11670")), .needs = {.host_commands = true},
              .params = OMM_NOT_CONSTRUCTED)
{
    omm_layer_must_claim(VUID("src-11670"));
    struct omm_job *job = omm_prepare(t, OMM_CLONE, &omm_small);
    VkDeferredOperationKHR pending;
    struct omm_job *clone = omm_make_unconstructed(t, param, &pending);
    const struct omm_micromap *destination = omm_create_micromap(t, clone->destination->size);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_stake_micromap(stakes, destination);
    const VkCopyMicromapInfoEXT broken =
        omm_copy_info(clone->destination, destination, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("src-11670")));
    ASSERT_OK(omm_construct(clone, pending));
    ASSERT_OK(omm_layer_reported(VUID("src-11670")));
    PASS();
}

OMM_EDGE(device_parameter, .about = "The command works on the second of two devices of one GPU.",
         .covers = OMM_COVERS(VUID("device-parameter")), .needs = {.host_commands = true})
{
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *second = omm_open_device(t, &needs, NULL);
    const struct scene scene = set_scene(omm_build(second, &omm_small, 0));
    ASSERT_SUCCESS(copy(&scene, VK_NULL_HANDLE));
    ASSERT_OK(copied(&scene));
    PASS();
}

OMM_EDGE(deferredOperation_parameter, .about = "The handle is optional: none, and a valid one.",
         .covers = OMM_COVERS(VUID("deferredOperation-parameter"), "A130", "A131"),
         .needs = {.host_commands = true}, .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct scene scene = set_scene(omm_build(t, &omm_small, 0));
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, copy(&scene, operation));
    ASSERT_OK(copied(&scene));
    PASS();
}

OMM_VIOLATION(deferredOperation_parameter,
              .about = "The handle was never created, or the operation is destroyed.",
              .covers = OMM_COVERS(VUID("deferredOperation-parameter")),
              .needs = {.host_commands = true}, .params = OMM_BAD_OPERATIONS)
{
    const char *vuid = VUID("deferredOperation-parameter");
    omm_layer_must_claim(vuid);
    const struct omm_job *job = omm_prepare(t, OMM_CLONE, &omm_small);
    const VkDeferredOperationKHR bad = omm_bad_operation(t, param);
    const struct omm_stakes *stakes = omm_job_stakes(job);
    ASSERT_OK(omm_stopped(stakes, vuid, omm_request(job, bad)));
    ASSERT_OK(omm_job_still_works(job, omm_create_operation(t), vuid));
    PASS();
}

OMM_EDGE(pInfo_parameter,
         .about = "pInfo is the last thing before an inaccessible page, and read-only.",
         .covers = OMM_COVERS(VUID("pInfo-parameter")), .needs = {.host_commands = true})
{
    const struct scene scene = set_scene(omm_build(t, &omm_small, 0));
    const struct omm_block *info = omm_block(&(struct omm_block_request){
        .name = "pInfo", .size = sizeof scene.info, .alignment = _Alignof(VkCopyMicromapInfoEXT)});
    memcpy(info->bytes, &scene.info, sizeof scene.info);
    omm_block_protect(info, OMM_READ_ONLY);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(
        t->device, VK_NULL_HANDLE, (const VkCopyMicromapInfoEXT *)(const void *)info->bytes));
    ASSERT_OK(copied(&scene));
    PASS();
}

OMM_VIOLATION(pInfo_parameter, .about = "pInfo is NULL, or leads nowhere, or the structure is cut.",
              .covers = OMM_COVERS(VUID("pInfo-parameter")), .needs = {.host_commands = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *bad = param;
    const char *vuid = VUID("pInfo-parameter");
    omm_must_claim_way(vuid, bad->name, bad->khronos_misses);
    const struct omm_job *job = omm_prepare(t, OMM_CLONE, &omm_small);
    const VkCopyMicromapInfoEXT *info = omm_make_bad(bad, job->info->bytes, job->info->size, 32);
    const struct omm_stakes *stakes = omm_job_stakes(job);
    ASSERT_OK(omm_stopped(stakes, vuid, t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, info)));
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
    const struct scene there = set_scene(omm_build(other, &omm_large, 0));
    const VkDeferredOperationKHR pending = omm_create_operation(other);
    const VkResult asked = copy(&there, pending);
    const struct scene scene = set_scene(omm_build(t, &omm_small, 0));
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_finish(t, operation, copy(&scene, operation));
    ASSERT_OK(copied(&scene));
    omm_finish(other, pending, asked);
    ASSERT_OK(copied(&there));
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
    const struct omm_job *theirs = omm_prepare(other, OMM_CLONE, &omm_small);
    const struct omm_job *ours = omm_prepare(t, OMM_CLONE, &omm_small);
    const VkDeferredOperationKHR foreign = omm_create_operation(other);
    struct omm_stakes *stakes = omm_job_stakes(ours);
    omm_stake_operation(stakes, other, foreign);
    ASSERT_OK(omm_stopped(stakes, vuid, omm_request(ours, foreign)));
    ASSERT_OK(omm_job_still_works(theirs, foreign, vuid));
    ASSERT_OK(omm_job_still_works(ours, omm_create_operation(t), vuid));
    PASS();
}
