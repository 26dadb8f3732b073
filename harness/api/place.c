// SPDX-License-Identifier: Apache-2.0
// Where the triangles of a scene lie, and which micromap triangle each of them refers to.
#include "scene.h"

struct omm_place omm_scene_place(uint32_t index, uint32_t count)
{
    uint32_t side = 1;
    while (side * side < count)
        ++side;
    return (struct omm_place){2.0f * (float)(index % side), 2.0f * (float)(index / side)};
}

uint32_t omm_scene_refers(const struct omm_scene *scene, uint32_t index)
{
    const uint32_t count = scene->input->triangle_count;
    switch (scene->attachment) {
    case OMM_ATTACH_REVERSED:
    case OMM_ATTACH_SHORT:
    case OMM_ATTACH_STRIDED:
        return count - 1 - index;
    case OMM_ATTACH_BASED: // the first triangle alone can't be left out
        return count == 1 ? 0 : 1 + (count - 1 - index) % (count - 1);
    case OMM_ATTACH_SPECIAL:
        return index % 2 ? (uint32_t)VK_OPACITY_MICROMAP_SPECIAL_INDEX_FULLY_TRANSPARENT_EXT -
                               index / 2 % 4
                         : index;
    default:
        return index;
    }
}

uint32_t omm_scene_base(const struct omm_scene *scene)
{
    return scene->attachment == OMM_ATTACH_BASED && scene->input->triangle_count > 1 ? 1 : 0;
}
