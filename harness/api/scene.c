// SPDX-License-Identifier: Apache-2.0
// Bottom level: one triangle per micromap triangle, with the micromap attached. Top level: the same bottom level
// twice in the same place, told apart by masks: 1 is plain, 2 forces 2 states.
#include "scene.h"

#include <ommcts/device_micromap.h>
#include <ommcts/verdict.h>

#include <string.h>

static struct omm_region *upload_vertices(const struct omm_test *t, uint32_t count)
{
    float *vertices = omm_alloc((size_t)count * 9 * sizeof *vertices);
    for (uint32_t i = 0; i < count; ++i) {
        const struct omm_place at = omm_scene_place(i, count);
        const float corners[9] = {at.x, at.y, 0, at.x + 1, at.y, 0, at.x, at.y + 1, 0};
        memcpy(vertices + (size_t)9 * i, corners, sizeof corners);
    }
    return omm_region_with(t, vertices, (VkDeviceSize)count * 9 * sizeof *vertices);
}

// Between indices that lie apart are zeros, which are indices as well: harmless where the stride is not heeded.
static void attach_indices(const struct omm_test *t, const struct omm_scene *scene,
                           VkAccelerationStructureTrianglesOpacityMicromapEXT *attachment)
{
    if (scene->attachment == OMM_ATTACH_IN_ORDER || scene->attachment == OMM_ATTACH_NOTHING)
        return;
    const uint32_t count = scene->input->triangle_count;
    const bool narrow = scene->attachment == OMM_ATTACH_SHORT;
    const size_t stride = narrow                                    ? sizeof(uint16_t)
                          : scene->attachment == OMM_ATTACH_STRIDED ? 3 * sizeof(uint32_t)
                                                                    : sizeof(uint32_t);
    uint8_t *indices = omm_alloc(count * stride);
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t wide = omm_scene_refers(scene, i) - omm_scene_base(scene);
        const uint16_t half = (uint16_t)wide;
        memcpy(indices + i * stride, narrow ? (const void *)&half : &wide,
               narrow ? sizeof half : sizeof wide);
    }
    attachment->indexType = narrow ? VK_INDEX_TYPE_UINT16 : VK_INDEX_TYPE_UINT32;
    attachment->indexBuffer.deviceAddress = omm_region_with(t, indices, count * stride)->address;
    attachment->indexStride = stride;
    attachment->baseTriangle = omm_scene_base(scene);
}

// Usage counts are of what is referred to, which need not be each triangle once.
static void attach_usages(const struct omm_scene *scene,
                          VkAccelerationStructureTrianglesOpacityMicromapEXT *attachment)
{
    if (scene->attachment == OMM_ATTACH_NOTHING)
        return;
    const struct omm_input *input = scene->input;
    VkMicromapUsageEXT *usages = omm_alloc(input->usage_count * sizeof *usages);
    uint32_t kinds = 0;
    for (uint32_t i = 0; i < input->usage_count; ++i) {
        VkMicromapUsageEXT usage = input->usages[i];
        usage.count = 0;
        for (uint32_t j = 0; j < input->triangle_count; ++j) {
            const uint32_t refers = omm_scene_refers(scene, j);
            if (refers >= input->triangle_count) // special
                continue;
            const VkMicromapTriangleEXT *triangle = &input->triangles[refers];
            usage.count += triangle->subdivisionLevel == usage.subdivisionLevel &&
                           triangle->format == usage.format;
        }
        if (usage.count)
            usages[kinds++] = usage;
    }
    attachment->usageCountsCount = kinds;
    attachment->pUsageCounts = usages;
}

struct structure {
    const struct omm_test *t;
    VkAccelerationStructureKHR handle;
};

static void destroy_structure(void *object)
{
    const struct structure *structure = object;
    const struct omm_test *t = structure->t;
    t->vk->vkDestroyAccelerationStructureKHR(t->device, structure->handle, t->allocator);
}

static VkAccelerationStructureKHR create(const struct omm_test *t, VkDeviceSize size,
                                         VkAccelerationStructureTypeKHR type)
{
    const struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = size,
                                 .usage = VK_BUFFER_USAGE_ACCELERATION_STRUCTURE_STORAGE_BIT_KHR |
                                          VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
                                 .memory_type = OMM_COHERENT,
                             });
    const VkAccelerationStructureCreateInfoKHR info = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_CREATE_INFO_KHR,
        .buffer = buffer->handle,
        .size = size,
        .type = type,
    };
    struct structure *structure = omm_alloc(sizeof *structure);
    structure->t = t;
    omm_must_succeed(
        t->vk->vkCreateAccelerationStructureKHR(t->device, &info, t->allocator, &structure->handle),
        "vkCreateAccelerationStructureKHR");
    omm_cleanup(destroy_structure, structure);
    return structure->handle;
}

static VkDeviceAddress address_of(const struct omm_test *t, VkAccelerationStructureKHR structure)
{
    const VkAccelerationStructureDeviceAddressInfoKHR info = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_DEVICE_ADDRESS_INFO_KHR,
        .accelerationStructure = structure,
    };
    return t->vk->vkGetAccelerationStructureDeviceAddressKHR(t->device, &info);
}

// What is visible to what: micromaps, inputs and the level below are read, the structure is written, then the next
// level or the shader reads it.
static void order_builds(const struct omm_test *t, VkCommandBuffer commands)
{
    omm_barrier(t, commands,
                VK_PIPELINE_STAGE_2_ACCELERATION_STRUCTURE_BUILD_BIT_KHR |
                    VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
                VK_ACCESS_2_ACCELERATION_STRUCTURE_WRITE_BIT_KHR | VK_ACCESS_2_MEMORY_WRITE_BIT,
                VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
                VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT);
}

// What the largest of them needs.
static VkAccelerationStructureBuildSizesInfoKHR
sizes_of(const struct omm_test *t, VkAccelerationStructureBuildGeometryInfoKHR info,
         const VkAccelerationStructureGeometryKHR *geometries, uint32_t turns, uint32_t count)
{
    VkAccelerationStructureBuildSizesInfoKHR most = {0};
    for (uint32_t turn = 0; turn < turns; ++turn) {
        VkAccelerationStructureBuildSizesInfoKHR sizes = {
            .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_BUILD_SIZES_INFO_KHR};
        info.pGeometries = &geometries[turn];
        t->vk->vkGetAccelerationStructureBuildSizesKHR(
            t->device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR, &info, &count, &sizes);
        if (sizes.accelerationStructureSize > most.accelerationStructureSize)
            most.accelerationStructureSize = sizes.accelerationStructureSize;
        if (sizes.buildScratchSize > most.buildScratchSize)
            most.buildScratchSize = sizes.buildScratchSize;
    }
    return most;
}

// What to build, and what is recorded before it.
struct plan {
    VkAccelerationStructureTypeKHR type;
    const VkAccelerationStructureGeometryKHR *geometries;
    uint32_t turns; // geometries, each built into the same structure
    uint32_t count; // primitives
    void (*record)(VkCommandBuffer commands, void *argument); // NULL: a barrier
    void *argument;
};

static VkDeviceAddress build(const struct omm_test *t, const struct omm_queue *queue,
                             const struct plan *plan)
{
    VkAccelerationStructureBuildGeometryInfoKHR info = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_BUILD_GEOMETRY_INFO_KHR,
        .type = plan->type,
        .mode = VK_BUILD_ACCELERATION_STRUCTURE_MODE_BUILD_KHR,
        .geometryCount = 1,
    };
    const VkAccelerationStructureBuildSizesInfoKHR sizes =
        sizes_of(t, info, plan->geometries, plan->turns, plan->count);
    info.dstAccelerationStructure = create(t, sizes.accelerationStructureSize, plan->type);
    info.scratchData.deviceAddress = omm_scratch(t, sizes.buildScratchSize)->address;
    const VkAccelerationStructureBuildRangeInfoKHR range = {.primitiveCount = plan->count};
    const VkAccelerationStructureBuildRangeInfoKHR *const ranges = &range;
    VkCommandBuffer commands = omm_begin(t, queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
    if (plan->record)
        plan->record(commands, plan->argument);
    else
        order_builds(t, commands);
    for (uint32_t turn = 0; turn < plan->turns; ++turn) {
        info.pGeometries = &plan->geometries[turn];
        t->vk->vkCmdBuildAccelerationStructuresKHR(commands, 1, &info, &ranges);
        order_builds(t, commands);
    }
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    return address_of(t, info.dstAccelerationStructure);
}

static VkAccelerationStructureGeometryKHR
triangles_of(const struct omm_scene *scene, VkDeviceAddress vertices,
             const VkAccelerationStructureTrianglesOpacityMicromapEXT *attachment)
{
    return (VkAccelerationStructureGeometryKHR){
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_KHR,
        .geometryType = VK_GEOMETRY_TYPE_TRIANGLES_KHR,
        .geometry.triangles =
            {
                .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_TRIANGLES_DATA_KHR,
                .pNext = scene->attachment == OMM_ATTACH_NOTHING ? NULL : attachment,
                .vertexFormat = VK_FORMAT_R32G32B32_SFLOAT,
                .vertexData.deviceAddress = vertices,
                .vertexStride = 3 * sizeof(float),
                .maxVertex = 3 * scene->input->triangle_count - 1,
                .indexType = VK_INDEX_TYPE_NONE_KHR,
            },
        .flags = scene->geometry_flags,
    };
}

static VkDeviceAddress build_bottom(const struct omm_test *t, const struct omm_scene *scene,
                                    const struct omm_queue *queue)
{
    const uint32_t count = scene->input->triangle_count;
    VkAccelerationStructureTrianglesOpacityMicromapEXT attachment = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_TRIANGLES_OPACITY_MICROMAP_EXT,
        .indexType = VK_INDEX_TYPE_NONE_KHR,
        .micromap = scene->map ? scene->map->handle : VK_NULL_HANDLE,
    };
    attach_indices(t, scene, &attachment);
    attach_usages(scene, &attachment);
    VkAccelerationStructureTrianglesOpacityMicromapEXT earlier = attachment;
    const VkDeviceAddress vertices = upload_vertices(t, count)->address;
    const VkAccelerationStructureGeometryKHR geometries[2] = {
        triangles_of(scene, vertices, scene->before ? &earlier : &attachment),
        triangles_of(scene, vertices, &attachment),
    };
    if (scene->before)
        earlier.micromap = scene->before->handle;
    const struct plan plan = {
        .type = VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR,
        .geometries = geometries,
        .turns = scene->before ? 2 : 1,
        .count = count,
        .record = scene->record,
        .argument = scene->argument,
    };
    return build(t, queue, &plan);
}

static VkAccelerationStructureInstanceKHR instance_of(VkDeviceAddress bottom, uint32_t mask,
                                                      VkGeometryInstanceFlagsKHR flags)
{
    return (VkAccelerationStructureInstanceKHR){
        .transform.matrix = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}},
        .mask = mask & 0xFF,
        .flags = flags & 0xFF,
        .accelerationStructureReference = bottom,
    };
}

VkDeviceAddress omm_scene_build(const struct omm_test *t, const struct omm_scene *scene,
                                const struct omm_queue *queue)
{
    const VkDeviceAddress bottom = build_bottom(t, scene, queue);
    // Without micromaps the flag means nothing, and without the extension it must not be set.
    const VkGeometryInstanceFlagsKHR force =
        scene->attachment == OMM_ATTACH_NOTHING
            ? 0
            : VK_GEOMETRY_INSTANCE_FORCE_OPACITY_MICROMAP_2_STATE_EXT;
    const VkAccelerationStructureInstanceKHR instances[2] = {
        instance_of(bottom, 1, 0),
        instance_of(bottom, 2, force),
    };
    const VkAccelerationStructureGeometryKHR geometry = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_KHR,
        .geometryType = VK_GEOMETRY_TYPE_INSTANCES_KHR,
        .geometry.instances =
            {
                .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_INSTANCES_DATA_KHR,
                .data.deviceAddress = omm_region_with(t, instances, sizeof instances)->address,
            },
    };
    const struct plan plan = {.type = VK_ACCELERATION_STRUCTURE_TYPE_TOP_LEVEL_KHR,
                              .geometries = &geometry,
                              .turns = 1,
                              .count = 2};
    return build(t, queue, &plan);
}
