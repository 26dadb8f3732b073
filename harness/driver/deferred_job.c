// SPDX-License-Identifier: Apache-2.0
#include "deferred_job.h"

#include "callbacks.h"
#include "deferred.h"
#include "fault.h"
#include "host_faults.h"
#include "micromap_kept.h"
#include "out_of_memory.h"
#include "personality.h"

#include <stdatomic.h>

/// Below this many bytes a copy takes less time than handing it to another thread.
static const uint64_t worth_deferring = 64 * 1024;

static bool defers(const struct ref_job *job)
{
    static atomic_uint turns;
    switch (ref_personality()->deferral) {
    case REF_DEFER_NEVER:
        return false;
    case REF_DEFER_ALWAYS:
        return true;
    case REF_DEFER_BY_TURNS:
        return atomic_fetch_add(&turns, 1) % 2;
    default:
        return job->bytes > worth_deferring;
    }
}

void ref_job_run_all(struct ref_job *job, uint32_t phase, uint32_t pieces)
{
    for (;;) {
        if (pieces)
            job->run(job, phase, 0, pieces);
        if (++phase == job->phases)
            return;
        pieces = job->open(job, phase);
        if (job->result != VK_SUCCESS)
            return;
    }
}

static void run_nothing(struct ref_job *job, uint32_t phase, uint32_t first, uint32_t end)
{
    (void)job;
    (void)phase;
    (void)first;
    (void)end;
}

/// Does all of the work now, and leaves one piece that is nothing to the joining threads.
static uint32_t run_early(struct ref_job *job, uint32_t pieces)
{
    ref_job_run_all(job, 0, pieces);
    job->phases = 1;
    job->run = run_nothing;
    return 1;
}

static VkResult submit_deferred(VkDeferredOperationKHR operation, struct ref_job *job, size_t size,
                                uint32_t pieces)
{
    struct ref_deferred_operation *deferred = ref_deferred_operation_from_handle(operation);
    if (ref_personality()->reading == REF_READS_EARLY)
        pieces = run_early(job, pieces);
    VkResult result = ref_deferred_start(deferred, job, size, pieces);
    if (result != VK_SUCCESS)
        return result;
    return REF_FAULT(DEFERRED_RETURNS_SUCCESS) ? VK_SUCCESS : VK_OPERATION_DEFERRED_KHR;
}

static VkResult submit(VkDeferredOperationKHR operation, struct ref_job *job, size_t size)
{
    ref_micromap_look_at_kept();
    job->result = VK_SUCCESS;
    if (!ref_callbacks_exercise(job->device))
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    if (operation && ref_personality()->reading == REF_READS_LATE)
        return submit_deferred(operation, job, size, REF_DEFERRED_UNOPENED);
    uint32_t pieces = job->open(job, 0);
    if (job->result != VK_SUCCESS)
        return job->result;
    const VkResult no_memory = ref_out_of_memory();
    if (no_memory != VK_SUCCESS)
        return no_memory;

    const VkBaseInStructure *info = job->info;
    if (REF_FAULT(DEFERRED_ONLY_BUILDS) && info->sType != VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT)
        operation = VK_NULL_HANDLE;
    if (operation && defers(job))
        return submit_deferred(operation, job, size, pieces);

    if (REF_FAULT(DEFERRED_SKIPS_UNDEFERRED_WORK) && operation)
        return VK_OPERATION_NOT_DEFERRED_KHR;
    ref_job_run_all(job, 0, pieces);
    if (REF_FAULT(SERIALIZE_READS_LAST_INFO))
        ref_micromap_keep(job->info);
    if (job->result != VK_SUCCESS)
        return job->result;
    if (REF_FAULT(DEFERRED_NULL_RETURNS_NOT_DEFERRED) ||
        (operation && !REF_FAULT(DEFERRED_RETURNS_SUCCESS)))
        return VK_OPERATION_NOT_DEFERRED_KHR;
    return VK_SUCCESS;
}

VkResult ref_job_submit(VkDeferredOperationKHR operation, struct ref_job *job, size_t size)
{
    if (REF_FAULT(NONE))
        return submit(operation, job, size);
    VkResult result = ref_host_faults_begin(job->device);
    if (result != VK_SUCCESS)
        return result;
    result = submit(operation, job, size);
    ref_host_faults_end();
    return result;
}
