// SPDX-License-Identifier: Apache-2.0
// Where device addresses point to. Every valid one lies in a buffer ("VUID-VkDeviceAddress-size-11364"), and the
// layer asks the next one for the address of each, so that it knows them all.
#ifndef LAY_ADDRESSES_H
#define LAY_ADDRESSES_H

#include "state.h"

struct lay_addresses;

/// What is known of one device address.
struct lay_address {
    enum lay_truth valid; ///< LAY_NO: in no live buffer that is bound to live memory
    uint64_t usage;       ///< of all buffers that it lies in: they may share memory
    /// The buffer that reaches furthest, and how many of its bytes lie at the address and behind.
    VkBuffer buffer;
    VkDeviceSize room;
    /// Where that is: the id of the memory object that the buffer is bound to, or 0 for a sparse one.
    uint64_t memory_id;
    VkDeviceSize memory_offset;
};

/// Looks an address up. Asks the next layer for the addresses of buffers that are new since the last time.
/// Locked.
struct lay_address lay_address_find(struct lay_device *device, VkDeviceAddress address);

/// Tells that a buffer now has memory, or that it needs none to have an address. Locked.
void lay_addresses_add(struct lay_device *device, const struct lay_buffer *buffer);

/// Tells that a buffer is about to be destroyed. Locked.
void lay_addresses_remove(struct lay_device *device, const struct lay_buffer *buffer);

void lay_addresses_clear(struct lay_device *device);

#endif
