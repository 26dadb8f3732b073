// SPDX-License-Identifier: Apache-2.0
// Which of the cases before a failing one it takes to make it fail.
#ifndef RUN_SHRINK_H
#define RUN_SHRINK_H

#include <stdbool.h>
#include <stddef.h>

/// Tries a set of predecessors, given by ascending numbers.
struct run_trial {
    void *context;
    /// Whether the case fails after these. May set *give_up: then the answer doesn't count and the search ends.
    bool (*fails)(void *context, const size_t *set, size_t count, bool *give_up);
};

/// Tries the last 1, 2, 4, ... and all of `count` predecessors until the case fails: returns how many of the last it
/// took, or 0 when it never did.
size_t run_shrink_grow(const struct run_trial *trial, size_t count, bool *give_up);

/// Leaves out what isn't needed of `set`, after which the case fails, until nothing more can be left out alone. Returns
/// how many are left in it.
size_t run_shrink_set(const struct run_trial *trial, size_t *set, size_t count, bool *give_up);

#endif
