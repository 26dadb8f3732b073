// SPDX-License-Identifier: Apache-2.0
// Copies of micromaps on the host: what clone, compact, serialize and deserialize have in common.
#ifndef REF_COPY_H
#define REF_COPY_H

#include "deferred_job.h"
#include "micromap_layout.h"

/// Bytes of one piece of a large copy.
#define REF_COPY_PIECE (UINT64_C(32) * 1024)

/// How many pieces a copy of `bytes` has; at least one.
uint32_t ref_copy_pieces(uint64_t bytes);

struct ref_range {
    uint64_t begin, size;
};

/// Copies pieces [first, end) of `bytes` bytes, with one memcpy. Returns which bytes these are.
struct ref_range ref_copy_run(uint8_t *to, const uint8_t *from, uint64_t bytes, uint32_t first,
                              uint32_t end);

// Compaction (compact.c), in pieces and as a job of one phase on a VkCopyMicromapInfoEXT.

/// Triangles [first, end) of a compaction: data and record of each, at their place in the packed form.
void ref_compact_triangles(uint8_t *to, const uint8_t *from, uint64_t first, uint64_t end);

/// What a query of the compacted size answers, and a destination must have.
uint64_t ref_compacted_size(const struct ref_micromap *src, const struct ref_map_header *header);

/// The header of the packed form of what `header` describes.
struct ref_map_header ref_compact_header(const struct ref_map_header *header);

uint32_t ref_compact_open(struct ref_job *job, uint32_t phase);
void ref_compact_run(struct ref_job *job, uint32_t phase, uint32_t first, uint32_t end);

#endif
