// SPDX-License-Identifier: Apache-2.0
// Bottom level: one triangle per micromap triangle, with the micromap attached. Top level: the same bottom level
// twice in the same place, told apart by masks: 1 is plain, 2 forces 2 states.
#include "scene.h"

#include <ommcts/device_micromap.h>
#include <ommcts/verdict.h>

#include <string.h>

struct omm_place omm_scene_place(uint32_t index, uint32_t count)
{
    uint32_t side = 1;
    while (side * side < count)
        ++side;
    return (struct omm_place){2.0f * (float)(index % side), 2.0f * (float)(index / side)};
}

uint32_t omm_scene_refers(const struct omm_scene *scene, uint32_t index)
{
    return scene->attachment == OMM_ATTACH_REVERSED ? scene->input->triangle_count - 1 - index
                                                    : index;
}

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

static struct omm_region *upload_indices(const struct omm_test *t, const struct omm_scene *scene)
{
    const uint32_t count = scene->input->triangle_count;
    uint32_t *indices = omm_alloc(count * sizeof *indices);
    for (uint32_t i = 0; i < count; ++i)
        indices[i] = omm_scene_refers(scene, i);
    return omm_region_with(t, indices, count * sizeof *indices);
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

static VkDeviceAddress build(const struct omm_test *t, const struct omm_queue *queue,
                             VkAccelerationStructureTypeKHR type,
                             const VkAccelerationStructureGeometryKHR *geometry, uint32_t count)
{
    VkAccelerationStructureBuildGeometryInfoKHR info = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_BUILD_GEOMETRY_INFO_KHR,
        .type = type,
        .mode = VK_BUILD_ACCELERATION_STRUCTURE_MODE_BUILD_KHR,
        .geometryCount = 1,
        .pGeometries = geometry,
    };
    VkAccelerationStructureBuildSizesInfoKHR sizes = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_BUILD_SIZES_INFO_KHR};
    t->vk->vkGetAccelerationStructureBuildSizesKHR(
        t->device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR, &info, &count, &sizes);
    info.dstAccelerationStructure = create(t, sizes.accelerationStructureSize, type);
    info.scratchData.deviceAddress = omm_scratch(t, sizes.buildScratchSize)->address;
    const VkAccelerationStructureBuildRangeInfoKHR range = {.primitiveCount = count};
    const VkAccelerationStructureBuildRangeInfoKHR *const ranges = &range;
    VkCommandBuffer commands = omm_begin(t, queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
    order_builds(t, commands);
    t->vk->vkCmdBuildAccelerationStructuresKHR(commands, 1, &info, &ranges);
    order_builds(t, commands);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    return address_of(t, info.dstAccelerationStructure);
}

static VkDeviceAddress build_bottom(const struct omm_test *t, const struct omm_scene *scene,
                                    const struct omm_queue *queue)
{
    const struct omm_input *input = scene->input;
    VkAccelerationStructureTrianglesOpacityMicromapEXT attachment = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_TRIANGLES_OPACITY_MICROMAP_EXT,
        .indexType = VK_INDEX_TYPE_NONE_KHR,
        .usageCountsCount = input->usage_count,
        .pUsageCounts = input->usages,
        .micromap = scene->map ? scene->map->handle : VK_NULL_HANDLE,
    };
    if (scene->attachment == OMM_ATTACH_REVERSED) {
        attachment.indexType = VK_INDEX_TYPE_UINT32;
        attachment.indexBuffer.deviceAddress = upload_indices(t, scene)->address;
        attachment.indexStride = sizeof(uint32_t);
    }
    const bool attached = scene->attachment != OMM_ATTACH_NOTHING;
    const VkAccelerationStructureGeometryKHR geometry = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_KHR,
        .geometryType = VK_GEOMETRY_TYPE_TRIANGLES_KHR,
        .geometry.triangles =
            {
                .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_GEOMETRY_TRIANGLES_DATA_KHR,
                .pNext = attached ? &attachment : NULL,
                .vertexFormat = VK_FORMAT_R32G32B32_SFLOAT,
                .vertexData.deviceAddress = upload_vertices(t, input->triangle_count)->address,
                .vertexStride = 3 * sizeof(float),
                .maxVertex = 3 * input->triangle_count - 1,
                .indexType = VK_INDEX_TYPE_NONE_KHR,
            },
        .flags = scene->geometry_flags,
    };
    return build(t, queue, VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR, &geometry,
                 input->triangle_count);
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
    return build(t, queue, VK_ACCELERATION_STRUCTURE_TYPE_TOP_LEVEL_KHR, &geometry, 2);
}
