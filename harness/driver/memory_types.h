// SPDX-License-Identifier: Apache-2.0
#ifndef REF_MEMORY_TYPES_H
#define REF_MEMORY_TYPES_H

#include "memory.h"

enum ref_memory_kind {
    REF_MEMORY_COHERENT,
    REF_MEMORY_NON_COHERENT, ///< cached
    REF_MEMORY_COHERENT_CACHED,
    REF_MEMORY_DEVICE_LOCAL, ///< not host-visible
    REF_MEMORY_UNIVERSAL,    ///< everything but the second and the fourth
};

/// The personality's types and heaps, in the order that the specification asks for: no type's flags
/// are a subset of an earlier one's.
const VkPhysicalDeviceMemoryProperties *ref_memory_properties(void);

/// The set of types but those whose kinds are in a set of 1 << kind.
uint32_t ref_memory_type_bits(uint32_t excluded_kinds);

#endif
