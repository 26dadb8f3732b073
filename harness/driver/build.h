// SPDX-License-Identifier: Apache-2.0
// Building micromaps on the host. A build is a job of three phases:
//   measure  adds up the slots of each piece's triangles into the scratch memory
//   fill     writes triangle table and opacity data, each piece at the place that the sums give it
//   finish   finds equal triangles (when compaction is allowed) and writes the header
#ifndef REF_BUILD_H
#define REF_BUILD_H

#include "deferred_job.h"
#include "micromap_layout.h"
#include "micromap_sizes.h"

enum ref_build_phase {
    REF_BUILD_MEASURE,
    REF_BUILD_FILL,
    REF_BUILD_FINISH,
    REF_BUILD_PHASES,
};

/// What a job remembers of one VkMicromapBuildInfoEXT; everything else is read from it again.
struct ref_build_part {
    struct ref_build_sizes sizes;
    uint64_t first_piece; ///< among all pieces of the job
};

struct ref_build_job {
    struct ref_job base;
    uint32_t info_count;
    struct ref_build_part parts[];
};

/// A build in progress: where the pieces of one info find what they need.
struct ref_build {
    const VkMicromapBuildInfoEXT *info;
    struct ref_micromap *map;
    const struct ref_build_sizes *sizes;
    uint8_t *storage;
    uint8_t *scratch; ///< any alignment
};

/// The triangle at `index` of the input, which may have any alignment and stride.
VkMicromapTriangleEXT ref_build_input_triangle(const struct ref_build *build, uint64_t index);

// Pieces are those of this one build, counted from 0.
void ref_build_measure(const struct ref_build *build, uint64_t first, uint64_t end);
void ref_build_fill(const struct ref_build *build, uint64_t first, uint64_t end);

/// Turns the sums of `measure` into the places where `fill` begins its pieces. False when they pass
/// the end of the storage: then the usage counts were not those of the triangles.
bool ref_build_place(const struct ref_build *build);

/// Makes the storage a constructed micromap.
void ref_build_finish(const struct ref_build *build);

/// A hash of opacity data; equal data have equal ones.
uint64_t ref_build_hash(const uint8_t *data, uint64_t size);

/// Gives every triangle of a filled storage its place in the packed form, and equal ones the same.
/// Returns the packed form's size.
uint64_t ref_build_pack(const struct ref_build *build);

#endif
