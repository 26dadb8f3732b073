// SPDX-License-Identifier: Apache-2.0
// Command pools and command buffers: lists of recorded commands.
#ifndef REF_COMMAND_BUFFER_H
#define REF_COMMAND_BUFFER_H

#include "command.h"
#include "dispatch_state.h"

struct ref_command {
    struct ref_command *next;
    const struct ref_command_type *type;
    struct ref_query_pool *queries; ///< that it writes; NULL for none
    uint32_t first_query, query_count;
    bool secondary; ///< recorded into a secondary command buffer
    _Alignas(max_align_t) uint8_t payload[];
};

struct ref_command_pool {
    struct ref_object base;
    struct ref_device *device;
    struct ref_command_buffer *buffers; ///< all that were allocated from it
};

enum ref_command_buffer_state {
    REF_COMMAND_BUFFER_INITIAL,
    REF_COMMAND_BUFFER_RECORDING,
    REF_COMMAND_BUFFER_EXECUTABLE,
    REF_COMMAND_BUFFER_INVALID, ///< recording failed, or it was for one submission and had it
};

struct ref_command_buffer {
    struct ref_object base;
    struct ref_command_pool *pool;
    struct ref_command_buffer *next; ///< of the same pool
    bool secondary;
    bool one_time;
    /// Changed by the application's thread, and by a queue's when a one-time buffer is done.
    _Atomic enum ref_command_buffer_state state;
    _Atomic uint32_t pending;     ///< submissions that are not complete
    _Atomic uint32_t submissions; ///< since it was recorded; only for a fault
    VkResult result;              ///< of recording, told by vkEndCommandBuffer
    struct ref_command *first, *last;
    struct ref_dispatch_state dispatch; ///< while it is recorded
};

REF_HANDLE_CASTS(command_pool, VkCommandPool, VK_OBJECT_TYPE_COMMAND_POOL)
REF_HANDLE_CASTS(command_buffer, VkCommandBuffer, VK_OBJECT_TYPE_COMMAND_BUFFER)

/// Drops what was recorded and goes back to the initial state.
void ref_command_buffer_reset(struct ref_command_buffer *buffer);

/// Frees the buffer, which must not be in its pool's list any more.
void ref_command_buffer_destroy(struct ref_command_buffer *buffer);

#endif
