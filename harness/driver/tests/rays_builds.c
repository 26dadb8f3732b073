// SPDX-License-Identifier: Apache-2.0
// Builds: their inputs, what they refuse, and the barriers around them.
#include "rays.h"

#include <greatest.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const VkPipelineStageFlags2 building =
    VK_PIPELINE_STAGE_2_ACCELERATION_STRUCTURE_BUILD_BIT_KHR;
static const VkPipelineStageFlags2 shading = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT;
static const VkAccessFlags2 reading = VK_ACCESS_2_ACCELERATION_STRUCTURE_READ_BIT_KHR;
static const VkAccessFlags2 writing = VK_ACCESS_2_ACCELERATION_STRUCTURE_WRITE_BIT_KHR;

static const float unit[9] = {0, 0, 0, 1, 0, 0, 0, 1, 0};

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

/// Builds one triangle of the geometry with this range and looks for it at its centroid.
static bool is_at(VkAccelerationStructureGeometryKHR geometry,
                  VkAccelerationStructureBuildRangeInfoKHR range, float x, float y)
{
    struct rays_build bottom;
    rays_prepare(&bottom, VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR, 1, &geometry, &range);
    rays_run(&bottom);
    const VkAccelerationStructureInstanceKHR instance = rays_instance(bottom.address, 0, 0, 0, 0);
    const struct rays_result result =
        rays_trace_one(rays_down(rays_top(&instance, 1), x + 1.0f / 3, y + 1.0f / 3));
    return result.seen == RAYS_NON_OPAQUE && fabsf(result.hit.u - 1.0f / 3) < 1e-5f &&
           fabsf(result.hit.v - 1.0f / 3) < 1e-5f;
}

TEST indices_and_offsets(void)
{
    // Four triangles 10 apart in x; indices that turn them round, offset by one vertex.
    float vertices[4 * 9];
    for (int i = 0; i < 36; i++)
        vertices[i] = unit[i % 9] + (i % 3 == 0 ? 10.0f * (float)(i / 9) : 0);
    const uint16_t short_indices[] = {0, 0, 0, 7, 5, 6, 1, 2, 0};
    const uint32_t long_indices[] = {0, 0, 0, 7, 5, 6, 1, 2, 0};
    VkAccelerationStructureGeometryKHR geometry = rays_triangles(vertices, 4, 0);
    VkAccelerationStructureGeometryTrianglesDataKHR *data = &geometry.geometry.triangles;
    VkAccelerationStructureBuildRangeInfoKHR range = {.primitiveCount = 1};
    ASSERT(is_at(geometry, range, 0, 0));
    range.primitiveOffset = 36;
    ASSERT(is_at(geometry, range, 10, 0));
    range.firstVertex = 6;
    ASSERT(is_at(geometry, range, 30, 0));
    range.firstVertex = 1; // 7, 5, 6 become the vertices of the triangle at 20
    data->indexType = VK_INDEX_TYPE_UINT16;
    data->indexData.deviceAddress = rays_block(short_indices, sizeof short_indices).address;
    range.primitiveOffset = 6;
    ASSERT(is_at(geometry, range, 20, 0));
    data->indexType = VK_INDEX_TYPE_UINT32;
    data->indexData.deviceAddress = rays_block(long_indices, sizeof long_indices).address;
    range.primitiveOffset = 12;
    ASSERT(is_at(geometry, range, 20, 0));
    range.firstVertex = 0;
    range.primitiveOffset = 24;
    ASSERT(is_at(geometry, range, 0, 0));
    PASS();
}

TEST transforms_and_formats(void)
{
    const VkTransformMatrixKHR transforms[] = {
        {.matrix = {{1, 0, 0, 50}, {0, 1, 0, 60}, {0, 0, 1, 0}}},
        {.matrix = {{0, 1, 0, 5}, {1, 0, 0, 6}, {0, 0, 1, 0}}},
    };
    VkAccelerationStructureGeometryKHR geometry = rays_triangles(unit, 1, 0);
    VkAccelerationStructureGeometryTrianglesDataKHR *data = &geometry.geometry.triangles;
    VkAccelerationStructureBuildRangeInfoKHR range = {.primitiveCount = 1};
    data->transformData.deviceAddress = rays_block(transforms, sizeof transforms).address;
    ASSERT(is_at(geometry, range, 50, 60));
    range.transformOffset = sizeof *transforms;
    ASSERT(is_at(geometry, range, 5, 6));
    data->transformData.deviceAddress = 0;

    const float flat[] = {0, 0, 9, 1, 0, 9, 0, 1, 9};
    data->vertexData.deviceAddress = rays_block(flat, sizeof flat).address;
    data->vertexFormat = VK_FORMAT_R32G32_SFLOAT;
    ASSERT(is_at(geometry, range, 0, 0));
    const uint16_t halves[] = {0x4000, 0xBC00, 0, 0, 0x4200, 0xBC00, 0, 0, 0x4000, 0, 0, 0};
    data->vertexData.deviceAddress = rays_block(halves, sizeof halves).address;
    data->vertexStride = 8;
    data->vertexFormat = VK_FORMAT_R16G16B16A16_SFLOAT;
    ASSERT(is_at(geometry, range, 2, -1));
    const int16_t norms[] = {0, -32767, 32767, -32768, 0, 0};
    data->vertexData.deviceAddress = rays_block(norms, sizeof norms).address;
    data->vertexStride = 4;
    data->vertexFormat = VK_FORMAT_R16G16_SNORM;
    ASSERT(is_at(geometry, range, 0, -1));
    PASS();
}

TEST inactive_triangles_are_counted(void)
{
    float vertices[27];
    for (int i = 0; i < 27; i++)
        vertices[i] = unit[i % 9];
    vertices[3] = NAN;  // of the first
    vertices[21] = NAN; // of the third
    const VkAccelerationStructureGeometryKHR geometry = rays_triangles(vertices, 3, 0);
    const VkAccelerationStructureInstanceKHR instance =
        rays_instance(rays_bottom(&geometry, 3), 0, 0, 0, 0);
    const struct rays_result result =
        rays_trace_one(rays_down(rays_top(&instance, 1), 0.25f, 0.25f));
    ASSERT_EQ(RAYS_NON_OPAQUE, result.seen);
    ASSERT_EQ(1, result.hit.primitive_index);
    PASS();
}

TEST array_of_pointers_and_empty_levels(void)
{
    const VkAccelerationStructureGeometryKHR geometry = rays_triangles(unit, 1, 0);
    const VkDeviceAddress bottom = rays_bottom(&geometry, 1), empty = rays_bottom(&geometry, 0);
    const VkAccelerationStructureInstanceKHR instances[] = {rays_instance(bottom, 0, 7, 0, 0),
                                                            rays_instance(empty, 0, 0, 0, 0)};
    const VkDeviceAddress list = rays_block(instances, sizeof instances).address;
    const VkDeviceAddress pointers[] = {0, list + sizeof *instances, list};
    struct rays_build top;
    rays_prepare_top(&top, instances, 2);
    top.geometries[0].geometry.instances.arrayOfPointers = VK_TRUE;
    top.geometries[0].geometry.instances.data.deviceAddress =
        rays_block(pointers, sizeof pointers).address;
    top.ranges[0].primitiveOffset = 8;
    rays_run(&top);
    const struct rays_result result = rays_trace_one(rays_down(top.address, 7.25f, 0.25f));
    ASSERT_EQ(RAYS_NON_OPAQUE, result.seen);
    ASSERT_EQ(1, result.hit.instance_id);
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(rays_down(top.address, 0.25f, 0.25f)).seen);
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(rays_down(rays_top(instances, 0), 0.25f, 0.25f)).seen);
    PASS();
}

/// What breaks the rules does no harm.
TEST refuses_without_harm(void)
{
    const VkAccelerationStructureGeometryKHR geometry = rays_triangles(unit, 1, 0);
    const VkDeviceAddress bottom = rays_bottom(&geometry, 1);
    const VkAccelerationStructureInstanceKHR instances[] = {
        rays_instance(rays_block(unit, 36).address, 0, 0, 0, 0), // not an acceleration structure
        rays_instance(bottom, 0, 5, 0, 0), rays_instance(12345, 0, 0, 0, 0), // nothing is there
    };
    const VkDeviceAddress top = rays_top(instances, 3);
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(rays_down(top, 0.25f, 0.25f)).seen);
    ASSERT_EQ(RAYS_NON_OPAQUE, rays_trace_one(rays_down(top, 5.25f, 0.25f)).seen);
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(rays_down(bottom, 0.25f, 0.25f)).seen);
    ASSERT_EQ(RAYS_NOTHING, rays_trace_one(rays_down(top + 16, 5.25f, 0.25f)).seen);

    struct rays_build build;
    const VkAccelerationStructureBuildRangeInfoKHR range = {.primitiveCount = 1};
    rays_prepare(&build, VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR, 1, &geometry, &range);
    rays_run(&build);
    build.ranges[0].primitiveCount = 100000; // past its input, scratch and storage
    rays_run(&build);
    build.ranges[0].primitiveCount = 1;
    build.geometries[0].geometryType = VK_GEOMETRY_TYPE_AABBS_KHR;
    rays_run(&build);
    build.geometries[0] = geometry;
    build.geometries[0].geometry.triangles.vertexFormat = VK_FORMAT_R8_UNORM;
    rays_run(&build);
    const VkAccelerationStructureInstanceKHR instance = rays_instance(build.address, 0, 0, 0, 0);
    const struct ref_ray ray = rays_down(rays_top(&instance, 1), 0.25f, 0.25f);
    ASSERT_EQ(RAYS_NON_OPAQUE, rays_trace_one(ray).seen);
    PASS();
}

/// Builds both levels and traces in one command buffer, with these accesses in the two barriers.
static enum rays_seen seen_through(VkAccessFlags2 between_levels, VkAccessFlags2 before_tracing)
{
    const VkAccelerationStructureGeometryKHR geometry = rays_triangles(unit, 1, 0);
    const VkAccelerationStructureBuildRangeInfoKHR range = {.primitiveCount = 1};
    struct rays_build bottom, top;
    rays_prepare(&bottom, VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR, 1, &geometry, &range);
    const VkAccelerationStructureInstanceKHR instance = rays_instance(bottom.address, 0, 0, 0, 0);
    rays_prepare_top(&top, &instance, 1);
    const struct ref_ray ray = rays_down(top.address, 0.25f, 0.25f);
    struct rays_result result = {0};
    VkCommandBuffer commands = rays_begin();
    rays_record(commands, &bottom);
    rays_barrier(commands, building, writing, building, between_levels);
    rays_record(commands, &top);
    rays_barrier(commands, building, writing, shading, before_tracing);
    rays_record_trace(commands, &ray, &result, 1);
    rays_end(commands);
    return result.seen;
}

TEST barriers(void)
{
    const char *personality = getenv("OMMREF_PERSONALITY");
    const bool weak = personality && strcmp(personality, "weak") == 0;
    ASSERT_EQ(RAYS_NON_OPAQUE, seen_through(reading, reading));
    ASSERT_EQ(weak ? RAYS_NOTHING : RAYS_NON_OPAQUE, seen_through(VK_ACCESS_2_NONE, reading));
    ASSERT_EQ(weak ? RAYS_NOTHING : RAYS_NON_OPAQUE,
              seen_through(reading, VK_ACCESS_2_SHADER_READ_BIT));
    PASS();
}

SUITE(ray_builds)
{
    GREATEST_SET_SETUP_CB(set_up, NULL);
    GREATEST_SET_TEARDOWN_CB(tear_down, NULL);
    RUN_TEST(indices_and_offsets);
    RUN_TEST(transforms_and_formats);
    RUN_TEST(inactive_triangles_are_counted);
    RUN_TEST(array_of_pointers_and_empty_levels);
    RUN_TEST(refuses_without_harm);
    RUN_TEST(barriers);
    GREATEST_SET_SETUP_CB(NULL, NULL);
    GREATEST_SET_TEARDOWN_CB(NULL, NULL);
}
