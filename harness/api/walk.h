// SPDX-License-Identifier: Apache-2.0
// The steps of random walks: walk_steps.c takes them, walk.c draws, shortens and tells them.
#ifndef OMM_WALK_H
#define OMM_WALK_H

#include <ommcts/test.h>

#include <stdbool.h>
#include <stdint.h>

enum { OMM_WALK_PLACES = 5, OMM_WALK_BLOBS = 3, OMM_WALK_SHAPES = 6 };

enum omm_walk_verb {
    OMM_WALK_BUILD,
    OMM_WALK_REBUILD, ///< the inverse, in place
    OMM_WALK_CLONE,
    OMM_WALK_COMPACT,
    OMM_WALK_SERIALIZE, ///< `to` is a place for serialized data
    OMM_WALK_LOAD,      ///< `from` is one; in place where there is room
    OMM_WALK_ASK,
    OMM_WALK_DESTROY,
    OMM_WALK_LOOK,
    OMM_WALK_VERBS,
};

struct omm_walk_step {
    enum omm_walk_verb verb;
    uint8_t from, to, shape;
    bool on_queue, deferred, compactable;
};

/// A shape's name, for scripts.
const char *omm_walk_shape(uint8_t shape);

/// Takes the steps, passing over those for which nothing is there, and looks at everything that is left. NULL, or what
/// went wrong and, in `at`, at which step; `count` for the last look. Nothing of it remains.
const char *omm_walk_take(const struct omm_test *t, const struct omm_walk_step *steps,
                          uint32_t count, uint32_t *at);

#endif
