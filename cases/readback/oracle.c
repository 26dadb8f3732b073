// SPDX-License-Identifier: Apache-2.0
// Reading back is sharp: a single microtriangle that is not what the input says is noticed.
//
// A micromap that reads back as what it was built from cannot read back as anything else ("the micromap is used to
// determine geometry opacity", chapter "Ray Opacity Micromap"). So each case first sees the right input accepted, and then
// the same input refused with one value changed: the first, the last, one in the middle, each to each other state.
//
// Observed: a complaint, and that it names the microtriangle that was changed. Vacuous if the refusal came from anything
// else: the changed copy differs from the accepted one in nothing but that value. Micromaps are built on a queue, so
// that these cases run wherever reading back can.
#include <ommcts/ommcts.h>

#include <string.h>

static uint32_t bits_of(const VkMicromapTriangleEXT *record)
{
    return record->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT ? 1 : 2;
}

// A copy of the input with another state at one place.
static const struct omm_input *changed(const struct omm_input *input, uint32_t triangle,
                                       uint32_t index, uint32_t flip)
{
    struct omm_input *copy = omm_alloc(sizeof *copy);
    *copy = *input;
    copy->data = omm_alloc(input->data_size);
    memcpy(copy->data, input->data, input->data_size);
    const VkMicromapTriangleEXT *record = &input->triangles[triangle];
    const uint32_t bit = index * bits_of(record);
    copy->data[record->dataOffset + bit / 8] ^= (uint8_t)(flip << (bit % 8));
    return copy;
}

// For ASSERT_OK: the change is noticed, and nothing else.
static const char *notices(const struct omm_micromap *map, uint32_t triangle, uint32_t index,
                           uint32_t flip)
{
    const size_t mark = omm_cleanup_mark();
    const char *complaint = omm_reads_back_as(map, changed(map->input, triangle, index, flip));
    if (!complaint)
        return omm_sentence("reading back does not notice another state of microtriangle %u of "
                            "triangle %u",
                            index, triangle);
    if (!strstr(complaint, omm_sentence("micromap triangle %u of ", triangle)) ||
        !strstr(complaint, omm_sentence("microtriangle %u at ", index)) ||
        !strstr(complaint, "; 1 of "))
        return omm_sentence("microtriangle %u of triangle %u is wrong, and reading back says: %s",
                            index, triangle, complaint);
    omm_cleanup_since(mark);
    return NULL;
}

OMM_CASE(one_state_of_many, .about = "One wrong microtriangle is noticed and named.",
         .covers = OMM_COVERS("A027", "A028"),
         .needs = {.device_commands = true, .ray_query = true, .read_back = true},
         .params = OMM_CHEAP_SHAPES)
{
    const struct omm_micromap *map = omm_device_build(t, param, 0);
    ASSERT_OK(omm_reads_back(map));
    const uint32_t count = map->input->triangle_count;
    const uint32_t triangles[] = {0, count / 2, count - 1};
    for (size_t i = 0; i < 3; ++i) {
        const VkMicromapTriangleEXT *record = &map->input->triangles[triangles[i]];
        const uint32_t last = ((uint32_t)1 << (2 * record->subdivisionLevel)) - 1;
        for (uint32_t flip = 1; flip >> bits_of(record) == 0; ++flip) {
            ASSERT_OK(notices(map, triangles[i], 0, flip));
            ASSERT_OK(notices(map, triangles[i], last / 3, flip));
            ASSERT_OK(notices(map, triangles[i], last, flip));
        }
    }
    PASS();
}

OMM_CASE(inverse, .about = "A micromap does not read back as its inverse: every state differs.",
         .covers = OMM_COVERS("A027", "A028"),
         .needs = {.device_commands = true, .ray_query = true, .read_back = true},
         .params = OMM_CHEAP_SHAPES)
{
    const struct omm_micromap *map = omm_device_build(t, param, 0);
    ASSERT_OK(omm_reads_back(map));
    const char *complaint = omm_reads_back_as(map, omm_inverse(map->input));
    ASSERTm("reading back takes a micromap for its inverse", complaint != NULL);
    uint32_t places = 0;
    for (uint32_t i = 0; i < map->input->triangle_count; ++i)
        places += (uint32_t)1 << (2 * map->input->triangles[i].subdivisionLevel);
    ASSERTm(complaint, strstr(complaint, omm_sentence("; %u of %u differ", places, places)));
    PASS();
}
