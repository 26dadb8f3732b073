// SPDX-License-Identifier: Apache-2.0
// From a build's inputs to a filled storage.
#include "build.h"
#include "fault.h"

#include <string.h>

VkMicromapTriangleEXT ref_build_input_triangle(const struct ref_build *build, uint64_t index)
{
    VkDeviceSize stride = build->info->triangleArrayStride;
    if (REF_FAULT(BUILD_IGNORES_TRIANGLE_STRIDE))
        stride = sizeof(VkMicromapTriangleEXT);
    VkMicromapTriangleEXT triangle;
    memcpy(&triangle, (const uint8_t *)build->info->triangleArray.hostAddress + index * stride,
           sizeof(triangle));
    return triangle;
}

static uint64_t read_sum(const struct ref_build *build, uint64_t piece)
{
    uint64_t sum;
    memcpy(&sum, build->scratch + piece * sizeof(sum), sizeof(sum));
    return sum;
}

static void write_sum(const struct ref_build *build, uint64_t piece, uint64_t sum)
{
    memcpy(build->scratch + piece * sizeof(sum), &sum, sizeof(sum));
}

static uint64_t piece_end(const struct ref_build *build, uint64_t piece)
{
    uint64_t end = (piece + 1) * REF_BUILD_PIECE;
    return end < build->sizes->triangle_count ? end : build->sizes->triangle_count;
}

void ref_build_measure(const struct ref_build *build, uint64_t first, uint64_t end)
{
    for (uint64_t piece = first; piece < end; piece++) {
        uint64_t sum = 0;
        for (uint64_t i = piece * REF_BUILD_PIECE; i < piece_end(build, piece); i++) {
            VkMicromapTriangleEXT triangle = ref_build_input_triangle(build, i);
            sum += ref_map_slot_size(triangle.subdivisionLevel, triangle.format);
        }
        write_sum(build, piece, sum);
    }
    if (REF_FAULT(BUILD_WRITES_PAST_SCRATCH))
        memset(build->scratch + build->sizes->scratch_size, 0, 16);
}

bool ref_build_place(const struct ref_build *build)
{
    uint64_t place = ref_map_first_slot(build->sizes->triangle_count);
    for (uint64_t piece = 0; piece < build->sizes->pieces; piece++) {
        uint64_t sum = read_sum(build, piece);
        write_sum(build, piece, place);
        place += sum;
        if (place > build->map->size)
            return false;
    }
    return true;
}

/// Puts the first state of each byte at its most significant end, for a fault.
static void reverse_states(uint8_t *data, uint64_t size, uint32_t format)
{
    const bool two_state = format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT;
    for (uint64_t i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)(data[i] << 4 | data[i] >> 4);
        byte = (uint8_t)((byte & 0x33) << 2 | (byte >> 2 & 0x33));
        data[i] = two_state ? (uint8_t)((byte & 0x55) << 1 | (byte >> 1 & 0x55)) : byte;
    }
}

/// Copies one triangle's opacity data. Bits of the last byte that belong to no microtriangle become
/// zero, so that they cannot make equal data differ.
static void copy_data(const struct ref_build *build, const VkMicromapTriangleEXT *triangle,
                      uint8_t *to, uint64_t size)
{
    uint64_t offset = triangle->dataOffset;
    if (REF_FAULT(BUILD_ALIGNS_DATA_OFFSET_UP))
        offset = (offset + 3) / 4 * 4;
    if (REF_FAULT(BUILD_DATA_OFFSET_16_BITS))
        offset &= 0xFFFF;
    const uint8_t *from = (const uint8_t *)build->info->data.hostAddress + offset;
    memcpy(to, from, size);
    uint32_t bits = ref_map_last_bits(triangle->subdivisionLevel, triangle->format);
    to[size - 1] &= (uint8_t)(0xffu >> (8 - bits));
    if (REF_FAULT(BUILD_MOST_SIGNIFICANT_FIRST) && !build->map->faults.made_by_device)
        reverse_states(to, size, triangle->format);
    if (REF_FAULT(BUILD_WRITES_DATA))
        *(volatile uint8_t *)(uintptr_t)from = to[0];
}

static void fill_triangle(const struct ref_build *build, uint64_t index, uint64_t *place)
{
    VkMicromapTriangleEXT triangle = ref_build_input_triangle(build, index);
    uint64_t size = ref_map_data_size(triangle.subdivisionLevel, triangle.format);
    uint8_t *data = build->storage + *place;
    copy_data(build, &triangle, data, size);

    struct ref_map_triangle *record = &ref_map_triangles(build->storage)[index];
    *record = (struct ref_map_triangle){
        .offset = *place,
        // With compaction the hash waits here until the last phase replaces it by an offset.
        .packed_offset = build->sizes->hash_slots ? ref_build_hash(data, size) : *place,
        .level = triangle.subdivisionLevel,
        .format = triangle.format,
        .brings_data = 1,
    };
    *place += ref_map_slot_size(triangle.subdivisionLevel, triangle.format);
}

void ref_build_fill(const struct ref_build *build, uint64_t first, uint64_t end)
{
    for (uint64_t piece = first; piece < end; piece++) {
        uint64_t place = read_sum(build, piece);
        for (uint64_t i = piece * REF_BUILD_PIECE; i < piece_end(build, piece); i++)
            fill_triangle(build, i, &place);
    }
    if (REF_FAULT(BUILD_WRITES_TRIANGLES))
        *(volatile uint8_t *)(uintptr_t)build->info->triangleArray.hostAddress ^= 0;
}
