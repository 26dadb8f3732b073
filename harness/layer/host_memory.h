// SPDX-License-Identifier: Apache-2.0
// What host pointers point to, as far as mapped device memory and probing tell.
#ifndef LAY_HOST_MEMORY_H
#define LAY_HOST_MEMORY_H

#include "state.h"

#include <stdbool.h>
#include <stddef.h>

/// How many of the `size` bytes from `pointer` on are valid host memory, to read or to write as well. `size`
/// also where that is not known. The device's lock must not be held.
size_t lay_host_reach(struct lay_device *device, const void *pointer, size_t size, bool written);

/// The memory that is mapped where `pointer` points to, or NULL. Locked.
const struct lay_memory *lay_mapped_at(const struct lay_device *device, const void *pointer);

/// Whether the processor reads there at its usual pace: not in device memory that is not cached. The device's
/// lock must not be held.
bool lay_reads_fast(struct lay_device *device, const void *pointer);

#endif
