// SPDX-License-Identifier: Apache-2.0
// What writing and reading the file of a kept micromap share.
#ifndef OMM_BLOBS_PARTS_H
#define OMM_BLOBS_PARTS_H

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>

#define OMM_BLOB_FIRST_LINE "ommcts kept micromap, format 1\n"
#define OMM_BLOB_LAST_LINE  "fnv1a64 %016" PRIx64 "\n"

enum {
    OMM_BLOB_LAST_LINE_SIZE = 25,
    OMM_BLOB_TRIANGLE_SIZE = 8,
};

/// FNV-1a of 64 bits: notices any changed byte and any cut.
uint64_t omm_blob_hash(const uint8_t *bytes, size_t size);

#endif
