// SPDX-License-Identifier: Apache-2.0
// Fences, semaphores and events. Their state is guarded by the device's lock; whoever changes it
// broadcasts ref_device::changed.
#ifndef REF_SYNC_H
#define REF_SYNC_H

#include "device.h"

#include <time.h>

struct ref_fence {
    struct ref_object base;
    uint64_t weak_id; ///< by which "weak" knows what its signal covers; never changes
    bool signaled;
};

struct ref_semaphore {
    struct ref_object base;
    uint64_t weak_id;
    bool timeline;
    uint64_t value; ///< of a binary one: 1 when signaled
};

struct ref_event {
    struct ref_object base;
    bool set;
    /// For "weak": how many writes there were when a queue set it. What it orders is older.
    uint64_t weak_sequence;
};

REF_HANDLE_CASTS(fence, VkFence, VK_OBJECT_TYPE_FENCE)
REF_HANDLE_CASTS(semaphore, VkSemaphore, VK_OBJECT_TYPE_SEMAPHORE)
REF_HANDLE_CASTS(event, VkEvent, VK_OBJECT_TYPE_EVENT)

/// The moment `timeout` nanoseconds from now; false when that is too far off to be expressed.
bool ref_deadline(uint64_t timeout, struct timespec *deadline);

/// For faults: sleeps long enough for another thread to notice what is wrong meanwhile.
void ref_pause(void);

/// Waits on the device's condition until `done` says so; VK_TIMEOUT after `timeout` nanoseconds.
/// Takes and gives back the device's lock; `done` is called with it held.
VkResult ref_wait(struct ref_device *device, bool (*done)(const void *context), const void *context,
                  uint64_t timeout);

#endif
