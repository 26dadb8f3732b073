// SPDX-License-Identifier: Apache-2.0
// How many rays a second one core traces: the centroids of a level-8 micromap triangle in two
// instances, alone and among 255 other triangles. Seconds are those this process had the core, and
// the median counts, so that other work on the machine hardly shows. Not a test; run it by hand in a
// release build.
#include "rays_maps.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { level = 8, ray_count = 2 << (2 * level), repetitions = 9, sheet_side = 16 };

static struct ref_ray *list;
static double seconds[repetitions];
static uint32_t met;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void trace(struct ref_ray_scenes *scenes)
{
    for (int repetition = 0; repetition < repetitions; repetition++) {
        const double start = now();
        for (uint32_t i = 0; i < ray_count; i++) {
            struct ref_ray_query query;
            ref_ray_query_initialize(&query, scenes, &list[i]);
            met += ref_ray_query_proceed(&query) || ref_ray_query_type(&query, true);
        }
        seconds[repetition] = now() - start;
    }
}

static int shorter(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/// The unit triangle, and others around it.
static VkDeviceAddress build(uint32_t triangle_count)
{
    const struct rays_shape shape = {level, false};
    VkMicromapUsageEXT usage;
    rays_usages(&usage, &shape, 1);
    usage.count = triangle_count;
    uint16_t indices[sheet_side * sheet_side] = {0};
    const VkAccelerationStructureTrianglesOpacityMicromapEXT opacity = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_TRIANGLES_OPACITY_MICROMAP_EXT,
        .indexType = VK_INDEX_TYPE_UINT16,
        .indexBuffer.deviceAddress = rays_block(indices, sizeof indices).address,
        .indexStride = sizeof *indices,
        .usageCountsCount = 1,
        .pUsageCounts = &usage,
        .micromap = rays_map(1, &shape, 1, NULL),
    };
    static float vertices[sheet_side * sheet_side * 9];
    for (uint32_t i = 0; i < triangle_count; i++) {
        const float x = (float)(i % sheet_side), y = (float)(i / sheet_side);
        const float corners[9] = {x, y, 0, x + 1, y, 0, x, y + 1, 0};
        for (int j = 0; j < 9; j++)
            vertices[9 * i + j] = corners[j];
    }
    VkAccelerationStructureGeometryKHR geometry = rays_triangles(vertices, triangle_count, 0);
    geometry.geometry.triangles.pNext = &opacity;
    const VkDeviceAddress bottom = rays_bottom(&geometry, triangle_count);
    const VkGeometryInstanceFlagsKHR force =
        VK_GEOMETRY_INSTANCE_FORCE_OPACITY_MICROMAP_2_STATE_EXT;
    const VkAccelerationStructureInstanceKHR instances[] = {
        rays_instance(bottom, 0, 0, 0, 0),
        rays_instance(bottom, force, 0, 100, 0),
    };
    return rays_top(instances, 2);
}

static void measure(uint32_t triangle_count)
{
    rays_open();
    const VkDeviceAddress top = build(triangle_count);
    const uint32_t side = 1u << level;
    for (uint32_t i = 0; i < ray_count; i++) {
        const float u = ((float)(i / 2 % side) + 0.3f) / (float)side;
        const float v = ((float)(i / 2 / side) + 0.3f) / (float)side;
        list[i] = u + v < 1 ? rays_down(top, u, v) : rays_down(top, 1 - u, 1 - v);
        list[i].origin[1] += i % 2 ? 100 : 0;
    }
    met = 0;
    rays_call(trace);
    qsort(seconds, repetitions, sizeof *seconds, shorter);
    printf("%u triangles: %.1f million rays per second (best %.1f), %u met something\n",
           triangle_count, ray_count / seconds[repetitions / 2] / 1e6, ray_count / seconds[0] / 1e6,
           met);
    rays_close();
}

int main(void)
{
    if (!driver_open())
        return 1;
    list = calloc(ray_count, sizeof *list);
    if (!list)
        return 1;
    measure(1);
    measure(sheet_side * sheet_side);
    free(list);
    driver_close();
    return 0;
}
