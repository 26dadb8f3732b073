// SPDX-License-Identifier: Apache-2.0
// The ways in which a micromap comes to be constructed: built, then a chain of copies, on the host or on a queue.
#ifndef OMMCTS_ORIGIN_H
#define OMMCTS_ORIGIN_H

#include <ommcts/side.h>

/// The name says the chain; so do `steps`, one letter each after the first build: b built again over the same
/// storage, c cloned, k compacted, d serialized and deserialized.
struct omm_origin {
    const char *name;
    const char *steps;
};

extern const struct omm_origin omm_origins[11];
#define OMM_ALL_ORIGINS                                                                            \
    {                                                                                              \
        .first = omm_origins, .count = 11, .size = sizeof(struct omm_origin)                       \
    }

/// Builds a micromap of this shape with ALLOW_COMPACTION and takes it through the steps. Each predecessor is destroyed
/// with its buffer and memory, so that nothing kept with it could answer for the result. The result's input is what the
/// last build read.
struct omm_micromap *omm_originate(const struct omm_test *t, const struct omm_origin *origin,
                                   const struct omm_shape *shape, enum omm_side side);

#endif
