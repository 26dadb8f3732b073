// SPDX-License-Identifier: Apache-2.0
// The runner's stdout is the protocol's. While a case runs in the runner's own process, what it prints there goes to
// stderr.
#ifndef RUN_POOL_INLINE_H
#define RUN_POOL_INLINE_H

#include "worker/crash.h"

/// From here to run_stdout_give_back, stdout is stderr.
void run_stdout_take_away(void);
void run_stdout_give_back(void);

/// Whether the protocol has begun a case that it has not ended.
void run_stdout_in_case(bool now);

/// Tells a crash on stderr, and on the real stdout as the running case's result line. Async-signal-safe.
void run_stdout_tell_crash(const struct run_crash *crash);

/// Writes the crash handler's stack lines to stderr. Async-signal-safe.
void run_stdout_tell_frames(const char *lines);

#endif
