// SPDX-License-Identifier: Apache-2.0
#include "rays_maps.h"

#include <stdlib.h>
#include <string.h>

uint32_t rays_state(uint32_t seed, uint32_t triangle, uint32_t index, bool two_state)
{
    uint32_t mix = (index * 2654435761u) ^ (triangle * 40503u + seed * 9973u + 1) * 2246822519u;
    mix ^= mix >> 15;
    mix *= 3266489917u;
    return mix >> 16 & (two_state ? 1 : 3);
}

void rays_usages(VkMicromapUsageEXT *usages, const struct rays_shape *shapes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        usages[i] = (VkMicromapUsageEXT){
            .count = 1,
            .subdivisionLevel = shapes[i].level,
            .format = shapes[i].two_state ? VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT
                                          : VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT,
        };
}

static size_t data_size(struct rays_shape shape)
{
    const size_t bits = (shape.two_state ? 1u : 2u) << (2 * shape.level);
    return (bits + 7) / 8;
}

static VkMicromapBuildInfoEXT build_info(const VkMicromapUsageEXT *usages, uint32_t count)
{
    return (VkMicromapBuildInfoEXT){
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
        .flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT,
        .mode = VK_BUILD_MICROMAP_MODE_BUILD_EXT,
        .usageCountsCount = count,
        .pUsageCounts = usages,
        .triangleArrayStride = sizeof(VkMicromapTriangleEXT),
    };
}

static VkMicromapBuildSizesInfoEXT sizes_of(const VkMicromapBuildInfoEXT *info)
{
    VkMicromapBuildSizesInfoEXT sizes = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT,
    };
    micromaps.GetMicromapBuildSizesEXT(
        driver.device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR, info, &sizes);
    return sizes;
}

VkDeviceSize rays_map_size(const struct rays_shape *shapes, uint32_t count)
{
    VkMicromapUsageEXT usages[16];
    rays_usages(usages, shapes, count);
    const VkMicromapBuildInfoEXT info = build_info(usages, count);
    return sizes_of(&info).micromapSize;
}

/// The opacity data of all triangles in a block, and where each begins.
static struct block write_data(uint32_t seed, const struct rays_shape *shapes, uint32_t count,
                               VkMicromapTriangleEXT *triangles)
{
    size_t size = 0;
    for (uint32_t i = 0; i < count; i++)
        size += data_size(shapes[i]);
    uint8_t *bytes = calloc(1, size + 1);
    uint32_t offset = 0;
    for (uint32_t i = 0; i < count; i++) {
        triangles[i] =
            (VkMicromapTriangleEXT){offset, (uint16_t)shapes[i].level, shapes[i].two_state ? 1 : 2};
        const uint32_t bits = shapes[i].two_state ? 1 : 2;
        for (uint32_t index = 0; index < 1u << (2 * shapes[i].level); index++)
            bytes[offset + index * bits / 8] |=
                (uint8_t)(rays_state(seed, i, index, shapes[i].two_state) << index * bits % 8);
        offset += (uint32_t)data_size(shapes[i]);
    }
    const VkBufferUsageFlags usage = VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT |
                                     VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;
    const struct block block = block_create(size, usage, BLOCK_COHERENT);
    memcpy(block.host, bytes, size);
    free(bytes);
    return block;
}

void rays_map_again(VkMicromapEXT map, uint32_t seed, const struct rays_shape *shapes,
                    uint32_t count)
{
    VkMicromapUsageEXT usages[16];
    VkMicromapTriangleEXT triangles[16];
    rays_usages(usages, shapes, count);
    VkMicromapBuildInfoEXT info = build_info(usages, count);
    info.dstMicromap = map;
    info.data.deviceAddress = write_data(seed, shapes, count, triangles).address;
    info.triangleArray.deviceAddress = rays_block(triangles, count * sizeof *triangles).address;
    info.scratchData.deviceAddress =
        block_create(sizes_of(&info).buildScratchSize, VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
                     BLOCK_DEVICE_LOCAL)
            .address;
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    micromaps.CmdBuildMicromapsEXT(commands, 1, &info);
    commands_between(commands);
    commands_barrier(commands, VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT,
                     VK_PIPELINE_STAGE_2_ACCELERATION_STRUCTURE_BUILD_BIT_KHR,
                     VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
    commands_end(commands);
}

VkMicromapEXT rays_map(uint32_t seed, const struct rays_shape *shapes, uint32_t count,
                       struct block *storage)
{
    VkMicromapEXT map = micromap_create(rays_map_size(shapes, count), BLOCK_COHERENT, storage);
    rays_map_again(map, seed, shapes, count);
    return map;
}

VkMicromapEXT rays_map_copy(VkMicromapEXT map, VkDeviceSize size, VkCopyMicromapModeEXT mode)
{
    VkMicromapEXT copy = micromap_create(size, BLOCK_DEVICE_LOCAL, NULL);
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = map,
        .dst = copy,
        .mode = mode,
    };
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    micromaps.CmdCopyMicromapEXT(commands, &info);
    commands_barrier(commands, VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT,
                     VK_PIPELINE_STAGE_2_ACCELERATION_STRUCTURE_BUILD_BIT_KHR,
                     VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
    commands_end(commands);
    return copy;
}

VkDeviceAddress rays_sheet_top(const struct rays_sheet *sheet, VkGeometryInstanceFlagsKHR flags)
{
    float vertices[16 * 9];
    for (uint32_t i = 0; i < sheet->count; i++) {
        const float x = (float)i;
        const float corners[9] = {x, 0, 0, x + 1, 0, 0, x, 1, 0};
        memcpy(&vertices[9 * i], corners, sizeof corners);
    }
    VkAccelerationStructureGeometryKHR geometry =
        rays_triangles(vertices, sheet->count, sheet->flags);
    geometry.geometry.triangles.pNext = sheet->opacity;
    const VkDeviceAddress bottom = rays_bottom(&geometry, sheet->count);
    const VkGeometryInstanceFlagsKHR force =
        VK_GEOMETRY_INSTANCE_FORCE_OPACITY_MICROMAP_2_STATE_EXT;
    const VkAccelerationStructureInstanceKHR instances[] = {
        rays_instance(bottom, flags, 0, 0, 0),
        rays_instance(bottom, flags | force, 0, 10, 0),
    };
    return rays_top(instances, 2);
}

struct corner {
    double u, v;
};

static struct corner middle(struct corner a, struct corner b)
{
    return (struct corner){(a.u + b.u) / 2, (a.v + b.v) / 2};
}

/// The centroid of a microtriangle, from the digits of its number on the curve.
static struct corner centroid(uint32_t index, uint32_t level)
{
    struct corner a = {0, 0}, b = {1, 0}, c = {0, 1};
    for (uint32_t bit = level; bit-- > 0;) {
        const struct corner ab = middle(a, b), bc = middle(b, c), ca = middle(c, a);
        const struct corner quarters[4][3] = {{a, ab, ca}, {ca, bc, ab}, {ab, b, bc}, {bc, ca, c}};
        const struct corner *in = quarters[index >> (2 * bit) & 3];
        a = in[0];
        b = in[1];
        c = in[2];
    }
    return (struct corner){(a.u + b.u + c.u) / 3, (a.v + b.v + c.v) / 3};
}

uint32_t rays_compare(VkDeviceAddress top, uint32_t triangle, struct rays_shape shape,
                      uint32_t seed, uint32_t map_triangle, int state, uint32_t step)
{
    static const enum rays_seen plain[] = {RAYS_NOTHING, RAYS_OPAQUE, RAYS_NON_OPAQUE,
                                           RAYS_NON_OPAQUE};
    static const enum rays_seen forced[] = {RAYS_NOTHING, RAYS_OPAQUE, RAYS_NOTHING, RAYS_OPAQUE};
    const uint32_t count = ((1u << (2 * shape.level)) + step - 1) / step;
    struct ref_ray *list = calloc(2 * count, sizeof *list);
    struct rays_result *results = calloc(2 * count, sizeof *results);
    for (uint32_t i = 0; i < count; i++) {
        const struct corner at = centroid(i * step, shape.level);
        list[2 * i] = rays_down(top, (float)(triangle + at.u), (float)at.v);
        list[2 * i + 1] = rays_down(top, (float)(triangle + at.u), (float)(10 + at.v));
    }
    rays_trace(list, results, 2 * count);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t expected = state >= 0
                                      ? (uint32_t)state
                                      : rays_state(seed, map_triangle, i * step, shape.two_state);
        wrong += results[2 * i].seen != plain[expected];
        wrong += results[2 * i + 1].seen != forced[expected];
    }
    free(list);
    free(results);
    return wrong;
}
