// SPDX-License-Identifier: Apache-2.0
// One line on standard error that says what is running, where a person watches.
#ifndef RUN_PROGRESS_H
#define RUN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/// On when standard error is a terminal that standard output doesn't write to, and `wanted`.
void run_progress_init(bool wanted);

void run_progress_show(size_t done, size_t total, const char *name);

/// Takes the line away, before anything else is written there.
void run_progress_clear(void);

#endif
