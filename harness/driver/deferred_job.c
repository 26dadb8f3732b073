// SPDX-License-Identifier: Apache-2.0
#include "deferred_job.h"

#include "deferred.h"
#include "fault.h"
#include "micromap_kept.h"
#include "personality.h"

/// Below this many bytes a copy takes less time than handing it to another thread.
static const uint64_t worth_deferring = 64 * 1024;

static bool defers(const struct ref_job *job)
{
    switch (ref_personality()->deferral) {
    case REF_DEFER_NEVER:
        return false;
    case REF_DEFER_ALWAYS:
        return true;
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

static VkResult submit_deferred(VkDeferredOperationKHR operation, struct ref_job *job, size_t size,
                                uint32_t pieces)
{
    struct ref_deferred_operation *deferred = ref_deferred_operation_from_handle(operation);
    VkResult result = ref_deferred_start(deferred, job, size, pieces);
    if (result != VK_SUCCESS)
        return result;
    return REF_FAULT(DEFERRED_RETURNS_SUCCESS) ? VK_SUCCESS : VK_OPERATION_DEFERRED_KHR;
}

VkResult ref_job_submit(VkDeferredOperationKHR operation, struct ref_job *job, size_t size)
{
    ref_micromap_look_at_kept();
    job->result = VK_SUCCESS;
    uint32_t pieces = job->open(job, 0);
    if (job->result != VK_SUCCESS)
        return job->result;

    if (REF_FAULT(DEFERRED_ONLY_BUILDS) && job->phases == 1)
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
