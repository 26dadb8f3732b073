// SPDX-License-Identifier: Apache-2.0
// How many invocations a second one core carries out: of the suite's read-back shader at the
// centroids of a level-8 micromap triangle, and of one without rays; beside them, what the look-ups
// alone cost in plain C. Not a test; run it by hand in a release build.
#include "../curve.h"
#include "compute.h"
#include "rays_maps.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const uint32_t add_comp[] = {
#include "shaders/add.inc"
};
static const uint32_t readback_comp[] = {
#include "shaders/readback.inc"
};

enum { LEVEL = 8, PROBES = 1 << (2 * LEVEL), LOCAL = 64, REPETITIONS = 8 };

/// As in the shader.
struct probe {
    float x, y;
    uint32_t plain, forced;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/// The best of some repetitions, in seconds.
static double measure(struct shader_words words, struct push push, uint32_t groups)
{
    const struct pipeline pipeline = pipeline_create(words, NULL);
    double best = 1e9;
    for (int i = 0; i < REPETITIONS; i++) {
        VkCommandBuffer commands = rays_begin();
        pipeline_record(commands, &pipeline, push, groups, 1, 1);
        compute_to_host(commands);
        const double start = now();
        if (pipeline.result != VK_SUCCESS || rays_end(commands) != VK_SUCCESS)
            exit(1);
        const double seconds = now() - start;
        best = seconds < best ? seconds : best;
    }
    pipeline_destroy(&pipeline);
    return best;
}

static VkDeviceAddress build(void)
{
    const struct rays_shape shape = {LEVEL, false};
    VkMicromapUsageEXT usage;
    rays_usages(&usage, &shape, 1);
    const VkAccelerationStructureTrianglesOpacityMicromapEXT opacity = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_TRIANGLES_OPACITY_MICROMAP_EXT,
        .indexType = VK_INDEX_TYPE_NONE_KHR,
        .usageCountsCount = 1,
        .pUsageCounts = &usage,
        .micromap = rays_map(1, &shape, 1, NULL),
    };
    static const float corners[9] = {0, 0, 0, 1, 0, 0, 0, 1, 0};
    VkAccelerationStructureGeometryKHR geometry = rays_triangles(corners, 1, 0);
    geometry.geometry.triangles.pNext = &opacity;
    const VkDeviceAddress bottom = rays_bottom(&geometry, 1);
    const VkGeometryInstanceFlagsKHR force =
        VK_GEOMETRY_INSTANCE_FORCE_OPACITY_MICROMAP_2_STATE_EXT;
    VkAccelerationStructureInstanceKHR instances[] = {
        rays_instance(bottom, 0, 0, 0, 0),
        rays_instance(bottom, force, 0, 0, 0),
    };
    instances[0].mask = 1;
    instances[1].mask = 2;
    return rays_top(instances, 2);
}

/// The same places without rays: which microtriangle, and its two bits.
static double measure_look_ups(const struct probe *probes)
{
    static uint8_t data[PROBES / 4];
    for (uint32_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 37);
    double best = 1e9;
    volatile uint32_t sum = 0;
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
        const double start = now();
        for (uint32_t i = 0; i < 2 * PROBES; i++) {
            const struct ref_strips strips =
                ref_curve_strips((double)probes[i / 2].x, (double)probes[i / 2].y, LEVEL);
            const uint32_t index = ref_curve_index(strips, LEVEL);
            sum += data[index / 4] >> (2 * (index % 4)) & 3;
        }
        const double seconds = now() - start;
        best = seconds < best ? seconds : best;
    }
    (void)sum; // it only keeps the look-ups from being left out
    return best;
}

static void measure_readback(void)
{
    struct probe *probes = calloc(PROBES, sizeof *probes);
    const uint32_t side = 1u << LEVEL;
    for (uint32_t i = 0; i < PROBES; i++) {
        const float u = ((float)(i % side) + 0.3f) / (float)side;
        const float v = ((float)(i / side) + 0.3f) / (float)side;
        probes[i].x = u + v < 1 ? u : 1 - u;
        probes[i].y = u + v < 1 ? v : 1 - v;
    }
    const struct block block = rays_block(probes, PROBES * sizeof *probes);
    const VkDeviceAddress push[2] = {build(), block.address};
    const double seconds =
        measure(SHADER(readback), (struct push){push, sizeof push}, PROBES / LOCAL);
    const struct probe *seen = (const struct probe *)(const void *)block.host;
    uint32_t met = 0;
    for (uint32_t i = 0; i < PROBES; i++)
        met += (seen[i].plain > 0) + (seen[i].forced > 0);
    const double plain = measure_look_ups(probes);
    free(probes);
    printf("look-ups:  %.2f million a second in plain C\n", 2e-6 * PROBES / plain);
    printf("read-back: %.2f million invocations, %.2f million rays a second, %.2f x the look-ups; "
           "%u of "
           "%u rays met something\n",
           1e-6 * PROBES / seconds, 2e-6 * PROBES / seconds, seconds / plain, met, 2 * PROBES);
}

static void measure_add(void)
{
    enum { COUNT = 65535 };
    uint32_t *numbers = calloc(COUNT, sizeof *numbers);
    const struct block block = rays_block(numbers, COUNT * sizeof *numbers);
    free(numbers);
    const struct {
        VkDeviceAddress from, to;
        uint32_t step, unused;
    } push = {block.address, block.address, 1, 0};
    const double seconds = measure(SHADER(add), (struct push){&push, sizeof push}, COUNT);
    printf("add:       %.2f million invocations a second\n", 1e-6 * COUNT / seconds);
}

int main(void)
{
    if (!driver_open() || !driver.has_micromaps)
        return 1;
    rays_open();
    measure_add();
    measure_readback();
    rays_close();
    driver_close();
    return 0;
}
