// SPDX-License-Identifier: Apache-2.0
// Reading back: where to aim, what the pairs of answers mean, and how a difference is told.
#include "diagnosis.h"
#include "picture_shots.h"
#include "scene.h"
#include "tracer.h"

#include <ommcts/curve.h>
#include <ommcts/verdict.h>

enum {
    WHOLE_LEVEL = 8, // the highest level whose microtriangles are all traced
    SAMPLES = 4096,  // of a triangle above that level
};

static uint32_t shots_of(uint32_t level)
{
    return level <= WHOLE_LEVEL ? (uint32_t)1 << (2 * level) : SAMPLES;
}

// The n-th microtriangle of a triangle that is traced. Of a sample: the three corners (the curve begins at vertex 0, ends at
// vertex 2, and has taken the third part of every level at vertex 1), both sides of where it passes from one part of a
// triangle to the next at each level, then seeded places.
static uint32_t aim(uint32_t level, uint32_t n)
{
    enum { CORNER = 64, SIDES = 6 };
    const uint32_t last = ((uint32_t)1 << (2 * level)) - 1;
    if (level <= WHOLE_LEVEL || n < CORNER)
        return n;
    if (n < 2 * CORNER)
        return last - (n - CORNER);
    if (n < 3 * CORNER)
        return last / 3 * 2 - CORNER / 3 * 2 + (n - 2 * CORNER);
    const uint32_t turn = n - 3 * CORNER;
    if (turn < SIDES * level)
        return ((turn % SIDES / 2 + 1) << (2 * (turn / SIDES))) - turn % 2;
    return (uint32_t)omm_random() & last;
}

// All microtriangles of a special index are one.
static uint32_t level_of(const struct omm_input *input, uint32_t triangle)
{
    return omm_is_special(triangle) ? 0 : input->triangles[triangle].subdivisionLevel;
}

static uint32_t count_shots(const struct omm_scene *scene)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < scene->input->triangle_count; ++i)
        count += shots_of(level_of(scene->input, omm_scene_refers(scene, i)));
    return count;
}

static struct omm_probe probe_at(struct omm_place place, uint32_t level, uint32_t index,
                                 bool beside)
{
    const struct omm_centroid c = omm_curve_centroid(level, index);
    const float scale = 1.0f / (3.0f * (float)((uint32_t)1 << level));
    float u = (float)c.u * scale;
    float v = (float)c.v * scale;
    if (beside) { // the mirror image beyond the long side, where no triangle is
        const float kept = u;
        u = 1.0f - v;
        v = 1.0f - kept;
    }
    return (struct omm_probe){.x = place.x + u, .y = place.y + v, .plain = 0xFF, .forced = 0xFF};
}

struct omm_shot *omm_trace(const struct omm_test *t, const struct omm_scene *scene, uint32_t *count)
{
    const struct omm_input *input = scene->input;
    *count = count_shots(scene);
    struct omm_shot *shots = omm_alloc(*count * sizeof *shots);
    struct omm_probe *probes = omm_alloc(*count * sizeof *probes);
    uint32_t at = 0;
    for (uint32_t i = 0; i < input->triangle_count; ++i) {
        const uint32_t refers = omm_scene_refers(scene, i);
        const uint32_t level = level_of(input, refers);
        const struct omm_place place = omm_scene_place(i, input->triangle_count);
        for (uint32_t n = 0; n < shots_of(level); ++n, ++at) {
            shots[at].place = i;
            shots[at].triangle = refers;
            shots[at].index = aim(level, n);
            probes[at] = probe_at(place, level, shots[at].index, scene->beside);
        }
    }
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkDeviceAddress top = omm_scene_build(t, scene, queue);
    if (scene->between)
        scene->between(scene->argument);
    omm_tracer_run(t, queue, top, probes, *count);
    for (uint32_t i = 0; i < *count; ++i) {
        shots[i].plain = probes[i].plain;
        shots[i].forced = probes[i].forced;
    }
    return shots;
}

static const char *answer_word(uint32_t answer)
{
    static const char *const words[] = {"ignored", "opaque", "non-opaque"};
    return words[answer];
}

static const char *seen_word(const struct omm_shot *shot)
{
    const uint32_t state = omm_shot_state(shot);
    if (state != OMM_NO_STATE)
        return omm_sentence("state %u", state);
    if (shot->plain > OMM_NON_OPAQUE || shot->forced > OMM_NON_OPAQUE)
        return "no answer of the shader";
    return omm_sentence("%s, and %s when 2 states are forced, which no stored state gives",
                        answer_word(shot->plain), answer_word(shot->forced));
}

// In words, the first that differs.
static const char *describe(const struct omm_input *input, const struct omm_shot *shot)
{
    const uint32_t expected = omm_shot_expected(input, shot);
    if (omm_is_special(shot->triangle))
        return omm_sentence("a triangle with special index %d: expected state %u, seen %s",
                            (int)shot->triangle, expected, seen_word(shot));
    const VkMicromapTriangleEXT *triangle = &input->triangles[shot->triangle];
    const uint32_t level = triangle->subdivisionLevel;
    const struct omm_centroid c = omm_curve_centroid(level, shot->index);
    const double scale = 1.0 / (3.0 * (double)((uint32_t)1 << level));
    return omm_sentence(
        "micromap triangle %u of %u (%s, level %u), microtriangle %u at u %.4f v %.4f: "
        "expected state %u, seen %s",
        shot->triangle, input->triangle_count,
        triangle->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT ? "2 states" : "4 states", level,
        shot->index, c.u * scale, c.v * scale, expected, seen_word(shot));
}

const char *omm_shots_right(const struct omm_scene *scene, const struct omm_shot *shots,
                            uint32_t count)
{
    omm_checked();
    const struct omm_input *input = scene->input;
    const struct omm_shot *first = NULL;
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < count; ++i) {
        if (omm_shot_state(&shots[i]) == omm_shot_expected(input, &shots[i]))
            continue;
        first = first ? first : &shots[i];
        ++wrong;
    }
    if (!first)
        return NULL;
    if (!omm_is_special(first->triangle))
        omm_picture_shots(input, shots, count, first->triangle, omm_shot_state);
    return omm_sentence("read-back: %s; %u of %u differ%s", describe(input, first), wrong, count,
                        wrong > 1 ? omm_diagnose(scene, shots, count) : "");
}

const char *omm_reads_back_as(const struct omm_micromap *map, const struct omm_input *input)
{
    const struct omm_test *t = map->t;
    if (!t->can_read_back) {
        omm_remark("contents not judged: the device has no ray queries");
        return NULL;
    }
    const struct omm_scene scene = {.map = map, .input = input};
    uint32_t count = 0;
    const struct omm_shot *shots = omm_trace(t, &scene, &count);
    return omm_shots_right(&scene, shots, count);
}

const char *omm_reads_back(const struct omm_micromap *map)
{
    return omm_reads_back_as(map, map->input);
}
