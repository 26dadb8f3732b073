// SPDX-License-Identifier: Apache-2.0
// VkAccelerationStructureKHR. As with micromaps, the object knows where its storage is, and what is
// in it lives in memory only.
#ifndef REF_ACCEL_H
#define REF_ACCEL_H

#include "memory.h"

struct ref_accel {
    struct ref_object base;
    struct ref_buffer *buffer; ///< may be unbound until a command or the address is asked for
    VkDeviceSize offset;
    VkDeviceSize size;
    VkAccelerationStructureTypeKHR type;
};

REF_HANDLE_CASTS(accel, VkAccelerationStructureKHR, VK_OBJECT_TYPE_ACCELERATION_STRUCTURE_KHR)

/// Bytes at the beginning of the storage that stay unused, so that the address of an acceleration
/// structure is not the address of its buffer plus its offset: nothing promises that.
#define REF_ACCEL_PREFIX 256u

/// The device address by which it is known, which is that of its header; 0 when there is no memory.
VkDeviceAddress ref_accel_address(const struct ref_accel *accel);

#endif
