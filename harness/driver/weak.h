// SPDX-License-Identifier: Apache-2.0
// The personality "weak": a device that orders nothing and shows nothing that the application did
// not ask for, so that a missing barrier shows here and not first on somebody's GPU.
//
// Order. A command with a stage is not carried out where it stands: it is delayed. What makes it
// run is a dependency whose source stages include its own: a barrier, the setting of an event, the
// signal of a semaphore or fence, waiting for the queue to be idle, a reset or copy of the queries
// that it writes. Then all delayed commands of these stages run, the newest first. Without any of
// them it runs when the queue has had nothing else to do for a moment. (weak_delay.c)
//
// Visibility. Memory holds what the host sees. What a command writes is taken out of memory again
// when the command is over, and kept in a record: range, bytes, stage, access, queue, and
//   available  some dependency had the write's stage and access in its source;
//   reach      for each queue, the stages that come after this, by a chain of dependencies;
//   visible    for each queue and stage, the accesses that may see it.
// While a command runs, the records that its stage and access may see are put into the ranges that
// it reads; all others stay hidden, and it reads what was there before. Races are lost: a command
// sees what a later command of its queue wrote too soon, and of two unordered writes to the same
// bytes the earlier one stays. (weak_view.c, weak_record.c)
//
// A barrier with source S/A and destination D/B makes available what commands in S wrote with A,
// and makes that, and every available write whose reach meets S, visible to D/B. A destination
// HOST_READ or HOST_WRITE in stage HOST puts the bytes into memory; ALL_COMMANDS and MEMORY_READ do
// not mean the host, as in the specification. Signals of semaphores and fences make everything in
// their stages available, waits for semaphores make it visible to all accesses in theirs. What the
// host has learned of by a fence, a timeline semaphore or an idle queue is visible to later
// submissions. Host writes to coherent memory are in memory at once, that is more than the
// guarantee of vkQueueSubmit. (weak_barrier.c)
//
// Kinder than the specification: ownership transfers are taken as plain barriers; a binary
// semaphore's waits see what earlier signals of it covered; a barrier for HOST_WRITE alone lets the
// host read, too; waits for a semaphore delay all commands of the batch. A device-to-host
// dependency is asked for when the host overwrites what the device wrote, too: without it the
// device's write wins. A write that a barrier should have kept behind a read is noticed when the two
// were delayed together: not when the barrier's source has the reader and its destination lacks the
// writer, and not across queues, where the reader sees the old bytes.
//
// A build whose scratch memory another command writes to without a dependency makes garbage of its
// micromap: its own scratch writes would hide that two builds share it.
//
// One lock of the device guards all of it, and is held while a command runs. It is taken before the
// device's own lock, never after.
#ifndef REF_WEAK_H
#define REF_WEAK_H

#include "barrier.h"
#include "command_execution.h"
#include "query.h"

/// What a command does to a range of memory.
struct ref_weak_use {
    struct ref_queue *queue;
    VkPipelineStageFlags2 stage;
    VkAccessFlags2 access;
    uint64_t order; ///< of the command in its queue
    struct ref_memory *memory;
    VkDeviceSize offset, size;
};

// In every other personality ref_device::weak is NULL and all of these do nothing.

/// False when out of memory. Sets ref_device::weak.
bool ref_weak_create(struct ref_device *device);
void ref_weak_destroy(struct ref_device *device);

/// A number that no other fence or semaphore has.
uint64_t ref_weak_new_id(void);

/// Keeps the command for later; false when it is to be run at once.
bool ref_weak_delay(struct ref_queue *queue, const struct ref_command *command,
                    struct ref_command_place place);

/// Runs the delayed commands of these stages.
void ref_weak_drain(struct ref_queue *queue, VkPipelineStageFlags2 src_stages);

/// Runs the delayed commands that use these queries.
void ref_weak_drain_queries(struct ref_queue *queue, const struct ref_query_pool *pool,
                            uint32_t first, uint32_t count);

// The view of one running command. Ranges may be asked for in any order.
struct ref_weak_view *ref_weak_view_open(struct ref_device *device);
void ref_weak_view_read(struct ref_weak_view *view, const struct ref_weak_use *use);
void ref_weak_view_write(struct ref_weak_view *view, const struct ref_weak_use *use);
void ref_weak_view_close(struct ref_weak_view *view);

/// True when another command writes to the range without a dependency between the two.
bool ref_weak_view_races(const struct ref_weak_view *view, const struct ref_weak_use *use);

/// How many writes there were so far.
uint64_t ref_weak_sequence(struct ref_device *device);

/// A dependency on the queue, for writes up to `sequence`.
void ref_weak_barrier(struct ref_queue *queue, const struct ref_barrier *barrier,
                      uint64_t sequence);

// Fences and semaphores, by their ids.
void ref_weak_signal(struct ref_queue *queue, uint64_t id, VkPipelineStageFlags2 stages);
void ref_weak_wait(struct ref_queue *queue, uint64_t id, VkPipelineStageFlags2 stages);
void ref_weak_host_saw(struct ref_device *device, uint64_t id);
void ref_weak_host_signals(struct ref_device *device, uint64_t id);

/// The application found the queue idle.
void ref_weak_idle(struct ref_queue *queue);

/// The application submits to the queue.
void ref_weak_submit(struct ref_queue *queue);

/// The allocation goes away.
void ref_weak_forget_memory(struct ref_device *device, const struct ref_memory *memory);

#endif
