// SPDX-License-Identifier: Apache-2.0
// Which ranges overlap.
#include "build_ranges.h"

#include <greatest.h>

enum { MOST = 16 };

static struct {
    unsigned count;
    struct lay_range pairs[MOST][2];
} found;

static void note(void *context, const struct lay_range *a, const struct lay_range *b)
{
    (void)context;
    if (found.count < MOST) {
        found.pairs[found.count][0] = *a;
        found.pairs[found.count][1] = *b;
    }
    ++found.count;
}

static unsigned overlaps(struct lay_range *ranges, size_t count)
{
    found.count = 0;
    lay_find_overlaps(ranges, count, NULL, note);
    return found.count;
}

TEST neighbours_do_not_overlap(void)
{
    struct lay_range ranges[] = {
        {1, 100, 200, false, 0}, {1, 200, 300, false, 1}, {1, 0, 100, true, 1}};
    ASSERT_EQ(0, overlaps(ranges, 3));
    ASSERT_EQ(0, overlaps(NULL, 0));
    PASS();
}

TEST one_byte_is_enough(void)
{
    struct lay_range ranges[] = {{1, 199, 300, false, 1}, {1, 100, 200, true, 0}};
    ASSERT_EQ(1, overlaps(ranges, 2));
    ASSERT_EQ(0, found.pairs[0][0].index);
    ASSERT_EQ(1, found.pairs[0][1].index);
    PASS();
}

TEST spaces_are_apart(void)
{
    struct lay_range ranges[] = {{1, 0, 100, false, 0}, {2, 50, 100, false, 1}, {0, 0, 9, true, 0}};
    ASSERT_EQ(0, overlaps(ranges, 3));
    PASS();
}

TEST nothing_overlaps_nothing(void)
{
    struct lay_range ranges[] = {{1, 50, 50, true, 0}, {1, 0, 100, false, 0}};
    ASSERT_EQ(0, overlaps(ranges, 2));
    PASS();
}

TEST equal_ranges_overlap(void)
{
    struct lay_range ranges[] = {
        {1, 0, 100, false, 0}, {1, 0, 100, false, 1}, {1, 0, 100, false, 2}};
    ASSERT_EQ(2, overlaps(ranges, 3));
    PASS();
}

// The long one reaches over the short one, which lies before the last.
TEST the_furthest_counts(void)
{
    struct lay_range ranges[] = {
        {1, 0, 1000, false, 0}, {1, 10, 20, false, 1}, {1, 500, 600, false, 2}};
    ASSERT_EQ(2, overlaps(ranges, 3));
    ASSERT_EQ(0, found.pairs[1][0].index);
    ASSERT_EQ(2, found.pairs[1][1].index);
    PASS();
}

TEST both_kinds_are_seen(void)
{
    struct lay_range ranges[] = {
        {1, 0, 100, false, 0}, {1, 0, 100, true, 0}, {1, 90, 110, true, 1}};
    ASSERT_EQ(3, overlaps(ranges, 3));
    PASS();
}

// A longer one takes the place of the one before; one in other memory does at once.
TEST each_may_be_the_furthest(void)
{
    struct lay_range steps[] = {
        {1, 0, 100, false, 0}, {1, 50, 200, false, 1}, {1, 150, 300, false, 2}};
    ASSERT_EQ(2, overlaps(steps, 3));
    ASSERT_EQ(1, found.pairs[1][0].index);
    struct lay_range apart[] = {
        {1, 0, 1000, false, 0}, {2, 0, 100, false, 1}, {2, 50, 60, false, 2}};
    ASSERT_EQ(1, overlaps(apart, 3));
    ASSERT_EQ(1, found.pairs[0][0].index);
    PASS();
}

static bool overlap(const struct lay_range *a, const struct lay_range *b)
{
    return a->space == b->space && a->begin < b->end && b->begin < a->end && a->begin < a->end &&
           b->begin < b->end;
}

// Some overlap is found where each is compared with every other.
TEST any_order_does(void)
{
    enum { RANGES = 7, ROUNDS = 4000 };
    uint32_t random = 1;
    unsigned with_overlaps = 0;
    for (int round = 0; round < ROUNDS; ++round) {
        struct lay_range ranges[RANGES];
        bool expected = false;
        for (uint32_t i = 0; i < RANGES; ++i) {
            random = random * 1664525 + 1013904223;
            const uint64_t begin = random >> 16 & 63;
            ranges[i] = (struct lay_range){random >> 22 & 1, begin, begin + (random >> 23 & 7),
                                           random >> 26 & 1, i};
            for (uint32_t k = 0; k < i; ++k)
                expected |= overlap(&ranges[k], &ranges[i]);
        }
        ASSERT_EQ(expected, overlaps(ranges, RANGES) > 0);
        with_overlaps += expected;
    }
    ASSERT(with_overlaps > ROUNDS / 8 && with_overlaps < ROUNDS - ROUNDS / 8);
    PASS();
}

SUITE(ranges)
{
    RUN_TEST(neighbours_do_not_overlap);
    RUN_TEST(one_byte_is_enough);
    RUN_TEST(spaces_are_apart);
    RUN_TEST(nothing_overlaps_nothing);
    RUN_TEST(equal_ranges_overlap);
    RUN_TEST(the_furthest_counts);
    RUN_TEST(both_kinds_are_seen);
    RUN_TEST(each_may_be_the_furthest);
    RUN_TEST(any_order_does);
}
