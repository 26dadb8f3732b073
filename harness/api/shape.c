// SPDX-License-Identifier: Apache-2.0
// The shapes that parameterised cases run over.
#include <ommcts/shape.h>

#define ONE(s, l, n)                                                                               \
    {                                                                                              \
        .name = "s" #s "_l" #l "_n" #n, .groups = { {s, l, n} }                                    \
    }

const struct omm_shape omm_shapes[OMM_SHAPE_COUNT] = {
    // The few that stand for the rest: smallest, odd counts, several levels, both formats at once.
    ONE(2, 0, 1),
    ONE(4, 0, 1),
    ONE(2, 3, 7),
    ONE(4, 2, 33),
    {.name = "mix_all_small",
     .groups = {{2, 0, 3}, {2, 1, 2}, {2, 3, 5}, {4, 0, 1}, {4, 2, 3}, {4, 3, 4}}},
    ONE(4, 3, 1000),
    // One triangle at every level, in both formats.
    ONE(2, 1, 1),
    ONE(2, 2, 1),
    ONE(2, 3, 1),
    ONE(2, 4, 1),
    ONE(2, 5, 1),
    ONE(2, 6, 1),
    ONE(2, 7, 1),
    ONE(2, 8, 1),
    ONE(2, 9, 1),
    ONE(2, 10, 1),
    ONE(2, 11, 1),
    ONE(4, 1, 1),
    ONE(4, 2, 1),
    ONE(4, 3, 1),
    ONE(4, 4, 1),
    ONE(4, 5, 1),
    ONE(4, 6, 1),
    ONE(4, 7, 1),
    ONE(4, 8, 1),
    ONE(4, 9, 1),
    ONE(4, 10, 1),
    ONE(4, 11, 1),
    // Counts.
    ONE(2, 0, 2),
    ONE(2, 0, 10000),
    ONE(4, 0, 3),
    ONE(4, 0, 10000),
    ONE(2, 1, 31),
    ONE(4, 1, 255),
    ONE(2, 2, 4097),
    ONE(4, 2, 10000),
    ONE(2, 3, 10000),
    ONE(4, 3, 10000),
    ONE(2, 4, 10000),
    ONE(4, 4, 9999),
    ONE(4, 6, 1000),
    // Mixtures.
    {.name = "mix_formats_l3", .groups = {{2, 3, 50}, {4, 3, 51}}},
    {.name = "mix_levels_s2", .groups = {{2, 0, 9}, {2, 1, 7}, {2, 2, 5}, {2, 3, 3}}},
    {.name = "mix_levels_s4", .groups = {{4, 0, 9}, {4, 1, 7}, {4, 2, 5}, {4, 3, 3}}},
    {.name = "mix_far_apart", .groups = {{2, 0, 1000}, {4, 8, 3}, {2, 5, 11}, {4, 1, 100}}},
};

const struct omm_shape omm_small = {
    .name = "small",
    .groups = {{2, 0, 1}, {2, 2, 3}, {4, 1, 2}, {4, 3, 5}},
};

const struct omm_shape omm_large = {
    .name = "large",
    .groups = {{4, 3, 32000}, {2, 3, 32000}},
};
