// SPDX-License-Identifier: Apache-2.0
// Guesses at triangles that are taken for others: which one a scene's triangle sees, and with what level and format.
#include "diagnosis.h"
#include "scene.h"

static uint32_t bits_of(const VkMicromapTriangleEXT *record)
{
    return record->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT ? 1 : 2;
}

uint32_t omm_guess_bits(const struct omm_input *input, uint32_t triangle, uint32_t index,
                        uint32_t bits)
{
    const VkMicromapTriangleEXT *record = &input->triangles[triangle];
    const uint64_t first = (uint64_t)index * bits;
    // What fills its last byte up is nobody's.
    if (first + bits > (uint64_t)bits_of(record) << (2 * record->subdivisionLevel))
        return OMM_ANY_STATE;
    const uint8_t *data = input->data + record->dataOffset;
    return (data[first / 8] >> (first % 8)) & ((1u << bits) - 1);
}

// The microtriangle of `level` at the centroid of one of `from`: the part that holds it, or the one in its middle.
static uint32_t index_at(uint32_t index, uint32_t from, uint32_t level)
{
    for (; from > level; --from)
        index >>= 2;
    for (; from < level; ++from)
        index = index << 2 | 1;
    return index;
}

static const VkMicromapTriangleEXT *record_of(const struct omm_scene *scene, uint32_t triangle)
{
    return &scene->input->triangles[triangle];
}

// What the shot sees if its triangle is another one.
static uint32_t as_triangle(const struct omm_scene *scene, const struct omm_shot *shot,
                            uint32_t other)
{
    if (omm_is_special(other))
        return ~other;
    if (other >= scene->input->triangle_count)
        return OMM_ANY_STATE;
    const uint32_t from =
        omm_is_special(shot->triangle) ? 0 : record_of(scene, shot->triangle)->subdivisionLevel;
    return omm_input_state(scene->input, other,
                           index_at(shot->index, from, record_of(scene, other)->subdivisionLevel));
}

static uint32_t in_order(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return as_triangle(scene, shot, shot->place);
}

static uint32_t without_base(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return as_triangle(scene, shot, omm_scene_refers(scene, shot->place) - omm_scene_base(scene));
}

// Of three indices in a row two are zeros between those that count.
static uint32_t without_stride(const struct omm_scene *scene, const struct omm_shot *shot)
{
    if (scene->attachment != OMM_ATTACH_STRIDED)
        return OMM_ANY_STATE;
    return as_triangle(scene, shot, shot->place % 3 ? 0 : omm_scene_refers(scene, shot->place / 3));
}

static uint32_t in_reverse(const struct omm_scene *scene, const struct omm_shot *shot)
{
    if (omm_is_special(shot->triangle))
        return omm_shot_expected(scene->input, shot);
    return as_triangle(scene, shot, scene->input->triangle_count - 1 - shot->triangle);
}

static uint32_t always_first(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return as_triangle(scene, shot, 0);
}

static uint32_t first_level(const struct omm_scene *scene, const struct omm_shot *shot)
{
    if (omm_is_special(shot->triangle))
        return omm_shot_expected(scene->input, shot);
    const VkMicromapTriangleEXT *record = record_of(scene, shot->triangle);
    const uint32_t index =
        index_at(shot->index, record->subdivisionLevel, record_of(scene, 0)->subdivisionLevel);
    return omm_guess_bits(scene->input, shot->triangle, index, bits_of(record));
}

static uint32_t first_format(const struct omm_scene *scene, const struct omm_shot *shot)
{
    if (omm_is_special(shot->triangle))
        return omm_shot_expected(scene->input, shot);
    return omm_guess_bits(scene->input, shot->triangle, shot->index, bits_of(record_of(scene, 0)));
}

static uint32_t first_data(const struct omm_scene *scene, const struct omm_shot *shot)
{
    if (omm_is_special(shot->triangle))
        return omm_shot_expected(scene->input, shot);
    return omm_guess_bits(scene->input, 0, shot->index, bits_of(record_of(scene, shot->triangle)));
}

// Alike: of equal level and format.
static uint32_t first_alike(const struct omm_scene *scene, const struct omm_shot *shot)
{
    if (omm_is_special(shot->triangle))
        return omm_shot_expected(scene->input, shot);
    const VkMicromapTriangleEXT *record = record_of(scene, shot->triangle);
    uint32_t first = 0;
    while (record_of(scene, first)->subdivisionLevel != record->subdivisionLevel ||
           record_of(scene, first)->format != record->format)
        ++first;
    return omm_input_state(scene->input, first, shot->index);
}

static uint32_t the_one_before(const struct omm_scene *scene, const struct omm_shot *shot)
{
    if (!scene->before)
        return OMM_ANY_STATE;
    return omm_shot_expected(scene->before->input, shot);
}

const struct omm_guess omm_guesses_between[] = {
    {"the structure still had the micromap that it was built with before", the_one_before, true},
    {"each triangle had the micromap triangle of its own number, whatever its index says", in_order,
     true},
    {"baseTriangle were not added to the indices", without_base, true},
    {"indices were packed, whatever indexStride says", without_stride, true},
    {"the micromap's triangles were in reverse order", in_reverse, true},
    {"every triangle were micromap triangle 0", always_first, true},
    {"every triangle had the level of micromap triangle 0", first_level, true},
    {"every triangle had the format of micromap triangle 0", first_format, true},
    {"every triangle had the data of micromap triangle 0", first_data, true},
    {"triangles of equal level and format had the data of the first of them", first_alike, true},
    {NULL, NULL, false},
};
