// SPDX-License-Identifier: Apache-2.0
// Random walks over micromaps, against a model: any order of valid commands on a few of them.
#ifndef OMMCTS_WALK_H
#define OMMCTS_WALK_H

#include <ommcts/test.h>

#include <stdbool.h>
#include <stdint.h>

/// Where the steps of a walk may run. Needs what these need, and `.read_back`.
struct omm_terrain {
    const char *name;
    bool host;   ///< host commands, direct and deferred
    bool queues; ///< command buffers
};

/// For ASSERT_OK: walks as many steps as --fuzz-steps says, or `usual`, in legs that begin with nothing and end with a
/// look at everything that is left. When a leg fails, it is shortened as long as it fails, and the shortest is told
/// step by step.
const char *omm_walk(const struct omm_test *t, const struct omm_terrain *terrain, uint32_t usual);

#endif
