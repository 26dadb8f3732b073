// SPDX-License-Identifier: Apache-2.0
// vkBuildMicromapsEXT: the command and how its job hands pieces to builds.
#include "build.h"

#include "calls.h"
#include "fault.h"
#include "micromap_storage.h"

static struct ref_build build_of(const struct ref_build_job *job, uint32_t index)
{
    const VkMicromapBuildInfoEXT *info = (const VkMicromapBuildInfoEXT *)job->base.info + index;
    struct ref_micromap *map = ref_micromap_from_handle(info->dstMicromap);
    const struct ref_build_sizes *sizes = &job->parts[index].sizes;
    uint8_t *storage = ref_micromap_bytes(map);
    return (struct ref_build){
        .info = info,
        .map = map,
        .sizes = sizes,
        .storage = storage,
        .scratch = sizes->scratch_in_storage ? storage + sizes->scratch_in_storage
                                             : info->scratchData.hostAddress,
    };
}

static bool fits(const struct ref_build *build)
{
    assert(build->map);
    if (REF_FAULT(BUILD_DEMANDS_EXACT_SIZE))
        return build->map->size == build->sizes->storage_size;
    return build->map->size >= build->sizes->storage_size;
}

/// Counts the pieces of all infos. Also refuses a destination that is too small, which only an
/// application that breaks the rules meets.
static uint32_t open_measure(struct ref_build_job *job)
{
    const VkMicromapBuildInfoEXT *infos = job->base.info;
    uint64_t pieces = 0;
    for (uint32_t i = 0; i < job->info_count; i++) {
        struct ref_build_part *part = &job->parts[i];
        part->sizes = ref_build_sizes(&infos[i], VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR);
        part->first_piece = pieces;
        pieces += part->sizes.pieces;
        job->base.bytes += part->sizes.storage_size;
        struct ref_build build = build_of(job, i);
        if (!fits(&build))
            job->base.result = VK_ERROR_UNKNOWN;
        else
            ref_micromap_begin(build.map);
    }
    return (uint32_t)pieces;
}

/// Reads the usage counts once more: until a deferred build is complete they must not go away or
/// change.
static bool still_the_same(const struct ref_build *build)
{
    return ref_build_sizes(build->info, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR)
               .storage_size == build->sizes->storage_size;
}

static uint32_t open_fill(struct ref_build_job *job)
{
    uint64_t pieces = 0;
    for (uint32_t i = 0; i < job->info_count; i++) {
        struct ref_build build = build_of(job, i);
        if (!still_the_same(&build) || !ref_build_place(&build))
            job->base.result = VK_ERROR_UNKNOWN;
        pieces += build.sizes->pieces;
    }
    return (uint32_t)pieces;
}

static uint32_t open_phase(struct ref_job *base, uint32_t phase)
{
    struct ref_build_job *job = (struct ref_build_job *)base;
    switch (phase) {
    case REF_BUILD_MEASURE:
        return open_measure(job);
    case REF_BUILD_FILL:
        return open_fill(job);
    default:
        return job->info_count;
    }
}

static void finish_builds(const struct ref_build_job *job, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        struct ref_build build = build_of(job, i);
        ref_build_finish(&build);
    }
}

/// Runs those of the pieces [first, end) of the job that are info `index`'s.
static void run_part(const struct ref_build_job *job, uint32_t phase, uint32_t index,
                     uint64_t first, uint64_t end)
{
    const struct ref_build_part *part = &job->parts[index];
    uint64_t part_end = part->first_piece + part->sizes.pieces;
    if (first < part->first_piece)
        first = part->first_piece;
    if (end > part_end)
        end = part_end;
    if (first >= end)
        return;

    struct ref_build build = build_of(job, index);
    if (phase == REF_BUILD_MEASURE)
        ref_build_measure(&build, first - part->first_piece, end - part->first_piece);
    else
        ref_build_fill(&build, first - part->first_piece, end - part->first_piece);
}

static void run_pieces(struct ref_job *base, uint32_t phase, uint32_t first, uint32_t end)
{
    const struct ref_build_job *job = (const struct ref_build_job *)base;
    if (phase == REF_BUILD_FINISH) {
        finish_builds(job, first, end);
        return;
    }
    for (uint32_t i = 0; i < job->info_count; i++)
        run_part(job, phase, i, first, end);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_BuildMicromapsEXT(VkDevice _device,
                                                     VkDeferredOperationKHR deferredOperation,
                                                     uint32_t infoCount,
                                                     const VkMicromapBuildInfoEXT *pInfos)
{
    REF_COUNT_CALL(BuildMicromapsEXT);
    struct ref_device *device = ref_device_from_handle(_device);
    if (REF_FAULT(BUILD_STUB))
        return deferredOperation ? VK_OPERATION_NOT_DEFERRED_KHR : VK_SUCCESS;
    if (REF_FAULT(BUILD_FIRST_INFO_ONLY))
        infoCount = 1;

    size_t size = sizeof(struct ref_build_job) + infoCount * sizeof(struct ref_build_part);
    VkSystemAllocationScope scope = REF_FAULT(ALLOCATION_BUILD_OBJECT_SCOPE)
                                        ? VK_SYSTEM_ALLOCATION_SCOPE_OBJECT
                                        : VK_SYSTEM_ALLOCATION_SCOPE_COMMAND;
    struct ref_build_job *job =
        ref_alloc(&device->base.allocator, size, _Alignof(struct ref_build_job), scope);
    if (!job && !REF_FAULT(ALLOCATION_BUILD_IGNORES_FAILURE))
        return REF_FAULT(ALLOCATION_BUILD_WRONG_CODE) ? VK_ERROR_INITIALIZATION_FAILED
                                                      : VK_ERROR_OUT_OF_HOST_MEMORY;
    // The fault that ignores a failed allocation dereferences NULL here, as a driver would.
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
    job->base = (struct ref_job){.device = device,
                                 .info = pInfos,
                                 .phases = REF_BUILD_PHASES,
                                 .open = open_phase,
                                 .run = run_pieces};
    job->info_count = infoCount;
    VkResult result = ref_job_submit(deferredOperation, &job->base, size);
    if (!REF_FAULT(ALLOCATION_BUILD_LEAKS))
        ref_free(&device->base.allocator, job);
    return result;
}
