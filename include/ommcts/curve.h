// SPDX-License-Identifier: Apache-2.0
// The order of microtriangles: the space-filling curve of an opacity micromap (chapter "Ray Traversal", "Ray
// Opacity Micromap"). Written from the recursive definition there; harness/driver has its own, and they never meet.
#ifndef OMMCTS_CURVE_H
#define OMMCTS_CURVE_H

#include <stdint.h>

/// The centroid of a microtriangle: its barycentric coordinates are u / (3 * 2^level) and v / (3 * 2^level), where the
/// position is (1 - u - v) * vertex 0 + u * vertex 1 + v * vertex 2.
struct omm_centroid {
    uint32_t u, v;
};

/// Where the microtriangle with this index lies; index < 4^level, level <= 12.
struct omm_centroid omm_curve_centroid(uint32_t level, uint32_t index);

/// The index of the microtriangle with this centroid; the inverse of omm_curve_centroid.
uint32_t omm_curve_index(uint32_t level, struct omm_centroid centroid);

#endif
