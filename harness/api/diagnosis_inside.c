// SPDX-License-Identifier: Apache-2.0
// Guesses at a wrong order of microtriangles, and at bits that are taken for others.
#include "diagnosis.h"

#include <ommcts/curve.h>

static const VkMicromapTriangleEXT *record_of(const struct omm_scene *scene,
                                              const struct omm_shot *shot)
{
    return &scene->input->triangles[shot->triangle];
}

static uint32_t level_of(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return record_of(scene, shot)->subdivisionLevel;
}

static bool has_two_states(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return record_of(scene, shot)->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT;
}

static uint32_t at(const struct omm_scene *scene, const struct omm_shot *shot, uint32_t index)
{
    return omm_input_state(scene->input, shot->triangle, index);
}

static uint32_t backwards(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return at(scene, shot, ((uint32_t)1 << (2 * level_of(scene, shot))) - 1 - shot->index);
}

static uint32_t cut_to_16_bits(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return at(scene, shot, shot->index & 0xFFFF);
}

// The index of a place if each part of a triangle had its own parts in the order of the whole. In the part in the middle,
// which stands on its head, u and v count from the other side.
static uint32_t unflipped(const struct omm_scene *scene, const struct omm_shot *shot)
{
    const uint32_t level = level_of(scene, shot);
    struct omm_centroid c = omm_curve_centroid(level, shot->index);
    uint32_t side = (uint32_t)3 << level, index = 0;
    for (uint32_t step = 0; step < level; ++step) {
        const uint32_t half = side / 2;
        uint32_t part = 1;
        if (side - c.u - c.v > half)
            part = 0;
        else if (c.u > half)
            part = 2;
        else if (c.v > half)
            part = 3;
        if (part == 1)
            c = (struct omm_centroid){half - c.u, half - c.v};
        c.u -= part == 2 ? half : 0;
        c.v -= part == 3 ? half : 0;
        index = index << 2 | part;
        side = half;
    }
    return at(scene, shot, index);
}

// Rows along the edge from vertex 0 to vertex 1, each from the side of vertex 0 on.
static uint32_t in_rows(const struct omm_scene *scene, const struct omm_shot *shot)
{
    const uint32_t level = level_of(scene, shot);
    const struct omm_centroid c = omm_curve_centroid(level, shot->index);
    const uint32_t rows = (uint32_t)1 << level;
    const uint32_t row = c.v / 3, column = c.u / 3;
    const uint32_t rest = (3 * rows - c.u - c.v) / 3;
    const uint32_t on_its_head = row + column + rest + 1 != rows;
    return at(scene, shot, row * (2 * rows - row) + 2 * column + on_its_head);
}

// What lies where other vertices have the weights of vertices 1 and 2.
static uint32_t turned(const struct omm_scene *scene, const struct omm_shot *shot, uint32_t way)
{
    const uint32_t level = level_of(scene, shot);
    const struct omm_centroid c = omm_curve_centroid(level, shot->index);
    const uint32_t w = ((uint32_t)3 << level) - c.u - c.v;
    const struct omm_centroid ways[] = {{c.v, c.u}, {w, c.u}, {c.v, w}, {w, c.v}, {c.u, w}};
    return at(scene, shot, omm_curve_index(level, ways[way]));
}

static uint32_t swapped(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return turned(scene, shot, 0);
}

static uint32_t rotated(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return turned(scene, shot, 1);
}

static uint32_t rotated_back(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return turned(scene, shot, 2);
}

static uint32_t swapped_0_1(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return turned(scene, shot, 3);
}

static uint32_t swapped_0_2(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return turned(scene, shot, 4);
}

// Where a byte is not full, what its upper end holds is nobody's.
static uint32_t most_significant_first(const struct omm_scene *scene, const struct omm_shot *shot)
{
    const uint32_t in_a_byte = has_two_states(scene, shot) ? 8 : 4;
    const uint32_t place = shot->index % in_a_byte;
    const uint32_t index = shot->index - place + in_a_byte - 1 - place;
    return index >> (2 * level_of(scene, shot)) ? OMM_ANY_STATE : at(scene, shot, index);
}

static uint32_t without_level(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return at(scene, shot, 0);
}

static uint32_t two_as_four(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return omm_guess_bits(scene->input, shot->triangle, shot->index, 2);
}

// The same with two microtriangles to each pair of bits.
static uint32_t two_as_pairs(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return has_two_states(scene, shot)
               ? omm_guess_bits(scene->input, shot->triangle, shot->index / 2, 2)
               : at(scene, shot, shot->index);
}

static uint32_t four_as_two(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return omm_guess_bits(scene->input, shot->triangle, shot->index, 1);
}

const struct omm_guess omm_guesses_inside[] = {
    {"the curve's flips were ignored", unflipped, false},
    {"the curve were followed from its end", backwards, false},
    {"microtriangles were numbered row by row, not along the curve", in_rows, false},
    {"u and v were swapped", swapped, false},
    {"vertex 0 were taken for vertex 1, 1 for 2, and 2 for 0", rotated, false},
    {"vertex 0 were taken for vertex 2, 1 for 0, and 2 for 1", rotated_back, false},
    {"vertices 0 and 1 were swapped", swapped_0_1, false},
    {"vertices 0 and 2 were swapped", swapped_0_2, false},
    {"the most significant bits of each byte came first", most_significant_first, false},
    {"microtriangles' indices were cut to 16 bits", cut_to_16_bits, false},
    {"every triangle had level 0", without_level, false},
    {"2-state data were read as 4-state data", two_as_four, false},
    {"2-state data were read as 4-state data, a pair of bits for two microtriangles", two_as_pairs,
     false},
    {"4-state data were read as 2-state data", four_as_two, false},
    {NULL, NULL, false},
};
