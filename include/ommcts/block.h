// SPDX-License-Identifier: Apache-2.0
// Host memory that notices: blocks between two inaccessible pages, with canaries where alignment
// keeps a block from touching them.
#ifndef OMMCTS_BLOCK_H
#define OMMCTS_BLOCK_H

#include <stddef.h>
#include <stdint.h>

enum omm_access {
    OMM_NO_ACCESS,
    OMM_READ_ONLY,
    OMM_READ_WRITE,
};

enum omm_edge {
    OMM_ENDS_AT_GUARD, ///< an access past the end faults (after at most alignment - 1 canary bytes)
    OMM_BEGINS_AT_GUARD, ///< an access before the beginning faults
};

struct omm_block_request {
    const char *name; ///< what the report calls it: "destination"
    size_t size;      ///< bytes
    size_t alignment; ///< power of two up to the page size; 0 means 1
    size_t residue;   ///< address modulo `alignment`; 0 unless a stricter alignment must be avoided
    enum omm_edge edge; ///< which side touches its guard page
};

/// A block of host memory; contents start as `poison` bytes. Lives until the case is over.
struct omm_block {
    uint8_t *bytes;
    size_t size;
    const char *name;
    uint8_t *pages;    ///< first accessible page
    size_t page_bytes; ///< accessible pages in bytes
};

/// What fresh blocks hold.
#define OMM_POISON 0xC5

/// Never NULL: ends the case as ResourceError when the address range can't be had.
struct omm_block *omm_block(const struct omm_block_request *request);

/// A block that holds a copy of `bytes`, aligned to 16 bytes, and ends at a guard page.
struct omm_block *omm_block_with(const char *name, const void *bytes, size_t size);

/// Changes the access to all pages of the block. With anything but OMM_READ_WRITE the canaries stay as they are.
void omm_block_protect(const struct omm_block *block, enum omm_access access);

/// Sets every byte of the block.
void omm_block_fill(struct omm_block *block, uint8_t value);

/// For ASSERT_OK: complains, with the offset of the first changed byte, when a byte between the block and its
/// guard pages was written.
const char *omm_block_intact(const struct omm_block *block);

/// Like omm_block_intact, for the bytes [from, size) of the block itself, which must still hold `value`.
const char *omm_block_untouched(const struct omm_block *block, size_t from, uint8_t value);

/// One sentence on an address in or near a living block; async-signal-safe. 0 when it is near none.
size_t omm_block_describe(uintptr_t address, char *text, size_t size);

#endif
