// SPDX-License-Identifier: Apache-2.0
// A micromap on its way into a bottom-level acceleration structure.
//
// Its opacity data is copied, so the micromap may go away after the build, which is what
// VkMicromapBuildSizesInfoEXT::discardable says. It has to be so: the synchronization chapter knows
// no access with which a shader's traversal reads a micromap, only one for the build. The personality
// "not-discardable" refers to the storage all the same.
#ifndef REF_ACCEL_OPACITY_H
#define REF_ACCEL_OPACITY_H

#include "accel_layout.h"
#include "command.h"
#include "micromap_layout.h"

/// Bytes of opacity data that the usage counts announce, or more.
uint64_t ref_accel_opacity_size(const VkAccelerationStructureTrianglesOpacityMicromapEXT *info);

/// The opacity inputs of one geometry during a build.
struct ref_accel_opacity_input {
    const VkAccelerationStructureTrianglesOpacityMicromapEXT *info; ///< NULL: the geometry has none
    const uint8_t *indices;  ///< first of them, indexStride apart; NULL: there are none
    const uint8_t *storage;  ///< of the micromap; NULL without one
    VkDeviceAddress address; ///< of that storage, for the fault that refers to it
    const struct ref_map_triangle *triangles;
    uint32_t triangle_count; ///< of the micromap
    uint64_t used_size;      ///< of its storage
};

/// Asks for index buffer and micromap. False, after a sentence, when the command can't have them.
bool ref_accel_opacity_open(struct ref_execution *execution,
                            const VkAccelerationStructureTrianglesOpacityMicromapEXT *info,
                            uint32_t primitive_count, struct ref_accel_opacity_input *input);

/// Sets the four opacity members of triangle `primitive` of the geometry, with the offset of its
/// data in the micromap's storage. False, after a sentence, when its index leads nowhere.
bool ref_accel_opacity_find(const struct ref_accel_opacity_input *input, uint32_t primitive,
                            struct ref_accel_triangle *triangle);

/// For faults that forget what is in the micromap's table, once the data is copied.
void ref_accel_opacity_disturb(const struct ref_accel_opacity_input *input,
                               struct ref_accel_triangle *triangle);

#endif
