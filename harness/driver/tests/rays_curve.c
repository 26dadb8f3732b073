// SPDX-License-Identifier: Apache-2.0
// The driver's space-filling curve against known answers, and against the recursive definition:
// quarters of a triangle in their order, each with its vertices as the curve enters it.
#include "../curve.h"

#include <greatest.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct point {
    double u, v;
};

static uint32_t index_at(double u, double v, uint32_t level)
{
    return ref_curve_index(ref_curve_strips(u, v, level), level);
}

TEST known_answers(void)
{
    const char *path = getenv("OMMCTS_KNOWN_ANSWERS");
    FILE *file = path ? fopen(path, "r") : NULL;
    ASSERTm("OMMCTS_KNOWN_ANSWERS must name data/curve-known-answers.tsv", file);
    char line[256];
    unsigned rows = 0;
    while (fgets(line, sizeof line, file)) {
        unsigned level, index, u, v;
        if (sscanf(line, "%u %u %u %u", &level, &index, &u, &v) != 4)
            continue;
        const double side = 3.0 * (1u << level);
        ASSERT_EQ_FMT(index, index_at(u / side, v / side, level), "%u");
        rows++;
    }
    fclose(file);
    ASSERT_EQ_FMT(1365u, rows, "%u");
    PASS();
}

static struct point middle(struct point a, struct point b)
{
    return (struct point){(a.u + b.u) / 2, (a.v + b.v) / 2};
}

/// Walks the curve; false at the first microtriangle with another number than `*next`.
static bool walk(struct point a, struct point b, struct point c, uint32_t depth, uint32_t level,
                 uint32_t *next)
{
    if (depth == 0) {
        const double u = (a.u + b.u + c.u) / 3, v = (a.v + b.v + c.v) / 3;
        const uint32_t expected = (*next)++;
        return index_at(u, v, level) == expected && index_at((float)u, (float)v, level) == expected;
    }
    const struct point ab = middle(a, b), bc = middle(b, c), ca = middle(c, a);
    return walk(a, ab, ca, depth - 1, level, next) && walk(ca, bc, ab, depth - 1, level, next) &&
           walk(ab, b, bc, depth - 1, level, next) && walk(bc, ca, c, depth - 1, level, next);
}

TEST recursive_definition(void)
{
    for (uint32_t level = 0; level <= 10; level++) {
        uint32_t next = 0;
        ASSERT(walk((struct point){0, 0}, (struct point){1, 0}, (struct point){0, 1}, level, level,
                    &next));
        ASSERT_EQ_FMT(1u << (2 * level), next, "%u");
    }
    PASS();
}

/// One corner of level 12, whose numbers begin at 0.
TEST level_12(void)
{
    uint32_t next = 0;
    const double side = 1.0 / 16;
    ASSERT(
        walk((struct point){0, 0}, (struct point){side, 0}, (struct point){0, side}, 8, 12, &next));
    ASSERT_EQ(0u, index_at(0, 0, 12));
    ASSERT_EQ((1u << 24) - 1, index_at(0, 1, 12));
    PASS();
}

TEST points_outside_go_to_the_edge(void)
{
    for (uint32_t level = 0; level <= 12; level++) {
        const uint32_t count = 1u << (2 * level);
        ASSERT_EQ(0u, index_at(-1e-7, -1e-7, level));
        ASSERT_EQ(index_at(1, 0, level), index_at(1 + 1e-7, 1e-9, level));
        for (int i = -5; i < 70; i++)
            for (int j = -5; j < 70; j++)
                ASSERT(index_at(i / 64.0, j / 64.0, level) < count);
    }
    ASSERT_EQ(index_at(0.5 - 1e-9, 0.5 + 1e-10, 5), index_at(0.5 + 1e-7, 0.5 + 1e-7, 5));
    PASS();
}

TEST faulty_twin_differs_from_level_2(void)
{
    for (uint32_t level = 0; level <= 5; level++) {
        uint32_t differing = 0;
        for (uint32_t i = 0; i < 64; i++)
            for (uint32_t j = 0; i + j < 64; j++) {
                const struct ref_strips strips = ref_curve_strips(i / 64.0, j / 64.0, level);
                differing +=
                    ref_curve_index(strips, level) != ref_curve_index_unflipped(strips, level);
            }
        ASSERT_EQ(level >= 2, differing > 0);
    }
    PASS();
}

SUITE(curve)
{
    RUN_TEST(known_answers);
    RUN_TEST(recursive_definition);
    RUN_TEST(level_12);
    RUN_TEST(points_outside_go_to_the_edge);
    RUN_TEST(faulty_twin_differs_from_level_2);
}
