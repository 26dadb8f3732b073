// SPDX-License-Identifier: Apache-2.0
// The work of one host command, cut into pieces that any number of threads may take. The command
// itself runs it, or a deferred operation's joining threads do.
#ifndef REF_DEFERRED_JOB_H
#define REF_DEFERRED_JOB_H

#include "device.h"

/// A job runs phase after phase; the pieces of one phase may run in any order and at the same time.
/// It holds no pointer into itself, so it may be moved before it starts, and nothing that needs
/// freeing.
///
/// It keeps the application's own structure and looks at it in every piece. That is unkind and
/// legal: an application must keep it alive and unchanged until the operation is complete.
struct ref_job {
    struct ref_device *device;
    const void *info; ///< pInfo or pInfos of the command
    uint32_t phases;
    uint64_t bytes;  ///< about how many bytes the work touches; says whether deferring is worth it
    VkResult result; ///< set by `open` only
    /// Number of pieces of a phase. Called once, before any piece of that phase and after all of
    /// the one before. An error put into `result` ends the job.
    uint32_t (*open)(struct ref_job *job, uint32_t phase);
    /// Does pieces [first, end) of the phase opened last.
    void (*run)(struct ref_job *job, uint32_t phase, uint32_t first, uint32_t end);
};

/// Runs `job` (`size` bytes, `struct ref_job` first) at once, or hands a copy of it to `operation`;
/// which of them is the personality's choice. Returns what the command must return.
VkResult ref_job_submit(VkDeferredOperationKHR operation, struct ref_job *job, size_t size);

/// Runs what is left of a job whose `phase` is open with `pieces` pieces, none of them taken yet.
void ref_job_run_all(struct ref_job *job, uint32_t phase, uint32_t pieces);

#endif
