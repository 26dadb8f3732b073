// SPDX-License-Identifier: Apache-2.0
// What rays see of micromaps.
#include "rays_maps.h"

#include <greatest.h>
#include <stdlib.h>
#include <string.h>

static const struct rays_shape shapes[] = {{2, false}, {0, false}, {3, true}, {5, false},
                                           {0, true},  {1, true},  {4, true}, {1, false}};
enum { shape_count = sizeof shapes / sizeof *shapes };

static VkMicromapUsageEXT usages[shape_count];

static void set_up(void *unused)
{
    (void)unused;
    rays_open();
    rays_usages(usages, shapes, shape_count);
}

static void tear_down(void *unused)
{
    (void)unused;
    rays_close();
}

/// Attached without an index buffer: triangle i takes micromap triangle i.
static VkAccelerationStructureTrianglesOpacityMicromapEXT attached(VkMicromapEXT map)
{
    return (VkAccelerationStructureTrianglesOpacityMicromapEXT){
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_TRIANGLES_OPACITY_MICROMAP_EXT,
        .indexType = VK_INDEX_TYPE_NONE_KHR,
        .usageCountsCount = shape_count,
        .pUsageCounts = usages,
        .micromap = map,
    };
}

static VkDeviceAddress sheet_of(VkMicromapEXT map)
{
    const VkAccelerationStructureTrianglesOpacityMicromapEXT opacity = attached(map);
    const struct rays_sheet sheet = {.count = shape_count, .opacity = &opacity};
    return rays_sheet_top(&sheet, 0);
}

/// Wrong answers over all triangles of a sheet that shows map `seed`.
static uint32_t wrong_on(VkDeviceAddress top, uint32_t seed)
{
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < shape_count; i++)
        wrong += rays_compare(top, i, shapes[i], seed, i, -1, 1);
    return wrong;
}

TEST every_microtriangle(void)
{
    ASSERT_EQ_FMT(0u, wrong_on(sheet_of(rays_map(1, shapes, shape_count, NULL)), 1), "%u");
    ASSERT(wrong_on(sheet_of(rays_map(2, shapes, shape_count, NULL)), 1) > 1000);
    PASS();
}

TEST clones_and_compacted(void)
{
    const VkDeviceSize size = rays_map_size(shapes, shape_count);
    VkMicromapEXT map = rays_map(3, shapes, shape_count, NULL);
    VkMicromapEXT clone = rays_map_copy(map, size, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    VkMicromapEXT packed = rays_map_copy(map, size, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    ASSERT_EQ_FMT(0u, wrong_on(sheet_of(clone), 3), "%u");
    ASSERT_EQ_FMT(0u, wrong_on(sheet_of(packed), 3), "%u");
    PASS();
}

TEST all_levels(void)
{
    for (uint32_t level = 0; level <= 12; level++) {
        const struct rays_shape shape = {level, level % 2};
        VkMicromapUsageEXT usage;
        rays_usages(&usage, &shape, 1);
        VkAccelerationStructureTrianglesOpacityMicromapEXT opacity =
            attached(rays_map(level, &shape, 1, NULL));
        opacity.usageCountsCount = 1;
        opacity.pUsageCounts = &usage;
        const struct rays_sheet sheet = {.count = 1, .opacity = &opacity};
        const uint32_t step = level <= 6 ? 1 : (1u << (2 * (level - 6))) + 1;
        const VkDeviceAddress top = rays_sheet_top(&sheet, 0);
        ASSERT_EQ_FMT(0u, rays_compare(top, 0, shape, level, 0, -1, step), "%u");
    }
    PASS();
}

/// Index buffers: sizes, strides, a base and special values between.
static uint32_t wrong_with_indices(VkMicromapEXT map, VkIndexType type, uint32_t stride)
{
    // With the base of 2: map triangles 7, -4, 2, 3, -1, 3, -2, -3.
    static const int32_t indices[shape_count] = {5, -4, 0, 1, -1, 1, -2, -3};
    uint8_t bytes[shape_count * 16];
    memset(bytes, 0x01, sizeof bytes);
    for (uint32_t i = 0; i < shape_count; i++)
        memcpy(bytes + i * stride, &indices[i], type == VK_INDEX_TYPE_UINT16 ? 2 : 4);
    static const struct rays_shape used[] = {{1, false}, {3, true}, {5, false}, {5, false}};
    VkMicromapUsageEXT counts[4];
    const VkMicromapUsageEXT *pointers[4] = {&counts[3], &counts[0], &counts[2], &counts[1]};
    rays_usages(counts, used, 4);
    VkAccelerationStructureTrianglesOpacityMicromapEXT opacity = attached(map);
    opacity.indexType = type;
    opacity.indexStride = stride;
    opacity.baseTriangle = 2;
    opacity.indexBuffer.deviceAddress = rays_block(bytes, sizeof bytes).address;
    opacity.usageCountsCount = 4;
    opacity.pUsageCounts = NULL;
    opacity.ppUsageCounts = pointers;
    const struct rays_sheet sheet = {.count = shape_count, .opacity = &opacity};
    const VkDeviceAddress top = rays_sheet_top(&sheet, 0);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < shape_count; i++) {
        const int32_t index = indices[i];
        const uint32_t which = (uint32_t)(index + 2);
        wrong += index < 0
                     ? rays_compare(top, i, (struct rays_shape){2, false}, 0, 0, -1 - index, 1)
                     : rays_compare(top, i, shapes[which], 4, which, -1, 1);
    }
    return wrong;
}

TEST index_buffers(void)
{
    VkMicromapEXT map = rays_map(4, shapes, shape_count, NULL);
    ASSERT_EQ_FMT(0u, wrong_with_indices(map, VK_INDEX_TYPE_UINT32, 4), "%u");
    ASSERT_EQ_FMT(0u, wrong_with_indices(map, VK_INDEX_TYPE_UINT32, 12), "%u");
    ASSERT_EQ_FMT(0u, wrong_with_indices(map, VK_INDEX_TYPE_UINT16, 2), "%u");
    ASSERT_EQ_FMT(0u, wrong_with_indices(map, VK_INDEX_TYPE_UINT16, 14), "%u");
    PASS();
}

TEST special_indices_without_a_micromap(void)
{
    const uint16_t indices[] = {0xFFFF, 0xFFFE, 0xFFFD, 0xFFFC};
    VkAccelerationStructureTrianglesOpacityMicromapEXT opacity = attached(VK_NULL_HANDLE);
    opacity.indexType = VK_INDEX_TYPE_UINT16;
    opacity.indexStride = 2;
    opacity.indexBuffer.deviceAddress = rays_block(indices, sizeof indices).address;
    opacity.usageCountsCount = 0;
    opacity.pUsageCounts = NULL;
    const struct rays_sheet sheet = {.count = 4, .opacity = &opacity};
    const VkDeviceAddress top = rays_sheet_top(&sheet, 0);
    for (uint32_t i = 0; i < 4; i++)
        ASSERT_EQ_FMT(0u, rays_compare(top, i, (struct rays_shape){1, false}, 0, 0, (int)i, 1),
                      "%u");
    PASS();
}

static enum rays_seen seen(VkDeviceAddress top, uint32_t triangle, uint32_t ray_flags)
{
    struct ref_ray ray = rays_down(top, (float)triangle + 0.25f, 0.25f);
    ray.flags = ray_flags;
    return rays_trace_one(ray).seen;
}

static VkDeviceAddress special_sheet(VkGeometryFlagsKHR flags,
                                     VkGeometryInstanceFlagsKHR instance_flags)
{
    const uint32_t indices[] = {UINT32_MAX, UINT32_MAX - 1, UINT32_MAX - 2, UINT32_MAX - 3};
    VkAccelerationStructureTrianglesOpacityMicromapEXT opacity = attached(VK_NULL_HANDLE);
    opacity.indexType = VK_INDEX_TYPE_UINT32;
    opacity.indexStride = 4;
    opacity.indexBuffer.deviceAddress = rays_block(indices, sizeof indices).address;
    opacity.usageCountsCount = 0;
    opacity.pUsageCounts = NULL;
    const struct rays_sheet sheet = {.count = 4, .opacity = &opacity, .flags = flags};
    return rays_sheet_top(&sheet, instance_flags);
}

TEST flags_of_instances_and_rays(void)
{
    const enum rays_seen o = RAYS_OPAQUE, n = RAYS_NON_OPAQUE, x = RAYS_NOTHING;
    const struct {
        VkGeometryFlagsKHR geometry;
        VkGeometryInstanceFlagsKHR instance;
        uint32_t ray;
        enum rays_seen seen[4];
    } rows[] = {
        {0, 0, 0, {x, o, n, n}},
        {VK_GEOMETRY_OPAQUE_BIT_KHR, 0, 0, {x, o, n, n}},
        {0, VK_GEOMETRY_INSTANCE_FORCE_OPACITY_MICROMAP_2_STATE_EXT, 0, {x, o, x, o}},
        {0, 0, REF_RAY_FORCE_OPACITY_MICROMAP_2_STATE, {x, o, x, o}},
        {0, VK_GEOMETRY_INSTANCE_DISABLE_OPACITY_MICROMAPS_EXT, 0, {n, n, n, n}},
        {1, VK_GEOMETRY_INSTANCE_DISABLE_OPACITY_MICROMAPS_EXT, 0, {o, o, o, o}},
        {0, VK_GEOMETRY_INSTANCE_FORCE_OPAQUE_BIT_KHR, 0, {x, o, o, o}},
        {0, VK_GEOMETRY_INSTANCE_FORCE_NO_OPAQUE_BIT_KHR, 0, {x, n, n, n}},
        {0, VK_GEOMETRY_INSTANCE_FORCE_NO_OPAQUE_BIT_KHR, REF_RAY_OPAQUE, {x, o, o, o}},
        {0, 0, REF_RAY_NO_OPAQUE, {x, n, n, n}},
        {0, 0, REF_RAY_CULL_OPAQUE, {x, x, n, n}},
        {0, 0, REF_RAY_CULL_NO_OPAQUE, {x, o, x, x}},
    };
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        const VkDeviceAddress top = special_sheet(rows[row].geometry, rows[row].instance);
        for (uint32_t i = 0; i < 4; i++)
            ASSERT_EQ_FMT((int)rows[row].seen[i], (int)seen(top, i, rows[row].ray), "%d");
    }
    PASS();
}

/// discardable is VK_TRUE: the micromap may go after the build, and be something else.
TEST micromaps_may_go_after_the_build(void)
{
    struct block storage;
    VkMicromapEXT map = rays_map(5, shapes, shape_count, &storage);
    const VkDeviceAddress top = sheet_of(map);
    rays_map_again(map, 6, shapes, shape_count);
    ASSERT_EQ_FMT(0u, wrong_on(top, 5), "%u");
    memset(storage.host, 0x55, storage.size);
    ASSERT_EQ_FMT(0u, wrong_on(top, 5), "%u");
    PASS();
}

TEST building_again_takes_what_is_there(void)
{
    VkMicromapEXT map = rays_map(7, shapes, shape_count, NULL);
    const VkAccelerationStructureTrianglesOpacityMicromapEXT opacity = attached(map);
    float vertices[shape_count * 9];
    for (uint32_t i = 0; i < shape_count; i++) {
        const float x = (float)i;
        const float corners[9] = {x, 0, 0, x + 1, 0, 0, x, 1, 0};
        memcpy(&vertices[9 * i], corners, sizeof corners);
    }
    VkAccelerationStructureGeometryKHR geometry = rays_triangles(vertices, shape_count, 0);
    geometry.geometry.triangles.pNext = &opacity;
    const VkAccelerationStructureBuildRangeInfoKHR range = {.primitiveCount = shape_count};
    struct rays_build bottom, top;
    rays_prepare(&bottom, VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR, 1, &geometry, &range);
    const VkAccelerationStructureInstanceKHR instances[] = {
        rays_instance(bottom.address, 0, 0, 0, 0),
        rays_instance(bottom.address, VK_GEOMETRY_INSTANCE_FORCE_OPACITY_MICROMAP_2_STATE_EXT, 0,
                      10, 0)};
    rays_prepare_top(&top, instances, 2);
    for (uint32_t seed = 7; seed < 10; seed++) {
        rays_map_again(map, seed, shapes, shape_count);
        rays_run(&bottom);
        rays_run(&top);
        ASSERT_EQ_FMT(0u, wrong_on(top.address, seed), "%u");
        bottom.info.mode = VK_BUILD_ACCELERATION_STRUCTURE_MODE_UPDATE_KHR;
        bottom.info.srcAccelerationStructure = bottom.accel;
    }
    PASS();
}

/// No harm from an index past the micromap, from one that was never built, or from usage counts
/// that announce too little.
TEST refuses_wrong_attachments(void)
{
    VkAccelerationStructureTrianglesOpacityMicromapEXT opacity =
        attached(rays_map(8, shapes, shape_count, NULL));
    const struct rays_sheet sheet = {.count = shape_count, .opacity = &opacity};
    opacity.baseTriangle = 1;
    const VkDeviceAddress past = rays_sheet_top(&sheet, 0);
    opacity.baseTriangle = 0;
    opacity.usageCountsCount = 1;
    const VkDeviceAddress little = rays_sheet_top(&sheet, 0);
    opacity.usageCountsCount = shape_count;
    opacity.micromap = micromap_create(4096, BLOCK_COHERENT, NULL);
    const VkDeviceAddress unbuilt = rays_sheet_top(&sheet, 0);
    for (uint32_t i = 0; i < shape_count; i++) {
        ASSERT_EQ(RAYS_NOTHING, seen(past, i, 0));
        ASSERT_EQ(RAYS_NOTHING, seen(little, i, 0));
        ASSERT_EQ(RAYS_NOTHING, seen(unbuilt, i, 0));
    }
    PASS();
}

SUITE(ray_opacity)
{
    if (!driver.has_micromaps)
        return;
    GREATEST_SET_SETUP_CB(set_up, NULL);
    GREATEST_SET_TEARDOWN_CB(tear_down, NULL);
    RUN_TEST(every_microtriangle);
    RUN_TEST(clones_and_compacted);
    RUN_TEST(all_levels);
    RUN_TEST(index_buffers);
    RUN_TEST(special_indices_without_a_micromap);
    RUN_TEST(flags_of_instances_and_rays);
    RUN_TEST(micromaps_may_go_after_the_build);
    RUN_TEST(building_again_takes_what_is_there);
    RUN_TEST(refuses_wrong_attachments);
    GREATEST_SET_SETUP_CB(NULL, NULL);
    GREATEST_SET_TEARDOWN_CB(NULL, NULL);
}
