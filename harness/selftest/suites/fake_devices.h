// SPDX-License-Identifier: Apache-2.0
#ifndef FAKE_DEVICES_H
#define FAKE_DEVICES_H

#include "runner/backend.h"

#include <stdbool.h>
#include <stddef.h>

struct fake_device {
    const char *name;
    const char *uuid;
    bool micromap;
    bool host_commands;
};

/// One setting of FAKE_DEVICES.
struct fake_world {
    const char *name;
    const char *closed; ///< non-NULL: open fails with this sentence
    bool broken;        ///< and that is no absence but a failure
    bool crashes_while_listing;
    bool bad_bytes; ///< driver strings carry bytes that no report may pass on
    bool endless;   ///< the driver's strings are a megabyte of such bytes
    const struct fake_device *devices;
    size_t count;
};

/// The world that FAKE_DEVICES names; "one" when it is unset.
const struct fake_world *fake_world(void);

void fake_tell_device(const struct fake_world *world, const struct fake_device *device);

#endif
