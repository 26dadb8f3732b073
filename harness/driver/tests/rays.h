// SPDX-License-Identifier: Apache-2.0
// Acceleration structures and rays for the driver's own tests. A test command traces the rays from
// inside a command buffer, where a shader would; it is linked with the driver's code for that.
#ifndef DRIVER_TEST_RAYS_H
#define DRIVER_TEST_RAYS_H

#include "../ray_query.h"
#include "micromaps.h"
#include "work.h"

#define RAYS_COMMANDS(X)                                                                           \
    X(CreateAccelerationStructureKHR)                                                              \
    X(DestroyAccelerationStructureKHR)                                                             \
    X(GetAccelerationStructureBuildSizesKHR)                                                       \
    X(GetAccelerationStructureDeviceAddressKHR)                                                    \
    X(CmdBuildAccelerationStructuresKHR)

/// Before and after each test; close frees all that was made in between.
void rays_open(void);
void rays_close(void);

/// Coherent memory with a device address, holding these bytes.
struct block rays_block(const void *bytes, size_t size);

/// A geometry of triangles: `vertices` has three for each, of three floats.
VkAccelerationStructureGeometryKHR rays_triangles(const float *vertices, uint32_t count,
                                                  VkGeometryFlagsKHR flags);

/// An acceleration structure and the build that makes it.
struct rays_build {
    VkAccelerationStructureKHR accel;
    VkDeviceAddress address;
    VkAccelerationStructureBuildGeometryInfoKHR info;
    VkAccelerationStructureGeometryKHR geometries[4];
    VkAccelerationStructureBuildRangeInfoKHR ranges[4];
};

/// Makes room for the build: sizes, storage, scratch. primitiveCount of `ranges` is what counts.
void rays_prepare(struct rays_build *build, VkAccelerationStructureTypeKHR type, uint32_t count,
                  const VkAccelerationStructureGeometryKHR *geometries,
                  const VkAccelerationStructureBuildRangeInfoKHR *ranges);

/// Records it alone, or runs it with barriers before and after.
void rays_record(VkCommandBuffer commands, const struct rays_build *build);
void rays_run(const struct rays_build *build);

/// All of it for a bottom level of one geometry, and for a top level.
VkDeviceAddress rays_bottom(const VkAccelerationStructureGeometryKHR *geometry, uint32_t count);
VkDeviceAddress rays_top(const VkAccelerationStructureInstanceKHR *instances, uint32_t count);
void rays_prepare_top(struct rays_build *build, const VkAccelerationStructureInstanceKHR *instances,
                      uint32_t count);

/// An instance with mask 0xFF, moved by (x, y, z).
VkAccelerationStructureInstanceKHR
rays_instance(VkDeviceAddress bottom, VkGeometryInstanceFlagsKHR flags, float x, float y, float z);

/// From (x, y, 1) down to z = -1.
struct ref_ray rays_down(VkDeviceAddress top, float x, float y);

/// What one proceed finds.
enum rays_seen {
    RAYS_NOTHING,
    RAYS_OPAQUE,     ///< committed
    RAYS_NON_OPAQUE, ///< a candidate
};

struct rays_result {
    enum rays_seen seen;
    struct ref_ray_hit hit;
};

/// Traces with one proceed each.
void rays_record_trace(VkCommandBuffer commands, const struct ref_ray *rays,
                       struct rays_result *results, uint32_t count);
void rays_trace(const struct ref_ray *rays, struct rays_result *results, uint32_t count);
struct rays_result rays_trace_one(struct ref_ray ray);

/// Calls a function with the scenes of a command.
void rays_call(void (*call)(struct ref_ray_scenes *scenes));

/// The same barrier at every stage of work with acceleration structures.
void rays_barrier(VkCommandBuffer commands, VkPipelineStageFlags2 src_stage,
                  VkAccessFlags2 src_access, VkPipelineStageFlags2 dst_stage,
                  VkAccessFlags2 dst_access);

VkCommandBuffer rays_begin(void);
VkResult rays_end(VkCommandBuffer commands);

#endif
