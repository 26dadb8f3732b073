// SPDX-License-Identifier: Apache-2.0
#include "map.h"

#include <greatest.h>
#include <stdint.h>
#include <stdlib.h>

TEST finds_nothing_in_an_empty_table(void)
{
    struct lay_map map = {0};
    size_t cursor = 0;
    ASSERT_EQ(NULL, lay_map_find(&map, 1));
    ASSERT_EQ(NULL, lay_map_take(&map, 1));
    ASSERT_EQ(NULL, lay_map_next(&map, &cursor));
    lay_map_clear(&map);
    PASS();
}

TEST keeps_null_and_all_ones_as_keys(void)
{
    struct lay_map map = {0};
    int a, b;
    ASSERT(lay_map_put(&map, 0, &a));
    ASSERT(lay_map_put(&map, UINT64_MAX, &b));
    ASSERT_EQ(&a, lay_map_find(&map, 0));
    ASSERT_EQ(&b, lay_map_find(&map, UINT64_MAX));
    ASSERT(lay_map_put(&map, 0, &b));
    ASSERT_EQ(2, map.count);
    ASSERT_EQ(&b, lay_map_take(&map, 0));
    ASSERT_EQ(NULL, lay_map_find(&map, 0));
    lay_map_clear(&map);
    PASS();
}

enum { KEYS = 600 };

// Handles look like pointers, like small numbers, or use their upper half only.
static uint64_t key_of(int kind, uint64_t i)
{
    return kind == 0 ? i : kind == 1 ? 0x7f0000000000 + 64 * i : i << 40;
}

// The same random steps on the table and on an array that cannot be wrong.
TEST behaves_like_an_array(int kind)
{
    static char present[KEYS];
    static char values[KEYS];
    struct lay_map map = {0};
    uint64_t random = 42;
    for (int i = 0; i < KEYS; ++i)
        present[i] = 0;
    for (int step = 0; step < 40000; ++step) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const unsigned i = (unsigned)(random >> 33) % KEYS;
        void *expected = present[i] ? &values[i] : NULL;
        ASSERT_EQ(expected, lay_map_find(&map, key_of(kind, i)));
        // It fills and empties in waves, so that it is sparse and crowded in turn.
        if ((random >> 20) % 16 < (step / 4000 % 2 ? 12u : 4u)) {
            ASSERT(lay_map_put(&map, key_of(kind, i), &values[i]));
            present[i] = 1;
        } else {
            ASSERT_EQ(expected, lay_map_take(&map, key_of(kind, i)));
            present[i] = 0;
        }
    }
    size_t count = 0, cursor = 0;
    while (lay_map_next(&map, &cursor))
        ++count;
    ASSERT_EQ(map.count, count);
    for (int i = 0; i < KEYS; ++i)
        ASSERT_EQ(present[i] ? &values[i] : NULL, lay_map_find(&map, key_of(kind, (uint64_t)i)));
    lay_map_clear(&map);
    PASS();
}

// Searches end where a slot is free, so that the longest row of used ones says how slow they may be.
TEST spreads_what_looks_alike(int kind)
{
    static char value;
    struct lay_map map = {0};
    for (uint64_t i = 0; i < KEYS; ++i)
        ASSERT(lay_map_put(&map, key_of(kind, i), &value));
    size_t row = 0, longest = 0;
    for (size_t i = 0; i < 2 * map.capacity; ++i) {
        row = map.slots[i % map.capacity].value ? row + 1 : 0;
        longest = row > longest ? row : longest;
    }
    ASSERT(longest < 16);
    lay_map_clear(&map);
    PASS();
}

SUITE(maps)
{
    RUN_TEST(finds_nothing_in_an_empty_table);
    RUN_TEST(keeps_null_and_all_ones_as_keys);
    for (int kind = 0; kind < 3; ++kind)
        RUN_TEST1(behaves_like_an_array, kind);
    for (int kind = 0; kind < 3; ++kind)
        RUN_TEST1(spreads_what_looks_alike, kind);
}
