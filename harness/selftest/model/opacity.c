// SPDX-License-Identifier: Apache-2.0
// What packed opacity values mean, against values that are written out by hand: bits from the least significant one,
// each triangle from its own offset on.
#include <ommcts/readback.h>

#include <greatest.h>

static uint8_t packed[] = {
    0xFF,                   // belongs to nobody
    0x1D,                   // level 1, 2 states, at offset 1: 1011; the upper half is padding
    0xE4, 0x1B,             // level 1, 4 states, at offset 2: 0123; and at offset 3: 3210
    0x02,                   // level 0, 4 states, at offset 4: 2
    0x01,                   // level 0, 2 states, at offset 5: 1
    0x00, 0x80,             // level 2, 2 states, at offset 6: the sixteenth alone
    0x00, 0x00, 0x00, 0xC0, // level 2, 4 states, at offset 8: the sixteenth is 3
};

static VkMicromapTriangleEXT triangles[] = {
    {.dataOffset = 2, .subdivisionLevel = 1, .format = VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT},
    {.dataOffset = 1, .subdivisionLevel = 1, .format = VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT},
    {.dataOffset = 3, .subdivisionLevel = 1, .format = VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT},
    {.dataOffset = 4, .subdivisionLevel = 0, .format = VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT},
    {.dataOffset = 5, .subdivisionLevel = 0, .format = VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT},
    {.dataOffset = 6, .subdivisionLevel = 2, .format = VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT},
    {.dataOffset = 8, .subdivisionLevel = 2, .format = VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT},
};

enum { TRIANGLES = sizeof triangles / sizeof triangles[0] };

static const struct omm_input input = {
    .data = packed,
    .data_size = sizeof packed,
    .triangles = triangles,
    .triangle_count = TRIANGLES,
};

/// The states of one triangle, a digit each.
TEST states_are(uint32_t triangle, const char *expected)
{
    const uint32_t count = 1u << 2 * triangles[triangle].subdivisionLevel;
    char got[17] = "";
    for (uint32_t index = 0; index < count; ++index)
        got[index] = (char)('0' + omm_input_state(&input, triangle, index));
    ASSERT_STR_EQ(expected, got);
    PASS();
}

/// Beside a byte's edge no neighbour leaks in: with all other bits set, a state of 0 stays 0.
TEST neighbours_do_not_leak(uint16_t format, uint32_t bits)
{
    enum { LEVEL = 3, COUNT = 64 };
    for (uint32_t index = 0; index < COUNT; ++index) {
        uint8_t data[COUNT / 4];
        memset(data, 0xFF, sizeof data);
        for (uint32_t bit = index * bits; bit < (index + 1) * bits; ++bit)
            data[bit / 8] &= (uint8_t) ~(1u << bit % 8);
        VkMicromapTriangleEXT triangle = {.subdivisionLevel = LEVEL, .format = format};
        const struct omm_input one = {
            .data = data, .data_size = sizeof data, .triangles = &triangle, .triangle_count = 1};
        for (uint32_t other = 0; other < COUNT; ++other)
            ASSERT_EQ_FMTm("one microtriangle alone is transparent",
                           other == index ? 0u : (1u << bits) - 1, omm_input_state(&one, 0, other),
                           "%u");
    }
    PASS();
}

SUITE(opacity)
{
    static const char *const expected[TRIANGLES] = {
        "0123", "1011", "3210", "2", "1", "0000000000000001", "0000000000000003"};
    for (uint32_t i = 0; i < TRIANGLES; ++i)
        RUN_TESTp(states_are, i, expected[i]);
    RUN_TESTp(neighbours_do_not_leak, VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT, 1);
    RUN_TESTp(neighbours_do_not_leak, VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT, 2);
}
