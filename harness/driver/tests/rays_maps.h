// SPDX-License-Identifier: Apache-2.0
// Micromaps with known states, and rays at their microtriangles.
#ifndef DRIVER_TEST_RAYS_MAPS_H
#define DRIVER_TEST_RAYS_MAPS_H

#include "rays.h"

struct rays_shape {
    uint32_t level;
    bool two_state;
};

/// The state that microtriangle `index` of triangle `triangle` gets in map number `seed`.
uint32_t rays_state(uint32_t seed, uint32_t triangle, uint32_t index, bool two_state);

/// A micromap with these triangles, built on the device.
VkMicromapEXT rays_map(uint32_t seed, const struct rays_shape *shapes, uint32_t count,
                       struct block *storage);

/// Builds another one's states into it.
void rays_map_again(VkMicromapEXT map, uint32_t seed, const struct rays_shape *shapes,
                    uint32_t count);

/// Copies it into a new one.
VkMicromapEXT rays_map_copy(VkMicromapEXT map, VkDeviceSize size, VkCopyMicromapModeEXT mode);

/// micromapSize for these triangles.
VkDeviceSize rays_map_size(const struct rays_shape *shapes, uint32_t count);

/// One usage for each of these triangles.
void rays_usages(VkMicromapUsageEXT *usages, const struct rays_shape *shapes, uint32_t count);

/// Triangles with these micromap triangles' states, side by side along x, one unit each.
struct rays_sheet {
    uint32_t count;
    const VkAccelerationStructureTrianglesOpacityMicromapEXT *opacity;
    VkGeometryFlagsKHR flags;
};

/// A top level with two instances, the second (forced to 2 states) at y = 10.
VkDeviceAddress rays_sheet_top(const struct rays_sheet *sheet, VkGeometryInstanceFlagsKHR flags);

/// Traces every microtriangle's centroid (every `step`th) of a sheet's triangle twice and compares
/// with the states of a triangle of a map, or with one state when `state` is not negative. Returns
/// the number of rays that saw something else.
uint32_t rays_compare(VkDeviceAddress top, uint32_t triangle, struct rays_shape shape,
                      uint32_t seed, uint32_t map_triangle, int state, uint32_t step);

#endif
