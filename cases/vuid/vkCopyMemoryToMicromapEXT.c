// SPDX-License-Identifier: Apache-2.0
// The ten valid-usage IDs of vkCopyMemoryToMicromapEXT (chapter "Copying Micromaps"), and deferredOperation-03677,
// which only older registries have.
//
// An edge is valid usage right at the boundary of one rule: the driver must load the data, write nothing beside the
// destination and leave a micromap that can be queried, serialized and loaded again. Vacuous if the call stood far
// inside the rule: each edge says what makes it the last valid step. A violation breaks that one rule under one validation
// layer, in a process of its own, directly and with a deferred operation where the rule allows both. Observed: the
// layer reports the ID, the call returns VK_ERROR_VALIDATION_FAILED because the messenger answered VK_TRUE, the driver
// was not entered, the destination's memory, the data and the operation are what they were, and the call without the
// mistake works. Vacuous if the broken call broke a second rule that is reported first.
//
// device-parameter has no violation: a wild dispatchable handle never reaches a layer, the loader reads through it
// first. buffer-07567 has none: multiple instances need a device group of two.
#include <ommcts/ommcts.h>
#include <ommcts/trial.h>

#include <string.h>

#define VUID(id) "VUID-vkCopyMemoryToMicromapEXT-" id

// Serialized data that ends at a guard page, and a destination as large as the micromap that it came from.
struct scene {
    const struct omm_test *t;
    struct omm_block *source;
    struct omm_micromap *destination;
    VkCopyMemoryToMicromapInfoEXT info;
};

static struct scene set_scene(const struct omm_test *t, const struct omm_shape *shape)
{
    const struct omm_micromap *origin = omm_build(t, shape, 0);
    struct scene scene = {.t = t, .source = omm_serialize(origin)};
    const char *complaint = omm_header_good(t, scene.source->bytes);
    if (complaint)
        omm_fail("%s", complaint);
    scene.destination = omm_create_micromap(t, origin->size);
    scene.info = omm_deserialize_info(scene.source->bytes, scene.destination);
    return scene;
}

// Another destination, alone in a buffer of the caller's kind.
static void aim(struct scene *scene, struct omm_buffer_request request)
{
    request.size = scene->destination->size;
    request.usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;
    request.memory_type = request.unmapped ? omm_barely_visible_type(scene->t) : OMM_COHERENT;
    scene->destination =
        omm_create_micromap_in(omm_create_buffer(scene->t, &request), 0, request.size);
    scene->info.dst = scene->destination->handle;
}

static VkResult load(const struct scene *scene, VkDeferredOperationKHR operation)
{
    return scene->t->vk->vkCopyMemoryToMicromapEXT(scene->t->device, operation, &scene->info);
}

static const char *loaded(const struct scene *scene)
{
    const bool has_pattern = scene->destination->buffer->map;
    const char *complaint = has_pattern ? omm_neighbours_intact(scene->destination) : NULL;
    return complaint ? complaint : omm_usable(scene->destination);
}

OMM_EDGE(deferredOperation_03677,
         .about = "An operation is valid that was created right after another was destroyed.",
         .covers = OMM_COVERS(VUID("deferredOperation-03677")), .needs = {.host_commands = true})
{
    const struct scene scene = set_scene(t, &omm_small);
    VkDeferredOperationKHR gone = VK_NULL_HANDLE;
    ASSERT_SUCCESS(t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &gone));
    t->vk->vkDestroyDeferredOperationKHR(t->device, gone, t->allocator);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_finish(t, operation, load(&scene, operation));
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_EDGE(deferredOperation_03678,
         .about = "An operation is used again the moment it is complete, its result not fetched.",
         .covers = OMM_COVERS(VUID("deferredOperation-03678"), "A142"),
         .needs = {.host_commands = true})
{
    const struct scene first = set_scene(t, &omm_large);
    struct scene second = first;
    aim(&second, (struct omm_buffer_request){0});
    const struct scene scenes[2] = {first, second};
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (int i = 0; i < 2; ++i)
        if (omm_was_deferred(load(&scenes[i], operation)))
            ASSERT_SUCCESS(t->vk->vkDeferredOperationJoinKHR(t->device, operation));
    ASSERT_SUCCESS(t->vk->vkGetDeferredOperationResultKHR(t->device, operation));
    ASSERT_OK(loaded(&second)); // of the first nobody knows whether there was memory for it
    PASS();
}

OMM_VIOLATION(deferredOperation_03678, .about = "An operation is used again while it is pending.",
              .covers = OMM_COVERS(VUID("deferredOperation-03678")),
              .needs = {.host_commands = true})
{
    ASSERT_OK(omm_stopped_while_pending(t, OMM_DESERIALIZE, VUID("deferredOperation-03678")));
    PASS();
}

OMM_EDGE(
    pInfo_07563,
    .about =
        "The host pointer is valid for the serialized data and not a byte more, and read-only.",
    .covers = OMM_COVERS(VUID("pInfo-07563"), "A088", "A089"), .needs = {.host_commands = true},
    .params = OMM_FEW_SHAPES)
{
    const struct scene scene = set_scene(t, param);
    omm_block_protect(scene.source, OMM_READ_ONLY);
    ASSERT_SUCCESS(load(&scene, VK_NULL_HANDLE));
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_VIOLATION(pInfo_07563,
              .about = "The host pointer is NULL, or leads nowhere, or ends in the header.",
              .covers = OMM_COVERS(VUID("pInfo-07563")), .needs = {.host_commands = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *bad = param;
    omm_must_claim_way(VUID("pInfo-07563"), bad->name, bad->khronos_misses);
    struct omm_job *job = omm_prepare(t, OMM_DESERIALIZE, &omm_small);
    const VkCopyMemoryToMicromapInfoEXT broken = omm_deserialize_info(
        omm_make_bad(bad, job->memory->bytes, job->memory->size, 16), job->destination);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("pInfo-07563")));
    PASS();
}

OMM_EDGE(pInfo_07564, .about = "An address aligned to 16 bytes and to nothing larger works.",
         .covers = OMM_COVERS(VUID("pInfo-07564"), "A090"), .needs = {.host_commands = true})
{
    struct scene scene = set_scene(t, &omm_small);
    struct omm_block *moved = omm_block(&(struct omm_block_request){
        .name = "serialized data", .size = scene.source->size, .alignment = 32, .residue = 16});
    memcpy(moved->bytes, scene.source->bytes, moved->size);
    scene.info.src.hostAddress = moved->bytes;
    ASSERT_SUCCESS(load(&scene, VK_NULL_HANDLE));
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_VIOLATION(pInfo_07564, .about = "The address is aligned to 8 bytes only.",
              .covers = OMM_COVERS(VUID("pInfo-07564")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("pInfo-07564"));
    struct omm_job *job = omm_prepare(t, OMM_DESERIALIZE, &omm_small);
    const struct omm_block *moved = omm_block(&(struct omm_block_request){
        .name = "serialized data", .size = job->memory->size, .alignment = 16, .residue = 8});
    memcpy(moved->bytes, job->memory->bytes, moved->size);
    const VkCopyMemoryToMicromapInfoEXT broken =
        omm_deserialize_info(moved->bytes, job->destination);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("pInfo-07564")));
    PASS();
}

OMM_EDGE(buffer_07565, .about = "Host-visible memory is enough, neither coherent nor ever mapped.",
         .covers = OMM_COVERS(VUID("buffer-07565"), "A096"), .needs = {.host_commands = true})
{
    struct scene scene = set_scene(t, &omm_small);
    aim(&scene, (struct omm_buffer_request){.unmapped = true});
    ASSERT_SUCCESS(load(&scene, VK_NULL_HANDLE));
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_VIOLATION(
    buffer_07565,
    .about = "The destination lives in memory that is not host-visible, or is freed, or in none.",
    .covers = OMM_COVERS(VUID("buffer-07565")),
    .needs = {.host_commands = true, .device_commands = true},
    .params = OMM_UNREACHABLE_DESTINATIONS)
{
    omm_layer_must_claim(VUID("buffer-07565"));
    struct omm_job *job = omm_prepare(t, OMM_DESERIALIZE, &omm_small);
    struct omm_micromap *far = omm_create_unreachable(t, param, job->destination->size);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_finish_unreachable(stakes, far, param);
    const VkCopyMemoryToMicromapInfoEXT broken = omm_deserialize_info(job->memory->bytes, far);
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("buffer-07565")));
    PASS();
}

OMM_EDGE(micromapHostCommands_07566,
         .about = "The feature enabled, and nothing beyond what it requires, is enough.",
         .covers = OMM_COVERS(VUID("micromapHostCommands-07566"), "A003"),
         .needs = {.host_commands = true, .own_device = true})
{
    const struct scene scene = set_scene(t, &omm_small);
    ASSERT_SUCCESS(load(&scene, VK_NULL_HANDLE));
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_VIOLATION(micromapHostCommands_07566,
              .about = "The feature is not enabled; a queue has serialized the data.",
              .covers = OMM_COVERS(VUID("micromapHostCommands-07566")),
              .needs = {.device_commands = true})
{
    const char *vuid = VUID("micromapHostCommands-07566");
    omm_layer_must_claim(vuid);
    const struct omm_micromap *origin = omm_device_build(t, &omm_small, 0);
    const struct omm_region *region = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, region->bytes));
    const struct omm_block *data = omm_block(&(struct omm_block_request){
        .name = "data that the device serialized", .size = (size_t)region->size, .alignment = 16});
    memcpy(data->bytes, region->bytes, data->size);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    struct omm_stakes *stakes = omm_stakes(t, "vkCopyMemoryToMicromapEXT");
    omm_stake_micromap(stakes, destination);
    omm_stake_operation(stakes, t, operation);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(data->bytes, destination);
    ASSERT_OK(omm_stopped(stakes, vuid,
                          t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info)));
    ASSERT_OK(
        omm_stopped(stakes, vuid, t->vk->vkCopyMemoryToMicromapEXT(t->device, operation, &info)));
    PASS();
}

OMM_EDGE(buffer_07567,
         .about = "Memory allocated with a device mask of one device is single-instance.",
         .covers = OMM_COVERS(VUID("buffer-07567")), .needs = {.host_commands = true})
{
    const VkMemoryAllocateFlagsInfo flags = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
        .flags = VK_MEMORY_ALLOCATE_DEVICE_MASK_BIT,
        .deviceMask = 1,
    };
    struct scene scene = set_scene(t, &omm_small);
    aim(&scene, (struct omm_buffer_request){.allocate_next = &flags});
    ASSERT_SUCCESS(load(&scene, VK_NULL_HANDLE));
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_EDGE(device_parameter,
         .about = "The second of two devices of one GPU loads what the first has serialized.",
         .covers = OMM_COVERS(VUID("device-parameter"), "A097"), .needs = {.host_commands = true})
{
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *second = omm_open_device(t, &needs, NULL);
    struct scene scene = set_scene(t, &omm_small);
    // No sentence makes two devices agree, so the rule on compatibility is the second one's to apply.
    if (!omm_compatible(second, scene.source->bytes))
        omm_not_supported("another VkDevice calls this device's data incompatible");
    scene.t = second;
    scene.destination = omm_create_micromap(second, scene.destination->size);
    scene.info.dst = scene.destination->handle;
    ASSERT_SUCCESS(load(&scene, VK_NULL_HANDLE));
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_EDGE(deferredOperation_parameter, .about = "The handle is optional: none, and a valid one.",
         .covers = OMM_COVERS(VUID("deferredOperation-parameter"), "A130", "A131"),
         .needs = {.host_commands = true}, .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct scene scene = set_scene(t, &omm_small);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, load(&scene, operation));
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_VIOLATION(deferredOperation_parameter,
              .about = "The handle was never created, or the operation is destroyed.",
              .covers = OMM_COVERS(VUID("deferredOperation-parameter")),
              .needs = {.host_commands = true}, .params = OMM_BAD_OPERATIONS)
{
    const char *vuid = VUID("deferredOperation-parameter");
    omm_layer_must_claim(vuid);
    const struct omm_job *job = omm_prepare(t, OMM_DESERIALIZE, &omm_small);
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
    const struct scene scene = set_scene(t, &omm_small);
    const struct omm_block *info = omm_block(
        &(struct omm_block_request){.name = "pInfo",
                                    .size = sizeof scene.info,
                                    .alignment = _Alignof(VkCopyMemoryToMicromapInfoEXT)});
    memcpy(info->bytes, &scene.info, sizeof scene.info);
    omm_block_protect(info, OMM_READ_ONLY);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(
        t->device, VK_NULL_HANDLE,
        (const VkCopyMemoryToMicromapInfoEXT *)(const void *)info->bytes));
    ASSERT_OK(loaded(&scene));
    PASS();
}

OMM_VIOLATION(pInfo_parameter, .about = "pInfo is NULL, or leads nowhere, or the structure is cut.",
              .covers = OMM_COVERS(VUID("pInfo-parameter")), .needs = {.host_commands = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *bad = param;
    const char *vuid = VUID("pInfo-parameter");
    omm_must_claim_way(vuid, bad->name, bad->khronos_misses);
    const struct omm_job *job = omm_prepare(t, OMM_DESERIALIZE, &omm_small);
    const VkCopyMemoryToMicromapInfoEXT *info =
        omm_make_bad(bad, job->info->bytes, job->info->size, 32);
    const struct omm_stakes *stakes = omm_job_stakes(job);
    ASSERT_OK(omm_stopped(stakes, vuid,
                          t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, info)));
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
    const VkResult asked = load(&there, pending);
    const struct scene scene = set_scene(t, &omm_small);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_finish(t, operation, load(&scene, operation));
    ASSERT_OK(loaded(&scene));
    omm_finish(other, pending, asked);
    ASSERT_OK(loaded(&there));
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
    const struct omm_job *theirs = omm_prepare(other, OMM_DESERIALIZE, &omm_small);
    const struct omm_job *ours = omm_prepare(t, OMM_DESERIALIZE, &omm_small);
    const VkDeferredOperationKHR foreign = omm_create_operation(other);
    struct omm_stakes *stakes = omm_job_stakes(ours);
    omm_stake_operation(stakes, other, foreign);
    ASSERT_OK(omm_stopped(stakes, vuid, omm_request(ours, foreign)));
    ASSERT_OK(omm_job_still_works(theirs, foreign, vuid));
    ASSERT_OK(omm_job_still_works(ours, omm_create_operation(t), vuid));
    PASS();
}
