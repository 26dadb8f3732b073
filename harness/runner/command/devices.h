// SPDX-License-Identifier: Apache-2.0
// What --device means among the devices that are there.
#ifndef RUN_DEVICES_H
#define RUN_DEVICES_H

#include "heap.h"
#include "pool/pool.h"

#include <stdbool.h>
#include <stddef.h>

/// Writes the numbers (from 1) of the devices that `wanted` means to `numbers`, which holds `list->count`:
/// a number, "all", a deviceUUID, a name or a part of one; NULL: the first. Returns how many; 0 is told on
/// stderr.
size_t run_devices_choose(const struct run_device_list *list, const char *wanted,
                          unsigned *numbers);

/// The value of a fact, or NULL.
const char *run_device_fact(const struct run_device_info *device, const char *name);

/// "Fake Alpha (fake driver 1.0, Vulkan 1.3.0)", sanitised. Free it.
char *run_device_line(const struct run_device_info *device);

#endif
