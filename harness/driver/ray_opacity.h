// SPDX-License-Identifier: Apache-2.0
// What a ray sees of a triangle's opacity.
#ifndef REF_RAY_OPACITY_H
#define REF_RAY_OPACITY_H

#include "accel_layout.h"

enum ref_ray_opacity {
    REF_RAY_IGNORED,
    REF_RAY_IS_OPAQUE,
    REF_RAY_IS_NON_OPAQUE,
};

/// The result of the micromap lookup, or of the geometry's flags without one, and then of the flags
/// of instance and ray. `data` is the triangle's opacity data (NULL where it should have some but
/// hasn't: every state is 0); u and v are where the ray meets it.
enum ref_ray_opacity ref_ray_opacity(const struct ref_accel_triangle *triangle, const uint8_t *data,
                                     double u, double v, uint32_t instance_flags,
                                     uint32_t ray_flags);

#endif
