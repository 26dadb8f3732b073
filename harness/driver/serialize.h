// SPDX-License-Identifier: Apache-2.0
// Serialized micromaps: two UUIDs, then the micromap as it lies in its storage.
#ifndef REF_SERIALIZE_H
#define REF_SERIALIZE_H

#include "micromap_layout.h"

/// The header that the specification defines: driverUUID, then what tells whether the rest is
/// compatible.
#define REF_SERIALIZED_HEADER_SIZE (2 * VK_UUID_SIZE)

/// Bytes that a micromap needs when it is serialized.
uint64_t ref_serialized_size(const struct ref_map_header *header);

/// Writes the REF_SERIALIZED_HEADER_SIZE bytes that begin a serialized micromap; any alignment.
void ref_serialize_write_header(const struct ref_physical_device *physical_device, uint8_t *to);

/// For faults only: which command made a blob, where a fault keeps that in ref_map_header::zero.
enum ref_blob_origin {
    REF_BLOB_OF_HOST = 1,
    REF_BLOB_OF_DEVICE,
};

/// Does nothing without such a fault. `blob` begins with the serialized header.
void ref_serialize_note_origin(uint8_t *blob, enum ref_blob_origin origin);

#endif
