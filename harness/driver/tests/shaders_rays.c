// SPDX-License-Identifier: Apache-2.0
// Ray queries of a shader beside the functions behind them, and beside what the scene says.
#include "compute.h"

#include <greatest.h>
#include <string.h>

static const uint32_t candidates_comp[] = {
#include "shaders/candidates.inc"
};

struct ray {
    float origin[3], tmin;
    float direction[3], tmax;
    uint32_t flags, mask, confirm, stop;
};

struct answer {
    uint32_t candidates, type;
    float t;
    uint32_t front;
    float barycentrics[2];
    int32_t primitive, instance, custom, geometry, offset, hole;
    float object_origin[4], object_direction[4]; ///< three count
    float to_world[4][4], to_object[4][4];       ///< columns; three of each count
    float origin[4], direction[3], tmin;
    uint32_t flags, holes[3];
};

enum { RAYS = 64, LAYERS = 4 };

static struct ray rays[RAYS];
static struct answer expected[RAYS];
static VkDeviceAddress scene;

static void expect_hit(struct answer *answer, const struct ref_ray_query *query)
{
    const struct ref_ray_hit *hit = ref_ray_query_hit(query, true);
    answer->type = ref_ray_query_type(query, true);
    answer->t = hit->t;
    answer->front = hit->front_face;
    answer->barycentrics[0] = hit->u;
    answer->barycentrics[1] = hit->v;
    answer->primitive = (int32_t)hit->primitive_index;
    answer->instance = (int32_t)hit->instance_id;
    answer->custom = (int32_t)hit->instance_custom_index;
    answer->geometry = (int32_t)hit->geometry_index;
    answer->offset = (int32_t)hit->instance_sbt_offset;
    ref_ray_query_object_ray(query, true, answer->object_origin, answer->object_direction);
    float world[4][3], object[4][3];
    ref_ray_query_object_to_world(query, true, world);
    ref_ray_query_world_to_object(query, true, object);
    for (int i = 0; i < 4; i++) {
        memcpy(answer->to_world[i], world[i], sizeof world[i]);
        memcpy(answer->to_object[i], object[i], sizeof object[i]);
    }
}

/// The shader's loop, in C.
static void trace_in_c(struct ref_ray_scenes *scenes)
{
    for (int i = 0; i < RAYS; i++) {
        const struct ray *from = &rays[i];
        struct answer *answer = &expected[i];
        struct ref_ray ray = {
            .top_level = scene,
            .flags = from->flags,
            .cull_mask = from->mask,
            .tmin = from->tmin,
            .tmax = from->tmax,
        };
        memcpy(ray.origin, from->origin, sizeof ray.origin);
        memcpy(ray.direction, from->direction, sizeof ray.direction);
        struct ref_ray_query query = {0};
        ref_ray_query_initialize(&query, scenes, &ray);
        uint32_t count = 0;
        while (ref_ray_query_proceed(&query)) {
            const uint32_t bit = 1u << ref_ray_query_hit(&query, false)->primitive_index;
            answer->candidates |= bit;
            if (bit & from->confirm)
                ref_ray_query_confirm(&query);
            if (++count == from->stop)
                ref_ray_query_terminate(&query);
        }
        expect_hit(answer, &query);
        memcpy(answer->origin, from->origin, sizeof from->origin);
        memcpy(answer->direction, from->direction, sizeof from->direction);
        answer->tmin = from->tmin;
        answer->flags = from->flags;
    }
}

/// Four triangles above each other, none opaque, in an instance that is moved, and in one that is
/// stretched, too.
static VkDeviceAddress build(void)
{
    float vertices[LAYERS][9];
    for (int i = 0; i < LAYERS; i++) {
        const float z = 0.1f * (float)i;
        const float corners[9] = {0, 0, z, 1, 0, z, 0, 1, z};
        memcpy(vertices[i], corners, sizeof corners);
    }
    const VkAccelerationStructureGeometryKHR geometry = rays_triangles(vertices[0], LAYERS, 0);
    const VkDeviceAddress bottom = rays_bottom(&geometry, LAYERS);
    VkAccelerationStructureInstanceKHR instances[2] = {
        rays_instance(bottom, 0, 3, 0, 0),
        rays_instance(bottom, 0, 0, 5, 0.25f),
    };
    instances[0].instanceCustomIndex = 1234567;
    instances[1].transform.matrix[0][0] = 2;
    instances[1].instanceCustomIndex = 99;
    instances[1].instanceShaderBindingTableRecordOffset = 42;
    instances[1].mask = 2;
    return rays_top(instances, 2);
}

static void fill_rays(void)
{
    memset(expected, 0, sizeof expected);
    for (uint32_t i = 0; i < RAYS; i++) {
        const bool second = i & 1;
        rays[i] = (struct ray){
            .origin = {second ? 0.4f : 3.2f, second ? 5.3f : 0.3f, 1},
            .direction = {0, 0, i & 8 ? -0.5f : -1},
            .tmax = 10,
            .mask = i & 16 ? 1 : 0xFF,
            .confirm = i >> 1 & 3 ? 1u << (i >> 1 & 3) : 0,
            .stop = i & 32 ? 2 : 0,
            .flags = i % 7 == 0    ? REF_RAY_OPAQUE
                     : i % 11 == 0 ? REF_RAY_CULL_NO_OPAQUE
                                   : 0,
        };
    }
}

static enum greatest_test_res check_hits(const struct answer *seen)
{
    for (uint32_t i = 0; i < RAYS; i++) {
        const bool masked = i & 1 && rays[i].mask == 1;
        const bool culled = rays[i].flags == REF_RAY_CULL_NO_OPAQUE;
        if (masked || culled) {
            ASSERT_EQ_FMT(0u, seen[i].candidates, "%u");
            ASSERT_EQ_FMT(0u, seen[i].type, "%u");
            continue;
        }
        if (rays[i].flags == REF_RAY_OPAQUE) {
            ASSERT_EQ_FMT(0u, seen[i].candidates, "%u");
            ASSERT_EQ_FMT(LAYERS - 1, seen[i].primitive, "%d");
        } else if (rays[i].stop == 0 && rays[i].confirm == 0) {
            ASSERT_EQ_FMT((1u << LAYERS) - 1, seen[i].candidates, "%u");
            ASSERT_EQ_FMT(0u, seen[i].type, "%u");
            continue;
        }
        if (seen[i].type == 0)
            continue;
        ASSERT_EQ_FMT(i & 1 ? 99 : 1234567, seen[i].custom, "%d");
        ASSERT_EQ_FMT(i & 1 ? 42 : 0, seen[i].offset, "%d");
        ASSERT_EQ_FMT((int)(i & 1), seen[i].instance, "%d");
        ASSERT_IN_RANGE(0.2f, seen[i].barycentrics[0], 1e-5f);
        ASSERT_IN_RANGE(0.3f, seen[i].barycentrics[1], 1e-5f);
    }
    PASS();
}

TEST candidates(void)
{
    fill_rays();
    scene = build();
    rays_call(trace_in_c);
    static struct answer seen[RAYS];
    memset(seen, 0, sizeof seen);
    const struct block in = rays_block(rays, sizeof rays), out = rays_block(seen, sizeof seen);
    const VkDeviceAddress push[3] = {scene, in.address, out.address};
    ASSERT_EQ(VK_SUCCESS,
              compute_run(SHADER(candidates), (struct push){push, sizeof push}, RAYS / 32, 1, 1));
    memcpy(seen, out.host, sizeof seen);
    CHECK_CALL(check_hits(seen));
    for (int i = 0; i < RAYS; i++)
        ASSERT_MEM_EQ(&expected[i], &seen[i], sizeof seen[i]);
    PASS();
}

/// An address where there is no structure: told, and nothing is met.
TEST no_structure(void)
{
    fill_rays();
    struct answer seen[RAYS];
    memset(seen, 0, sizeof seen);
    const struct block in = rays_block(rays, sizeof rays), out = rays_block(seen, sizeof seen);
    const VkDeviceAddress push[3] = {in.address, in.address, out.address};
    char text[2000];
    stderr_capture();
    const VkResult result =
        compute_run(SHADER(candidates), (struct push){push, sizeof push}, RAYS / 32, 1, 1);
    stderr_read(text, sizeof text);
    ASSERT_EQ(VK_SUCCESS, result);
    ASSERT(strlen(text) > 0);
    memcpy(seen, out.host, sizeof seen);
    for (int i = 0; i < RAYS; i++) {
        ASSERT_EQ_FMT(0u, seen[i].candidates, "%u");
        ASSERT_EQ_FMT(0u, seen[i].type, "%u");
    }
    PASS();
}

SUITE(shader_rays)
{
    rays_open();
    RUN_TEST(candidates);
    RUN_TEST(no_structure);
    rays_close();
}
