// SPDX-License-Identifier: Apache-2.0
// Integers and floats: what the shader answers beside what C answers.
#include "compute.h"

#include <greatest.h>
#include <math.h>
#include <string.h>

static const uint32_t float_comp[] = {
#include "shaders/float.inc"
};
static const uint32_t integer_comp[] = {
#include "shaders/integer.inc"
};

enum {
    INTEGERS_EACH = 64, ///< room for the answers to one pair
    FLOATS_EACH = 36,
};

struct answers {
    uint32_t words[INTEGERS_EACH];
    uint32_t count;
};

static void say(struct answers *to, uint32_t value)
{
    to->words[to->count++] = value;
}

static void say64(struct answers *to, uint64_t value)
{
    say(to, (uint32_t)value);
    say(to, (uint32_t)(value >> 32));
}

static uint32_t reversed(uint32_t value)
{
    uint32_t result = 0;
    for (int i = 0; i < 32; i++)
        if (value & 1u << i)
            result |= 0x80000000u >> i;
    return result;
}

static uint32_t highest(uint32_t value)
{
    uint32_t result = UINT32_MAX;
    for (uint32_t i = 0; i < 32; i++)
        if (value & 1u << i)
            result = i;
    return result;
}

static uint32_t lowest(uint32_t value)
{
    return value ? highest(value & (0 - value)) : UINT32_MAX;
}

static uint32_t bits_set(uint32_t value)
{
    uint32_t count = 0;
    for (; value; value &= value - 1)
        count++;
    return count;
}

static uint32_t field(uint32_t value, uint32_t offset, uint32_t bits, bool is_signed)
{
    const uint64_t mask = ((uint64_t)1 << bits) - 1;
    uint32_t result = (uint32_t)(value >> offset & mask);
    if (is_signed && bits > 0 && result >> (bits - 1) & 1)
        result |= (uint32_t)~mask;
    return result;
}

static uint32_t least_signed(int32_t a, int32_t b)
{
    return (uint32_t)(a < b ? a : b);
}

static uint32_t most_signed(int32_t a, int32_t b)
{
    return (uint32_t)(a > b ? a : b);
}

static void expect_bits(struct answers *to, uint32_t a, uint32_t b)
{
    const int32_t sa = (int32_t)a;
    say(to, reversed(a));
    say(to, bits_set(a));
    say(to, field(a, b & 15, b >> 4 & 15, false));
    say(to, field(a, b & 15, b >> 4 & 15, true));
    say(to, (a & ~(0x7FFu << 5)) | (b & 0x7FF) << 5);
    say(to, lowest(a));
    say(to, highest(a));
    say(to, highest(sa < 0 ? ~a : a));
}

static void expect_wide(struct answers *to, uint32_t a, uint32_t b)
{
    const uint64_t wide = a | (uint64_t)b << 32, other = b | (uint64_t)a << 32;
    say64(to, wide + other);
    say64(to, wide - other);
    say64(to, wide * other);
    say64(to, wide / (other | 1));
    say64(to, (uint64_t)((int64_t)wide >> (b & 63)));
    say64(to, wide << (a & 63));
    say64(to, (uint64_t)(int64_t)(int32_t)a);
    say(to, (wide > other) | ((int64_t)wide < (int64_t)other) << 1 | (wide == other) << 2);
    say(to, (uint32_t)(wide >> 7));
    const int64_t sa = (int64_t)wide, sb = other ? (int64_t)other : 1;
    // As below, the one quotient that doesn't fit wraps around.
    const int64_t rest = sb == -1 ? 0 : sa % sb;
    say64(to, sb == -1 ? 0 - wide : (uint64_t)(sa / sb));
    say64(to, (uint64_t)(rest && (rest < 0) != (sb < 0) ? rest + sb : rest));
    say64(to, a);
    say(to, (sa > sb) | (sa >= sb) << 1 | (sa <= sb) << 2);
    const bool less = (int32_t)a < (int32_t)b;
    say(to, ((a < b) == less) | ((a == b) != less) << 1);
}

static void expect_vectors(struct answers *to, uint32_t a, uint32_t b)
{
    const uint32_t v[3] = {a * 3 + 1, b * 3 + 2, 24};
    const bool less[3] = {v[0] < v[2], v[1] < v[0], v[2] < v[1]};
    say(to, v[0] ^ v[1] ^ v[2]);
    say(to, (less[0] || less[1] || less[2]) | (less[0] && less[1] && less[2]) << 1 |
                (!less[0] && !less[1] && !less[2]) << 2);
    say(to, (less[0] ? v[1] : v[0]) + 3 * (less[1] ? v[2] : v[1]) + 9 * (less[2] ? v[0] : v[2]));
}

static void expect_integers(struct answers *to, uint32_t a, uint32_t b)
{
    const int32_t sa = (int32_t)a, sb = (int32_t)b, divisor = sb == 0 ? 1 : sb;
    // The one quotient that doesn't fit is undefined; the driver wraps around.
    const bool overflows = sa == INT32_MIN && divisor == -1;
    to->count = 0;
    say(to, a + b);
    say(to, a - b);
    say(to, a * b);
    say(to, a / (b ? b : 1));
    say(to, a % (b ? b : 1));
    say(to, 0 - a);
    say(to, overflows ? a : (uint32_t)(sa / divisor));
    say(to, overflows ? 0
                      : (uint32_t)(sa % divisor +
                                   (sa % divisor && (sa < 0) != (divisor < 0) ? divisor : 0)));
    say(to, a & b);
    say(to, a | b);
    say(to, a ^ b);
    say(to, ~a);
    say(to, a << (b & 31));
    say(to, a >> (b & 31));
    say(to, (uint32_t)(sa >> (b & 31)));
    say(to, (a == b) | (a != b) << 1 | (a < b) << 2 | (a <= b) << 3 | (a > b) << 4 | (a >= b) << 5 |
                (sa < sb) << 6 | (sa <= sb) << 7 | (sa > sb) << 8 | (sa >= sb) << 9);
    say(to, a < b ? a : b);
    say(to, a > b ? a : b);
    say(to, least_signed(sa, sb));
    say(to, most_signed(sa, sb));
    say(to, least_signed((int32_t)most_signed(sa, -5), 100));
    say(to, a < 5 ? 5 : a > 100 ? 100 : a);
    say(to, sa < 0 ? 0 - a : a);
    say(to, (uint32_t)((sa > 0) - (sa < 0)));
    expect_bits(to, a, b);
    expect_wide(to, a, b);
    expect_vectors(to, a, b);
}

static const uint32_t interesting[] = {
    0,   1,          2,          3,          7,          31,         32,         100,
    255, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFF, 0xFFFFFFFE, 0x12345678, 0xDEADBEEF,
};
enum { NUMBERS = sizeof interesting / sizeof *interesting, PAIRS = NUMBERS * NUMBERS };

TEST integers(void)
{
    uint32_t pairs[PAIRS][2];
    for (uint32_t i = 0; i < PAIRS; i++) {
        pairs[i][0] = interesting[i / NUMBERS];
        pairs[i][1] = interesting[i % NUMBERS];
    }
    static uint32_t none[PAIRS][INTEGERS_EACH];
    const struct block in = rays_block(pairs, sizeof pairs), out = rays_block(none, sizeof none);
    const VkDeviceAddress push[2] = {in.address, out.address};
    ASSERT_EQ(VK_SUCCESS,
              compute_run(SHADER(integer), (struct push){push, sizeof push}, PAIRS / 4, 1, 1));
    for (uint32_t i = 0; i < PAIRS; i++) {
        struct answers expected;
        expect_integers(&expected, pairs[i][0], pairs[i][1]);
        ASSERT(expected.count <= INTEGERS_EACH);
        uint32_t seen[INTEGERS_EACH];
        memcpy(seen, out.host + i * sizeof seen, sizeof seen);
        for (uint32_t n = 0; n < expected.count; n++) {
            if (seen[n] != expected.words[n])
                fprintf(stderr, "answer %u to 0x%x and 0x%x\n", n, pairs[i][0], pairs[i][1]);
            ASSERT_EQ_FMT(expected.words[n], seen[n], "0x%x");
        }
        ASSERT_EQ_FMT(0u, seen[expected.count], "0x%x"); // the shader knows no more answers
    }
    PASS();
}

static void expect_simple(float *r, float a, float b)
{
    r[0] = a + b;
    r[1] = a - b;
    r[2] = a * b;
    r[3] = a / b;
    r[4] = -a;
    r[5] = a - b * floorf(a / b);
    r[6] = floorf(a);
    r[7] = ceilf(a);
    r[8] = truncf(a);
    r[9] = a - floorf(a);
    r[10] = nearbyintf(a);
    r[11] = fabsf(a);
    r[12] = a > 0 ? 1.0f : a < 0 ? -1.0f : 0.0f;
    r[13] = a < b ? a : b;
    r[14] = a > b ? a : b;
    r[15] = a < -1 ? -1 : a > 1 ? 1 : a;
    r[16] = a * 0.75f + b * 0.25f;
    r[17] = b < a ? 0.0f : 1.0f;
    r[18] = sqrtf(fabsf(a));
    r[19] = 1 / sqrtf(fabsf(b) + 1);
    r[20] = fmaf(a, b, 1);
    r[21] = truncf(a);
    r[22] = truncf(fabsf(b));
    r[23] = -a;
}

static void expect_floats(float *r, float a, float b, uint32_t i)
{
    expect_simple(r, a, b);
    r[24] = (float)((a < b) + 2 * (a <= b) + 4 * (a > b) + 8 * (a >= b) + 16 * (a == b) +
                    32 * (a != b));
    r[25] = a * b + b * b + 2 * a;
    r[26] = a * b + b * b + b;
    r[27] = 0;
    r[28] = 3;
    r[29] = b + 10 * a;
    float v[4] = {b, 2, a, 4};
    v[i & 3] = 100;
    r[30] = v[0] + v[1] + v[3];
    r[31] = -(v[0] * v[2] + v[1] * v[3]);
    r[32] = roundf(a + 0.25f);
    r[33] = truncf(fabsf(a) * 1e10f);
    r[34] = truncf(a * 1e10f);
    r[35] = a != b;
}

TEST floats(void)
{
    static const float numbers[] = {0.0f, 1.0f, -1.0f, 0.5f, 1.5f, 2.5f, -2.5f, 3.75f, -1000.25f};
    enum { COUNT = sizeof numbers / sizeof *numbers };
    float pairs[COUNT * (COUNT - 1) + 0][2];
    const uint32_t count = sizeof pairs / sizeof *pairs;
    for (uint32_t i = 0; i < count; i++) { // nothing is divided by zero
        pairs[i][0] = numbers[i / (COUNT - 1)];
        pairs[i][1] = numbers[1 + i % (COUNT - 1)];
    }
    static float none[COUNT * COUNT][FLOATS_EACH];
    const struct block in = rays_block(pairs, sizeof pairs), out = rays_block(none, sizeof none);
    const VkDeviceAddress push[2] = {in.address, out.address};
    ASSERT_EQ(VK_SUCCESS,
              compute_run(SHADER(float), (struct push){push, sizeof push}, count / 4, 1, 1));
    for (uint32_t i = 0; i < count; i++) {
        float expected[FLOATS_EACH], seen[FLOATS_EACH];
        expect_floats(expected, pairs[i][0], pairs[i][1], i);
        memcpy(seen, out.host + i * sizeof seen, sizeof seen);
        for (uint32_t n = 0; n < FLOATS_EACH; n++) {
            if (fabsf(seen[n] - expected[n]) > 1e-5f * fabsf(expected[n]))
                fprintf(stderr, "answer %u to %g and %g\n", n, pairs[i][0], pairs[i][1]);
            ASSERT_IN_RANGE(expected[n], seen[n], 1e-5f * fabsf(expected[n]));
        }
    }
    PASS();
}

/// Numbers that are none, and conversions of what doesn't fit.
TEST odd_floats(void)
{
    const float pairs[4][2] = {{NAN, 1}, {INFINITY, -1}, {-INFINITY, 3e9f}, {1e20f, 1e30f}};
    float none[4][FLOATS_EACH] = {{0}};
    const struct block in = rays_block(pairs, sizeof pairs), out = rays_block(none, sizeof none);
    const VkDeviceAddress push[2] = {in.address, out.address};
    ASSERT_EQ(VK_SUCCESS, compute_run(SHADER(float), (struct push){push, sizeof push}, 1, 1, 1));
    float seen[4][FLOATS_EACH];
    memcpy(seen, out.host, sizeof seen);
    static const float classes[4] = {1, 2, 2, 0};
    for (int i = 0; i < 4; i++)
        ASSERT_EQ_FMT(classes[i], seen[i][27], "%g");
    ASSERT_EQ_FMT(32.0f, seen[0][24], "%g"); // nothing compares with a NaN, but it is unequal
    ASSERT_EQ_FMT(0.0f, seen[0][21], "%g");
    ASSERT_EQ_FMT(2147483648.0f, seen[1][21], "%g");
    ASSERT_EQ_FMT(3e9f, seen[2][22], "%g");
    ASSERT_EQ_FMT(4294967296.0f, seen[3][22], "%g");
    PASS();
}

/// Replaces instructions by others of the same operands.
static void replace(uint32_t *words, size_t count, uint32_t from, uint32_t to)
{
    for (size_t i = 5; i < count; i += words[i] >> 16)
        if ((words[i] & 0xFFFF) == from)
            words[i] = (words[i] & 0xFFFF0000) | to;
}

/// Instructions that SPIR-V has and compilers of GLSL don't write: unordered comparisons, which are true of a NaN, and the
/// remainder with the sign of the dividend.
TEST other_instructions(void)
{
    static const uint32_t pairs_of_opcodes[][2] = {
        {141, 140}, // OpFMod, OpFRem
        {180, 181}, // OpFOrdEqual, OpFUnordEqual
        {183, 182}, // OpFUnordNotEqual, OpFOrdNotEqual
        {184, 185}, // OpFOrdLessThan, OpFUnordLessThan
        {186, 187}, // OpFOrdGreaterThan, OpFUnordGreaterThan
        {188, 189}, // OpFOrdLessThanEqual, OpFUnordLessThanEqual
        {190, 191}, // OpFOrdGreaterThanEqual, OpFUnordGreaterThanEqual
    };
    static uint32_t words[sizeof float_comp / sizeof *float_comp];
    memcpy(words, float_comp, sizeof words);
    for (int i = 0; i < 7; i++)
        replace(words, sizeof words / sizeof *words, pairs_of_opcodes[i][0],
                pairs_of_opcodes[i][1]);
    const float pairs[4][2] = {{NAN, 1}, {-5.5f, 3}, {5.5f, -3}, {2, 2}};
    float none[4][FLOATS_EACH] = {{0}};
    const struct block in = rays_block(pairs, sizeof pairs), out = rays_block(none, sizeof none);
    const VkDeviceAddress push[2] = {in.address, out.address};
    const struct shader_words shader = {words, sizeof words};
    ASSERT_EQ(VK_SUCCESS, compute_run(shader, (struct push){push, sizeof push}, 1, 1, 1));
    float seen[4][FLOATS_EACH];
    memcpy(seen, out.host, sizeof seen);
    static const float compared[4] = {1 + 2 + 4 + 8 + 16, 1 + 2 + 32, 4 + 8 + 32, 2 + 8 + 16};
    for (int i = 0; i < 4; i++)
        ASSERT_EQ_FMT(compared[i], seen[i][24], "%g");
    ASSERT_EQ_FMT(-2.5f, seen[1][5], "%g");
    ASSERT_EQ_FMT(2.5f, seen[2][5], "%g");
    PASS();
}

/// OpSRem in place of OpSMod.
TEST other_remainders(void)
{
    static uint32_t words[sizeof integer_comp / sizeof *integer_comp];
    memcpy(words, integer_comp, sizeof words);
    replace(words, sizeof words / sizeof *words, 139, 138);
    const uint32_t pairs[4][2] = {{0u - 5, 3}, {3, 0u - 1}, {1, 1}, {1, 1}};
    static uint32_t none[4][INTEGERS_EACH];
    const struct block in = rays_block(pairs, sizeof pairs), out = rays_block(none, sizeof none);
    const VkDeviceAddress push[2] = {in.address, out.address};
    const struct shader_words shader = {words, sizeof words};
    ASSERT_EQ(VK_SUCCESS, compute_run(shader, (struct push){push, sizeof push}, 1, 1, 1));
    uint32_t seen[4][INTEGERS_EACH];
    memcpy(seen, out.host, sizeof seen);
    struct answers expected;
    expect_integers(&expected, pairs[0][0], pairs[0][1]);
    ASSERT_EQ_FMT(1u, expected.words[7], "%u");
    ASSERT_EQ_FMT(0u - 2, seen[0][7], "%u");
    // -0xFFFFFFFD % 0x3FFFFFFFF
    ASSERT_EQ_FMT(3u, seen[1][50], "%u");
    ASSERT_EQ_FMT(UINT32_MAX, seen[1][51], "%u");
    PASS();
}

SUITE(shader_math)
{
    rays_open();
    RUN_TEST(integers);
    RUN_TEST(floats);
    RUN_TEST(odd_floats);
    RUN_TEST(other_instructions);
    RUN_TEST(other_remainders);
    rays_close();
}
