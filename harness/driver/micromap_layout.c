// SPDX-License-Identifier: Apache-2.0
#include "micromap_layout.h"

#include "fault.h"

#include <string.h>

static const uint64_t fits_nowhere = UINT64_C(1) << 48;

static uint64_t data_bits(uint32_t level, uint32_t format)
{
    if (level > REF_MAP_MAX_LEVEL)
        return fits_nowhere;
    uint64_t microtriangles = UINT64_C(1) << (2 * level);
    switch (format) {
    case VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT:
        return microtriangles;
    case VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT:
        return REF_FAULT(LAYOUT_4_STATE_LEVEL_0_HAS_ONE_BIT) && level == 0 ? 1 : 2 * microtriangles;
    default:
        return fits_nowhere;
    }
}

uint64_t ref_map_data_size(uint32_t level, uint32_t format)
{
    return (data_bits(level, format) + 7) / 8;
}

uint32_t ref_map_last_bits(uint32_t level, uint32_t format)
{
    return (uint32_t)((data_bits(level, format) - 1) % 8) + 1;
}

static uint64_t to_next_slot(uint64_t offset)
{
    return (offset + REF_MAP_SLOT - 1) / REF_MAP_SLOT * REF_MAP_SLOT;
}

uint64_t ref_map_slot_size(uint32_t level, uint32_t format)
{
    return to_next_slot(ref_map_data_size(level, format));
}

uint64_t ref_map_table_end(uint64_t triangle_count)
{
    return sizeof(struct ref_map_header) + triangle_count * sizeof(struct ref_map_triangle);
}

uint64_t ref_map_first_slot(uint64_t triangle_count)
{
    return to_next_slot(ref_map_table_end(triangle_count));
}

struct ref_map_triangle *ref_map_triangles(uint8_t *storage)
{
    return (struct ref_map_triangle *)(storage + sizeof(struct ref_map_header));
}

bool ref_map_read_header(const uint8_t *storage, struct ref_map_header *header)
{
    memcpy(header, storage, sizeof(*header));
    return header->magic == REF_MAP_MAGIC;
}
