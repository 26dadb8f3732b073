// SPDX-License-Identifier: Apache-2.0
// A 128-bit hash to know bytes again that this process has seen: fast, not for adversaries.
#ifndef LAY_HASH_H
#define LAY_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { LAY_HASH_BLOCK = 32 };

struct lay_hash {
    uint64_t lanes[4];
    uint64_t length;
};

struct lay_digest {
    uint64_t words[2];
};

struct lay_hash lay_hash_start(void);

/// Takes in bytes. `size` is a multiple of LAY_HASH_BLOCK in every call but the last before the digest.
void lay_hash_add(struct lay_hash *hash, const void *bytes, size_t size);

struct lay_digest lay_hash_digest(const struct lay_hash *hash);

#endif
