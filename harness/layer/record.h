// SPDX-License-Identifier: Apache-2.0
// What the layer knows about command buffers, query pools, queues and submissions. The lock is the
// device's (state.h).
#ifndef LAY_RECORD_H
#define LAY_RECORD_H

#include "state.h"

struct lay_command_pool {
    struct lay_record record;
    uint32_t family;
    VkQueueFlags queue_flags; ///< of the family
    VkCommandPoolCreateFlags flags;
};

enum lay_recording {
    LAY_INITIAL,
    LAY_RECORDING,
    LAY_EXECUTABLE,
    LAY_INVALID,
};

enum lay_operation {
    LAY_BUILD,       ///< writes dst
    LAY_COPY,        ///< reads src, writes dst; `mode` is CLONE or COMPACT
    LAY_SERIALIZE,   ///< reads src, writes `address`
    LAY_DESERIALIZE, ///< reads `address`, writes dst
    LAY_WRITE_QUERY, ///< reads src, writes slot `first_query` of `pool`
    LAY_RESET_QUERIES,
    LAY_USE_QUERIES, ///< any other command that makes slots of `pool` no longer reset
};

/// One use of a micromap or of queries by a recorded command.
struct lay_recorded {
    enum lay_operation operation;
    const char *command; ///< the name of the command, for messages
    VkMicromapEXT src, dst;
    uint64_t src_id, dst_id;
    VkCopyMicromapModeEXT mode;
    VkBuildMicromapFlagsEXT flags; ///< of a build
    VkDeviceAddress address;
    VkQueryPool pool;
    uint64_t pool_id;
    uint32_t first_query, query_count;
    VkQueryType query_type;
};

struct lay_command_buffer {
    struct lay_record record;
    VkCommandPool pool;
    VkCommandBufferLevel level;
    VkQueueFlags queue_flags; ///< of the pool's family
    enum lay_recording state;
    VkCommandBufferUsageFlags usage;
    /// Where recording is now. A secondary that continues a render pass begins inside of one.
    bool in_render_pass;
    bool in_rendering; ///< vkCmdBeginRendering
    bool suspended;    ///< a suspended render pass instance was not resumed yet
    bool in_video;
    struct lay_recorded *recorded; ///< in the order of recording; of secondaries where executed
    uint32_t recorded_count, recorded_capacity;
    bool incomplete; ///< a command could not be kept: what is submitted is not known
};

struct lay_query_pool {
    struct lay_record record;
    VkQueryType type;
    uint32_t count;
    /// Per query, after the last submission or host reset: enum lay_truth of "is reset". All
    /// LAY_UNKNOWN when it could not be kept.
    uint8_t *reset;
};

struct lay_queue {
    struct lay_record record;
    uint32_t family;
    VkQueueFlags flags;
};

/// Frees what records own beside themselves; lay_untrack and the end of the device call these.
void lay_command_buffer_release(struct lay_command_buffer *buffer);
void lay_query_pool_release(struct lay_query_pool *pool);

#endif
