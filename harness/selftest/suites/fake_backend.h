// SPDX-License-Identifier: Apache-2.0
// What the fake cases share with the fake backend, and with the test that started them.
#ifndef FAKE_BACKEND_H
#define FAKE_BACKEND_H

#include "runner/backend.h"

#include <ommcts/verdict.h>

#include <stddef.h>

/// Devices without Vulkan. The environment variable FAKE_DEVICES chooses what they are like: see the
/// table in fake_devices.c.
extern const struct run_backend fake_backend;

/// Told by the backend's describe_address: `size` bytes at `first` are out of bounds for everyone.
struct fake_guard {
    const char *first;
    size_t size;
};
extern struct fake_guard fake_guard;

/// Of a running violation, "name version" of the fake layer it runs under; else NULL.
extern const char *fake_witness;

/// Appends one line to the file `name` in the folder $FAKE_SCRATCH, where the test finds it. Ends the case
/// with a ResourceError when there is no such folder.
void fake_record(const char *name, const char *format, ...) OMM_PRINTF(2, 3);

/// How many lines fake_record has put into `name` so far, in whatever process.
int fake_recorded(const char *name);

#endif
