// SPDX-License-Identifier: Apache-2.0
// Which bits of the data are which microtriangle (chapters "Micromaps" and "Ray Opacity Micromap").
//
// "Each element of the micromap is represented by a single bit at the index derived above", or by "a two bit value";
// elements are packed from the least significant bit of the first byte on, and the index of a place comes from "a space
// filling curve which is defined recursively by traversing into the sub-triangle nearest vertex 0, then the middle
// triangle with ordering flipped, then nearest vertex 1 then nearest vertex 2".
//
// Observed by reading back data that spells the index out: triangle k holds digit k of each microtriangle's own index,
// in base 2 or 4. If all of them read back, every index was found at its own place: no other order, mirrored, bytes or
// bits or levels swapped, gives the same. Then patterns that no symmetry of the triangle maps to themselves, one
// microtriangle alone, and random data. Vacuous if the data were symmetric: halves, quarters and steps have no equal parts.
// Above level 8 digits are no more spelled out and a sample is read.
#include <ommcts/ommcts.h>

#include <string.h>

static const struct depth {
    const char *name;
    uint32_t states, level;
} depths[] = {
    {"s2_l0", 2, 0},   {"s2_l1", 2, 1},   {"s2_l2", 2, 2},   {"s2_l3", 2, 3},   {"s2_l4", 2, 4},
    {"s2_l5", 2, 5},   {"s2_l6", 2, 6},   {"s2_l7", 2, 7},   {"s2_l8", 2, 8},   {"s2_l9", 2, 9},
    {"s2_l10", 2, 10}, {"s2_l11", 2, 11}, {"s4_l0", 4, 0},   {"s4_l1", 4, 1},   {"s4_l2", 4, 2},
    {"s4_l3", 4, 3},   {"s4_l4", 4, 4},   {"s4_l5", 4, 5},   {"s4_l6", 4, 6},   {"s4_l7", 4, 7},
    {"s4_l8", 4, 8},   {"s4_l9", 4, 9},   {"s4_l10", 4, 10}, {"s4_l11", 4, 11},
};

static uint32_t places_of(const struct depth *depth)
{
    return (uint32_t)1 << (2 * depth->level);
}

// Input of `count` equal triangles whose states are what `state_at` says of (triangle, index).
static const struct omm_input *
spell(const struct omm_test *t, const struct depth *depth, uint32_t count,
      uint32_t (*state_at)(uint32_t triangle, uint32_t index, const struct depth *depth))
{
    struct omm_shape *shape = omm_alloc(sizeof *shape);
    *shape = (struct omm_shape){depth->name, {{depth->states, depth->level, count}}};
    struct omm_input *input = omm_make_input(t, shape);
    memset(input->data, 0, input->data_size);
    const uint32_t bits = depth->states == 2 ? 1 : 2;
    for (uint32_t i = 0; i < count; ++i)
        for (uint32_t index = 0; index < places_of(depth); ++index) {
            uint8_t *byte = input->data + input->triangles[i].dataOffset + index * bits / 8;
            *byte |= (uint8_t)(state_at(i, index, depth) << (index * bits % 8));
        }
    return input;
}

// For ASSERT_OK.
static const char *stands(const struct omm_test *t, enum omm_side side,
                          const struct omm_input *input)
{
    struct omm_micromap *map = omm_build_input_on(side, t, input, 0);
    const char *complaint = omm_neighbours_intact(map);
    if (!complaint)
        complaint = omm_usable_on(side, map);
    return complaint ? complaint : omm_reads_back(map);
}

// At the highest levels two digits have to do: the one that changes most and the one that changes least.
static uint32_t digit_of_index(uint32_t triangle, uint32_t index, const struct depth *depth)
{
    const uint32_t bits = depth->states == 2 ? 1 : 2;
    const uint32_t digits = 2 * depth->level / bits;
    const uint32_t digit = depth->level > 6 && triangle ? digits - 1 : triangle;
    return (index >> (digit * bits)) & (depth->states - 1);
}

static int spells_index(const struct omm_test *t, const struct depth *depth, enum omm_side side)
{
    const uint32_t digits = depth->level * (depth->states == 2 ? 2 : 1);
    const uint32_t count = depth->level > 6 ? 2 : digits ? digits : 1;
    ASSERT_OK(stands(t, side, spell(t, depth, count, digit_of_index)));
    PASS();
}

OMM_CASE(index_by_host, .about = "Each microtriangle's index, digit by digit, is where it belongs.",
         .covers = OMM_COVERS("A027", "A026"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_PARAMS(depths))
{
    return spells_index(t, param, OMM_ON_HOST);
}

OMM_CASE(index_by_device, .about = "A build on a queue puts each index there as well.",
         .covers = OMM_COVERS("A027"), .needs = {.device_commands = true, .read_back = true},
         .params = OMM_PARAMS(depths))
{
    return spells_index(t, param, OMM_ON_DEVICE);
}

// Patterns, one triangle each: a half, a quarter and so on, from either end of the curve.
static uint32_t first_part(uint32_t triangle, uint32_t index, const struct depth *depth)
{
    return index < (places_of(depth) >> (triangle + 1)) ? 1 : 0;
}

static uint32_t last_part(uint32_t triangle, uint32_t index, const struct depth *depth)
{
    const uint32_t places = places_of(depth);
    return index >= places - (places >> (triangle + 1)) ? depth->states - 1 : 0;
}

// Every n-th, with n odd: out of step with bytes, words and levels.
static uint32_t every_odd(uint32_t triangle, uint32_t index, const struct depth *depth)
{
    const uint32_t step = 2 * triangle + 3;
    return index % step == 0 ? 1 : index % step == 1 ? depth->states - 1 : 0;
}

static int holds_patterns(const struct omm_test *t, const struct depth *depth, enum omm_side side)
{
    const uint32_t count = depth->level > 6 ? 1 : 5;
    if (depth->level != 8) { // where reading back costs most
        ASSERT_OK(stands(t, side, spell(t, depth, count, first_part)));
        ASSERT_OK(stands(t, side, spell(t, depth, count, last_part)));
    }
    ASSERT_OK(stands(t, side, spell(t, depth, count, every_odd)));
    PASS();
}

OMM_CASE(patterns_by_host, .about = "Lopsided patterns stay where they are, the right way up.",
         .covers = OMM_COVERS("A027", "A026"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_PARAMS(depths))
{
    return holds_patterns(t, param, OMM_ON_HOST);
}

OMM_CASE(patterns_by_device, .about = "A build on a queue leaves them there as well.",
         .covers = OMM_COVERS("A027"), .needs = {.device_commands = true, .read_back = true},
         .params = OMM_PARAMS(depths))
{
    return holds_patterns(t, param, OMM_ON_DEVICE);
}

// Up to level 3 there is a triangle for each microtriangle; above, a few places far apart; in a sample, near its beginning.
static uint32_t one_alone(uint32_t triangle, uint32_t index, const struct depth *depth)
{
    const uint32_t seventh = (places_of(depth) - 1) / 7;
    const uint32_t place = depth->level <= 3   ? triangle
                           : depth->level <= 8 ? (triangle + 1) * seventh
                                               : triangle + 37;
    return index == place ? depth->states - 1 : 0;
}

static int sets_one(const struct omm_test *t, const struct depth *depth, enum omm_side side)
{
    const uint32_t count = depth->level <= 3 ? places_of(depth) : depth->level <= 6 ? 6 : 1;
    ASSERT_OK(stands(t, side, spell(t, depth, count, one_alone)));
    PASS();
}

OMM_CASE(alone_by_host, .about = "One microtriangle that differs from all others is that one.",
         .covers = OMM_COVERS("A027", "A026"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_PARAMS(depths))
{
    return sets_one(t, param, OMM_ON_HOST);
}

OMM_CASE(alone_by_device, .about = "A build on a queue finds that one as well.",
         .covers = OMM_COVERS("A027"), .needs = {.device_commands = true, .read_back = true},
         .params = OMM_PARAMS(depths))
{
    return sets_one(t, param, OMM_ON_DEVICE);
}

OMM_CASE(random_by_host, .about = "Random data of several triangles is each triangle's own.",
         .covers = OMM_COVERS("A027", "A026"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_FEW_SHAPES)
{
    ASSERT_OK(stands(t, OMM_ON_HOST, omm_make_input(t, param)));
    PASS();
}

OMM_CASE(random_by_device, .about = "So it is when a queue builds it.",
         .covers = OMM_COVERS("A027"), .needs = {.device_commands = true, .read_back = true},
         .params = OMM_FEW_SHAPES)
{
    ASSERT_OK(stands(t, OMM_ON_DEVICE, omm_make_input(t, param)));
    PASS();
}
