// SPDX-License-Identifier: Apache-2.0
// What greatest's macros counted and printed for the running case.
#ifndef RUN_WORKER_CHECK_H
#define RUN_WORKER_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/// Forgets everything of the case before.
void run_check_begin(void);

/// From now on a check that fails raises SIGTRAP before anything is unwound.
void run_check_break(bool wanted);

/// Raises it, if so, at a check that failed for the reason in `sentence`, which goes to the case's log.
void run_check_stop(const char *sentence);

/// Checks that greatest counted since.
unsigned run_check_count(void);

/// The sentence of a failed assertion: "cases/x.c:12: MESSAGE (expected 0, got -4)".
void run_check_failure(char *text, size_t size);

/// What PASSm or SKIPm said, or NULL.
const char *run_check_remark(void);

/// Writes what was printed and not told in a sentence to the case's log.
void run_check_end(void);

#endif
