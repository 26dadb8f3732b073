// SPDX-License-Identifier: Apache-2.0
// Compaction: the build has already said where everything goes in the packed form, so that pieces
// of the work need to know nothing of each other.
#include "contents.h"
#include "copy.h"
#include "demands.h"
#include "fault.h"
#include "micromap_storage.h"
#include "personality.h"

#include <string.h>

/// Triangles of one piece.
#define PIECE UINT64_C(64)

uint64_t ref_compacted_size(const struct ref_micromap *src, const struct ref_map_header *header)
{
    switch (ref_personality()->compaction) {
    case REF_COMPACTION_NONE:
        return src->size;
    case REF_COMPACTION_ROUNDS:
        return (header->packed_size + 255) / 256 * 256;
    default:
        return header->packed_size + ref_micromap_reserve();
    }
}

uint32_t ref_compact_open(struct ref_job *job, uint32_t phase)
{
    const VkCopyMicromapInfoEXT *info = job->info;
    struct ref_micromap *src = ref_micromap_from_handle(info->src);
    struct ref_micromap *dst = ref_micromap_from_handle(info->dst);
    if (phase == 1) { // all is written
        ref_contents_compacted(ref_micromap_bytes(dst));
        return 0;
    }
    struct ref_map_header header;
    bool constructed = ref_map_read_header(ref_micromap_bytes(src), &header);
    bool fits = dst->size >= ref_compacted_size(src, &header) &&
                ref_demands_copy(src, &header, dst, info->mode);
    if (REF_FAULT(COPY_COMPACT_WRITES_CREATE_SIZE) || REF_FAULT(COPY_COMPACTED_SIZE_TOO_SMALL))
        fits = true;
    if (REF_FAULT(COPY_COMPACT_DEMANDS_EXACT_SIZE))
        fits = dst->size == header.packed_size;
    if (!constructed || !fits) {
        job->result =
            VK_ERROR_UNKNOWN; // an unconstructed source or a small destination breaks the rules
        return 0;
    }
    ref_micromap_touch(src);
    ref_micromap_begin(dst);
    job->bytes = header.packed_size;
    if (REF_FAULT(COPY_COMPACT_LOSES_LONE_TRIANGLE))
        header.triangle_count--;
    uint64_t pieces = (header.triangle_count + PIECE - 1) / PIECE;
    return pieces ? (uint32_t)pieces : 1;
}

static void compact_triangle(uint8_t *to, const uint8_t *from, uint64_t index)
{
    struct ref_map_triangle triangle;
    memcpy(&triangle, from + ref_map_table_end(index), sizeof(triangle));
    if (triangle.brings_data)
        memcpy(to + triangle.packed_offset, from + triangle.offset,
               ref_map_data_size(triangle.level, triangle.format));
    triangle.offset = triangle.packed_offset;
    memcpy(to + ref_map_table_end(index), &triangle, sizeof(triangle));
}

void ref_compact_triangles(uint8_t *to, const uint8_t *from, uint64_t first, uint64_t end)
{
    for (uint64_t i = first; i < end; i++)
        compact_triangle(to, from, i);
}

struct ref_map_header ref_compact_header(const struct ref_map_header *header)
{
    struct ref_map_header packed = *header;
    packed.used_size = header->packed_size;
    if (REF_FAULT(DESERIALIZE_DEMANDS_UNCOMPACTED_SIZE))
        packed.create_size = header->used_size;
    return packed;
}

void ref_compact_run(struct ref_job *job, uint32_t phase, uint32_t first, uint32_t end)
{
    (void)phase;
    const VkCopyMicromapInfoEXT *info = job->info;
    const struct ref_micromap *src = ref_micromap_from_handle(info->src);
    uint8_t *from = ref_micromap_bytes(src);
    uint8_t *to = ref_micromap_bytes(ref_micromap_from_handle(info->dst));
    struct ref_map_header header;
    ref_map_read_header(from, &header);
    if (REF_FAULT(COPY_COMPACT_WRITES_CREATE_SIZE)) {
        memcpy(to, from, src->size);
        return;
    }

    uint64_t last = end * PIECE < header.triangle_count ? end * PIECE : header.triangle_count;
    ref_compact_triangles(to, from, first * PIECE, last);
    if (first == 0) {
        const struct ref_map_header packed = ref_compact_header(&header);
        memcpy(to, &packed, sizeof(packed));
        ref_micromap_constructed(ref_micromap_from_handle(info->dst), REF_MICROMAP_COMPACTED);
    }
    if (REF_FAULT(COPY_COMPACT_DESTROYS_SOURCE) && last == header.triangle_count)
        memset(from, 0, sizeof(header));
}
