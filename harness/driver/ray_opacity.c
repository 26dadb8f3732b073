// SPDX-License-Identifier: Apache-2.0
#include "ray_opacity.h"

#include "curve.h"
#include "fault.h"
#include "ray_query.h"

/// Microtriangles counted row by row instead of along the curve, for a fault.
static uint32_t row_by_row(struct ref_strips strips, uint32_t level)
{
    const uint32_t count = 1u << level;
    const uint32_t row = strips.v;
    const uint32_t before = row * (2 * count - row);
    const bool on_its_head = strips.w + strips.u + strips.v != count - 1;
    return before + 2 * strips.u + on_its_head;
}

static uint32_t disturbed_index(struct ref_strips strips, uint32_t level, uint32_t index)
{
    if (REF_FAULT(OPACITY_CURVE_UNFLIPPED))
        return ref_curve_index_unflipped(strips, level);
    if (REF_FAULT(OPACITY_CURVE_ROW_BY_ROW))
        return row_by_row(strips, level);
    if (REF_FAULT(OPACITY_CURVE_16_BITS))
        return index & 0xFFFF;
    if (REF_FAULT(OPACITY_CURVE_BACKWARDS))
        return (1u << (2 * level)) - 1 - index;
    return index;
}

static uint32_t microtriangle(const struct ref_accel_triangle *triangle, double u, double v)
{
    if (REF_FAULT(OPACITY_BARYCENTRICS_SWAPPED)) {
        const double swap = u;
        u = v;
        v = swap;
    }
    if (REF_FAULT(OPACITY_BARYCENTRICS_ROTATED)) {
        const double w = 1 - u - v;
        v = u;
        u = w;
    }
    const uint32_t level = triangle->level;
    const struct ref_strips strips = ref_curve_strips(u, v, level);
    const uint32_t index = ref_curve_index(strips, level);
    return REF_FAULT(NONE) ? index : disturbed_index(strips, level, index);
}

/// The value with `bits` bits at an index.
static uint32_t value_at(const uint8_t *data, uint32_t index, uint32_t bits)
{
    const uint32_t shift = index * bits % 8;
    const uint32_t from = REF_FAULT(OPACITY_MOST_SIGNIFICANT_FIRST) ? 8 - bits - shift : shift;
    return data[index * bits / 8] >> from & ((1u << bits) - 1);
}

static uint32_t stored_state(const struct ref_accel_triangle *triangle, const uint8_t *data,
                             double u, double v)
{
    if (!data)
        return 0;
    const uint32_t index = microtriangle(triangle, u, v);
    bool two_state = triangle->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT;
    if (REF_FAULT(OPACITY_4_STATE_AS_2_STATE))
        two_state = true;
    if (REF_FAULT(OPACITY_2_STATE_AS_4_STATE) && two_state) // stays inside of the data
        return value_at(data, index / 2, 2);
    return value_at(data, index, two_state ? 1 : 2);
}

static uint32_t disturbed_state(uint32_t state)
{
    if (REF_FAULT(OPACITY_UNKNOWN_STATES_SWAPPED) && state >= 2)
        return state ^ 1;
    if (REF_FAULT(OPACITY_KNOWN_STATES_SWAPPED) && state < 2)
        return state ^ 1;
    if (REF_FAULT(OPACITY_UNKNOWN_IS_OPAQUE) && state >= 2)
        return 1;
    return state;
}

/// The two tables of "Ray Opacity Micromap".
static enum ref_ray_opacity result_of(uint32_t state, bool force_2_state)
{
    if (force_2_state)
        state &= 1; // unknown transparent becomes transparent, unknown opaque opaque
    switch (state) {
    case 0:
        return REF_RAY_IGNORED;
    case 1:
        return REF_RAY_IS_OPAQUE;
    default:
        return REF_RAY_IS_NON_OPAQUE;
    }
}

static enum ref_ray_opacity from_micromap(const struct ref_accel_triangle *triangle,
                                          const uint8_t *data, double u, double v,
                                          uint32_t instance_flags, uint32_t ray_flags)
{
    uint32_t state = triangle->opacity == REF_ACCEL_SPECIAL ? triangle->format
                                                            : stored_state(triangle, data, u, v);
    if (!REF_FAULT(NONE))
        state = disturbed_state(state);
    bool force = instance_flags & VK_GEOMETRY_INSTANCE_FORCE_OPACITY_MICROMAP_2_STATE_EXT ||
                 ray_flags & REF_RAY_FORCE_OPACITY_MICROMAP_2_STATE;
    if (REF_FAULT(OPACITY_FORCE_2_STATE_IGNORED))
        force = false;
    if (REF_FAULT(OPACITY_FORCE_2_STATE_ALWAYS))
        force = true;
    return result_of(state, force);
}

enum ref_ray_opacity ref_ray_opacity(const struct ref_accel_triangle *triangle, const uint8_t *data,
                                     double u, double v, uint32_t instance_flags,
                                     uint32_t ray_flags)
{
    const bool with_micromap =
        triangle->opacity != REF_ACCEL_PLAIN &&
        !(instance_flags & VK_GEOMETRY_INSTANCE_DISABLE_OPACITY_MICROMAPS_EXT);
    enum ref_ray_opacity opacity = triangle->opaque ? REF_RAY_IS_OPAQUE : REF_RAY_IS_NON_OPAQUE;
    if (with_micromap)
        opacity = from_micromap(triangle, data, u, v, instance_flags, ray_flags);
    if (opacity == REF_RAY_IGNORED)
        return opacity;

    // The ray's flags come last and win.
    if (instance_flags & VK_GEOMETRY_INSTANCE_FORCE_OPAQUE_BIT_KHR)
        opacity = REF_RAY_IS_OPAQUE;
    else if (instance_flags & VK_GEOMETRY_INSTANCE_FORCE_NO_OPAQUE_BIT_KHR)
        opacity = REF_RAY_IS_NON_OPAQUE;
    if (ray_flags & REF_RAY_OPAQUE)
        opacity = REF_RAY_IS_OPAQUE;
    else if (ray_flags & REF_RAY_NO_OPAQUE)
        opacity = REF_RAY_IS_NON_OPAQUE;
    return opacity;
}
