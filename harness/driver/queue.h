// SPDX-License-Identifier: Apache-2.0
// Queues. A submission becomes batches in the queue's list, each carried out, in order, by
// whichever call makes its waits come true: the submission itself most often, else the submission
// or the vkSignalSemaphore that signals the last of them. There is no thread behind a queue.
#ifndef REF_QUEUE_H
#define REF_QUEUE_H

#include "sync.h"

struct ref_semaphore_operation {
    struct ref_semaphore *semaphore;
    uint64_t value; ///< unused by a binary semaphore
};

struct ref_batch {
    struct ref_batch *next;
    VkAllocationCallbacks allocator; ///< the device's
    struct ref_fence *fence;         ///< signaled at the end; NULL for none
    uint32_t wait_count, signal_count;
    struct ref_semaphore_operation operations[]; ///< waits, then signals
};

struct ref_queue {
    struct ref_object base;
    struct ref_device *device;
    uint32_t family;
    VkDeviceQueueCreateFlags flags;
    struct ref_batch *pending; ///< guarded by the device's lock, oldest first
};

REF_HANDLE_CASTS(queue, VkQueue, VK_OBJECT_TYPE_QUEUE)

/// Makes the queues that the create info asks for. After an error ref_queues_destroy is due all the
/// same.
VkResult ref_queues_create(struct ref_device *device, const VkDeviceCreateInfo *info);
void ref_queues_destroy(struct ref_device *device);

/// Carries out every batch of every queue that can be, wakes who waits, and gives the batches that
/// are done. The device's lock must be held; the batches are for ref_batches_free once it is not.
struct ref_batch *ref_queues_advance(struct ref_device *device);

void ref_batches_free(struct ref_batch *batches);

#endif
