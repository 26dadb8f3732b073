// SPDX-License-Identifier: Apache-2.0
// What is said of wrong answers, against answers that were made wrong on purpose: by tables and by altered data, not by the
// arithmetic of the guesses.
#include "api/diagnosis.h"

#include "api/scene.h"

#include <ommcts/curve.h>
#include <ommcts/verdict.h>

#include <greatest.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { TRIANGLES = 9, LEVEL = 4, MOST = TRIANGLES << (2 * LEVEL) };

// Sentences live until the program ends; there are few.
const char *omm_sentence(const char *format, ...)
{
    static char *kept[1024];
    static size_t count;
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    kept[count++ % (sizeof kept / sizeof kept[0])] = text;
    return length < 0 ? "" : text;
}

size_t omm_triangle_bytes(uint32_t states, uint32_t level)
{
    return (((size_t)1 << (2 * level)) * (states == 2 ? 1 : 2) + 7) / 8;
}

static const struct {
    uint32_t states, level;
} kinds[TRIANGLES] = {{4, 3}, {2, 2}, {2, 4}, {4, 1}, {4, 3}, {2, 3}, {4, 2}, {2, 4}, {4, 4}};

static uint8_t data[4096], other_data[4096];
static VkMicromapTriangleEXT triangles[TRIANGLES];
static struct omm_input input, other;
static struct omm_micromap before;
static struct omm_shot shots[MOST];

static void fill(uint32_t seed)
{
    size_t offset = 0;
    for (uint32_t i = 0; i < TRIANGLES; ++i) {
        triangles[i] = (VkMicromapTriangleEXT){
            .dataOffset = (uint32_t)offset,
            .subdivisionLevel = (uint16_t)kinds[i].level,
            .format = kinds[i].states == 2 ? VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT
                                           : VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT,
        };
        offset += omm_triangle_bytes(kinds[i].states, kinds[i].level);
    }
    for (size_t i = 0; i < offset; ++i) {
        seed = seed * 1664525 + 1013904223;
        data[i] = (uint8_t)(seed >> 24);
    }
    memcpy(other_data, data, sizeof data);
    input = (struct omm_input){
        .data = data, .data_size = offset, .triangles = triangles, .triangle_count = TRIANGLES};
    other = input;
    other.data = other_data;
    before = (struct omm_micromap){.input = &other};
}

static void answer(struct omm_shot *shot, uint32_t state)
{
    static const uint32_t plain[] = {OMM_IGNORED, OMM_OPAQUE, OMM_NON_OPAQUE, OMM_NON_OPAQUE};
    static const uint32_t forced[] = {OMM_IGNORED, OMM_OPAQUE, OMM_IGNORED, OMM_OPAQUE};
    shot->plain = plain[state];
    shot->forced = forced[state];
}

// The shots of a scene, each answered with what `seen` gives.
static uint32_t shoot(const struct omm_scene *scene,
                      uint32_t (*seen)(const struct omm_scene *scene, const struct omm_shot *shot))
{
    uint32_t count = 0;
    for (uint32_t place = 0; place < TRIANGLES; ++place) {
        const uint32_t refers = omm_scene_refers(scene, place);
        const uint32_t level = omm_is_special(refers) ? 0 : triangles[refers].subdivisionLevel;
        for (uint32_t index = 0; index >> (2 * level) == 0; ++index, ++count) {
            shots[count] = (struct omm_shot){.place = place, .triangle = refers, .index = index};
            answer(&shots[count], seen(scene, &shots[count]));
        }
    }
    return count;
}

static void set_state(struct omm_input *to, uint32_t triangle, uint32_t index, uint32_t state)
{
    const uint32_t bits = kinds[triangle].states == 2 ? 1 : 2;
    uint8_t *byte = to->data + triangles[triangle].dataOffset + index * bits / 8;
    const uint32_t shift = index * bits % 8;
    *byte = (uint8_t)((*byte & ~(((1u << bits) - 1) << shift)) | state << shift);
}

// `other` becomes the input with its microtriangles where `to` says.
static void move_all(uint32_t (*to)(uint32_t level, uint32_t index))
{
    for (uint32_t i = 0; i < TRIANGLES; ++i)
        for (uint32_t index = 0; index >> (2 * kinds[i].level) == 0; ++index)
            set_state(&other, i, to(kinds[i].level, index), omm_input_state(&input, i, index));
}

static uint32_t from_other(const struct omm_scene *scene, const struct omm_shot *shot)
{
    (void)scene;
    return omm_shot_expected(&other, shot);
}

static uint32_t from_end(uint32_t level, uint32_t index)
{
    return (1u << (2 * level)) - 1 - index;
}

static uint32_t mirrored(uint32_t level, uint32_t index)
{
    const struct omm_centroid c = omm_curve_centroid(level, index);
    return omm_curve_index(level, (struct omm_centroid){c.v, c.u});
}

static uint32_t turned(uint32_t level, uint32_t index)
{
    // What belongs to vertex 1 is looked up at vertex 0.
    const struct omm_centroid c = omm_curve_centroid(level, index);
    return omm_curve_index(level, (struct omm_centroid){c.v, (3u << level) - c.u - c.v});
}

static const struct {
    const char *name, *words;
    uint32_t (*to)(uint32_t level, uint32_t index);
} moves[] = {
    {"backwards", "as if the curve were followed from its end", from_end},
    {"mirrored", "as if u and v were swapped", mirrored},
    {"turned", "as if vertex 0 were taken for vertex 1, 1 for 2, and 2 for 0", turned},
};

TEST says(const struct omm_scene *scene, uint32_t count, const char *words)
{
    const char *said = omm_diagnose(scene, shots, count);
    ASSERTm(said, strstr(said, words));
    PASS();
}

TEST tells_moves(size_t which)
{
    fill(7);
    move_all(moves[which].to);
    const struct omm_scene scene = {.input = &input};
    CHECK_CALL(says(&scene, shoot(&scene, from_other), moves[which].words));
    PASS();
}

static uint32_t bits_turned_round(const struct omm_scene *scene, const struct omm_shot *shot)
{
    (void)scene;
    const VkMicromapTriangleEXT *record = &triangles[shot->triangle];
    const uint32_t bits = kinds[shot->triangle].states == 2 ? 1 : 2;
    const uint32_t shift = 8 - bits - shot->index * bits % 8;
    return data[record->dataOffset + shot->index * bits / 8] >> shift & ((1u << bits) - 1);
}

static uint32_t of_first(const struct omm_scene *scene, const struct omm_shot *shot)
{
    (void)scene;
    const uint32_t bits = kinds[shot->triangle].states == 2 ? 1 : 2;
    const uint32_t bit = shot->index * bits;
    return bit < 128 ? data[bit / 8] >> bit % 8 & ((1u << bits) - 1) : 0;
}

static uint32_t lost_level(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return omm_input_state(scene->input, shot->triangle, 0);
}

static uint32_t own_number(const struct omm_scene *scene, const struct omm_shot *shot)
{
    // Points of the triangle that should be seen, in the one that is.
    const struct omm_centroid c =
        omm_curve_centroid(triangles[shot->triangle].subdivisionLevel, shot->index);
    const uint32_t from = triangles[shot->triangle].subdivisionLevel;
    const uint32_t to = triangles[shot->place].subdivisionLevel;
    uint32_t index = shot->index;
    if (to < from)
        index >>= 2 * (from - to);
    else // the same point in smaller units
        index = omm_curve_index(to, (struct omm_centroid){c.u << (to - from), c.v << (to - from)});
    return omm_input_state(scene->input, shot->place, index);
}

static uint32_t last_one_gone(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return shot->triangle == TRIANGLES - 1 ? 0 : omm_shot_expected(scene->input, shot);
}

static uint32_t states_swapped(const struct omm_scene *scene, const struct omm_shot *shot)
{
    const uint32_t state = omm_shot_expected(scene->input, shot);
    return state < 2 ? 1 - state : state;
}

static uint32_t flipped(const struct omm_scene *scene, const struct omm_shot *shot)
{
    return kinds[shot->triangle].states - 1 - omm_shot_expected(scene->input, shot);
}

// Every hundredth answer is another one.
static uint32_t noisy(const struct omm_scene *scene, const struct omm_shot *shot)
{
    const uint32_t state = omm_shot_expected(scene->input, shot);
    return (shot->index * 31 + shot->place * 7) % 100 == 3 ? state ^ 1 : state;
}

static const struct {
    enum omm_attachment attachment;
    uint32_t (*seen)(const struct omm_scene *scene, const struct omm_shot *shot);
    const char *words;
} breakages[] = {
    {OMM_ATTACH_IN_ORDER, bits_turned_round, "as if the most significant bits of each byte"},
    {OMM_ATTACH_IN_ORDER, of_first, "the data of micromap triangle 0"},
    {OMM_ATTACH_IN_ORDER, lost_level, "as if every triangle had level 0"},
    {OMM_ATTACH_REVERSED, own_number, "the micromap triangle of its own number"},
    {OMM_ATTACH_IN_ORDER, last_one_gone, ": only triangle 8 of 9 is wrong, and state 0 all over"},
    {OMM_ATTACH_IN_ORDER, states_swapped,
     "every state 0 of 2 is seen as 1, state 1 of 2 is seen as 0, state 0 of 4"},
    {OMM_ATTACH_IN_ORDER, flipped, "as if every bit of the data were flipped"},
    {OMM_ATTACH_IN_ORDER, noisy, " of 9 triangles are wrong, the last is "},
};

TEST tells_breakages(size_t which)
{
    fill(11);
    const struct omm_scene scene = {.input = &input, .attachment = breakages[which].attachment};
    const uint32_t count = shoot(&scene, breakages[which].seen);
    CHECK_CALL(says(&scene, count, breakages[which].words));
    PASS();
}

TEST tells_the_one_before(void)
{
    fill(13);
    for (size_t i = 0; i < sizeof other_data; ++i)
        other_data[i] ^= 0x35;
    const struct omm_scene scene = {.input = &input, .before = &before};
    CHECK_CALL(says(&scene, shoot(&scene, from_other), "that it was built with before"));
    PASS();
}

TEST tells_answers_that_no_state_gives(uint32_t plain, uint32_t forced, const char *words)
{
    fill(17);
    const struct omm_scene scene = {.input = &input};
    const uint32_t count = shoot(&scene, from_other);
    for (uint32_t i = 0; i < count; ++i) {
        shots[i].plain = plain;
        shots[i].forced = forced;
    }
    CHECK_CALL(says(&scene, count, words));
    PASS();
}

SUITE(diagnosis)
{
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; ++i)
        RUN_TESTp(tells_moves, i);
    for (size_t i = 0; i < sizeof breakages / sizeof breakages[0]; ++i)
        RUN_TESTp(tells_breakages, i);
    RUN_TEST(tells_the_one_before);
    RUN_TESTp(tells_answers_that_no_state_gives, OMM_NON_OPAQUE, OMM_NON_OPAQUE,
              "as if no micromap were attached");
    RUN_TESTp(tells_answers_that_no_state_gives, 0xFF, 0xFF, "the shader wrote no answers");
}
