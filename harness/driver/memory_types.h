// SPDX-License-Identifier: Apache-2.0
#ifndef REF_MEMORY_TYPES_H
#define REF_MEMORY_TYPES_H

#include "memory.h"

/// Types indexed by enum ref_memory_type, and their heaps.
extern const VkPhysicalDeviceMemoryProperties ref_memory_properties;

#endif
