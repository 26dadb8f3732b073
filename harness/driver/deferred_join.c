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
#include "out_of_memory.h"
#include "personality.h"
#include "slow.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct ref_job *faulty_job_slot; // for DEFERRED_ONE_JOB_SLOT

static void complete(struct ref_deferred_operation *operation, VkResult result)
{
    operation->pending = false;
    pthread_cond_broadcast(&operation->over);
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
        if (job->result != VK_SUCCESS || ++operation->phase == job->phases) {
            complete(operation, job->result);
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

/// Opens phase 0 for the first thread that joins, where that was not done at the request.
static void open_late(struct ref_deferred_operation *operation)
{
    struct ref_job *job = operation->job;
    operation->unopened = false;
    operation->pieces = job->open(job, 0);
    if (job->result != VK_SUCCESS)
        complete(operation, job->result);
    else if (operation->pieces == 0)
        advance(operation);
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
    const bool too_early = REF_FAULT(DEFERRED_SUCCESS_BEFORE_LAST_PIECE) &&
                           operation->taken == operation->pieces &&
                           operation->phase + 1 == job->phases;
    if (too_early)
        complete(operation, VK_SUCCESS);
    const bool is_first = operation->phase == 0 && first == 0;
    if (ref_personality()->reading == REF_READS_LATE)
        first = operation->pieces - operation->taken;
    if (is_first) // then nothing of the job is done, so that nobody takes a failure for a success
        job->result = ref_out_of_memory();
    const bool no_memory = job->result != VK_SUCCESS;

    pthread_mutex_unlock(&operation->lock);
    if (REF_FAULT(DEFERRED_ONE_JOB_SLOT))
        job = faulty_job_slot;
    if (is_first)
        ref_slow_join();
    if (too_early || (is_first && REF_FAULT(DEFERRED_JOIN_FAILS_IN_CROWD)))
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    if (!no_memory && !(REF_FAULT(DEFERRED_SECOND_JOINER_DOES_NOTHING) && operation->joiners > 1))
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
    if (!copy && REF_FAULT(DEFERRED_LEAKS_WITHOUT_MEMORY))
        (void)!dup(STDERR_FILENO);
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
    operation->unopened = pieces == REF_DEFERRED_UNOPENED;
    operation->pieces = operation->unopened ? 1 : pieces;
    operation->taken = 0;
    operation->finished = 0;
    operation->pending = true;
    operation->crowded = false;
    operation->told = 0;
    operation->requested_by = pthread_self();
    if (!REF_FAULT(DEFERRED_NEVER_PENDING) &&
        !(REF_FAULT(DEFERRED_REUSE_KEEPS_RESULT) && operation->requests > 1))
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

/// What a thread gets that joins a pending operation while another one does all the work. The lock
/// is held.
static VkResult turn_away(struct ref_deferred_operation *operation)
{
    const uint64_t request = operation->requests;
    switch (ref_personality()->latecomers) {
    case REF_LATECOMERS_DONE:
        return VK_THREAD_DONE_KHR;
    case REF_LATECOMERS_IDLE:
        return VK_THREAD_IDLE_KHR;
    default:
        while (operation->pending && operation->requests == request)
            pthread_cond_wait(&operation->over, &operation->lock);
        return VK_SUCCESS;
    }
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
    if (REF_FAULT(DEFERRED_JOIN_OF_COMPLETE_DONE) && operation->job && !operation->pending)
        result = VK_THREAD_DONE_KHR;

    uint64_t request = operation->requests;
    if (REF_FAULT(DEFERRED_JOIN_NEEDS_REQUESTING_THREAD) && operation->pending &&
        !pthread_equal(operation->requested_by, pthread_self()))
        request++; // nothing to do here
    if (operation->pending && operation->joiners &&
        ref_personality()->latecomers != REF_LATECOMERS_SHARE) {
        result = turn_away(operation);
        pthread_mutex_unlock(&operation->lock);
        return result;
    }
    operation->joiners++;
    operation->crowded |= operation->joiners > 1;
    // One seat, and nobody is ever told that it is free.
    while (REF_FAULT(DEFERRED_SECOND_JOINER_HANGS) && operation->joiners > 1)
        pthread_cond_wait(&operation->over, &operation->lock);
    while (operation->pending && operation->requests == request) {
        if (operation->unopened) {
            open_late(operation);
            continue;
        }
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
    if (REF_FAULT(DEFERRED_CROWD_ALL_DONE) && operation->crowded)
        result = VK_THREAD_DONE_KHR;
    if (REF_FAULT(DEFERRED_JOIN_FAILS_IN_CROWD) && operation->crowded && !operation->joiners)
        result = VK_ERROR_UNKNOWN;
    if (REF_FAULT(DEFERRED_JOIN_SAYS_DEFERRED) && operation->job)
        result = VK_OPERATION_DEFERRED_KHR;
    pthread_mutex_unlock(&operation->lock);
    return result;
}
