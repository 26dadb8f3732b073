// SPDX-License-Identifier: Apache-2.0
#include "contents.h"

#include "fault.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

static uint64_t data_size(const struct ref_map_triangle *triangle)
{
    return ref_map_data_size(triangle->level, triangle->format);
}

static uint64_t mixed(uint64_t number)
{
    number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
    return number ^ number >> 31;
}

/// Exclusive-or of all data with eight bytes in turns; twice is not at all.
static void scramble(uint8_t *storage, uint64_t key)
{
    struct ref_map_header header;
    ref_map_read_header(storage, &header);
    const uint64_t begin = ref_map_table_end(header.triangle_count);
    for (uint64_t i = begin; i < header.used_size; i++)
        storage[i] ^= (uint8_t)(key >> (i - begin) % 8 * 8);
}

static void scramble_in_transit(const struct ref_device *device, uint8_t *storage)
{
    if (REF_FAULT(SERIALIZE_KEYED_BY_PROCESS))
        scramble(storage, mixed((uint64_t)getpid()));
    if (REF_FAULT(SERIALIZE_KEYED_BY_DEVICE))
        scramble(storage, mixed((uint64_t)(uintptr_t)device));
}

static void lose_levels(uint8_t *storage, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        ref_map_triangles(storage)[i].level = 0;
}

static void drop_last(uint8_t *storage, uint32_t count)
{
    const struct ref_map_triangle *last = &ref_map_triangles(storage)[count - 1];
    if (count > 1)
        memset(storage + last->offset, 0, data_size(last));
}

static void reverse(uint8_t *storage, uint32_t count)
{
    struct ref_map_triangle *triangles = ref_map_triangles(storage);
    for (uint32_t i = 0; i < count / 2; i++) {
        const struct ref_map_triangle kept = triangles[i];
        triangles[i] = triangles[count - 1 - i];
        triangles[count - 1 - i] = kept;
    }
}

/// Triangles of equal level and format get the data of the first of them.
static void merge_alike(uint8_t *storage, uint32_t count)
{
    struct ref_map_triangle *triangles = ref_map_triangles(storage);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t first = 0;
        while (triangles[first].level != triangles[i].level ||
               triangles[first].format != triangles[i].format)
            first++;
        triangles[i].offset = triangles[first].offset;
    }
}

static void first_format_for_all(uint8_t *storage, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        ref_map_triangles(storage)[i].format = ref_map_triangles(storage)[0].format;
}

/// Leaves slots between the data of triangles, where a packed micromap has none.
static void unpack(uint8_t *storage, const struct ref_map_header *header)
{
    for (uint32_t i = 0; i < header->triangle_count; i++) {
        struct ref_map_triangle *triangle = &ref_map_triangles(storage)[i];
        const uint64_t slot = (triangle->offset + REF_MAP_SLOT - 1) / REF_MAP_SLOT * REF_MAP_SLOT;
        if (slot + data_size(triangle) <= header->used_size)
            triangle->offset = slot;
    }
}

/// A member that only personalities use holds where the data is; the data stays there.
static void refer_to(uint8_t *body, const struct ref_map_header *header, const void *where)
{
    const uint64_t begin = ref_map_table_end(header->triangle_count);
    const uint64_t address = (uintptr_t)where;
    memcpy(body + offsetof(struct ref_map_header, create_size), &address, sizeof address);
    memset(body + begin, 0, header->used_size - begin);
}

static void fetch(uint8_t *storage, const struct ref_map_header *header)
{
    const uint64_t begin = ref_map_table_end(header->triangle_count);
    const uint8_t *from = (const uint8_t *)(uintptr_t)header->create_size;
    if (REF_FAULT(SERIALIZE_BY_REFERENCE))
        from = ref_micromap_bytes((const struct ref_micromap *)(uintptr_t)header->create_size);
    memcpy(storage + begin, from + begin, header->used_size - begin);
}

/// Counts how often the contents were loaded, and spoils them at the third time.
static void drift(uint8_t *storage, const struct ref_map_header *header)
{
    const uint32_t number = header->number + 1;
    memcpy(storage + offsetof(struct ref_map_header, number), &number, sizeof number);
    if (number == 3)
        drop_last(storage, header->triangle_count);
}

void ref_contents_serialized(const struct ref_device *device, const struct ref_micromap *src,
                             uint8_t *body)
{
    struct ref_map_header header;
    if (REF_FAULT(NONE) || !ref_map_read_header(body, &header))
        return;
    if (REF_FAULT(SERIALIZE_LOSES_LEVELS))
        lose_levels(body, header.triangle_count);
    if (REF_FAULT(SERIALIZE_DROPS_LAST_TRIANGLE))
        drop_last(body, header.triangle_count);
    if (REF_FAULT(SERIALIZE_FIRST_FORMAT_FOR_ALL))
        first_format_for_all(body, header.triangle_count);
    if (REF_FAULT(SERIALIZE_UNPACKS) && header.used_size == header.packed_size)
        unpack(body, &header);
    if (REF_FAULT(SERIALIZE_BY_REFERENCE))
        refer_to(body, &header, src);
    if (REF_FAULT(SERIALIZE_HOLDS_ADDRESSES))
        refer_to(body, &header, ref_micromap_bytes(src));
    scramble_in_transit(device, body);
}

void ref_contents_loaded(const struct ref_device *device, uint8_t *storage)
{
    struct ref_map_header header;
    if (REF_FAULT(NONE) || !ref_map_read_header(storage, &header))
        return;
    if (REF_FAULT(DESERIALIZE_REVERSES_TRIANGLES))
        reverse(storage, header.triangle_count);
    if (REF_FAULT(SERIALIZE_BY_REFERENCE) || REF_FAULT(SERIALIZE_HOLDS_ADDRESSES))
        fetch(storage, &header);
    if (REF_FAULT(DESERIALIZE_DRIFTS))
        drift(storage, &header);
    scramble_in_transit(device, storage);
}

void ref_contents_loaded_by_device(uint8_t *storage)
{
    if (REF_FAULT(DEVICE_DESERIALIZE_FLIPS_BITS))
        scramble(storage, UINT64_MAX);
}

void ref_contents_cloned(uint8_t *storage)
{
    struct ref_map_header header;
    if (!REF_FAULT(COPY_CLONE_DROPS_ODD_BYTES) || !ref_map_read_header(storage, &header))
        return;
    const uint64_t begin = ref_map_table_end(header.triangle_count);
    const uint64_t rest = (header.used_size - begin) % 16;
    memset(storage + header.used_size - rest, 0, rest);
}

void ref_contents_compacted(uint8_t *storage)
{
    struct ref_map_header header;
    if (REF_FAULT(COPY_COMPACT_MERGES_ALIKE) && ref_map_read_header(storage, &header))
        merge_alike(storage, header.triangle_count);
}

bool ref_contents_left_alone(const uint8_t *storage, const struct ref_map_header *header)
{
    struct ref_map_header held;
    return REF_FAULT(DESERIALIZE_LEAVES_EQUAL_SHAPE) && ref_map_read_header(storage, &held) &&
           held.triangle_count == header->triangle_count && held.used_size == header->used_size;
}

uint32_t ref_contents_phases(void)
{
    return REF_FAULT(NONE) ? 1 : 2;
}
