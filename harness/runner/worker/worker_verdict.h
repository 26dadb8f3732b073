// SPDX-License-Identifier: Apache-2.0
// The state behind <ommcts/verdict.h>: one case at a time, in this process.
#ifndef RUN_WORKER_VERDICT_H
#define RUN_WORKER_VERDICT_H

#include "result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RUN_SENTENCE_SIZE = 4096 };

/// Starts the state of a case. The calling thread is the case's main thread.
void run_verdict_begin(const char *name, uint64_t seed);

/// How a piece of a case ended.
struct run_verdict_end {
    bool returned;            ///< by itself; false: through omm_fail or one of its like
    enum run_verdict verdict; ///< then this one
    const char *message;      ///< and this; valid until the next run_verdict_try
};

/// Runs step(argument), which may end through omm_fail and its like.
struct run_verdict_end run_verdict_try(void (*step)(void *argument), void *argument);

/// Takes the last registered clean-up off the list; false when there is none.
bool run_verdict_next_cleanup(void (**undo)(void *object), void **object);

/// What the case said beside its Pass, or NULL.
const char *run_verdict_remark(void);

/// Tells the verdict to whoever waits for it (omm_at_end). Gives the file that omm_show named last, or NULL.
const char *run_verdict_stands(bool passed);

/// What omm_warn said, or NULL.
const char *run_verdict_warning(void);

/// How often omm_checked was called.
unsigned run_verdict_checks(void);

/// Frees what the case left in the state.
void run_verdict_finish(void);

/// vsnprintf that shows when the text was cut.
void run_verdict_clip(char *text, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
