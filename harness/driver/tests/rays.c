// SPDX-License-Identifier: Apache-2.0
#include "rays.h"

#include "../command.h"

#include <string.h>

static struct {
#define MEMBER(name) PFN_vk##name name;
    RAYS_COMMANDS(MEMBER)
#undef MEMBER
    struct work work;
    VkAccelerationStructureKHR made[64];
    uint32_t made_count;
} rays;

void rays_open(void)
{
#define LOAD(name) rays.name = (PFN_vk##name)driver.GetDeviceProcAddr(driver.device, "vk" #name);
    RAYS_COMMANDS(LOAD)
#undef LOAD
    rays.work = work_open(WORK_COMPUTE);
    if (driver.has_micromaps)
        micromaps_open();
}

void rays_close(void)
{
    work_close(&rays.work);
    for (uint32_t i = 0; i < rays.made_count; i++)
        rays.DestroyAccelerationStructureKHR(driver.device, rays.made[i], NULL);
    rays.made_count = 0;
    micromaps_close();
}

struct block rays_block(const void *bytes, size_t size)
{
    const struct block block =
        block_create(size ? size : 1,
                     VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT |
                         VK_BUFFER_USAGE_ACCELERATION_STRUCTURE_BUILD_INPUT_READ_ONLY_BIT_KHR,
                     BLOCK_COHERENT);
    memcpy(block.host, bytes, size);
    return block;
}

VkAccelerationStructureGeometryKHR rays_triangles(const float *vertices, uint32_t count,
                                                  VkGeometryFlagsKHR flags)
{
    VkAccelerationStructureGeometryKHR geometry = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_KHR,
        .geometryType = VK_GEOMETRY_TYPE_TRIANGLES_KHR,
        .flags = flags,
    };
    geometry.geometry.triangles = (VkAccelerationStructureGeometryTrianglesDataKHR){
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_TRIANGLES_DATA_KHR,
        .vertexFormat = VK_FORMAT_R32G32B32_SFLOAT,
        .vertexStride = 3 * sizeof(float),
        .maxVertex = 3 * count,
        .indexType = VK_INDEX_TYPE_NONE_KHR,
        .vertexData.deviceAddress = rays_block(vertices, 9 * count * sizeof(float)).address,
    };
    return geometry;
}

void rays_prepare(struct rays_build *build, VkAccelerationStructureTypeKHR type, uint32_t count,
                  const VkAccelerationStructureGeometryKHR *geometries,
                  const VkAccelerationStructureBuildRangeInfoKHR *ranges)
{
    *build = (struct rays_build){.accel = VK_NULL_HANDLE};
    memcpy(build->geometries, geometries, count * sizeof *geometries);
    memcpy(build->ranges, ranges, count * sizeof *ranges);
    build->info = (VkAccelerationStructureBuildGeometryInfoKHR){
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_BUILD_GEOMETRY_INFO_KHR,
        .type = type,
        .geometryCount = count,
        .pGeometries = build->geometries,
    };
    uint32_t counts[4];
    for (uint32_t i = 0; i < count; i++)
        counts[i] = ranges[i].primitiveCount;
    VkAccelerationStructureBuildSizesInfoKHR sizes = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_BUILD_SIZES_INFO_KHR,
    };
    rays.GetAccelerationStructureBuildSizesKHR(driver.device,
                                               VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR,
                                               &build->info, counts, &sizes);
    const struct block storage =
        block_create(256 + sizes.accelerationStructureSize,
                     VK_BUFFER_USAGE_ACCELERATION_STRUCTURE_STORAGE_BIT_KHR |
                         VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
                     BLOCK_DEVICE_LOCAL);
    const VkAccelerationStructureCreateInfoKHR create = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_CREATE_INFO_KHR,
        .buffer = storage.buffer,
        .offset = 256,
        .size = sizes.accelerationStructureSize,
        .type = type,
    };
    rays.CreateAccelerationStructureKHR(driver.device, &create, NULL, &build->accel);
    rays.made[rays.made_count++] = build->accel;
    const VkAccelerationStructureDeviceAddressInfoKHR address = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_DEVICE_ADDRESS_INFO_KHR,
        .accelerationStructure = build->accel,
    };
    build->address = rays.GetAccelerationStructureDeviceAddressKHR(driver.device, &address);
    build->info.dstAccelerationStructure = build->accel;
    build->info.scratchData.deviceAddress =
        block_create(sizes.buildScratchSize, VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
                     BLOCK_DEVICE_LOCAL)
            .address;
}

void rays_record(VkCommandBuffer commands, const struct rays_build *build)
{
    VkAccelerationStructureBuildGeometryInfoKHR info = build->info;
    info.pGeometries = build->geometries; // of this copy of the build
    const VkAccelerationStructureBuildRangeInfoKHR *ranges = build->ranges;
    rays.CmdBuildAccelerationStructuresKHR(commands, 1, &info, &ranges);
}

void rays_barrier(VkCommandBuffer commands, VkPipelineStageFlags2 src_stage,
                  VkAccessFlags2 src_access, VkPipelineStageFlags2 dst_stage,
                  VkAccessFlags2 dst_access)
{
    work_barrier(commands, src_stage, src_access, dst_stage, dst_access);
}

VkCommandBuffer rays_begin(void)
{
    return work_begin(rays.work.primary[0]);
}

VkResult rays_end(VkCommandBuffer commands)
{
    const VkResult result = work_end(commands);
    return result == VK_SUCCESS ? work_run(&rays.work, 1, &commands) : result;
}

static const VkPipelineStageFlags2 building =
    VK_PIPELINE_STAGE_2_ACCELERATION_STRUCTURE_BUILD_BIT_KHR;
static const VkAccessFlags2 accel_read = VK_ACCESS_2_ACCELERATION_STRUCTURE_READ_BIT_KHR;
static const VkAccessFlags2 accel_write = VK_ACCESS_2_ACCELERATION_STRUCTURE_WRITE_BIT_KHR;

void rays_run(const struct rays_build *build)
{
    VkCommandBuffer commands = rays_begin();
    rays_record(commands, build);
    rays_barrier(commands, building, accel_write, building | VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
                 accel_read | accel_write);
    rays_end(commands);
}

VkDeviceAddress rays_bottom(const VkAccelerationStructureGeometryKHR *geometry, uint32_t count)
{
    struct rays_build build;
    const VkAccelerationStructureBuildRangeInfoKHR range = {.primitiveCount = count};
    rays_prepare(&build, VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR, 1, geometry, &range);
    rays_run(&build);
    return build.address;
}

void rays_prepare_top(struct rays_build *build, const VkAccelerationStructureInstanceKHR *instances,
                      uint32_t count)
{
    VkAccelerationStructureGeometryKHR geometry = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_KHR,
        .geometryType = VK_GEOMETRY_TYPE_INSTANCES_KHR,
    };
    geometry.geometry.instances = (VkAccelerationStructureGeometryInstancesDataKHR){
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_INSTANCES_DATA_KHR,
        .data.deviceAddress = rays_block(instances, count * sizeof *instances).address,
    };
    const VkAccelerationStructureBuildRangeInfoKHR range = {.primitiveCount = count};
    rays_prepare(build, VK_ACCELERATION_STRUCTURE_TYPE_TOP_LEVEL_KHR, 1, &geometry, &range);
}

VkDeviceAddress rays_top(const VkAccelerationStructureInstanceKHR *instances, uint32_t count)
{
    struct rays_build build;
    rays_prepare_top(&build, instances, count);
    rays_run(&build);
    return build.address;
}

VkAccelerationStructureInstanceKHR
rays_instance(VkDeviceAddress bottom, VkGeometryInstanceFlagsKHR flags, float x, float y, float z)
{
    return (VkAccelerationStructureInstanceKHR){
        .transform = {.matrix = {{1, 0, 0, x}, {0, 1, 0, y}, {0, 0, 1, z}}},
        .mask = 0xFF,
        .flags = flags & 0xFF,
        .accelerationStructureReference = bottom,
    };
}

struct ref_ray rays_down(VkDeviceAddress top, float x, float y)
{
    return (struct ref_ray){
        .top_level = top,
        .cull_mask = 0xFF,
        .origin = {x, y, 1},
        .direction = {0, 0, -1},
        .tmax = 2,
    };
}

struct trace {
    const struct ref_ray *rays;
    struct rays_result *results;
    uint32_t count;
};

static void trace_one(struct ref_ray_scenes *scenes, const struct ref_ray *ray,
                      struct rays_result *result)
{
    struct ref_ray_query query;
    ref_ray_query_initialize(&query, scenes, ray);
    const bool candidate = ref_ray_query_proceed(&query);
    result->hit = *ref_ray_query_hit(&query, !candidate);
    result->seen = candidate                          ? RAYS_NON_OPAQUE
                   : ref_ray_query_type(&query, true) ? RAYS_OPAQUE
                                                      : RAYS_NOTHING;
}

static void execute_trace(struct ref_execution *execution, const void *payload)
{
    const struct trace *trace = payload;
    struct ref_ray_scenes *scenes = ref_ray_scenes_open(execution);
    for (uint32_t i = 0; i < trace->count; i++)
        trace_one(scenes, &trace->rays[i], &trace->results[i]);
}

static void execute_call(struct ref_execution *execution, const void *payload)
{
    void (*call)(struct ref_ray_scenes *);
    memcpy(&call, payload, sizeof call);
    call(ref_ray_scenes_open(execution));
}

static const struct ref_command_type trace_type = {
    .name = "the test's rays",
    .stage = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
    .execute = execute_trace,
};

static const struct ref_command_type call_type = {
    .name = "the test's rays",
    .stage = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
    .execute = execute_call,
};

void rays_record_trace(VkCommandBuffer commands, const struct ref_ray *list,
                       struct rays_result *results, uint32_t count)
{
    struct trace *trace = ref_record(commands, &trace_type, sizeof *trace);
    *trace = (struct trace){list, results, count};
}

void rays_trace(const struct ref_ray *list, struct rays_result *results, uint32_t count)
{
    VkCommandBuffer commands = rays_begin();
    rays_record_trace(commands, list, results, count);
    rays_end(commands);
}

struct rays_result rays_trace_one(struct ref_ray ray)
{
    struct rays_result result = {0};
    rays_trace(&ray, &result, 1);
    return result;
}

void rays_call(void (*call)(struct ref_ray_scenes *scenes))
{
    VkCommandBuffer commands = rays_begin();
    void *payload = ref_record(commands, &call_type, sizeof call);
    memcpy(payload, &call, sizeof call);
    rays_end(commands);
}
