// SPDX-License-Identifier: Apache-2.0
// What is told of a device: pairs of a name and a value. A name with a dot is a detail, which is kept with the results of
// a run and not shown in the table of `ommcts devices`.
#ifndef OMM_FACTS_H
#define OMM_FACTS_H

#include "session.h"

#include <stddef.h>

#define OMM_MAX_FACTS 256

struct omm_facts {
    char *rows[OMM_MAX_FACTS][2];
    size_t count;
};

/// Adds a pair, of which it keeps copies. What doesn't fit is left out.
__attribute__((format(printf, 3, 4))) void omm_facts_add(struct omm_facts *facts, const char *name,
                                                         const char *format, ...);

/// Every member of VkPhysicalDeviceLimits.
void omm_facts_add_limits(struct omm_facts *facts, const VkPhysicalDeviceLimits *of);

/// Identity, limits, memory, queue families and extensions: what the table has no room for.
void omm_facts_add_details(struct omm_facts *facts, const struct omm_gpu *gpu);

void omm_facts_clear(struct omm_facts *facts);

#endif
