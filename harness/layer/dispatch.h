// SPDX-License-Identifier: Apache-2.0
// From dispatchable handles to the layer's instances and devices: lay_instance_of and lay_device_of of
// state.h, and how they get to know them.
#ifndef LAY_DISPATCH_H
#define LAY_DISPATCH_H

#include "state.h"

/// What the loader wrote into a dispatchable object: the same for an instance and its physical devices,
/// and for a device, its queues and its command buffers.
void *lay_dispatch_key(const void *dispatchable);

/// False when there is no memory.
bool lay_dispatch_add_instance(struct lay_instance *instance);
bool lay_dispatch_add_device(struct lay_device *device);

/// The record, which is not found any more. NULL when it was not known.
struct lay_instance *lay_dispatch_take_instance(VkInstance instance);
struct lay_device *lay_dispatch_take_device(VkDevice device);

#endif
