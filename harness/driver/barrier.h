// SPDX-License-Identifier: Apache-2.0
// Memory and execution dependencies, from whichever command and structure they come.
#ifndef REF_BARRIER_H
#define REF_BARRIER_H

#include "memory.h"

/// One dependency. The masks are as the application gave them, not expanded.
struct ref_barrier {
    VkPipelineStageFlags2 src_stages, dst_stages;
    VkAccessFlags2 src_access, dst_access;
    struct ref_buffer *buffer; ///< that it is limited to; NULL: all memory
    VkDeviceSize offset, size;
};

/// How many of them a VkDependencyInfo makes.
uint32_t ref_barrier_count(const VkDependencyInfo *info);

/// Writes that many.
void ref_barriers_of(const VkDependencyInfo *info, struct ref_barrier *out);

/// The same for the three arrays of the older commands, whose stages are those of all barriers.
/// There is always one more, for the execution dependency.
struct ref_barrier_arrays {
    VkPipelineStageFlags2 src_stages, dst_stages;
    uint32_t memory_count, buffer_count;
    const VkMemoryBarrier *memory;
    const VkBufferMemoryBarrier *buffer;
};
uint32_t ref_barrier_array_count(const struct ref_barrier_arrays *arrays);
void ref_barriers_of_arrays(const struct ref_barrier_arrays *arrays, struct ref_barrier *out);

#endif
