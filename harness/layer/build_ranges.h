// SPDX-License-Identifier: Apache-2.0
// Ranges of memory that the builds of one command write, and which of them overlap.
#ifndef LAY_BUILD_RANGES_H
#define LAY_BUILD_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lay_range {
    /// Which memory: the id of a VkDeviceMemory, or 0 for the host's address space.
    uint64_t space;
    uint64_t begin, end; ///< in it
    bool scratch;        ///< else the destination
    uint32_t index;      ///< of the build
};

/// Calls `report` for pairs of ranges that overlap: for each range with at most one destination and one scratch
/// range that begins before it. Sorts the ranges. Empty ones overlap nothing.
void lay_find_overlaps(struct lay_range *ranges, size_t count, void *context,
                       void (*report)(void *context, const struct lay_range *a,
                                      const struct lay_range *b));

#endif
