// SPDX-License-Identifier: Apache-2.0
// Acceleration structures as traversal finds them in memory: checked once, then followed without a
// look at any bound.
#ifndef REF_RAY_SCENE_H
#define REF_RAY_SCENE_H

#include "accel_layout.h"
#include "ray_query.h"

struct ref_ray_bottom {
    struct ref_ray_bottom *next; ///< in the scenes' list
    VkDeviceAddress address;
    uint32_t node_count;
    const struct ref_accel_node *nodes;
    const struct ref_accel_triangle *triangles;
    const uint8_t **opacity; ///< for each triangle its data; NULL without any
};

struct ref_ray_scene {
    struct ref_ray_scene *next; ///< in the scenes' list
    VkDeviceAddress address;
    uint32_t node_count;
    uint32_t instance_count;
    const struct ref_accel_node *nodes;
    const struct ref_accel_instance *instances;
    const struct ref_ray_bottom **bottoms; ///< for each instance; empty for an inactive one
};

/// The scene at a top level's address. Never NULL but when out of memory; without nodes when there
/// is no top level.
const struct ref_ray_scene *ref_ray_scene_find(struct ref_ray_scenes *scenes,
                                               VkDeviceAddress top_level);

#endif
