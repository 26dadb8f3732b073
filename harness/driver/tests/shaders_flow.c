// SPDX-License-Identifier: Apache-2.0
// Control flow.
#include "compute.h"

#include <greatest.h>
#include <string.h>

static const uint32_t control_comp[] = {
#include "shaders/control.inc"
};
static const uint32_t loop_of_phis[] = {
#include "shaders/loop_of_phis.inc"
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
    memset(seen, 0, sizeof seen);
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
        const uint32_t odd = steps & 1;
        ASSERT_EQ_FMT(2 * steps, seen[i][0], "%u");
        ASSERT_EQ_FMT(named(i), seen[i][1], "%u");
        ASSERT_EQ_FMT(((odd && named(i) > 20) || i == 3) | odd << 1, seen[i][2], "%u");
        ASSERT_EQ_FMT(primes_below(i % 64), seen[i][3], "%u");
    }
    PASS();
}

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
