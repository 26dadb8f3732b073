// SPDX-License-Identifier: Apache-2.0
#include "accel_vertices.h"

#include "device_micromap.h"
#include "fault.h"

#include <math.h>
#include <string.h>

static const VkAccessFlags2 shader_read = VK_ACCESS_2_SHADER_READ_BIT;

static uint32_t index_size(VkIndexType type)
{
    return type == VK_INDEX_TYPE_UINT16 ? 2 : 4;
}

/// Index of a corner, with firstVertex; corners of all triangles are counted in order.
static uint64_t vertex_of(const struct ref_accel_vertices *vertices, uint64_t corner)
{
    const uint32_t first = vertices->input->range.firstVertex;
    if (!vertices->indices)
        return corner + first;
    if (vertices->input->geometry.geometry.triangles.indexType == VK_INDEX_TYPE_UINT16) {
        uint16_t index;
        memcpy(&index, vertices->indices + corner * sizeof index, sizeof index);
        return (uint64_t)index + first;
    }
    uint32_t index;
    memcpy(&index, vertices->indices + corner * sizeof index, sizeof index);
    return (uint64_t)index + first;
}

static bool open_indices(struct ref_execution *execution, struct ref_accel_vertices *vertices)
{
    const VkAccelerationStructureGeometryTrianglesDataKHR *data =
        &vertices->input->geometry.geometry.triangles;
    if (data->indexType == VK_INDEX_TYPE_NONE_KHR)
        return true;
    if (data->indexType != VK_INDEX_TYPE_UINT16 && data->indexType != VK_INDEX_TYPE_UINT32) {
        ref_device_complain(ref_accel_build_name,
                            "does nothing: a geometry's indexType is not UINT16, UINT32 or NONE");
        return false;
    }
    const VkAccelerationStructureBuildRangeInfoKHR *range = &vertices->input->range;
    vertices->indices = ref_execute_read(
        execution, data->indexData.deviceAddress + range->primitiveOffset,
        3 * (uint64_t)range->primitiveCount * index_size(data->indexType), shader_read);
    return vertices->indices;
}

/// How a vertex lies in memory.
struct vertex_format {
    uint32_t components; ///< 0: not a format for vertices
    enum { FLOAT_32, FLOAT_16, SNORM_16 } kind;
};

/// The formats that formats.c gives VK_FORMAT_FEATURE_ACCELERATION_STRUCTURE_VERTEX_BUFFER_BIT_KHR.
/// A fourth component is ignored.
static struct vertex_format vertex_format(VkFormat format)
{
    switch (format) {
    case VK_FORMAT_R32G32_SFLOAT:
        return (struct vertex_format){2, FLOAT_32};
    case VK_FORMAT_R32G32B32_SFLOAT:
        return (struct vertex_format){3, FLOAT_32};
    case VK_FORMAT_R16G16_SFLOAT:
        return (struct vertex_format){2, FLOAT_16};
    case VK_FORMAT_R16G16B16A16_SFLOAT:
        return (struct vertex_format){3, FLOAT_16};
    case VK_FORMAT_R16G16_SNORM:
        return (struct vertex_format){2, SNORM_16};
    case VK_FORMAT_R16G16B16A16_SNORM:
        return (struct vertex_format){3, SNORM_16};
    default:
        return (struct vertex_format){0};
    }
}

static uint32_t component_size(struct vertex_format format)
{
    return format.kind == FLOAT_32 ? 4 : 2;
}

static float from_half(uint16_t half)
{
    const int exponent = half >> 10 & 31;
    const int fraction = half & 1023;
    float value;
    if (exponent == 31)
        value = fraction ? NAN : INFINITY;
    else if (exponent == 0)
        value = ldexpf((float)fraction, -24);
    else
        value = ldexpf((float)(fraction + 1024), exponent - 25);
    return half >> 15 ? -value : value;
}

static float component_at(const uint8_t *at, struct vertex_format format)
{
    if (format.kind == FLOAT_32) {
        float value;
        memcpy(&value, at, sizeof value);
        return value;
    }
    uint16_t bits;
    memcpy(&bits, at, sizeof bits);
    if (format.kind == FLOAT_16)
        return from_half(bits);
    const float value = (float)(int16_t)bits / 32767.0f;
    return value < -1 ? -1 : value;
}

/// Asks for all vertices from the least index to the greatest.
static bool open_vertices(struct ref_execution *execution, struct ref_accel_vertices *vertices)
{
    const VkAccelerationStructureGeometryTrianglesDataKHR *data =
        &vertices->input->geometry.geometry.triangles;
    const struct vertex_format format = vertex_format(data->vertexFormat);
    if (format.components == 0) {
        ref_device_complain(ref_accel_build_name,
                            "does nothing: a geometry's vertexFormat is none for vertices");
        return false;
    }
    const VkAccelerationStructureBuildRangeInfoKHR *range = &vertices->input->range;
    const uint64_t corners = 3 * (uint64_t)range->primitiveCount;
    uint64_t least = UINT64_MAX, greatest = 0;
    for (uint64_t corner = 0; corner < corners; corner++) {
        const uint64_t vertex = vertex_of(vertices, corner);
        least = vertex < least ? vertex : least;
        greatest = vertex > greatest ? vertex : greatest;
    }
    const VkDeviceSize offset =
        data->indexType == VK_INDEX_TYPE_NONE_KHR ? range->primitiveOffset : 0;
    vertices->first = least;
    vertices->vertices = ref_execute_read(
        execution, data->vertexData.deviceAddress + offset + least * data->vertexStride,
        (greatest - least) * data->vertexStride + format.components * component_size(format),
        shader_read);
    return vertices->vertices;
}

static bool open_transform(struct ref_execution *execution, struct ref_accel_vertices *vertices)
{
    const VkDeviceAddress address =
        vertices->input->geometry.geometry.triangles.transformData.deviceAddress;
    if (address == 0)
        return true;
    const uint8_t *bytes =
        ref_execute_read(execution, address + vertices->input->range.transformOffset,
                         sizeof vertices->transform, shader_read);
    if (!bytes)
        return false;
    memcpy(&vertices->transform, bytes, sizeof vertices->transform);
    vertices->has_transform = true;
    return true;
}

bool ref_accel_vertices_open(struct ref_execution *execution, const struct ref_accel_input *input,
                             struct ref_accel_vertices *vertices)
{
    *vertices = (struct ref_accel_vertices){.input = input};
    if (input->range.primitiveCount == 0)
        return true;
    return open_indices(execution, vertices) && open_vertices(execution, vertices) &&
           open_transform(execution, vertices);
}

static void transform_point(const VkTransformMatrixKHR *transform, float point[3])
{
    const double x = point[0], y = point[1], z = point[2];
    for (int row = 0; row < 3; row++) {
        const float *m = transform->matrix[row];
        point[row] = (float)(m[0] * x + m[1] * y + m[2] * z + m[3]);
    }
}

bool ref_accel_vertices_triangle(const struct ref_accel_vertices *vertices, uint32_t primitive,
                                 float corners[3][3])
{
    const VkAccelerationStructureGeometryTrianglesDataKHR *data =
        &vertices->input->geometry.geometry.triangles;
    const struct vertex_format format = vertex_format(data->vertexFormat);
    bool active = true;
    for (uint32_t i = 0; i < 3; i++) {
        const uint32_t corner = REF_FAULT(ACCEL_VERTICES_REVERSED) ? 2 - i : i;
        const uint64_t vertex = vertex_of(vertices, 3 * (uint64_t)primitive + corner);
        const uint8_t *at = vertices->vertices + (vertex - vertices->first) * data->vertexStride;
        corners[i][2] = 0;
        for (uint32_t axis = 0; axis < format.components; axis++)
            corners[i][axis] = component_at(at + axis * component_size(format), format);
        active = active && !isnan(corners[i][0]);
        if (vertices->has_transform)
            transform_point(&vertices->transform, corners[i]);
    }
    return active;
}
