// SPDX-License-Identifier: Apache-2.0
#include "build_input.h"

#include "check.h"
#include "host_memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BUILD(id) "VUID-vkBuildMicromapsEXT-" id
#define INFO(id)  "VUID-VkMicromapBuildInfoEXT-" id

const VkMicromapUsageEXT *lay_usage_at(const VkMicromapBuildInfoEXT *info, uint32_t index)
{
    return info->pUsageCounts ? &info->pUsageCounts[index] : info->ppUsageCounts[index];
}

uint64_t lay_triangle_count(const VkMicromapBuildInfoEXT *info)
{
    uint64_t count = 0; // of at most 2^32 numbers below 2^32
    for (uint32_t i = 0; i < info->usageCountsCount; ++i)
        count += lay_usage_at(info, i)->count;
    return count;
}

// The walk over the triangles of one build. What was found readable last is kept, because data that follows
// data needs no look of its own.
struct walk {
    struct lay_call *call;
    const VkMicromapBuildInfoEXT *info;
    uint32_t index; // of the build
    uint64_t count; // of triangles
    uintptr_t readable_begin, readable_end;
};

static VkMicromapTriangleEXT triangle_at(const struct walk *walk, uint64_t at)
{
    VkMicromapTriangleEXT triangle;
    const char *array = walk->info->triangleArray.hostAddress;
    memcpy(&triangle, array + at * walk->info->triangleArrayStride, sizeof triangle);
    return triangle;
}

static bool check_array(const struct walk *walk)
{
    const VkDeviceSize stride = walk->info->triangleArrayStride;
    const size_t one = sizeof(VkMicromapTriangleEXT);
    if (stride && walk->count - 1 > (SIZE_MAX - one) / stride)
        return false; // more than there is memory; nothing would be gained by saying so
    char what[48];
    snprintf(what, sizeof what, "pInfos[%u].triangleArray.hostAddress", walk->index);
    return lay_check_readable(walk->call, BUILD("pInfos-07554"), what,
                              walk->info->triangleArray.hostAddress,
                              (size_t)((walk->count - 1) * stride) + one);
}

// False if the triangle breaks a rule, so that the size of its data is not known.
static bool check_triangle(const struct walk *walk, uint64_t at,
                           const VkMicromapTriangleEXT *triangle)
{
    const VkPhysicalDeviceOpacityMicromapPropertiesEXT *limits =
        &walk->call->device->micromap_properties;
    if (triangle->format != VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT &&
        triangle->format != VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT) {
        lay_report_device(walk->call, INFO("format-11657"),
                          "The format of triangle %" PRIu64 " of pInfos[%u] is %u. It must be a "
                          "VkOpacityMicromapFormatEXT. Check triangleArray, its stride and the "
                          "usage counts.",
                          at, walk->index, triangle->format);
        return false;
    }
    const bool two = triangle->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT;
    const uint32_t limit =
        two ? limits->maxOpacity2StateSubdivisionLevel : limits->maxOpacity4StateSubdivisionLevel;
    if (triangle->subdivisionLevel <= limit || !limit) // 0: nobody could ask for limits
        return true;
    lay_report_device(
        walk->call, two ? INFO("subdivisionLevel-11659") : INFO("subdivisionLevel-11660"),
        "The subdivision level of triangle %" PRIu64 " of pInfos[%u] is %u. It must "
        "be %u at most with its format. Check triangleArray, its stride and the usage "
        "counts.",
        at, walk->index, triangle->subdivisionLevel, limit);
    return false;
}

static size_t data_size(const VkMicromapTriangleEXT *triangle)
{
    const uint64_t states = (uint64_t)1 << (2 * triangle->subdivisionLevel);
    const uint64_t bits =
        states * (triangle->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT ? 1 : 2);
    return (size_t)((bits + 7) / 8);
}

static bool check_data(struct walk *walk, uint64_t at, const VkMicromapTriangleEXT *triangle)
{
    const char *data = walk->info->data.hostAddress;
    const size_t size = data_size(triangle);
    const uintptr_t begin = (uintptr_t)data + triangle->dataOffset;
    if (begin >= walk->readable_begin && begin + size <= walk->readable_end)
        return true;
    char what[80];
    snprintf(what, sizeof what, "The data of triangle %" PRIu64 " of pInfos[%u]", at, walk->index);
    if (!lay_check_readable(walk->call, BUILD("pInfos-07553"), what,
                            data ? data + triangle->dataOffset : NULL, size))
        return false;
    // A whole page is readable if a byte of it is, and none is smaller.
    enum { PAGE = 4096 };
    const uintptr_t first = begin & ~(uintptr_t)(PAGE - 1);
    const uintptr_t end = (begin + size + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    if (first > walk->readable_end || end < walk->readable_begin) {
        walk->readable_begin = first;
        walk->readable_end = end;
    } else {
        walk->readable_begin = first < walk->readable_begin ? first : walk->readable_begin;
        walk->readable_end = end > walk->readable_end ? end : walk->readable_end;
    }
    return true;
}

void lay_check_host_input(struct lay_call *call, const VkMicromapBuildInfoEXT *info, uint32_t index)
{
    struct walk walk = {
        .call = call, .info = info, .index = index, .count = lay_triangle_count(info)};
    if (!walk.count || info->type != VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT || !check_array(&walk) ||
        !call->device->instance->settings.probe_pointers)
        return;
    // One finding is enough: what is wrong with one triangle often is with all that follow.
    for (uint64_t i = 0; i < walk.count; ++i) {
        const VkMicromapTriangleEXT triangle = triangle_at(&walk, i);
        if (!check_triangle(&walk, i, &triangle) || !check_data(&walk, i, &triangle))
            return;
    }
}
