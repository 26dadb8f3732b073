// SPDX-License-Identifier: Apache-2.0
// Stage and access masks, as sets that can be compared bit by bit.
#ifndef REF_WEAK_SCOPE_H
#define REF_WEAK_SCOPE_H

#include <vulkan/vulkan_core.h>

/// Stages that commands of this driver have, and the host.
enum ref_weak_stage {
    REF_WEAK_COPY,
    REF_WEAK_CLEAR,
    REF_WEAK_MICROMAP_BUILD,
    REF_WEAK_ACCELERATION_STRUCTURE_BUILD,
    REF_WEAK_CONDITIONAL_RENDERING,
    REF_WEAK_COMPUTE_SHADER,
    REF_WEAK_OTHER, ///< all further ones of the device
    REF_WEAK_HOST,
    REF_WEAK_STAGES,
};

#define REF_WEAK_DEVICE_STAGES ((1u << REF_WEAK_HOST) - 1)

/// The set (a bit for each enum ref_weak_stage) that a source or destination mask stands for.
uint32_t ref_weak_source(VkPipelineStageFlags2 stages);
uint32_t ref_weak_destination(VkPipelineStageFlags2 stages);

/// The mask with the bits that stand for several accesses replaced by those. VK_ACCESS_2_NONE stays
/// nothing.
VkAccessFlags2 ref_weak_accesses(VkAccessFlags2 access);

#endif
