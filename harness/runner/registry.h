// SPDX-License-Identifier: Apache-2.0
// All cases linked into this program, one entry per parameter, sorted by name.
#ifndef RUN_REGISTRY_H
#define RUN_REGISTRY_H

#include <ommcts/case.h>

#include <stddef.h>

/// One runnable name. A violation has one for each witness, which is the last part.
struct run_case {
    const char *name;            ///< full name, e.g. "omm.serialize.bounds.exact_size.l3_s4_n7"
    const struct omm_case *desc; ///< its descriptor
    const void *param;           ///< what the body gets; NULL without parameters
    const char *param_name;      ///< NULL without parameters
    const char *witness; ///< of a violation, the layer on trial: "khronos" or "ommcts"; else NULL
    size_t stem;         ///< bytes of the name before parameter and witness
};

struct run_registry {
    struct run_case *cases; ///< sorted by strcmp of name
    size_t count;
};

/// Builds the registry from the linker section. False, with a sentence in `why`, when a name is
/// duplicated, malformed ([A-Za-z0-9_] per part, 200 bytes at most) or lacks a prefix.
bool run_registry_load(struct run_registry *registry, char *why, size_t why_size);

/// Frees what run_registry_load allocated.
void run_registry_free(struct run_registry *registry);

/// The case of exactly this name, with or without the leading "omm."; NULL if there is none.
const struct run_case *run_registry_find(const struct run_registry *registry, const char *name);

#endif
