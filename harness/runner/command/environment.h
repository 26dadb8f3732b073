// SPDX-License-Identifier: Apache-2.0
// What workers find in their environment: ours, with the driver and the layers that were chosen.
#ifndef RUN_ENVIRONMENT_H
#define RUN_ENVIRONMENT_H

#include "command/options.h"
#include "heap.h"

#include <stdbool.h>

struct run_environment {
    struct run_strings variables; ///< "NAME=value"; items is NULL-terminated for execve
    char *manifest; ///< of --icd or --reference, absolute; NULL: what the loader finds
};

/// False: told on stderr, exit 2 (no such manifest, a manifest without its library). Free with
/// run_environment_clear in every case.
bool run_environment_make(struct run_environment *environment, const struct run_options *options);

/// Sets in this very process what differs from its own environment, for cases that run in it.
void run_environment_adopt(const struct run_environment *environment);

void run_environment_clear(struct run_environment *environment);

#endif
