// SPDX-License-Identifier: Apache-2.0
// How serialized micromaps look.
#include "fault.h"
#include "personality.h"
#include "serialize.h"

#include <stdatomic.h>
#include <string.h>

static const struct ref_blob_layout *layout_of(enum ref_blob_origin origin)
{
    return origin == REF_BLOB_OF_DEVICE ? &ref_personality()->device_blob
                                        : &ref_personality()->host_blob;
}

enum ref_blob_origin ref_blob_origin(const struct ref_physical_device *physical_device,
                                     const uint8_t *blob)
{
    if (!ref_personality()->other_device_uuid)
        return REF_BLOB_OF_HOST; // both look the same
    return memcmp(blob + VK_UUID_SIZE, physical_device->device_compatibility_uuid, VK_UUID_SIZE) ==
                   0
               ? REF_BLOB_OF_DEVICE
               : REF_BLOB_OF_HOST;
}

uint64_t ref_blob_data_at(enum ref_blob_origin origin)
{
    return REF_SERIALIZED_HEADER_SIZE + layout_of(origin)->gap;
}

uint64_t ref_blob_size(const struct ref_map_header *header, enum ref_blob_origin origin)
{
    return ref_blob_data_at(origin) + header->used_size;
}

uint64_t ref_serialized_size(const struct ref_micromap *map, const struct ref_map_header *header,
                             enum ref_blob_origin asked)
{
    const uint64_t host = ref_blob_size(header, REF_BLOB_OF_HOST);
    const uint64_t device = ref_blob_size(header, REF_BLOB_OF_DEVICE);
    uint64_t size = host > device ? host : device;
    size += asked == REF_BLOB_OF_DEVICE ? ref_personality()->device_slack
                                        : ref_personality()->host_slack;
    if (ref_personality()->slack_varies)
        size += map->serial % 7 * 3;
    return size;
}

/// Never the same twice, as a time stamp or memory that nobody cleared.
static void make_noise(uint8_t *at, uint32_t size)
{
    static _Atomic uint64_t last;
    const uint64_t noise = (atomic_fetch_add(&last, 1) + 1) * UINT64_C(0x9e3779b97f4a7c15);
    for (uint32_t i = 0; i < size; i++)
        at[i] = (uint8_t)(noise >> (i % 8 * 8)) ^ (uint8_t)i;
}

void ref_blob_write_header(const struct ref_physical_device *physical_device, uint8_t *blob,
                           enum ref_blob_origin origin)
{
    const uint8_t *driver = physical_device->driver_uuid;
    const uint8_t *compatibility = origin == REF_BLOB_OF_DEVICE
                                       ? physical_device->device_compatibility_uuid
                                       : physical_device->compatibility_uuid;
    if (REF_FAULT(SERIALIZE_DEVICE_UUID))
        driver = physical_device->device_uuid;
    if (REF_FAULT(SERIALIZE_PIPELINE_CACHE_UUID))
        driver = physical_device->pipeline_cache_uuid;
    if (REF_FAULT(SERIALIZE_OTHER_COMPATIBILITY))
        compatibility = physical_device->device_uuid;
    memcpy(blob, driver, VK_UUID_SIZE);
    if (!REF_FAULT(SERIALIZE_HALF_A_HEADER))
        memcpy(blob + VK_UUID_SIZE, compatibility, VK_UUID_SIZE);
    if (REF_FAULT(SERIALIZE_SWAPS_UUID_BYTES)) {
        for (uint32_t i = 0; i < VK_UUID_SIZE; i++)
            blob[i] = driver[i ^ 3];
    }
    const struct ref_blob_layout *layout = layout_of(origin);
    if (layout->gap_has == REF_GAP_NOISE)
        make_noise(blob + REF_SERIALIZED_HEADER_SIZE, layout->gap);
}

void ref_blob_mark(const struct ref_device *device, uint8_t *blob)
{
    if (REF_FAULT(COMPATIBILITY_PER_DEVICE))
        blob[2 * VK_UUID_SIZE - 1] ^= (uint8_t)((uintptr_t)device >> 8);
}

void ref_blob_disguise(uint8_t *data, uint64_t size, enum ref_blob_origin origin)
{
    const uint8_t mask = layout_of(origin)->mask;
    if (!mask)
        return;
    for (uint64_t i = 0; i < size; i++)
        data[i] ^= mask;
}

bool ref_blob_read_map_header(const uint8_t *data, enum ref_blob_origin origin,
                              struct ref_map_header *header)
{
    memcpy(header, data, sizeof *header);
    ref_blob_disguise((uint8_t *)header, sizeof *header, origin);
    return header->magic == REF_MAP_MAGIC;
}

void ref_serialize_note_origin(uint8_t *blob, enum ref_blob_origin origin)
{
    const uint32_t note = origin;
    if (REF_FAULT(DEVICE_DESERIALIZE_REFUSES_HOST_BLOBS) ||
        REF_FAULT(DESERIALIZE_REFUSES_DEVICE_BLOBS))
        memcpy(blob + ref_blob_data_at(origin) + offsetof(struct ref_map_header, zero), &note,
               sizeof note);
}
