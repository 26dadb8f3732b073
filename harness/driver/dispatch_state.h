// SPDX-License-Identifier: Apache-2.0
// What a command buffer remembers for its next dispatch.
#ifndef REF_DISPATCH_STATE_H
#define REF_DISPATCH_STATE_H

#include "device_limits.h"

#include <stdint.h>

struct ref_pipeline;

struct ref_dispatch_state {
    const struct ref_pipeline *pipeline; ///< bound for compute; NULL
    uint8_t push[REF_MAX_PUSH_CONSTANTS_SIZE];
};

#endif
