// SPDX-License-Identifier: Apache-2.0
// Runs one case in this process and says what it came to.
#ifndef RUN_WORKER_CASE_H
#define RUN_WORKER_CASE_H

#include "backend.h"
#include "registry.h"
#include "worker/worker_verdict.h"

struct run_case_end {
    enum run_verdict verdict;
    char message[RUN_SENTENCE_SIZE]; ///< "" : nothing to say
    unsigned checks;
    int64_t nanoseconds; ///< of the body and its clean-up
};

/// Runs the case's body through the backend, then its clean-up, whatever the body came to.
void run_case_execute(const struct run_backend *backend, const struct run_case *subject,
                      uint64_t seed, struct run_case_end *end);

#endif
