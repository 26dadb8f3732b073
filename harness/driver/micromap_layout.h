// SPDX-License-Identifier: Apache-2.0
// How a micromap lies in its storage, which is also how it travels behind the header of a
// serialized one:
//
//   struct ref_map_header
//   struct ref_map_triangle [triangle_count]
//   opacity data, each triangle's as the build read it: 1 or 2 bits per microtriangle, the least
//   significant first, in the order of the space-filling curve
//
// All offsets count from the header's first byte, so the whole can be moved. A built micromap gives
// every triangle's data a slot of its own, aligned to REF_MAP_SLOT. A packed one (made by
// VK_COPY_MICROMAP_MODE_COMPACT_EXT) has no gaps, and triangles with the same data share it.
#ifndef REF_MICROMAP_LAYOUT_H
#define REF_MICROMAP_LAYOUT_H

#include "micromap.h"

#define REF_MAP_MAGIC     0x50414d4fu // "OMAP" on a little-endian host
#define REF_MAP_SLOT      64u
#define REF_MAP_MAX_LEVEL 15u // more than the properties promise; a wilder level fits nowhere

struct ref_map_header {
    uint32_t magic;
    uint32_t flags; ///< VkBuildMicromapFlagsEXT of the build that it goes back to
    uint32_t triangle_count;
    uint32_t zero;
    uint64_t used_size;   ///< bytes from the header's first to the last one that means something
    uint64_t packed_size; ///< used_size of its packed form, or used_size when it has none
    // Only personalities set these: micromap_storage.h.
    uint64_t create_size; ///< of the micromap that has it in its storage
    uint32_t made;        ///< enum ref_micromap_made
    uint32_t number;      ///< another one for each micromap constructed
};

struct ref_map_triangle {
    uint64_t offset;        ///< of its opacity data
    uint64_t packed_offset; ///< of its opacity data in the packed form
    uint16_t level;
    uint16_t format;      ///< VkOpacityMicromapFormatEXT
    uint32_t brings_data; ///< 1: the packed form takes this triangle's copy; 0: an earlier one's
};

/// Bytes of one triangle's opacity data; far more than any storage has for a level or format that
/// isn't one.
uint64_t ref_map_data_size(uint32_t level, uint32_t format);

/// Bits used in the last of these bytes (1 to 8).
uint32_t ref_map_last_bits(uint32_t level, uint32_t format);

/// Bytes of the slot that holds them in a built micromap.
uint64_t ref_map_slot_size(uint32_t level, uint32_t format);

/// Where header and triangle table end, for `triangle_count` triangles.
uint64_t ref_map_table_end(uint64_t triangle_count);

/// Where a built micromap's first slot begins.
uint64_t ref_map_first_slot(uint64_t triangle_count);

/// The triangle table behind a header.
struct ref_map_triangle *ref_map_triangles(uint8_t *storage);

/// Copies the header at `storage` (any alignment) out. False when there is no constructed micromap.
bool ref_map_read_header(const uint8_t *storage, struct ref_map_header *header);

#endif
