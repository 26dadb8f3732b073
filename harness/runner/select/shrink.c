// SPDX-License-Identifier: Apache-2.0
#include "select/shrink.h"

#include "heap.h"

#include <stdlib.h>
#include <string.h>

static bool fails_after_last(const struct run_trial *trial, size_t taken, size_t count,
                             bool *give_up)
{
    size_t *set = run_calloc(taken, sizeof(*set));
    for (size_t i = 0; i < taken; i++)
        set[i] = count - taken + i;
    bool fails = trial->fails(trial->context, set, taken, give_up);
    free(set);
    return fails;
}

size_t run_shrink_grow(const struct run_trial *trial, size_t count, bool *give_up)
{
    // What ran last is the likeliest, and the quickest to try.
    for (size_t taken = 1; count > 0 && !*give_up; taken = taken * 2 < count ? taken * 2 : count) {
        if (fails_after_last(trial, taken, count, give_up) && !*give_up)
            return taken;
        if (taken == count)
            return 0;
    }
    return 0;
}

/// Tries the set without the piece [from, to); when the case fails all the same, that is the set from now on.
static bool drop(const struct run_trial *trial, size_t *set, size_t *count, size_t from, size_t to,
                 bool *give_up)
{
    size_t left = *count - (to - from);
    size_t *rest = run_calloc(left, sizeof(*rest));
    memcpy(rest, set, from * sizeof(*set));
    memcpy(rest + from, set + to, (*count - to) * sizeof(*set));
    bool fails = trial->fails(trial->context, rest, left, give_up) && !*give_up;
    if (fails) {
        memcpy(set, rest, left * sizeof(*set));
        *count = left;
    }
    free(rest);
    return fails;
}

size_t run_shrink_set(const struct run_trial *trial, size_t *set, size_t count, bool *give_up)
{
    // Halves, quarters, ...: at last single cases, until a whole round of them leaves the set as it is.
    for (size_t piece = (count + 1) / 2; count > 1 && !*give_up;) {
        bool dropped = false;
        for (size_t from = 0; from < count && count > 1 && !*give_up;) {
            size_t to = from + piece < count ? from + piece : count;
            if (to - from < count && drop(trial, set, &count, from, to, give_up))
                dropped = true;
            else
                from = to;
        }
        if (piece == 1 && !dropped)
            break;
        piece = piece > 1 ? (piece + 1) / 2 : 1;
    }
    return count;
}
