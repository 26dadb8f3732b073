// SPDX-License-Identifier: Apache-2.0
// Doing the same over and over, and what is left of it in the process.
#ifndef OMMCTS_GROWTH_H
#define OMMCTS_GROWTH_H

#include <ommcts/tracker.h>

/// Calls once(argument) ten thousand times after a warm-up, and warns when the process holds more than before: heap of the C
/// library, resident memory, file descriptors, mappings, living allocations of the tracker's callbacks. Bounds are generous:
/// half an allocation and 16 bytes of heap for each repetition; caches that fill once stay below them. On a slow device
/// the repetitions end after a second or so, some hundreds of them at least. Under a validation layer, which
/// keeps books of its own, growth is only noted. `once` must not use helpers that keep something until the case is over.
void omm_repeat(struct omm_tracker *tracker, void (*once)(const void *argument),
                const void *argument);

#endif
