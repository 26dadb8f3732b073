// SPDX-License-Identifier: Apache-2.0
// Which micromaps are surely in use: by a submission that waits for a value that a timeline semaphore does not have yet.
// Of any other submission only the application can know when it is complete. All of these are called locked.
#ifndef LAY_IN_USE_H
#define LAY_IN_USE_H

#include "record.h"

/// A batch waits for this value before its micromap commands begin.
void lay_use_after(struct lay_device *device, struct lay_point batch, VkSemaphore semaphore,
                   uint64_t value);

/// A batch executes what is recorded in the command buffer.
void lay_use_by(struct lay_device *device, struct lay_point batch, VkCommandBuffer commands);

/// Batches of the queue behind this one were not submitted after all.
void lay_use_forget(struct lay_queue *queue, uint64_t batch);

/// Whether the last batch that refers to the micromap has surely not begun.
bool lay_is_in_use(struct lay_device *device, const struct lay_micromap *micromap);

#endif
