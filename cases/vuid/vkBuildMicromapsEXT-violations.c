// SPDX-License-Identifier: Apache-2.0
// Violations of the valid-usage IDs of vkBuildMicromapsEXT, whose edges are in the file of the command's name.
//
// Each breaks one rule under one validation layer, in a process of its own, directly and with a deferred operation
// where the rule allows both. Observed: the layer reports the ID, the call returns VK_ERROR_VALIDATION_FAILED, the
// driver is not entered, destination and operation are what they were, and the build without the mistake works then.
// Vacuous if the broken call broke a second rule that is reported first.
//
// device-parameter has no violation: a wild dispatchable handle never reaches a layer. pInfos-07464 has none: without
// VK_NV_displacement_micromap there is one type. pInfos-07557 has none: multiple instances need a device group of two.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkBuildMicromapsEXT-" id

// A build that is valid, and what it would be called with.
static struct omm_job *claimed(const struct omm_test *t, const char *vuid)
{
    omm_layer_must_claim(vuid);
    return omm_prepare(t, OMM_BUILD, &omm_small);
}

static VkMicromapBuildInfoEXT info_of(const struct omm_job *job)
{
    VkMicromapBuildInfoEXT info;
    memcpy(&info, job->info->bytes, sizeof info);
    return info;
}

OMM_VIOLATION(pInfos_07461, .about = "The destination is one byte too small.",
              .covers = OMM_COVERS(VUID("pInfos-07461")), .needs = {.host_commands = true})
{
    struct omm_job *job = claimed(t, VUID("pInfos-07461"));
    const struct omm_micromap *small = omm_create_micromap(t, job->destination->size - 1);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_stake_micromap(stakes, small);
    VkMicromapBuildInfoEXT broken = info_of(job);
    broken.dstMicromap = small->handle;
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("pInfos-07461")));
    PASS();
}

OMM_VIOLATION(mode_07462, .about = "The mode is no value of VkBuildMicromapModeEXT.",
              .covers = OMM_COVERS(VUID("mode-07462")), .needs = {.host_commands = true})
{
    struct omm_job *job = claimed(t, VUID("mode-07462"));
    VkMicromapBuildInfoEXT broken = info_of(job);
    broken.mode = (VkBuildMicromapModeEXT)(VK_BUILD_MICROMAP_MODE_BUILD_EXT + 1);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("mode-07462")));
    PASS();
}

OMM_VIOLATION(dstMicromap_07463,
              .about = "The destination was never created, or is destroyed, or is VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("dstMicromap-07463")), .needs = {.host_commands = true},
              .params = OMM_BAD_MICROMAPS)
{
    omm_must_claim_breach(VUID("dstMicromap-07463"), param);
    struct omm_job *job = omm_prepare(t, OMM_BUILD, &omm_small);
    VkMicromapBuildInfoEXT broken = info_of(job);
    broken.dstMicromap = omm_bad_micromap_of(t, param);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("dstMicromap-07463")));
    PASS();
}

OMM_VIOLATION(pInfos_07552, .about = "The destination lives in memory that is not host-visible.",
              .covers = OMM_COVERS(VUID("pInfos-07552")),
              .needs = {.host_commands = true, .device_commands = true})
{
    struct omm_job *job = claimed(t, VUID("pInfos-07552"));
    const struct omm_micromap *far = omm_create_far_micromap(t, job->destination->size);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_stake_micromap(stakes, far);
    VkMicromapBuildInfoEXT broken = info_of(job);
    broken.dstMicromap = far->handle;
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("pInfos-07552")));
    PASS();
}

OMM_VIOLATION(pInfos_07553, .about = "The opacity data is NULL, or not accessible, or ends early.",
              .covers = OMM_COVERS(VUID("pInfos-07553")), .needs = {.host_commands = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *way = param;
    omm_must_claim_way(VUID("pInfos-07553"), way->name, way->khronos_misses);
    struct omm_job *job = omm_prepare(t, OMM_BUILD, &omm_small);
    VkMicromapBuildInfoEXT broken = info_of(job);
    broken.data.hostAddress = omm_make_bad(way, job->inputs[0]->bytes, job->inputs[0]->size, 16);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("pInfos-07553")));
    PASS();
}

OMM_VIOLATION(pInfos_07554,
              .about = "The triangle array is NULL, or not accessible, or ends early.",
              .covers = OMM_COVERS(VUID("pInfos-07554")), .needs = {.host_commands = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *way = param;
    omm_must_claim_way(VUID("pInfos-07554"), way->name, way->khronos_misses);
    struct omm_job *job = omm_prepare(t, OMM_BUILD, &omm_small);
    VkMicromapBuildInfoEXT broken = info_of(job);
    broken.triangleArray.hostAddress =
        omm_make_bad(way, job->inputs[1]->bytes, job->inputs[1]->size, 16);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("pInfos-07554")));
    PASS();
}

OMM_VIOLATION(micromapHostCommands_07555, .about = "The feature is not enabled.",
              .covers = OMM_COVERS(VUID("micromapHostCommands-07555")), .needs = {.micromap = true})
{
    const char *vuid = VUID("micromapHostCommands-07555");
    struct omm_job *job = claimed(t, vuid);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_stake_operation(stakes, t, operation);
    ASSERT_OK(omm_stopped(stakes, vuid, omm_request(job, VK_NULL_HANDLE)));
    ASSERT_OK(omm_stopped(stakes, vuid, omm_request(job, operation)));
    PASS();
}

OMM_VIOLATION(pInfos_07556,
              .about = "The scratch is NULL, not accessible, not writable, or ends early.",
              .covers = OMM_COVERS(VUID("pInfos-07556")), .needs = {.host_commands = true},
              .params = OMM_BAD_WRITES)
{
    const struct omm_bad_pointer *way = param;
    omm_must_claim_way(VUID("pInfos-07556"), way->name, way->khronos_misses);
    struct omm_job *job = omm_prepare(t, OMM_BUILD, &omm_small);
    const struct omm_block *scratch = job->inputs[3];
    if (!omm_host_sizes(t, job->input, 0).buildScratchSize)
        omm_not_supported("builds of this device need no scratch");
    const size_t kept = (scratch->size - 1) & ~(size_t)15;
    VkMicromapBuildInfoEXT broken = info_of(job);
    broken.scratchData.hostAddress = omm_make_bad(way, scratch->bytes, scratch->size, kept);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("pInfos-07556")));
    PASS();
}

// Two builds of one call that would be valid next to each other.
struct pair {
    struct omm_job *jobs[2];
    VkMicromapBuildInfoEXT infos[2];
    struct omm_stakes *stakes;
};

static struct pair set_pair(const struct omm_test *t)
{
    struct pair pair = {.stakes = NULL};
    for (int i = 0; i < 2; ++i) {
        pair.jobs[i] = omm_prepare(t, OMM_BUILD, &omm_small);
        pair.infos[i] = info_of(pair.jobs[i]);
    }
    pair.stakes = omm_job_stakes(pair.jobs[0]);
    omm_stake_micromap(pair.stakes, pair.jobs[1]->destination);
    return pair;
}

static const char *pair_stopped(const struct pair *pair, uint32_t count, const char *vuid)
{
    const struct omm_test *t = pair->jobs[0]->t;
    const char *complaint =
        omm_stopped(pair->stakes, vuid,
                    t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, count, pair->infos));
    for (int i = 0; i < 2 && !complaint; ++i)
        complaint = omm_job_still_works(pair->jobs[i], VK_NULL_HANDLE, vuid);
    return complaint;
}

static const struct overlap {
    const char *name;
    VkDeviceSize by; // the second begins so many bytes after the first, or in the same place
} overlaps[] = {
    {"same_place", 0},
    {"shifted", 256},
};

OMM_VIOLATION(dstMicromap_11667, .about = "Two destinations of one call share memory.",
              .covers = OMM_COVERS(VUID("dstMicromap-11667")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(overlaps))
{
    const struct overlap *way = param;
    omm_layer_must_claim(VUID("dstMicromap-11667"));
    struct pair pair = set_pair(t);
    const VkDeviceSize size = pair.jobs[0]->destination->size;
    if (size <= way->by)
        omm_not_supported("a small micromap of this device has no 256 bytes to share");
    const struct omm_micromap *room = omm_create_micromap(t, size + way->by);
    const struct omm_micromap *first = omm_create_micromap_in(room->buffer, room->offset, size);
    const struct omm_micromap *second =
        omm_create_micromap_in(room->buffer, room->offset + way->by, size);
    omm_stake_micromap(pair.stakes, first);
    pair.infos[0].dstMicromap = first->handle;
    pair.infos[1].dstMicromap = second->handle;
    ASSERT_OK(pair_stopped(&pair, 2, VUID("dstMicromap-11667")));
    PASS();
}

OMM_VIOLATION(dstMicromap_11668, .about = "The scratch is the memory that backs the destination.",
              .covers = OMM_COVERS(VUID("dstMicromap-11668")), .needs = {.host_commands = true})
{
    struct omm_job *job = claimed(t, VUID("dstMicromap-11668"));
    const VkDeviceSize scratch = omm_host_sizes(t, job->input, 0).buildScratchSize;
    const struct omm_micromap *map = job->destination;
    if (!scratch || map->buffer->memory_offset < scratch)
        omm_not_supported("builds of this device need no scratch, or too much of it");
    VkMicromapBuildInfoEXT broken = info_of(job);
    // Its last byte is the micromap's first.
    broken.scratchData.hostAddress = map->buffer->map + map->offset + 1 - scratch;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("dstMicromap-11668")));
    PASS();
}

OMM_VIOLATION(scratchData_11669, .about = "Two builds of one call share a byte of scratch.",
              .covers = OMM_COVERS(VUID("scratchData-11669")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("scratchData-11669"));
    struct pair pair = set_pair(t);
    const VkDeviceSize size = omm_host_sizes(t, pair.jobs[0]->input, 0).buildScratchSize;
    if (!size)
        omm_not_supported("builds of this device need no scratch");
    const struct omm_block *scratch = omm_block(
        &(struct omm_block_request){.name = "scratch memory", .size = (size_t)(2 * size)});
    pair.infos[0].scratchData.hostAddress = scratch->bytes;
    pair.infos[1].scratchData.hostAddress = scratch->bytes + size - 1;
    ASSERT_OK(pair_stopped(&pair, 2, VUID("scratchData-11669")));
    PASS();
}

OMM_VIOLATION(deferredOperation_parameter,
              .about = "The handle was never created, or the operation is destroyed.",
              .covers = OMM_COVERS(VUID("deferredOperation-parameter")),
              .needs = {.host_commands = true}, .params = OMM_BAD_OPERATIONS)
{
    const struct omm_job *job = claimed(t, VUID("deferredOperation-parameter"));
    const VkDeferredOperationKHR bad = omm_bad_operation(t, param);
    const struct omm_stakes *stakes = omm_job_stakes(job);
    ASSERT_OK(omm_stopped(stakes, VUID("deferredOperation-parameter"), omm_request(job, bad)));
    ASSERT_OK(
        omm_job_still_works(job, omm_create_operation(t), VUID("deferredOperation-parameter")));
    PASS();
}

OMM_VIOLATION(deferredOperation_parent, .about = "The operation was created from another device.",
              .covers = OMM_COVERS(VUID("deferredOperation-parent")),
              .needs = {.host_commands = true})
{
    const struct omm_job *job = claimed(t, VUID("deferredOperation-parent"));
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *other = omm_open_device(t, &needs, NULL);
    const VkDeferredOperationKHR foreign = omm_create_operation(other);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_stake_operation(stakes, other, foreign);
    ASSERT_OK(omm_stopped(stakes, VUID("deferredOperation-parent"), omm_request(job, foreign)));
    ASSERT_OK(omm_job_still_works(job, omm_create_operation(t), VUID("deferredOperation-parent")));
    PASS();
}

OMM_VIOLATION(pInfos_parameter, .about = "pInfos is NULL, leads nowhere, or to half a structure.",
              .covers = OMM_COVERS(VUID("pInfos-parameter")), .needs = {.host_commands = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *way = param;
    omm_must_claim_way(VUID("pInfos-parameter"), way->name, way->khronos_misses);
    const struct omm_job *job = omm_prepare(t, OMM_BUILD, &omm_small);
    const VkMicromapBuildInfoEXT *broken = omm_make_bad(way, job->info->bytes, job->info->size, 48);
    const struct omm_stakes *stakes = omm_job_stakes(job);
    ASSERT_OK(omm_stopped(stakes, VUID("pInfos-parameter"),
                          t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, broken)));
    ASSERT_OK(omm_job_still_works(job, VK_NULL_HANDLE, VUID("pInfos-parameter")));
    PASS();
}

OMM_VIOLATION(infoCount_arraylength, .about = "No build is described.",
              .covers = OMM_COVERS(VUID("infoCount-arraylength")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("infoCount-arraylength"));
    const struct pair pair = set_pair(t);
    ASSERT_OK(pair_stopped(&pair, 0, VUID("infoCount-arraylength")));
    PASS();
}
