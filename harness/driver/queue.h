// SPDX-License-Identifier: Apache-2.0
// Queues. A submission becomes batches in the queue's list; the queue's own thread carries them out
// in order, each as soon as its waits come true.
#ifndef REF_QUEUE_H
#define REF_QUEUE_H

#include "sync.h"

struct ref_command_buffer;
struct ref_weak_delayed;

struct ref_semaphore_operation {
    struct ref_semaphore *semaphore;
    uint64_t value;               ///< unused by a binary semaphore
    VkPipelineStageFlags2 stages; ///< that wait, or that must be done before the signal
};

struct ref_batch {
    struct ref_batch *next;
    struct ref_fence *fence;  ///< signaled at the end; NULL for none
    bool waits_at_submission; ///< only for a fault
    bool lost;                ///< only for a fault
    uint32_t wait_count, signal_count, buffer_count;
    struct ref_command_buffer **buffers;         ///< behind the operations
    struct ref_semaphore_operation operations[]; ///< waits, then signals
};

struct ref_queue {
    struct ref_object base;
    struct ref_device *device;
    uint32_t family;
    uint32_t index; ///< among all queues of the device
    VkDeviceQueueCreateFlags flags;

    // Guarded by the device's lock.
    struct ref_batch *pending; ///< oldest first; the first may be being carried out
    struct ref_batch *done;    ///< for a thread of the application to free
    uint32_t idle_waiters;     ///< threads in vkQueueWaitIdle or vkDeviceWaitIdle
    bool delays;               ///< commands of finished batches are still to be run ("weak")
    bool stop;

    // Of the queue's thread.
    pthread_t thread;
    bool thread_started;
    uint64_t order;                   ///< how many commands came so far
    bool discards;                    ///< conditional rendering is active and its predicate false
    struct ref_weak_delayed *delayed; ///< commands that "weak" runs later, newest first
};

REF_HANDLE_CASTS(queue, VkQueue, VK_OBJECT_TYPE_QUEUE)

/// Makes the queues that the create info asks for. After an error ref_queues_destroy is due all the
/// same.
VkResult ref_queues_create(struct ref_device *device, const VkDeviceCreateInfo *info);
void ref_queues_destroy(struct ref_device *device);

/// Starts the queue's thread; false when there can't be one.
bool ref_queue_start(struct ref_queue *queue);

/// Ends it, when the queue is idle.
void ref_queue_stop(struct ref_queue *queue);

/// True when all waits of the batch are met. The device's lock must be held.
bool ref_batch_ready(const struct ref_batch *batch);

/// Frees batches that are done. Only on a thread of the application and without the device's lock,
/// because the allocator may be the application's.
void ref_queue_collect(struct ref_queue *queue);
void ref_batches_free(struct ref_device *device, struct ref_batch *batches);

#endif
