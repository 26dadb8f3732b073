// SPDX-License-Identifier: Apache-2.0
// VkDeferredOperationKHR: the state of a job between the command that asked for it and the threads
// that join it.
#ifndef REF_DEFERRED_H
#define REF_DEFERRED_H

#include "deferred_job.h"

#include <pthread.h>

struct ref_deferred_operation {
    struct ref_object base;
    /// What vkGetDeferredOperationResultKHR answers: VK_NOT_READY while pending. Stored last, so
    /// that a thread that only polls it sees everything the job wrote.
    _Atomic VkResult result;
    pthread_mutex_t lock; ///< of all below
    /// The last one deferred. The next request or destruction frees it, a joining thread never.
    struct ref_job *job;
    bool pending;
    uint64_t requests; ///< how many jobs there were: tells a thread that its job is over
    uint32_t phase;
    uint32_t pieces;   ///< of this phase
    uint32_t taken;    ///< the first that no thread has taken
    uint32_t finished; ///< how many are done
    uint32_t joiners;  ///< threads inside vkDeferredOperationJoinKHR
    // Of faults.
    bool crowded;           ///< two threads were in join at once since the request
    uint32_t told;          ///< how often the result was asked for since it is complete
    pthread_t requested_by; ///< the thread that made the request
    // Of personalities.
    bool unopened;                       ///< phase 0 waits for the first thread that joins
    pthread_cond_t over;                 ///< broadcast when the operation becomes complete
    uint32_t questions;                  ///< for its concurrency
    const VkAllocationCallbacks *theirs; ///< only for a fault: named at its creation
};

REF_HANDLE_CASTS(deferred_operation, VkDeferredOperationKHR, VK_OBJECT_TYPE_DEFERRED_OPERATION_KHR)

/// For ref_deferred_start: phase 0 is not open yet.
#define REF_DEFERRED_UNOPENED UINT32_MAX

/// Makes a complete operation pending with a copy of `job`, whose phase 0 is open with `pieces`
/// pieces. The copy comes from the operation's allocator. VK_ERROR_OUT_OF_HOST_MEMORY leaves the
/// operation complete.
VkResult ref_deferred_start(struct ref_deferred_operation *operation, const struct ref_job *job,
                            size_t size, uint32_t pieces);

/// Works on the operation's job until it is complete or there is nothing to take.
VkResult ref_deferred_join(struct ref_deferred_operation *operation);

#endif
