// SPDX-License-Identifier: Apache-2.0
// Plain geometry: what a ray meets, and what a query tells of it.
#include "rays.h"

#include <greatest.h>
#include <math.h>

// The unit triangle in the plane z = 0, seen clockwise from below and counterclockwise from above.
static const float unit[9] = {0, 0, 0, 1, 0, 0, 0, 1, 0};

static VkDeviceAddress unit_top(VkGeometryFlagsKHR flags, VkGeometryInstanceFlagsKHR instance_flags)
{
    const VkAccelerationStructureGeometryKHR geometry = rays_triangles(unit, 1, flags);
    const VkAccelerationStructureInstanceKHR instance =
        rays_instance(rays_bottom(&geometry, 1), instance_flags, 0, 0, 0);
    return rays_top(&instance, 1);
}

static void set_up(void *unused)
{
    (void)unused;
    rays_open();
}

static void tear_down(void *unused)
{
    (void)unused;
    rays_close();
}

TEST hits_and_misses(void)
{
    const VkDeviceAddress top = unit_top(VK_GEOMETRY_OPAQUE_BIT_KHR, 0);
    const struct rays_result inside = rays_trace_one(rays_down(top, 0.25f, 0.5f));
    ASSERT_EQ(RAYS_OPAQUE, inside.seen);
    ASSERT_IN_RANGE(1.0f, inside.hit.t, 1e-6f);
    ASSERT_IN_RANGE(0.25f, inside.hit.u, 1e-6f);
    ASSERT_IN_RANGE(0.5f, inside.hit.v, 1e-6f);
    ASSERT(inside.hit.front_face);
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(rays_down(top, 0.6f, 0.6f)).seen);
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(rays_down(top, -0.1f, 0.5f)).seen);
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(rays_down(0, 0.25f, 0.25f)).seen);

    struct ref_ray ray = rays_down(top, 0.25f, 0.25f);
    ray.tmax = 1; // t must be below it
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(ray).seen);
    ray.tmax = 1.5f;
    ray.tmin = 1; // and above that
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(ray).seen);
    ray.tmin = 0.5f;
    ASSERT_EQ(RAYS_OPAQUE, rays_trace_one(ray).seen);
    ray.direction[2] = 0; // in the triangle's plane
    ray.direction[0] = 1;
    ray.origin[2] = 0;
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(ray).seen);
    PASS();
}

static uint32_t seen_with(VkDeviceAddress top, uint32_t ray_flags)
{
    struct ref_ray ray = rays_down(top, 0.25f, 0.25f);
    ray.flags = ray_flags;
    return rays_trace_one(ray).seen;
}

TEST opacity_of_plain_geometry(void)
{
    const VkDeviceAddress opaque = unit_top(VK_GEOMETRY_OPAQUE_BIT_KHR, 0);
    const VkDeviceAddress other = unit_top(0, 0);
    const VkDeviceAddress forced = unit_top(0, VK_GEOMETRY_INSTANCE_FORCE_OPAQUE_BIT_KHR);
    const VkDeviceAddress unforced =
        unit_top(VK_GEOMETRY_OPAQUE_BIT_KHR, VK_GEOMETRY_INSTANCE_FORCE_NO_OPAQUE_BIT_KHR);
    ASSERT_EQ(RAYS_OPAQUE, seen_with(opaque, 0));
    ASSERT_EQ(RAYS_NON_OPAQUE, seen_with(other, 0));
    ASSERT_EQ(RAYS_OPAQUE, seen_with(forced, 0));
    ASSERT_EQ(RAYS_NON_OPAQUE, seen_with(unforced, 0));
    ASSERT_EQ(RAYS_OPAQUE, seen_with(unforced, REF_RAY_OPAQUE));
    ASSERT_EQ(RAYS_NON_OPAQUE, seen_with(forced, REF_RAY_NO_OPAQUE));
    ASSERT_EQ(RAYS_NOTHING, seen_with(opaque, REF_RAY_CULL_OPAQUE));
    ASSERT_EQ(RAYS_NON_OPAQUE, seen_with(other, REF_RAY_CULL_OPAQUE));
    ASSERT_EQ(RAYS_NOTHING, seen_with(other, REF_RAY_CULL_NO_OPAQUE));
    ASSERT_EQ(RAYS_NOTHING, seen_with(opaque, REF_RAY_SKIP_TRIANGLES));
    ASSERT_EQ(RAYS_OPAQUE, seen_with(opaque, REF_RAY_SKIP_AABBS));
    PASS();
}

TEST faces(void)
{
    const VkDeviceAddress plain = unit_top(VK_GEOMETRY_OPAQUE_BIT_KHR, 0);
    const VkDeviceAddress flipped =
        unit_top(VK_GEOMETRY_OPAQUE_BIT_KHR, VK_GEOMETRY_INSTANCE_TRIANGLE_FLIP_FACING_BIT_KHR);
    const VkDeviceAddress uncullable = unit_top(
        VK_GEOMETRY_OPAQUE_BIT_KHR, VK_GEOMETRY_INSTANCE_TRIANGLE_FACING_CULL_DISABLE_BIT_KHR);
    ASSERT_EQ(RAYS_OPAQUE, seen_with(plain, REF_RAY_CULL_BACK_FACING));
    ASSERT_EQ(RAYS_NOTHING, seen_with(plain, REF_RAY_CULL_FRONT_FACING));
    ASSERT_EQ(RAYS_NOTHING, seen_with(flipped, REF_RAY_CULL_BACK_FACING));
    ASSERT_EQ(RAYS_OPAQUE, seen_with(flipped, REF_RAY_CULL_FRONT_FACING));
    ASSERT_EQ(RAYS_OPAQUE, seen_with(uncullable, REF_RAY_CULL_FRONT_FACING));
    struct ref_ray up = rays_down(plain, 0.25f, 0.25f);
    up.origin[2] = -1;
    up.direction[2] = 1;
    const struct rays_result below = rays_trace_one(up);
    ASSERT_EQ(RAYS_OPAQUE, below.seen);
    ASSERT_FALSE(below.hit.front_face);
    PASS();
}

/// Two copies of a bottom level with two geometries, turned, scaled and told apart by masks.
TEST instances_and_geometries(void)
{
    const float two[18] = {0, 0, 0, 1, 0, 0, 0, 1, 0, 4, 0, 0, 5, 0, 0, 4, 1, 0};
    const VkAccelerationStructureGeometryKHR geometries[] = {rays_triangles(unit, 1, 1),
                                                             rays_triangles(two, 2, 1)};
    // The second geometry's second triangle is the one at x = 4.
    const VkAccelerationStructureBuildRangeInfoKHR ranges[] = {{.primitiveCount = 1},
                                                               {.primitiveCount = 2}};
    struct rays_build bottom;
    rays_prepare(&bottom, VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR, 2, geometries, ranges);
    rays_run(&bottom);

    VkAccelerationStructureInstanceKHR instances[4];
    for (int i = 0; i < 4; i++)
        instances[i] = rays_instance(bottom.address, 0, 0, 0, 0);
    instances[0].accelerationStructureReference = 0; // inactive
    // x and y change places and everything is twice as large: (4.25, 0.25) is at (0.5, 8.5).
    instances[1].transform =
        (VkTransformMatrixKHR){.matrix = {{0, 2, 0, 0}, {2, 0, 0, 0}, {0, 0, 2, 0}}};
    instances[1].instanceCustomIndex = 0xABCDEF;
    instances[1].instanceShaderBindingTableRecordOffset = 77;
    instances[1].mask = 0x0F;
    instances[2].transform.matrix[0][3] = 100;
    instances[2].mask = 0xF0;
    instances[3].transform.matrix[2][2] = 0; // has no inverse
    const VkDeviceAddress top = rays_top(instances, 4);

    struct ref_ray ray = rays_down(top, 0.5f, 8.5f);
    struct rays_result result = rays_trace_one(ray);
    ASSERT_EQ(RAYS_OPAQUE, result.seen);
    ASSERT_EQ(1, result.hit.instance_id);
    ASSERT_EQ(0xABCDEF, result.hit.instance_custom_index);
    ASSERT_EQ(77, result.hit.instance_sbt_offset);
    ASSERT_EQ(1, result.hit.geometry_index);
    ASSERT_EQ(1, result.hit.primitive_index);
    ASSERT_IN_RANGE(0.25f, result.hit.u, 1e-6f);
    ASSERT_IN_RANGE(0.25f, result.hit.v, 1e-6f);
    ASSERT_IN_RANGE(1.0f, result.hit.t, 1e-6f);
    ray.cull_mask = 0xF0;
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(ray).seen);
    ray = rays_down(top, 104.25f, 0.25f);
    ray.cull_mask = 0x10;
    result = rays_trace_one(ray);
    ASSERT_EQ(RAYS_OPAQUE, result.seen);
    ASSERT_EQ(2, result.hit.instance_id);
    ray.cull_mask = 0x0F;
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(ray).seen);
    PASS();
}

static struct {
    VkDeviceAddress top;
    uint32_t candidates;
    uint32_t closest;
    uint32_t first_only;
    uint32_t unconfirmed;
    uint32_t terminated;
    float columns[4][3], inverse[4][3], origin[3], direction[3];
} layered;

/// Ten non-opaque layers, 1 to 10 below the origin of the ray, in no order.
static void look_at_layers(struct ref_ray_scenes *scenes)
{
    struct ref_ray ray = rays_down(layered.top, 0.25f, 0.25f);
    ray.tmax = 100;
    struct ref_ray_query query;
    ref_ray_query_initialize(&query, scenes, &ray);
    for (layered.candidates = 0; ref_ray_query_proceed(&query); layered.candidates++)
        ref_ray_query_confirm(&query);
    layered.closest = ref_ray_query_hit(&query, true)->primitive_index;
    ref_ray_query_object_to_world(&query, true, layered.columns);
    ref_ray_query_world_to_object(&query, true, layered.inverse);
    ref_ray_query_object_ray(&query, true, layered.origin, layered.direction);

    ref_ray_query_initialize(&query, scenes, &ray);
    while (ref_ray_query_proceed(&query))
        layered.unconfirmed++;
    layered.unconfirmed += 100 * ref_ray_query_type(&query, true);

    ref_ray_query_initialize(&query, scenes, &ray);
    ref_ray_query_proceed(&query);
    ref_ray_query_terminate(&query);
    layered.terminated = ref_ray_query_proceed(&query);

    ray.flags = REF_RAY_TERMINATE_ON_FIRST_HIT;
    ref_ray_query_initialize(&query, scenes, &ray);
    for (layered.first_only = 0; ref_ray_query_proceed(&query); layered.first_only++)
        ref_ray_query_confirm(&query);
}

TEST closest_of_many_candidates(void)
{
    static const int depths[10] = {7, 3, 10, 5, 2, 9, 4, 8, 6, 1};
    float vertices[90];
    for (int i = 0; i < 90; i++)
        vertices[i] = i % 3 == 2 ? (float)(1 - depths[i / 9]) : unit[i % 9];
    const VkAccelerationStructureGeometryKHR geometry = rays_triangles(vertices, 10, 0);
    const VkAccelerationStructureInstanceKHR instance =
        rays_instance(rays_bottom(&geometry, 10), 0, 0.125f, 0, 0);
    layered.top = rays_top(&instance, 1);
    rays_call(look_at_layers);
    ASSERT_EQ_FMT(9u, layered.closest, "%u");
    ASSERT(layered.candidates >= 1 && layered.candidates <= 10);
    ASSERT_EQ_FMT(1u, layered.first_only, "%u");
    ASSERT_EQ_FMT(10u, layered.unconfirmed, "%u");
    ASSERT_EQ(0, layered.terminated);
    ASSERT_EQ(0.125f, layered.columns[3][0]);
    ASSERT_EQ(-0.125f, layered.inverse[3][0]);
    ASSERT_EQ(1.0f, layered.columns[1][1]);
    ASSERT_EQ(0.125f, layered.origin[0]);
    ASSERT_EQ(-1.0f, layered.direction[2]);
    PASS();
}

/// A sheet of 2 x 50 x 50 triangles: every ray meets one, and the right one.
TEST a_sheet_of_triangles(void)
{
    enum { side = 50, count = 2 * side * side };
    static float vertices[count * 9];
    for (int i = 0; i < count; i++) {
        const int x = i / 2 % side, y = i / 2 / side, far = i % 2;
        const float corners[9] = {(float)(x + far), (float)(y + far), 0,
                                  (float)(x + 1),   (float)y,         0,
                                  (float)x,         (float)(y + 1),   0};
        for (int j = 0; j < 9; j++)
            vertices[9 * i + j] = corners[j];
    }
    const VkAccelerationStructureGeometryKHR geometry = rays_triangles(vertices, count, 1);
    const VkAccelerationStructureInstanceKHR instance =
        rays_instance(rays_bottom(&geometry, count), 0, 0, 0, 0);
    const VkDeviceAddress top = rays_top(&instance, 1);
    static struct ref_ray list[count + side * side];
    static struct rays_result results[count + side * side];
    for (int i = 0; i < count; i++) {
        const float *at = &vertices[9 * i];
        list[i] = rays_down(top, (at[0] + at[3] + at[6]) / 3, (at[1] + at[4] + at[7]) / 3);
    }
    for (int i = 0; i < side * side; i++) // right on the edges and corners between them
        list[count + i] = rays_down(top, (float)(i % side) + 0.5f * (float)(i % 2),
                                    (float)(i / side) + 0.5f * (float)(i % 2));
    rays_trace(list, results, count + side * side);
    for (int i = 0; i < count; i++) {
        ASSERT_EQ(RAYS_OPAQUE, results[i].seen);
        ASSERT_EQ((uint32_t)i, results[i].hit.primitive_index);
    }
    for (int i = count; i < count + side * side; i++)
        ASSERT_EQ(RAYS_OPAQUE, results[i].seen);
    PASS();
}

SUITE(ray_geometry)
{
    GREATEST_SET_SETUP_CB(set_up, NULL);
    GREATEST_SET_TEARDOWN_CB(tear_down, NULL);
    RUN_TEST(hits_and_misses);
    RUN_TEST(opacity_of_plain_geometry);
    RUN_TEST(faces);
    RUN_TEST(instances_and_geometries);
    RUN_TEST(closest_of_many_candidates);
    RUN_TEST(a_sheet_of_triangles);
    GREATEST_SET_SETUP_CB(NULL, NULL);
    GREATEST_SET_TEARDOWN_CB(NULL, NULL);
}
