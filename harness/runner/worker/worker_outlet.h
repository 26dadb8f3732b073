// SPDX-License-Identifier: Apache-2.0
// Where what a backend or a case tells through run_emit_... leads: to a supervisor, or straight into the results when cases run in the runner's own process.
#ifndef RUN_WORKER_OUTLET_H
#define RUN_WORKER_OUTLET_H

#include "backend.h"

/// `message` may be called on any thread; the others are called on the main thread.
struct run_outlet {
    void *context;
    void (*device)(void *context, const struct run_device *device);
    void (*property)(void *context, const char *name, const char *value);
    void (*message)(void *context, const char *source, const char *severity, const char *id,
                    const char *text);
    void (*measure)(void *context, const char *series, const char *against,
                    const struct run_timing *timing);
};

/// From now on; NULL: nowhere. Forgets which properties were told.
void run_outlet_set(const struct run_outlet *outlet);

#endif
