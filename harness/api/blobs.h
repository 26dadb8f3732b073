// SPDX-License-Identifier: Apache-2.0
// The file of a kept micromap. Lines of text that anybody can read, ended by an empty one:
//
//     ommcts kept micromap, format 1
//     case NAME
//     seed N                of the case, when it was written
//     device NAME           deviceName
//     deviceUUID HEX
//     driver NAME           driverName and driverInfo
//     driverVersion HEX
//     driverUUID HEX
//     micromapSize N        the size that the serialized micromap was created with
//     triangles N
//     data N                bytes
//     serialized N          bytes
//
// then `triangles` times a VkMicromapTriangleEXT (offset in 32 bits, level and format in 16, the least significant byte
// first), the packed opacity data, the serialized bytes, and a line "fnv1a64 HEX": the hash of everything before it.
#ifndef OMM_BLOBS_H
#define OMM_BLOBS_H

#include <ommcts/kept.h>

/// The file's contents, until the case is over.
const uint8_t *omm_blob_encode(const struct omm_micromap *map, const void *bytes, size_t size,
                               size_t *file_size);

/// Reads all of `kept` but its path and its blob; the serialized bytes are found at `*bytes`, `*size` of them. NULL, or
/// what is wrong, in words.
const char *omm_blob_decode(struct omm_kept *kept, const struct omm_test *t, const uint8_t *file,
                            size_t file_size, const uint8_t **bytes, size_t *size);

/// Reads the file at kept->path into memory that a driver may read. Ends the case as ResourceError when it is damaged.
void omm_blob_read(struct omm_kept *kept, const struct omm_test *t, const struct omm_shape *shape);

/// 32 hexadecimal digits, until the case is over.
const char *omm_blob_uuid(const uint8_t *uuid);

#endif
