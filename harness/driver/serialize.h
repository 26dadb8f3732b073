// SPDX-License-Identifier: Apache-2.0
// Serialized micromaps: two UUIDs, then the micromap as it lies in its storage. A personality may
// leave a gap between the two and disguise the data, another way when the device writes them; the
// second UUID tells a reader which way it was.
#ifndef REF_SERIALIZE_H
#define REF_SERIALIZE_H

#include "micromap_layout.h"

/// The header that the specification defines: driverUUID, then what tells whether the rest is
/// compatible.
#define REF_SERIALIZED_HEADER_SIZE (2 * VK_UUID_SIZE)

enum ref_blob_origin {
    REF_BLOB_OF_HOST = 1,
    REF_BLOB_OF_DEVICE,
};

/// Who wrote the serialized micromap whose header is at `blob`.
enum ref_blob_origin ref_blob_origin(const struct ref_physical_device *physical_device,
                                     const uint8_t *blob);

/// Where the data begins.
uint64_t ref_blob_data_at(enum ref_blob_origin origin);

/// All bytes of a serialized micromap.
uint64_t ref_blob_size(const struct ref_map_header *header, enum ref_blob_origin origin);

/// What a query of the host or the device answers for it; no less than either writes.
uint64_t ref_serialized_size(const struct ref_micromap *map, const struct ref_map_header *header,
                             enum ref_blob_origin asked);

/// Writes what is before the data; any alignment.
void ref_blob_write_header(const struct ref_physical_device *physical_device, uint8_t *blob,
                           enum ref_blob_origin origin);

/// For the fault that knows which VkDevice wrote a blob: hides or uncovers its mark in the second UUID.
void ref_blob_mark(const struct ref_device *device, uint8_t *blob);

/// Disguises `size` bytes of data in place, or takes the disguise away.
void ref_blob_disguise(uint8_t *data, uint64_t size, enum ref_blob_origin origin);

/// Copies the micromap's header out of the data. False when there is none.
bool ref_blob_read_map_header(const uint8_t *data, enum ref_blob_origin origin,
                              struct ref_map_header *header);

/// For faults only: keeps in ref_map_header::zero which command made a blob. `blob` begins with the
/// serialized header.
void ref_serialize_note_origin(uint8_t *blob, enum ref_blob_origin origin);

#endif
