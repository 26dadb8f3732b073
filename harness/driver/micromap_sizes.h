// SPDX-License-Identifier: Apache-2.0
// What a build needs, from its usage counts alone.
#ifndef REF_MICROMAP_SIZES_H
#define REF_MICROMAP_SIZES_H

#include <stdint.h>
#include <vulkan/vulkan_core.h>

/// Triangles that one piece of a build's work covers.
#define REF_BUILD_PIECE 64u

struct ref_build_sizes {
    uint64_t triangle_count;
    uint64_t pieces;       ///< of REF_BUILD_PIECE triangles, the last one shorter
    uint64_t hash_slots;   ///< 32-bit entries that find equal triangles; 0 without compaction
    uint64_t storage_size; ///< VkMicromapBuildSizesInfoEXT::micromapSize
    uint64_t scratch_size; ///< buildScratchSize: a 64-bit sum per piece, then the hash table
    uint64_t filler_size;  ///< bytes that a personality puts behind the opacity data
    /// A personality has the scratch memory in the storage, this far from its beginning, and answers
    /// 0 for buildScratchSize; 0 when the application gives it.
    uint64_t scratch_in_storage;
};

/// Reads flags and usage counts of `info` (pUsageCounts or ppUsageCounts), nothing else.
struct ref_build_sizes ref_build_sizes(const VkMicromapBuildInfoEXT *info,
                                       VkAccelerationStructureBuildTypeKHR type);

#endif
