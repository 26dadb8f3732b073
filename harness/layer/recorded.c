// SPDX-License-Identifier: Apache-2.0
#include "recorded.h"

#include <stdlib.h>
#include <string.h>

// Out of memory, what the buffer does can't be followed, nor whatever depends on that later.
static bool reserve(struct lay_device *device, struct lay_command_buffer *buffer, uint32_t more)
{
    const uint32_t needed = buffer->recorded_count + more;
    if (needed <= buffer->recorded_capacity)
        return true;
    uint32_t capacity = buffer->recorded_capacity ? 2 * buffer->recorded_capacity : 8;
    capacity = capacity < needed ? needed : capacity;
    void *recorded = realloc(buffer->recorded, capacity * sizeof *buffer->recorded);
    if (!recorded) {
        device->blind = true;
        return false;
    }
    buffer->recorded = recorded;
    buffer->recorded_capacity = capacity;
    return true;
}

void lay_record_use(struct lay_device *device, VkCommandBuffer handle,
                    const struct lay_recorded *use)
{
    lay_lock(device);
    struct lay_command_buffer *buffer = lay_find_command_buffer(device, handle);
    device->blind |= !buffer;
    if (buffer && buffer->state == LAY_RECORDING && reserve(device, buffer, 1))
        buffer->recorded[buffer->recorded_count++] = *use;
    lay_unlock(device);
}

void lay_record_all_of(struct lay_device *device, struct lay_command_buffer *buffer,
                       const struct lay_command_buffer *executed)
{
    const uint32_t count = executed->recorded_count;
    if (!count || !reserve(device, buffer, count))
        return;
    memcpy(buffer->recorded + buffer->recorded_count, executed->recorded,
           count * sizeof *executed->recorded);
    buffer->recorded_count += count;
}
