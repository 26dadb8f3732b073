// SPDX-License-Identifier: Apache-2.0
// What command buffers will do to micromaps and queries when they are executed.
#ifndef LAY_RECORDED_H
#define LAY_RECORDED_H

#include "record.h"

/// Appends to what a command buffer does, if it is recording. Takes the device's lock.
void lay_record_use(struct lay_device *device, VkCommandBuffer buffer,
                    const struct lay_recorded *use);

/// Appends what another command buffer does. Locked.
void lay_record_all_of(struct lay_device *device, struct lay_command_buffer *buffer,
                       const struct lay_command_buffer *executed);

/// Names a micromap in a use: its handle and which of those with this handle it is. Locked.
static inline uint64_t lay_micromap_id(const struct lay_device *device, VkMicromapEXT handle)
{
    const struct lay_micromap *micromap = lay_find_micromap(device, handle);
    return micromap ? micromap->record.id : 0;
}

#endif
