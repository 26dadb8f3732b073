// SPDX-License-Identifier: Apache-2.0
// Input data of builds: random packed opacity values, and triangles in a shuffled order so that formats and
// levels alternate.
#include <ommcts/shape.h>
#include <ommcts/verdict.h>

#include <string.h>

size_t omm_triangle_bytes(uint32_t states, uint32_t level)
{
    const size_t bits = ((size_t)1 << (2 * level)) * (states == 2 ? 1 : 2);
    return (bits + 7) / 8;
}

static uint16_t format_of(uint32_t states)
{
    return states == 2 ? VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT
                       : VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT;
}

static void check_limits(const struct omm_test *t, const struct omm_group *group)
{
    const VkPhysicalDeviceOpacityMicromapPropertiesEXT *limits = &t->gpu->limits;
    const uint32_t limit = group->states == 2 ? limits->maxOpacity2StateSubdivisionLevel
                                              : limits->maxOpacity4StateSubdivisionLevel;
    if (group->level > limit)
        omm_not_supported("maxOpacity%uStateSubdivisionLevel is %u, this shape needs %u",
                          group->states, limit, group->level);
}

static void shuffle(VkMicromapTriangleEXT *triangles, uint32_t count)
{
    for (uint32_t i = count; i > 1; --i) {
        const uint32_t j = (uint32_t)(omm_random() % i);
        const VkMicromapTriangleEXT kept = triangles[j];
        triangles[j] = triangles[i - 1];
        triangles[i - 1] = kept;
    }
}

// Data is packed in the final order of the triangles, so that most of them begin at odd byte offsets.
static size_t place_data(VkMicromapTriangleEXT *triangles, uint32_t count)
{
    size_t offset = 0;
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t states =
            triangles[i].format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT ? 2 : 4;
        triangles[i].dataOffset = (uint32_t)offset;
        offset += omm_triangle_bytes(states, triangles[i].subdivisionLevel);
    }
    return offset;
}

static void fill_random(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i += sizeof(uint64_t)) {
        const uint64_t word = omm_random();
        memcpy(bytes + i, &word, size - i < sizeof word ? size - i : sizeof word);
    }
}

static void add_group(struct omm_input *input, const struct omm_group *group)
{
    input->usages[input->usage_count++] = (VkMicromapUsageEXT){
        .count = group->count,
        .subdivisionLevel = group->level,
        .format = format_of(group->states),
    };
    for (uint32_t i = 0; i < group->count; ++i)
        input->triangles[input->triangle_count++] = (VkMicromapTriangleEXT){
            .subdivisionLevel = (uint16_t)group->level,
            .format = format_of(group->states),
        };
}

struct omm_input *omm_make_input(const struct omm_test *t, const struct omm_shape *shape)
{
    uint32_t groups = 0;
    size_t triangles = 0;
    for (; groups < OMM_MAX_GROUPS && shape->groups[groups].count; ++groups) {
        check_limits(t, &shape->groups[groups]);
        triangles += shape->groups[groups].count;
    }
    struct omm_input *input = omm_alloc(sizeof *input);
    input->shape = shape;
    input->usages = omm_alloc(groups * sizeof *input->usages);
    input->triangles = omm_alloc(triangles * sizeof *input->triangles);
    for (uint32_t i = 0; i < groups; ++i)
        add_group(input, &shape->groups[i]);
    shuffle(input->triangles, input->triangle_count);
    input->data_size = place_data(input->triangles, input->triangle_count);
    input->data = omm_alloc(input->data_size);
    fill_random(input->data, input->data_size);
    return input;
}

VkMicromapBuildInfoEXT omm_build_info(const struct omm_input *input, VkBuildMicromapFlagsEXT flags)
{
    return (VkMicromapBuildInfoEXT){
        .sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
        .flags = flags,
        .mode = VK_BUILD_MICROMAP_MODE_BUILD_EXT,
        .usageCountsCount = input->usage_count,
        .pUsageCounts = input->usages,
        .data.hostAddress = input->data,
        .triangleArray.hostAddress = input->triangles,
        .triangleArrayStride = sizeof *input->triangles,
    };
}
