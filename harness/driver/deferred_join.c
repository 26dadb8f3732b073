// SPDX-License-Identifier: Apache-2.0
// How threads share a deferred job. Pieces are handed out under the operation's lock and run
// outside of it; whoever finishes the last piece of a phase opens the next one or completes the
// operation. So
//   - a thread that is alone never meets a moment without work, and completes the operation in one
//     call;
//   - a thread that finds nothing to take leaves: with VK_THREAD_DONE_KHR in the last phase, with
//     VK_THREAD_IDLE_KHR in an earlier one, because there will be more;
//   - a thread that is still on its way out when the operation is complete touches neither job nor
//     structure, also when the application has already made the operation pending again.
#include "deferred.h"
#include "fault.h"

#include <stdatomic.h>
#include <string.h>

static struct ref_job *faulty_job_slot; // for DEFERRED_ONE_JOB_SLOT

static void complete(struct ref_deferred_operation *operation, VkResult result)
{
    operation->pending = false;
    if (REF_FAULT(DEFERRED_STAYS_NOT_READY))
        return;
    if (REF_FAULT(DEFERRED_RESULT_NOT_DEFERRED))
        result = VK_OPERATION_NOT_DEFERRED_KHR;
    atomic_store_explicit(&operation->result, result, memory_order_release);
}

/// Opens phases until one has pieces, or completes the operation. The lock is held, no piece is
/// running.
static void advance(struct ref_deferred_operation *operation)
{
    struct ref_job *job = operation->job;
    do {
        if (++operation->phase == job->phases) {
            complete(operation, VK_SUCCESS);
            return;
        }
        operation->pieces = job->open(job, operation->phase);
        operation->taken = 0;
        operation->finished = 0;
        if (job->result != VK_SUCCESS) {
            complete(operation, job->result);
            return;
        }
    } while (operation->pieces == 0);
}

/// Takes a share of the pieces that are left and does it. Large shares first, small ones at the
/// end: few large copies are quicker than many small ones, and no thread waits long for the last.
static void do_a_share(struct ref_deferred_operation *operation)
{
    struct ref_job *job = operation->job;
    uint32_t phase = operation->phase;
    uint32_t first = operation->taken;
    uint32_t share = (operation->pieces - first) / (operation->joiners + 1);
    if (share == 0)
        share = 1;
    operation->taken += share;

    pthread_mutex_unlock(&operation->lock);
    if (REF_FAULT(DEFERRED_ONE_JOB_SLOT))
        job = faulty_job_slot;
    job->run(job, phase, first, first + share);
    pthread_mutex_lock(&operation->lock);

    operation->finished += share;
    if (operation->finished == operation->pieces)
        advance(operation);
}

VkResult ref_deferred_start(struct ref_deferred_operation *operation, const struct ref_job *job,
                            size_t size, uint32_t pieces)
{
    struct ref_job *copy = ref_alloc(&operation->base.allocator, size, _Alignof(max_align_t),
                                     VK_SYSTEM_ALLOCATION_SCOPE_OBJECT);
    if (!copy)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    memcpy(copy, job, size);

    // A thread may still be on its way out of a join of the job before this one.
    pthread_mutex_lock(&operation->lock);
    struct ref_job *old = operation->job;
    if (REF_FAULT(DEFERRED_REUSE_RUNS_FIRST_JOB) && old) {
        struct ref_job *first = old;
        old = copy;
        copy = first;
    }
    operation->job = copy;
    operation->requests++;
    operation->phase = 0;
    operation->pieces = pieces;
    operation->taken = 0;
    operation->finished = 0;
    operation->pending = true;
    if (!REF_FAULT(DEFERRED_NEVER_PENDING))
        atomic_store_explicit(&operation->result, VK_NOT_READY, memory_order_release);
    if (pieces == 0)
        advance(operation);
    if (REF_FAULT(DEFERRED_ONE_JOB_SLOT))
        faulty_job_slot = copy;
    pthread_mutex_unlock(&operation->lock);

    if (old && !REF_FAULT(ALLOCATION_LEAKS_DEFERRED_JOB))
        ref_free(&operation->base.allocator, old);
    if (REF_FAULT(DEFERRED_NEVER_PENDING))
        ref_deferred_join(operation);
    return VK_SUCCESS;
}

VkResult ref_deferred_join(struct ref_deferred_operation *operation)
{
    VkResult result = VK_SUCCESS;
    pthread_mutex_lock(&operation->lock);
    if (REF_FAULT(DEFERRED_JOIN_REPEATS_WORK) && !operation->pending && operation->job)
        ref_job_run_all(operation->job, 0, operation->job->open(operation->job, 0));
    if (REF_FAULT(DEFERRED_RESULT_EARLY) && operation->pending)
        atomic_store_explicit(&operation->result, VK_SUCCESS, memory_order_release);
    if (REF_FAULT(DEFERRED_JOIN_OF_UNUSED_DONE) && !operation->job)
        result = VK_THREAD_DONE_KHR;

    uint64_t request = operation->requests;
    operation->joiners++;
    while (operation->pending && operation->requests == request) {
        if (operation->taken == operation->pieces) {
            bool last_phase = operation->phase + 1 == operation->job->phases;
            result = last_phase ? VK_THREAD_DONE_KHR : VK_THREAD_IDLE_KHR;
            break;
        }
        do_a_share(operation);
        if (REF_FAULT(DEFERRED_SOLE_JOINER_IDLE) && operation->pending) {
            result = VK_THREAD_IDLE_KHR;
            break;
        }
    }
    operation->joiners--;
    pthread_mutex_unlock(&operation->lock);
    return result;
}
