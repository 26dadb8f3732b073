// SPDX-License-Identifier: Apache-2.0
// The triangles of one geometry during a build: indices, vertices and transform.
#ifndef REF_ACCEL_VERTICES_H
#define REF_ACCEL_VERTICES_H

#include "accel_build.h"

struct ref_accel_vertices {
    const struct ref_accel_input *input;
    const uint8_t *indices;  ///< NULL: vertices come in order
    const uint8_t *vertices; ///< the one with index `first`
    uint64_t first;
    bool has_transform;
    VkTransformMatrixKHR transform;
};

/// Asks for what the geometry reads. False, after a sentence, when the command can't have it.
bool ref_accel_vertices_open(struct ref_execution *execution, const struct ref_accel_input *input,
                             struct ref_accel_vertices *vertices);

/// The corners of a triangle in the space of the acceleration structure. False when it is inactive.
bool ref_accel_vertices_triangle(const struct ref_accel_vertices *vertices, uint32_t primitive,
                                 float corners[3][3]);

#endif
