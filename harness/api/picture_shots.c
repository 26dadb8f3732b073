// SPDX-License-Identifier: Apache-2.0
#include "picture_shots.h"

#include "picture.h"

#include <ommcts/artifact.h>
#include <ommcts/verdict.h>

#include <string.h>

static uint8_t *expected_of(const struct omm_input *input, uint32_t triangle, uint32_t places)
{
    uint8_t *expected = omm_alloc(places);
    for (uint32_t i = 0; i < places; ++i)
        expected[i] = (uint8_t)omm_input_state(input, triangle, i);
    return expected;
}

void omm_picture_shots(const struct omm_input *input, const struct omm_shot *shots, uint32_t count,
                       uint32_t triangle, uint32_t (*state_of)(const struct omm_shot *shot))
{
    FILE *file = omm_artifact("svg");
    if (!file)
        return;
    const size_t mark = omm_cleanup_mark();
    const VkMicromapTriangleEXT *record = &input->triangles[triangle];
    const uint32_t places = 1u << 2 * record->subdivisionLevel;
    uint8_t *seen = omm_alloc(places);
    memset(seen, OMM_NOT_TRACED, places);
    for (uint32_t i = 0; i < count; ++i) {
        if (shots[i].triangle != triangle)
            continue;
        const uint32_t state = state_of(&shots[i]);
        seen[shots[i].index] = state < 4 ? (uint8_t)state : (uint8_t)OMM_SEEN_NO_STATE;
    }
    const bool two = record->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT;
    const struct omm_picture picture = {
        .title = omm_sentence("%s: micromap triangle %u of %u", omm_case_name(), triangle,
                              input->triangle_count),
        .level = record->subdivisionLevel,
        .states = two ? 2 : 4,
        .expected = expected_of(input, triangle, places),
        .seen = seen,
    };
    omm_picture_triangle(file, &picture);
    omm_cleanup_since(mark); // a level-12 triangle is worth giving back
}
