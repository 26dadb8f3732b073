// SPDX-License-Identifier: Apache-2.0
// Carrying a dispatch out.
#ifndef REF_DISPATCH_RUN_H
#define REF_DISPATCH_RUN_H

#include "command.h"
#include "dispatch_state.h"

struct ref_program;

/// The payload of a recorded dispatch.
struct ref_dispatch {
    const struct ref_program *program;
    uint32_t base[3], count[3]; ///< in workgroups
    uint8_t push[REF_MAX_PUSH_CONSTANTS_SIZE];
};

/// Runs every invocation, one after the other.
void ref_dispatch_run(struct ref_execution *execution, const struct ref_dispatch *dispatch);

#endif
