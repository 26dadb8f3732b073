// SPDX-License-Identifier: Apache-2.0
// Layouts, pointers, and addresses outside of everything.
#include "compute.h"

#include <greatest.h>
#include <string.h>

static const uint32_t add_comp[] = {
#include "shaders/add.inc"
};
static const uint32_t memory_comp[] = {
#include "shaders/memory.inc"
};

/// The shader's Node, by std430 and the alignment of addresses.
struct node {
    float v[3];
    uint32_t n;
    uint32_t pairs[3][2];
    uint32_t hole[2];
    float columns[4][4]; ///< three of each count
    float rows[2][4];    ///< three of each count
    VkDeviceAddress next;
    uint32_t hole_at_the_end[2];
};

static struct node numbered(float first, VkDeviceAddress next)
{
    struct node node;
    memset(&node, 0xEE, sizeof node);
    for (int i = 0; i < 3; i++) {
        node.v[i] = first + (float)i;
        node.pairs[i][0] = (uint32_t)first + 10 + (uint32_t)i;
        node.pairs[i][1] = (uint32_t)first + 20 + (uint32_t)i;
    }
    node.n = (uint32_t)first + 5;
    for (int column = 0; column < 4; column++)
        for (int row = 0; row < 3; row++)
            node.columns[column][row] = first + (float)(30 + column * 3 + row);
    for (int row = 0; row < 2; row++)
        for (int column = 0; column < 3; column++)
            node.rows[row][column] = first + (float)(50 + row * 10 + column);
    node.next = next;
    return node;
}

TEST layouts(uint32_t steps)
{
    struct node nodes[2];
    nodes[1] = numbered(200, 0);
    struct block second = rays_block(&nodes[1], sizeof nodes[1]);
    nodes[0] = numbered(100, second.address);
    struct block first = rays_block(&nodes[0], sizeof nodes[0]);
    float none[9] = {0};
    const struct block answers = rays_block(none, sizeof none);
    const struct {
        VkDeviceAddress first, answers, second;
        uint32_t steps, unused;
    } push = {first.address, answers.address, second.address, steps, 0};
    ASSERT_EQ(VK_SUCCESS, compute_run(SHADER(memory), (struct push){&push, sizeof push}, 1, 1, 1));

    const struct node *at = &nodes[steps];
    float seen[9];
    memcpy(seen, answers.host, sizeof seen);
    ASSERT_EQ_FMT(at->v[0] + at->v[1] + at->v[2] + (float)at->n, seen[0], "%g");
    ASSERT_EQ_FMT((float)at->pairs[steps][1], seen[1], "%g");
    ASSERT_EQ_FMT(at->columns[1][2], seen[2], "%g");
    ASSERT_EQ_FMT(at->columns[steps + 1][0], seen[3], "%g");
    ASSERT_EQ_FMT(at->rows[1][2], seen[4], "%g");
    ASSERT_EQ_FMT(at->columns[2][steps], seen[5], "%g");
    ASSERT_EQ_FMT((float)at->n, seen[6], "%g");
    ASSERT_EQ_FMT(steps ? 1.0f : 0.0f, seen[7], "%g");
    ASSERT_EQ_FMT(at->columns[steps + 1][steps], seen[8], "%g");

    // What was written, and nothing around it.
    struct node expected[2] = {nodes[0], nodes[1]};
    struct node *to = &expected[steps];
    to->n += 1000;
    to->pairs[steps][0] = 77;
    to->pairs[steps][1] = 78;
    to->v[1] = -1;
    for (int row = 0; row < 3; row++)
        to->columns[3][row] = (float)(9 - row);
    ASSERT_MEM_EQ(&expected[0], first.host, sizeof expected[0]);
    ASSERT_MEM_EQ(&expected[1], second.host, sizeof expected[1]);
    PASS();
}

struct add {
    VkDeviceAddress from, to;
    uint32_t step, unused;
};

static VkResult add(VkDeviceAddress from, VkDeviceAddress to, uint32_t step, uint32_t count)
{
    const struct add push = {from, to, step, 0};
    return compute_run(SHADER(add), (struct push){&push, sizeof push}, count, 1, 1);
}

static uint32_t occurrences(const char *text, const char *what)
{
    uint32_t count = 0;
    while ((text = strstr(text, what))) {
        text += strlen(what);
        count++;
    }
    return count;
}

/// Outside of every allocation zero is read and nothing written, and that is told once.
TEST outside(bool reads)
{
    uint32_t numbers[64];
    for (uint32_t i = 0; i < 64; i++)
        numbers[i] = i;
    const struct block block = rays_block(numbers, sizeof numbers);
    const VkDeviceAddress nowhere = block.address + 40000; // in the gap between allocations
    stderr_capture();
    const VkResult result =
        reads ? add(nowhere, block.address, 1, 8) : add(block.address, nowhere, 1, 8);
    char text[2000];
    stderr_read(text, sizeof text);
    ASSERT_EQ(VK_SUCCESS, result);
    ASSERT_EQ_FMT(1u, occurrences(text, reads ? "a shader reads 4 bytes" : "a shader writes 4"),
                  "%u");
    ASSERT_EQ_FMT(1u, occurrences(text, "\n"), "%u");
    for (uint32_t i = 0; i < 64; i++) {
        const uint32_t expected = reads && i < 8 ? 1 : i;
        ASSERT_MEM_EQ(&expected, block.host + i * sizeof expected, sizeof expected);
    }
    PASS();
}

/// Accesses at the end of an allocation: the last that fits, and the first that doesn't.
TEST at_the_end(void)
{
    uint32_t numbers[64] = {0};
    const struct block block = rays_block(numbers, sizeof numbers);
    const VkDeviceAddress end = block.address + sizeof numbers;
    stderr_capture();
    ASSERT_EQ(VK_SUCCESS, add(block.address, end - 2 * sizeof(uint32_t), 1, 2));
    char text[2000];
    stderr_read(text, sizeof text);
    ASSERT_STR_EQ("", text);
    stderr_capture();
    ASSERT_EQ(VK_SUCCESS, add(block.address, end - 2, 1, 1));
    stderr_read(text, sizeof text);
    ASSERT_EQ_FMT(1u, occurrences(text, "a shader writes 4 bytes"), "%u");
    numbers[62] = numbers[63] = 1;
    ASSERT_MEM_EQ(numbers, block.host, sizeof numbers);
    PASS();
}

/// Many pieces with gaps between them, and what is in the gaps stays.
TEST scattered(uint32_t step)
{
    enum { COUNT = 3000 };
    static uint32_t from[COUNT], to[COUNT * 40];
    for (uint32_t i = 0; i < COUNT; i++)
        from[i] = 1000 + i;
    memset(to, 0x5A, sizeof to);
    const struct block in = rays_block(from, sizeof from), out = rays_block(to, sizeof to);
    ASSERT_EQ(VK_SUCCESS, add(in.address, out.address, step, COUNT));
    for (uint32_t i = 0; i < COUNT; i++)
        to[i * step] = 1001 + i;
    ASSERT_MEM_EQ(to, out.host, sizeof to);
    PASS();
}

/// Later invocations see what earlier ones wrote: to[i + 1] = to[i] + 1.
TEST its_own_writes(void)
{
    enum { COUNT = 500 };
    uint32_t numbers[COUNT + 1] = {0};
    const struct block block = rays_block(numbers, sizeof numbers);
    ASSERT_EQ(VK_SUCCESS, add(block.address, block.address + sizeof *numbers, 1, COUNT));
    for (uint32_t i = 0; i <= COUNT; i++)
        numbers[i] = i;
    ASSERT_MEM_EQ(numbers, block.host, sizeof numbers);
    PASS();
}

SUITE(shader_memory)
{
    rays_open();
    greatest_set_test_suffix("first");
    RUN_TESTp(layouts, 0);
    greatest_set_test_suffix("second");
    RUN_TESTp(layouts, 1);
    greatest_set_test_suffix("read");
    RUN_TESTp(outside, true);
    greatest_set_test_suffix("written");
    RUN_TESTp(outside, false);
    RUN_TEST(at_the_end);
    greatest_set_test_suffix("near");
    RUN_TESTp(scattered, 2);
    greatest_set_test_suffix("far");
    RUN_TESTp(scattered, 40);
    RUN_TEST(its_own_writes);
    rays_close();
}
