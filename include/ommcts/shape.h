// SPDX-License-Identifier: Apache-2.0
// Shapes: how many triangles of which format and subdivision level a micromap has; and input data for them.
#ifndef OMMCTS_SHAPE_H
#define OMMCTS_SHAPE_H

#include <ommcts/test.h>

/// Triangles of equal format and level.
struct omm_group {
    uint32_t states; ///< 2 or 4
    uint32_t level;  ///< 4^level microtriangles each
    uint32_t count;  ///< triangles
};

#define OMM_MAX_GROUPS 8

/// A micromap's shape. The name says it all: s4_l3_n7 is 7 4-state triangles of level 3.
struct omm_shape {
    const char *name;
    struct omm_group groups[OMM_MAX_GROUPS]; ///< ends at the first with count 0
};

/// Every shape: 2- and 4-state, levels 0 to 11, mixed, 1 to 10,000 triangles, at most 2^22 microtriangles.
/// The first OMM_FEW of them stand for the rest where a case needs no more.
extern const struct omm_shape omm_shapes[];
#define OMM_SHAPE_COUNT 45
#define OMM_FEW         6
#define OMM_ALL_SHAPES                                                                             \
    {                                                                                              \
        .first = omm_shapes, .count = OMM_SHAPE_COUNT, .size = sizeof(struct omm_shape)            \
    }
#define OMM_FEW_SHAPES                                                                             \
    {                                                                                              \
        .first = omm_shapes, .count = OMM_FEW, .size = sizeof(struct omm_shape)                    \
    }

/// Those of the few that have hundreds of microtriangles, for cases that read back many times.
#define OMM_CHEAP 5
#define OMM_CHEAP_SHAPES                                                                           \
    {                                                                                              \
        .first = omm_shapes, .count = OMM_CHEAP, .size = sizeof(struct omm_shape)                  \
    }

/// A small mixed shape, for cases whose property has nothing to do with the shape.
extern const struct omm_shape omm_small;

/// A shape whose host commands are enough work that a driver may want to defer them (about 1 MiB of data).
extern const struct omm_shape omm_large;

/// Everything a build reads, in host memory that lives until the case is over.
struct omm_input {
    const struct omm_shape *shape;
    uint8_t *data; ///< packed opacity values, random
    size_t data_size;
    VkMicromapTriangleEXT *triangles; ///< shuffled formats and levels; data packed without gaps
    uint32_t triangle_count;
    VkMicromapUsageEXT *usages; ///< one per (format, level)
    uint32_t usage_count;
};

/// Bytes of packed opacity data of one triangle: ceil(4^level * bits / 8).
size_t omm_triangle_bytes(uint32_t states, uint32_t level);

/// Random input of this shape. Ends the case as NotSupported when a level is above the device's limit.
struct omm_input *omm_make_input(const struct omm_test *t, const struct omm_shape *shape);

/// A build info over this input, with host addresses and mode BUILD; no destination and no scratch yet.
VkMicromapBuildInfoEXT omm_build_info(const struct omm_input *input, VkBuildMicromapFlagsEXT flags);

#endif
