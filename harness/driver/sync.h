// SPDX-License-Identifier: Apache-2.0
// Fences, semaphores and events. Their state is guarded by the device's lock; whoever changes it
// broadcasts ref_device::changed.
#ifndef REF_SYNC_H
#define REF_SYNC_H

#include "device.h"

struct ref_fence {
    struct ref_object base;
    bool signaled;
};

struct ref_semaphore {
    struct ref_object base;
    bool timeline;
    uint64_t value; ///< of a binary one: 1 when signaled
};

struct ref_event {
    struct ref_object base;
    bool set;
};

REF_HANDLE_CASTS(fence, VkFence, VK_OBJECT_TYPE_FENCE)
REF_HANDLE_CASTS(semaphore, VkSemaphore, VK_OBJECT_TYPE_SEMAPHORE)
REF_HANDLE_CASTS(event, VkEvent, VK_OBJECT_TYPE_EVENT)

/// Waits on the device's condition until `done` says so; VK_TIMEOUT after `timeout` nanoseconds.
/// Takes and gives back the device's lock; `done` is called with it held.
VkResult ref_wait(struct ref_device *device, bool (*done)(const void *context), const void *context,
                  uint64_t timeout);

#endif
