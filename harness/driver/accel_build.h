// SPDX-License-Identifier: Apache-2.0
// Building acceleration structures. A command records one struct ref_accel_build with its inputs
// for each VkAccelerationStructureBuildGeometryInfoKHR. An update is a build anew, because it comes
// with all of its inputs.
#ifndef REF_ACCEL_BUILD_H
#define REF_ACCEL_BUILD_H

#include "accel.h"
#include "accel_tree.h"
#include "command.h"

extern const char ref_accel_build_name[]; ///< of the command, for messages

/// A geometry as it was recorded, with nothing in it that points to the application's memory.
struct ref_accel_input {
    VkAccelerationStructureGeometryKHR geometry;
    VkAccelerationStructureTrianglesOpacityMicromapEXT opacity; ///< sType 0: there is none
    VkAccelerationStructureBuildRangeInfoKHR range;
};

struct ref_accel_build {
    VkAccelerationStructureTypeKHR type;
    struct ref_accel *dst;
    VkDeviceAddress scratch;
    uint32_t input_count;
    const struct ref_accel_input *inputs; ///< in the same payload
    uint32_t item_count;                  ///< primitives of all inputs
};

/// What vkGetAccelerationStructureBuildSizesKHR tells.
struct ref_accel_sizes {
    uint64_t storage, scratch;
};

/// Sizes for so many primitives, with room for so much opacity data.
struct ref_accel_sizes ref_accel_sizes(VkAccelerationStructureTypeKHR type, uint64_t items,
                                       uint64_t opacity_data);

/// The scratch memory of a build, as arrays with an element for each item.
struct ref_accel_scratch {
    struct ref_accel_box *boxes;
    uint32_t *order;
};

/// Asks for it. False when the command can't have it.
bool ref_accel_open_scratch(struct ref_execution *execution, const struct ref_accel_build *build,
                            struct ref_accel_scratch *scratch);

/// Asks for the first `size` bytes behind the prefix of the storage. NULL, after a sentence, when
/// it has fewer.
uint8_t *ref_accel_open_storage(struct ref_execution *execution,
                                const struct ref_accel_build *build, uint64_t size);

/// Writes tree and header of storage whose items are written. `count` items are active, and listed
/// in scratch->order.
void ref_accel_finish(uint8_t *storage, const struct ref_accel_build *build,
                      const struct ref_accel_scratch *scratch, uint32_t count, uint64_t used_size);

// The two kinds of builds. What breaks the rules does nothing, after a sentence on stderr.
void ref_accel_build_bottom(struct ref_execution *execution, const struct ref_accel_build *build);
void ref_accel_build_top(struct ref_execution *execution, const struct ref_accel_build *build);

#endif
