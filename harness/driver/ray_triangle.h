// SPDX-License-Identifier: Apache-2.0
// A ray in the space of what it is tested against, and the two tests.
#ifndef REF_RAY_TRIANGLE_H
#define REF_RAY_TRIANGLE_H

#include "accel_layout.h"

struct ref_ray_line {
    double origin[3], direction[3];
    double inverse[3]; ///< 1 / direction, infinite where that is 0
};

struct ref_ray_meeting {
    double t, u, v;
    bool front; ///< in the sense of the default winding: seen clockwise in left-handed coordinates
};

/// True when the line may meet something in the node's box between tmin and tmax.
static inline bool ref_ray_meets_box(const struct ref_ray_line *line,
                                     const struct ref_accel_node *node, double tmin, double tmax)
{
    for (int axis = 0; axis < 3; axis++) {
        const double to_low = (node->low[axis] - line->origin[axis]) * line->inverse[axis];
        const double to_high = (node->high[axis] - line->origin[axis]) * line->inverse[axis];
        const double near = to_low < to_high ? to_low : to_high;
        const double far = to_low < to_high ? to_high : to_low;
        // Not a number (0 times infinity: in the plane of a face, which nothing reaches) changes
        // neither.
        if (near > tmin)
            tmin = near;
        if (far < tmax)
            tmax = far;
    }
    return tmin <= tmax;
}

/// True when the line meets the triangle with t strictly between tmin and tmax.
bool ref_ray_meets_triangle(const struct ref_ray_line *line, const float vertices[3][3],
                            double tmin, double tmax, struct ref_ray_meeting *meeting);

#endif
