// SPDX-License-Identifier: Apache-2.0
// Control flow.
#include "compute.h"

#include <greatest.h>
#include <string.h>

static const uint32_t control_comp[] = {
#include "shaders/control.inc"
};

static uint32_t collatz(uint32_t n)
{
    uint32_t steps = 0;
    for (; n != 1 && steps <= 200; steps++)
        n = n % 2 ? 3 * n + 1 : n / 2;
    return steps > 200 ? 0 : steps;
}

static uint32_t named(uint32_t n)
{
    static const uint32_t table[5] = {2, 3, 5, 7, 11};
    const uint32_t rest = n % 6;
    if (rest == 0)
        return 10;
    if (rest <= 2)
        n += 100;
    return rest <= 3 ? n * 2 : table[n % 5];
}

static uint32_t primes_below(uint32_t limit)
{
    uint32_t count = 0;
    for (uint32_t n = 2; n < limit; n++) {
        uint32_t divisor = 2;
        while (divisor < n && n % divisor != 0)
            divisor++;
        count += divisor == n;
    }
    return count;
}

TEST structured(void)
{
    enum { WIDTH = 16, COUNT = WIDTH * 8 };
    static uint32_t seen[COUNT][4];
    const struct block out = rays_block(seen, sizeof seen);
    const struct {
        VkDeviceAddress answers;
        uint32_t width, unused;
    } push = {out.address, WIDTH, 0};
    ASSERT_EQ(VK_SUCCESS, compute_run(SHADER(control), (struct push){&push, sizeof push}, WIDTH / 2,
                                      COUNT / WIDTH / 2, 1));
    memcpy(seen, out.host, sizeof seen);
    for (uint32_t i = 0; i < COUNT; i++) {
        const uint32_t steps = collatz(i + 1);
        const bool odd = steps & 1;
        ASSERT_EQ_FMT(2 * steps, seen[i][0], "%u");
        ASSERT_EQ_FMT(named(i), seen[i][1], "%u");
        ASSERT_EQ_FMT(((odd && named(i) > 20) || i == 3) | (uint32_t)odd << 1, seen[i][2], "%u");
        ASSERT_EQ_FMT(primes_below(i % 64), seen[i][3], "%u");
    }
    PASS();
}

// What compilers of GLSL don't write: phis that change places on every turn of a loop, and one that
// counts. Fibonacci numbers as (a, b) -> (b, a + b), and a pair that is swapped.
//
//     %header: %n = OpPhi 0/%entry, %next/%body; %a = OpPhi 0, %b; %b = OpPhi 1, %sum
//              %x = OpPhi 7, %y; %y = OpPhi 9, %x
static const uint32_t loop_of_phis[] = {
    0x07230203,
    0x00010500,
    0,
    64,
    0,
    // OpCapability Shader, PhysicalStorageBufferAddresses; OpMemoryModel PhysicalStorageBuffer64
    // GLSL450; OpEntryPoint GLCompute %1 "main" %20; OpExecutionMode %1 LocalSize 1 1 1
    0x00020011,
    1,
    0x00020011,
    5347,
    0x0003000E,
    5348,
    1,
    0x0006000F,
    5,
    1,
    0x6E69616D,
    0,
    20,
    0x00060010,
    1,
    17,
    1,
    1,
    1,
    // OpDecorate %10 Block, OpMemberDecorate %10 0 Offset 0 and 1 Offset 8, OpDecorate %11 Block,
    // OpMemberDecorate %11 0 Offset 0, OpDecorate %12 ArrayStride 4
    0x00030047,
    10,
    2,
    0x00050048,
    10,
    0,
    35,
    0,
    0x00050048,
    10,
    1,
    35,
    8,
    0x00030047,
    11,
    2,
    0x00050048,
    11,
    0,
    35,
    0,
    0x00040047,
    12,
    6,
    4,
    // void, its function, uint, bool
    0x00020013,
    2,
    0x00030021,
    3,
    2,
    0x00040015,
    4,
    32,
    0,
    0x00020014,
    5,
    // %12 runtime array of uint, %11 struct of it, %13 physical pointer to %11, %10 the push
    // constants { %13, uint }, %14 pointer to them, %15 to a uint, %16 to %13, %17 physical to uint
    0x0003001D,
    12,
    4,
    0x0003001E,
    11,
    12,
    0x00040020,
    13,
    5349,
    11,
    0x0004001E,
    10,
    13,
    4,
    0x00040020,
    14,
    9,
    10,
    0x00040020,
    15,
    9,
    4,
    0x00040020,
    16,
    9,
    13,
    0x00040020,
    17,
    5349,
    4,
    0x0004003B,
    14,
    20,
    9,
    // constants 0, 1, 2, 3, 7, 9
    0x0004002B,
    4,
    30,
    0,
    0x0004002B,
    4,
    31,
    1,
    0x0004002B,
    4,
    32,
    2,
    0x0004002B,
    4,
    35,
    3,
    0x0004002B,
    4,
    33,
    7,
    0x0004002B,
    4,
    34,
    9,
    // %1 = function, %40 = entry: load the limit (%42) and the buffer (%44)
    0x00050036,
    2,
    1,
    0,
    3,
    0x000200F8,
    40,
    0x00050041,
    15,
    41,
    20,
    31,
    0x0004003D,
    4,
    42,
    41,
    0x00050041,
    16,
    43,
    20,
    30,
    0x0004003D,
    13,
    44,
    43,
    0x000200F9,
    45,
    // %45 = header
    0x000200F8,
    45,
    0x000700F5,
    4,
    46,
    30,
    40,
    52,
    51,
    0x000700F5,
    4,
    47,
    30,
    40,
    48,
    51,
    0x000700F5,
    4,
    48,
    31,
    40,
    53,
    51,
    0x000700F5,
    4,
    49,
    33,
    40,
    50,
    51,
    0x000700F5,
    4,
    50,
    34,
    40,
    49,
    51,
    0x000500B0,
    5,
    54,
    46,
    42,
    0x000400F6,
    55,
    51,
    0,
    0x000400FA,
    54,
    51,
    55,
    // %51 = body: %52 = %46 + 1, %53 = %47 + %48
    0x000200F8,
    51,
    0x00050080,
    4,
    52,
    46,
    31,
    0x00050080,
    4,
    53,
    47,
    48,
    0x000200F9,
    45,
    // %55 = after: [0] = a, [1] = b, [2] = x, [3] = y
    0x000200F8,
    55,
    0x00060041,
    17,
    56,
    44,
    30,
    30,
    0x0005003E,
    56,
    47,
    2,
    4,
    0x00060041,
    17,
    57,
    44,
    30,
    31,
    0x0005003E,
    57,
    48,
    2,
    4,
    0x00060041,
    17,
    58,
    44,
    30,
    32,
    0x0005003E,
    58,
    49,
    2,
    4,
    0x00060041,
    17,
    59,
    44,
    30,
    35,
    0x0005003E,
    59,
    50,
    2,
    4,
    0x000100FD,
    0x00010038,
};

TEST phis(uint32_t turns, uint32_t a, uint32_t b)
{
    uint32_t seen[4] = {0};
    const struct block out = rays_block(seen, sizeof seen);
    const struct {
        VkDeviceAddress answers;
        uint32_t turns, unused;
    } push = {out.address, turns, 0};
    const struct shader_words words = {loop_of_phis, sizeof loop_of_phis};
    ASSERT_EQ(VK_SUCCESS, compute_run(words, (struct push){&push, sizeof push}, 1, 1, 1));
    memcpy(seen, out.host, sizeof seen);
    ASSERT_EQ_FMT(a, seen[0], "%u");
    ASSERT_EQ_FMT(b, seen[1], "%u");
    ASSERT_EQ_FMT(turns % 2 ? 9u : 7u, seen[2], "%u");
    ASSERT_EQ_FMT(turns % 2 ? 7u : 9u, seen[3], "%u");
    PASS();
}

SUITE(shader_flow)
{
    rays_open();
    RUN_TEST(structured);
    greatest_set_test_suffix("0");
    RUN_TESTp(phis, 0, 0, 1);
    greatest_set_test_suffix("1");
    RUN_TESTp(phis, 1, 1, 1);
    greatest_set_test_suffix("10");
    RUN_TESTp(phis, 10, 55, 89);
    rays_close();
}
