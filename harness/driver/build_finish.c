// SPDX-License-Identifier: Apache-2.0
// The last phase of a build: the packed form, the header.
#include "build.h"
#include "fault.h"
#include "micromap_kept.h"
#include "micromap_storage.h"

#include <string.h>

static uint64_t mixed(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 29);
}

uint64_t ref_build_hash(const uint8_t *data, uint64_t size)
{
    uint64_t hash = mixed(0, size);
    while (size) {
        uint64_t word = 0;
        size_t part = size < sizeof(word) ? (size_t)size : sizeof(word);
        memcpy(&word, data, part);
        hash = mixed(hash, word);
        data += part;
        size -= part;
    }
    return hash;
}

static uint64_t triangle_data_size(const struct ref_map_triangle *triangle)
{
    return ref_map_data_size(triangle->level, triangle->format);
}

static bool same_data(const uint8_t *storage, const struct ref_map_triangle *one,
                      const struct ref_map_triangle *other)
{
    uint64_t size = triangle_data_size(one);
    return size == triangle_data_size(other) &&
           memcmp(storage + one->offset, storage + other->offset, size) == 0;
}

/// Finds the first triangle with the same data as triangle `index`: that one itself if it is new.
/// The table holds index + 1; 0 is an empty entry.
static uint32_t first_with_same_data(const struct ref_build *build, uint8_t *table, uint32_t index,
                                     uint64_t hash)
{
    const struct ref_map_triangle *triangles = ref_map_triangles(build->storage);
    for (uint64_t slot = hash;; slot++) {
        uint8_t *entry = table + (slot & (build->sizes->hash_slots - 1)) * sizeof(uint32_t);
        uint32_t found;
        memcpy(&found, entry, sizeof(found));
        if (found == 0) {
            found = index + 1;
            memcpy(entry, &found, sizeof(found));
            return index;
        }
        if (same_data(build->storage, &triangles[index], &triangles[found - 1]))
            return found - 1;
    }
}

uint64_t ref_build_pack(const struct ref_build *build)
{
    uint8_t *table =
        build->scratch + (build->sizes->scratch_size - build->sizes->hash_slots * sizeof(uint32_t));
    memset(table, 0, build->sizes->hash_slots * sizeof(uint32_t));

    struct ref_map_triangle *triangles = ref_map_triangles(build->storage);
    uint64_t place = ref_map_table_end(build->sizes->triangle_count);
    for (uint32_t i = 0; i < build->sizes->triangle_count; i++) {
        struct ref_map_triangle *triangle = &triangles[i];
        uint32_t first = first_with_same_data(build, table, i, triangle->packed_offset);
        triangle->brings_data = first == i;
        if (first == i) {
            triangle->packed_offset = place;
            place += triangle_data_size(triangle);
        } else {
            triangle->packed_offset = triangles[first].packed_offset;
        }
    }
    return place;
}

static uint64_t used_size(const struct ref_build *build)
{
    uint64_t count = build->sizes->triangle_count;
    if (count == 0)
        return ref_map_table_end(0);
    const struct ref_map_triangle *last = &ref_map_triangles(build->storage)[count - 1];
    return last->offset + triangle_data_size(last);
}

/// Appends the personality's bytes without meaning; they count as used.
static void fill_up(const struct ref_build *build, struct ref_map_header *header)
{
    memset(build->storage + header->used_size, 0xF1, build->sizes->filler_size);
    header->used_size += build->sizes->filler_size;
}

static void clear_neighbours(const struct ref_build *build)
{
    const struct ref_micromap *map = build->map;
    if (REF_FAULT(STORAGE_CLEARS_BEFORE) && map->offset >= 16)
        memset(build->storage - 16, 0, 16);
    if (REF_FAULT(STORAGE_CLEARS_REST_OF_BUFFER))
        memset(build->storage + map->size, 0, map->buffer->size - map->offset - map->size);
}

void ref_build_finish(const struct ref_build *build)
{
    struct ref_map_header header = {
        .magic = REF_MAP_MAGIC,
        .flags = build->info->flags,
        .triangle_count = (uint32_t)build->sizes->triangle_count,
        .used_size = used_size(build),
    };
    fill_up(build, &header);
    header.packed_size = build->sizes->hash_slots ? ref_build_pack(build) : header.used_size;
    // Nothing was prepared, so nothing but the table counts as what a compacted form has.
    if (REF_FAULT(BUILD_FLAGS_OF_ACCELERATION_STRUCTURES) && !build->sizes->hash_slots)
        header.packed_size = ref_map_table_end(header.triangle_count);
    memcpy(build->storage, &header, sizeof(header));
    ref_micromap_constructed(build->map, REF_MICROMAP_BUILT);
    clear_neighbours(build);
    if (REF_FAULT(QUERY_ZERO_FOR_COPIES))
        build->map->built_size = header.used_size;
    if (REF_FAULT(BUILD_KEEPS_STORAGE))
        ref_micromap_keep(build->storage);
    if (REF_FAULT(BUILD_KEEPS_INPUT))
        ref_micromap_keep(build->info->data.hostAddress);
}
