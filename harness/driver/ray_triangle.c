// SPDX-License-Identifier: Apache-2.0
// In double precision, with the sign of the volume that the ray spans with each edge. Two triangles
// that share an edge compute the same volume but for its sign, so a ray never passes between them.
#include "ray_triangle.h"

#include "fault.h"

static void subtract(const float a[3], const double b[3], double out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = a[i] - b[i];
}

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void cross(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

bool ref_ray_meets_triangle(const struct ref_ray_line *line, const float vertices[3][3],
                            double tmin, double tmax, struct ref_ray_meeting *meeting)
{
    double p[3][3], sides[3][3];
    for (int i = 0; i < 3; i++)
        subtract(vertices[i], line->origin, p[i]);
    for (int i = 0; i < 3; i++)
        cross(p[(i + 1) % 3], p[(i + 2) % 3], sides[i]);
    const double weight[3] = {dot(line->direction, sides[0]), dot(line->direction, sides[1]),
                              dot(line->direction, sides[2])};
    if ((weight[0] < 0 || weight[1] < 0 || weight[2] < 0) &&
        (weight[0] > 0 || weight[1] > 0 || weight[2] > 0))
        return false;
    // The sum is the direction along the normal: no face is met where it is 0.
    const double sum = weight[0] + weight[1] + weight[2];
    if (!(sum < 0 || sum > 0))
        return false;

    double edges[2][3], normal[3];
    for (int i = 0; i < 2; i++)
        for (int axis = 0; axis < 3; axis++)
            edges[i][axis] = (double)vertices[i + 1][axis] - vertices[0][axis];
    cross(edges[0], edges[1], normal);
    const double t = dot(p[0], normal) / dot(line->direction, normal);
    if (!(tmin < t && t < tmax))
        return false;
    *meeting = (struct ref_ray_meeting){t, weight[1] / sum, weight[2] / sum, sum < 0};
    if (REF_FAULT(RAY_TRIANGLE_BARYCENTRICS_8_BITS)) {
        meeting->u = (int)(meeting->u * 256) / 256.0;
        meeting->v = (int)(meeting->v * 256) / 256.0;
    }
    return true;
}
