// SPDX-License-Identifier: Apache-2.0
// Submissions ordered with the host by a timeline semaphore. Needs timeline_semaphores and device_commands.
#ifndef OMMCTS_TIMELINE_H
#define OMMCTS_TIMELINE_H

#include <ommcts/queue.h>

/// A timeline semaphore at 0 and what was submitted with it. When a case ends before it has signaled all that its
/// submissions wait for, the clean-up does, in the order of the submissions.
struct omm_timeline;

struct omm_timeline *omm_create_timeline(const struct omm_test *t);

/// vkQueueSubmit2 of a recorded buffer that waits for one value and signals another; 0 for either: none. All commands wait.
/// The structures of the call lose their pages when it returns.
void omm_timeline_submit(struct omm_timeline *timeline, const struct omm_queue *queue,
                         VkCommandBuffer commands, uint64_t wait, uint64_t signal);

/// The same by vkQueueSubmit, with VkTimelineSemaphoreSubmitInfo.
void omm_timeline_submit_1_0(struct omm_timeline *timeline, const struct omm_queue *queue,
                             VkCommandBuffer commands, uint64_t wait, uint64_t signal);

/// vkSignalSemaphore. Any thread.
VkResult omm_timeline_signal(const struct omm_timeline *timeline, uint64_t value);

/// vkWaitSemaphores, without a limit but the case's own.
VkResult omm_timeline_wait(const struct omm_timeline *timeline, uint64_t value);

/// vkGetSemaphoreCounterValue.
uint64_t omm_timeline_value(const struct omm_timeline *timeline);

/// Waits for everything that was submitted with it; fails the case by name when it does not finish.
void omm_timeline_finish(struct omm_timeline *timeline);

#endif
