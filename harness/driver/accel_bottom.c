// SPDX-License-Identifier: Apache-2.0
// Bottom levels: the triangles of all geometries in one table, with one tree over all of them.
#include "accel_build.h"
#include "accel_opacity.h"
#include "accel_vertices.h"
#include "device_micromap.h"
#include "fault.h"

#include <string.h>

/// One geometry while it is built.
struct geometry {
    const struct ref_accel_input *input;
    struct ref_accel_vertices vertices;
    struct ref_accel_opacity_input opacity;
};

struct bottom {
    const struct ref_accel_build *build;
    struct geometry *geometries;
    struct ref_accel_scratch scratch;
    uint8_t *storage;
    uint64_t data_at;   ///< offset of the next opacity data
    uint32_t triangles; ///< written so far
    uint32_t active;    ///< of them
    bool keeps_data;    ///< only for the fault that leaves old opacity data in place
};

static bool open_geometry(struct ref_execution *execution, const struct ref_accel_input *input,
                          struct geometry *geometry)
{
    *geometry = (struct geometry){.input = input};
    if (input->geometry.geometryType != VK_GEOMETRY_TYPE_TRIANGLES_KHR) {
        ref_device_complain(ref_accel_build_name,
                            "does nothing: a bottom level here holds triangles only");
        return false;
    }
    return ref_accel_vertices_open(execution, input, &geometry->vertices) &&
           (!input->opacity.sType ||
            ref_accel_opacity_open(execution, &input->opacity, input->range.primitiveCount,
                                   &geometry->opacity));
}

static bool open_geometries(struct ref_execution *execution, struct bottom *bottom)
{
    const struct ref_accel_build *build = bottom->build;
    bottom->geometries =
        ref_execute_scratch(execution, build->input_count * sizeof *bottom->geometries);
    for (uint32_t i = 0; bottom->geometries && i < build->input_count; i++)
        if (!open_geometry(execution, &build->inputs[i], &bottom->geometries[i]))
            return false;
    return bottom->geometries;
}

static uint64_t slot_size(const struct ref_accel_triangle *triangle)
{
    return triangle->opacity == REF_ACCEL_DATA
               ? ref_map_slot_size(triangle->level, triangle->format)
               : 0;
}

/// Adds up the opacity data of a geometry. False when an index leads nowhere.
static bool measure(const struct geometry *geometry, uint64_t *size)
{
    for (uint32_t i = 0; i < geometry->input->range.primitiveCount; i++) {
        struct ref_accel_triangle triangle;
        if (!ref_accel_opacity_find(&geometry->opacity, i, &triangle))
            return false;
        *size += slot_size(&triangle);
    }
    return true;
}

static void copy_data(struct bottom *bottom, const struct geometry *geometry,
                      struct ref_accel_triangle *triangle)
{
    const uint8_t *from = geometry->opacity.storage + triangle->data;
    triangle->data = bottom->data_at;
    if (!bottom->keeps_data)
        memcpy(bottom->storage + bottom->data_at, from,
               (size_t)ref_map_data_size(triangle->level, triangle->format));
    bottom->data_at += slot_size(triangle);
}

static void write_triangle(struct bottom *bottom, const struct geometry *geometry, uint32_t index)
{
    struct ref_accel_triangle triangle = {
        .geometry = (uint32_t)(geometry - bottom->geometries),
        .primitive = index,
        .opaque = (geometry->input->geometry.flags & VK_GEOMETRY_OPAQUE_BIT_KHR) != 0,
    };
    const bool active = ref_accel_vertices_triangle(&geometry->vertices, index, triangle.vertices);
    ref_accel_opacity_find(&geometry->opacity, index, &triangle);
    if (triangle.opacity == REF_ACCEL_DATA) {
        copy_data(bottom, geometry, &triangle);
        ref_accel_opacity_disturb(&geometry->opacity, &triangle);
    }

    const uint32_t at = bottom->triangles++;
    struct ref_accel_triangle *triangles =
        (struct ref_accel_triangle *)(bottom->storage + sizeof(struct ref_accel_header));
    triangles[at] = triangle;
    if (!active)
        return;
    bottom->scratch.order[bottom->active++] = at;
    bottom->scratch.boxes[at] = ref_accel_box_empty();
    for (int corner = 0; corner < 3; corner++)
        ref_accel_box_add(&bottom->scratch.boxes[at], triangle.vertices[corner]);
}

/// True when the storage holds a bottom level with as many triangles, for the fault that takes the
/// opacity data of such a one for its own.
static bool was_built_before(const struct bottom *bottom)
{
    struct ref_accel_header old;
    memcpy(&old, bottom->storage, sizeof old);
    return old.magic == REF_ACCEL_MAGIC && old.item_count == bottom->build->item_count;
}

void ref_accel_build_bottom(struct ref_execution *execution, const struct ref_accel_build *build)
{
    struct bottom bottom = {.build = build};
    if (!open_geometries(execution, &bottom))
        return;
    uint64_t data_size = 0;
    for (uint32_t i = 0; i < build->input_count; i++)
        if (!measure(&bottom.geometries[i], &data_size))
            return;
    bottom.data_at =
        ref_accel_data_at(build->type, build->item_count, ref_accel_node_count(build->item_count));
    const uint64_t size = bottom.data_at + data_size;
    if (!ref_accel_open_scratch(execution, build, &bottom.scratch))
        return;
    bottom.storage = ref_accel_open_storage(execution, build, size);
    if (!bottom.storage)
        return;
    bottom.keeps_data = REF_FAULT(OPACITY_STALE_AFTER_REBUILD) && was_built_before(&bottom);
    for (uint32_t i = 0; i < build->input_count; i++) {
        const uint32_t count = build->inputs[i].range.primitiveCount;
        for (uint32_t triangle = 0; triangle < count; triangle++)
            write_triangle(&bottom, &bottom.geometries[i], triangle);
    }
    ref_accel_finish(bottom.storage, build, &bottom.scratch, bottom.active, size);
}
