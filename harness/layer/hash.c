// SPDX-License-Identifier: Apache-2.0
// Four lanes that do not wait for each other, so that a processor can work on all of them at once. A step maps
// the lane's value one to one, so that two inputs that differ in one word never end up equal.
#include "hash.h"

#include <string.h>

// Odd numbers without a pattern: the fractional bits of the square roots of 2, 3, 5 and 7, lowest bit set.
static const uint64_t odd[4] = {0x6a09e667f3bcc909, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                0xa54ff53a5f1d36f1};

static uint64_t step(uint64_t lane, uint64_t word, uint64_t factor)
{
    const uint64_t product = (lane ^ word) * factor;
    return product ^ (product >> 32);
}

struct lay_hash lay_hash_start(void)
{
    return (struct lay_hash){.lanes = {odd[3], odd[2], odd[1], odd[0]}};
}

static void add_block(uint64_t lanes[4], const unsigned char *block)
{
    uint64_t words[4];
    memcpy(words, block, sizeof words);
    for (int i = 0; i < 4; ++i)
        lanes[i] = step(lanes[i], words[i], odd[i]);
}

void lay_hash_add(struct lay_hash *hash, const void *bytes, size_t size)
{
    const unsigned char *from = bytes;
    const size_t whole = size - size % LAY_HASH_BLOCK;
    uint64_t lanes[4];
    memcpy(lanes, hash->lanes, sizeof lanes);
    for (size_t at = 0; at < whole; at += LAY_HASH_BLOCK)
        add_block(lanes, from + at);
    if (whole < size) {
        unsigned char last[LAY_HASH_BLOCK] = {0};
        memcpy(last, from + whole, size - whole);
        add_block(lanes, last);
    }
    memcpy(hash->lanes, lanes, sizeof lanes);
    hash->length += size;
}

struct lay_digest lay_hash_digest(const struct lay_hash *hash)
{
    struct lay_digest digest = {{hash->length, ~hash->length}};
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 4; ++i) {
            digest.words[0] = step(digest.words[0], hash->lanes[i], odd[i]);
            digest.words[1] = step(digest.words[1], hash->lanes[3 - i], odd[i]);
        }
    }
    return digest;
}
