// SPDX-License-Identifier: Apache-2.0
// Acceleration structures for reading back: the triangles of a micromap in a row of cells, and two instances of them.
#ifndef OMM_SCENE_H
#define OMM_SCENE_H

#include <ommcts/queue.h>
#include <ommcts/readback.h>
#include <ommcts/region.h>

/// Where triangle `index` of `count` lies: vertex 0 of a right triangle of side 1 in the plane z = 0. Cells are 2 apart in
/// a square, so that coordinates stay small and a ray meets one triangle at most.
struct omm_place {
    float x, y;
};
struct omm_place omm_scene_place(uint32_t index, uint32_t count);

/// Which micromap triangle the scene's triangle `index` refers to, or which special index it has.
uint32_t omm_scene_refers(const struct omm_scene *scene, uint32_t index);

/// The attachment's baseTriangle, which omm_scene_refers has added already.
uint32_t omm_scene_base(const struct omm_scene *scene);

/// Builds both levels on `queue` and waits. Gives the address of the top level. Everything lives until the case is over.
VkDeviceAddress omm_scene_build(const struct omm_test *t, const struct omm_scene *scene,
                                const struct omm_queue *queue);

#endif
