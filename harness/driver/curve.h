// SPDX-License-Identifier: Apache-2.0
// The space-filling curve along which a triangle's microtriangles are numbered (chapter "Ray
// Traversal", section "Ray Opacity Micromap").
#ifndef REF_CURVE_H
#define REF_CURVE_H

#include <stdint.h>

/// A microtriangle by the strips it lies in: strips run along the edge opposite to a vertex and are
/// numbered from that edge, 0 to 2^level - 1. Their sum is 2^level - 1 for a microtriangle that
/// stands as the whole triangle does and 2^level - 2 for one that stands on its head.
struct ref_strips {
    uint32_t w, u, v; ///< for vertex 0, 1 and 2
};

/// The microtriangle at barycentrics u and v (the weights of vertices 1 and 2), which may lie a
/// little outside of the triangle: then the nearest one. `level` is at most 15.
struct ref_strips ref_curve_strips(double u, double v, uint32_t level);

/// Its number on the curve.
uint32_t ref_curve_index(struct ref_strips strips, uint32_t level);

/// The same for the fault that never flips: every quarter is entered as the whole triangle is.
uint32_t ref_curve_index_unflipped(struct ref_strips strips, uint32_t level);

#endif
