// SPDX-License-Identifier: Apache-2.0
// Dispatches among other commands: barriers that are enough, and, in the personality "weak", ones
// that are not; conditional rendering.
#include "compute.h"

#include <greatest.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t add_comp[] = {
#include "shaders/add.inc"
};

static const VkPipelineStageFlags2 shader = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT;

enum { COUNT = 100 };

struct scene {
    struct block first, second, third;
    struct pipeline pipeline;
    VkCommandBuffer commands;
};

static struct scene open_scene(void)
{
    uint32_t numbers[COUNT];
    memset(numbers, 0, sizeof numbers);
    return (struct scene){
        .first = rays_block(numbers, sizeof numbers),
        .second = rays_block(numbers, sizeof numbers),
        .third = rays_block(numbers, sizeof numbers),
        .pipeline = pipeline_create(SHADER(add), NULL),
        .commands = rays_begin(),
    };
}

static void record_add(const struct scene *scene, const struct block *from, const struct block *to)
{
    const struct {
        VkDeviceAddress from, to;
        uint32_t step, unused;
    } push = {from->address, to->address, 1, 0};
    pipeline_record(scene->commands, &scene->pipeline, (struct push){&push, sizeof push}, COUNT, 1,
                    1);
}

/// The number that all of a block are; NONE when they differ.
static uint32_t all(const struct block *block)
{
    uint32_t numbers[COUNT];
    memcpy(numbers, block->host, sizeof numbers);
    for (int i = 1; i < COUNT; i++)
        if (numbers[i] != numbers[0])
            return UINT32_MAX;
    return numbers[0];
}

struct dependency {
    const char *name;
    VkPipelineStageFlags2 src_stage;
    VkAccessFlags2 src_access;
    VkPipelineStageFlags2 dst_stage;
    VkAccessFlags2 dst_access;
    bool enough;
};

/// first -> second, depend, second -> third.
TEST dispatch_to_dispatch(const struct dependency *dependency)
{
    const struct scene scene = open_scene();
    record_add(&scene, &scene.first, &scene.second);
    work_barrier(scene.commands, dependency->src_stage, dependency->src_access,
                 dependency->dst_stage, dependency->dst_access);
    record_add(&scene, &scene.second, &scene.third);
    compute_to_host(scene.commands);
    ASSERT_EQ(VK_SUCCESS, rays_end(scene.commands));
    pipeline_destroy(&scene.pipeline);
    ASSERT_EQ_FMT(1u, all(&scene.second), "%u");
    ASSERT_EQ_FMT(dependency->enough ? 2u : 1u, all(&scene.third), "%u");
    PASS();
}

/// first -> second, depend: does the host see it?
TEST dispatch_to_host(const struct dependency *dependency)
{
    const struct scene scene = open_scene();
    record_add(&scene, &scene.first, &scene.second);
    work_barrier(scene.commands, dependency->src_stage, dependency->src_access,
                 dependency->dst_stage, dependency->dst_access);
    ASSERT_EQ(VK_SUCCESS, rays_end(scene.commands));
    pipeline_destroy(&scene.pipeline);
    ASSERT_EQ_FMT(dependency->enough ? 1u : 0u, all(&scene.second), "%u");
    PASS();
}

static const struct dependency to_dispatch[] = {
    {"exact", shader, VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT, shader,
     VK_ACCESS_2_SHADER_STORAGE_READ_BIT, true},
    {"shader", shader, VK_ACCESS_2_SHADER_WRITE_BIT, shader, VK_ACCESS_2_SHADER_READ_BIT, true},
    {"all", VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_MEMORY_WRITE_BIT,
     VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_MEMORY_READ_BIT, true},
    {"source_access", shader, VK_ACCESS_2_TRANSFER_WRITE_BIT, shader, VK_ACCESS_2_SHADER_READ_BIT,
     false},
    {"destination_access", shader, VK_ACCESS_2_SHADER_WRITE_BIT, shader,
     VK_ACCESS_2_ACCELERATION_STRUCTURE_READ_BIT_KHR, false},
    {"destination_stage", shader, VK_ACCESS_2_SHADER_WRITE_BIT, VK_PIPELINE_STAGE_2_COPY_BIT,
     VK_ACCESS_2_MEMORY_READ_BIT, false},
};

static const struct dependency to_host[] = {
    {"exact", shader, VK_ACCESS_2_SHADER_WRITE_BIT, VK_PIPELINE_STAGE_2_HOST_BIT,
     VK_ACCESS_2_HOST_READ_BIT, true},
    {"access", shader, VK_ACCESS_2_SHADER_READ_BIT, VK_PIPELINE_STAGE_2_HOST_BIT,
     VK_ACCESS_2_HOST_READ_BIT, false},
    {"stage", shader, VK_ACCESS_2_SHADER_WRITE_BIT, VK_PIPELINE_STAGE_2_COPY_BIT,
     VK_ACCESS_2_MEMORY_READ_BIT, false},
};

/// What a dispatch leaves alone between its numbers is not taken for written.
TEST gaps_are_nobodys(void)
{
    const struct scene scene = open_scene();
    const struct {
        VkDeviceAddress from, to;
        uint32_t step, unused;
    } push = {scene.first.address, scene.second.address, 2, 0};
    pipeline_record(scene.commands, &scene.pipeline, (struct push){&push, sizeof push}, COUNT / 2,
                    1, 1);
    // No barrier: these two don't touch the same bytes.
    struct {
        VkDeviceAddress from, to;
        uint32_t step, unused;
    } other = {scene.third.address, scene.second.address + sizeof(uint32_t), 2, 0};
    memset(scene.third.host, 1, COUNT * sizeof(uint32_t));
    pipeline_record(scene.commands, &scene.pipeline, (struct push){&other, sizeof other}, COUNT / 2,
                    1, 1);
    compute_to_host(scene.commands);
    ASSERT_EQ(VK_SUCCESS, rays_end(scene.commands));
    pipeline_destroy(&scene.pipeline);
    for (uint32_t i = 0; i < COUNT; i++) {
        const uint32_t expected = i % 2 ? 0x01010102 : 1;
        ASSERT_MEM_EQ(&expected, scene.second.host + i * sizeof expected, sizeof expected);
    }
    PASS();
}

TEST conditional(uint32_t predicate)
{
    const struct scene scene = open_scene();
    const struct work_buffer condition = work_buffer((uint8_t)predicate);
    const VkConditionalRenderingBeginInfoEXT begin = {
        .sType = VK_STRUCTURE_TYPE_CONDITIONAL_RENDERING_BEGIN_INFO_EXT,
        .buffer = condition.buffer,
    };
    driver.CmdBeginConditionalRenderingEXT(scene.commands, &begin);
    record_add(&scene, &scene.first, &scene.second);
    driver.CmdEndConditionalRenderingEXT(scene.commands);
    record_add(&scene, &scene.first, &scene.third);
    compute_to_host(scene.commands);
    ASSERT_EQ(VK_SUCCESS, rays_end(scene.commands));
    pipeline_destroy(&scene.pipeline);
    struct work_buffer gone = condition;
    work_buffer_destroy(&gone);
    ASSERT_EQ_FMT(predicate ? 1u : 0u, all(&scene.second), "%u");
    ASSERT_EQ_FMT(1u, all(&scene.third), "%u");
    PASS();
}

static void run_table(const struct dependency *table, size_t count,
                      enum greatest_test_res (*test)(const struct dependency *dependency))
{
    const char *personality = getenv("OMMREF_PERSONALITY");
    const bool weak = personality && strcmp(personality, "weak") == 0;
    for (size_t i = 0; i < count; i++) {
        if (!weak && !table[i].enough)
            continue; // seen too early, which a device may
        greatest_set_test_suffix(table[i].name);
        RUN_TESTp(test, &table[i]);
    }
}

SUITE(shader_order)
{
    rays_open();
    run_table(to_dispatch, sizeof to_dispatch / sizeof *to_dispatch, dispatch_to_dispatch);
    run_table(to_host, sizeof to_host / sizeof *to_host, dispatch_to_host);
    RUN_TEST(gaps_are_nobodys);
    greatest_set_test_suffix("true");
    RUN_TESTp(conditional, 1);
    greatest_set_test_suffix("false");
    RUN_TESTp(conditional, 0);
    rays_close();
}
