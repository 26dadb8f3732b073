// SPDX-License-Identifier: Apache-2.0
// What the layer knows about command buffers, query pools, queues and submissions. The lock is the
// device's (state.h).
#ifndef LAY_RECORD_H
#define LAY_RECORD_H

#include "state.h"

struct lay_command_pool {
    struct lay_record record;
    bool family_known;
    VkQueueFlags queue_flags; ///< of the family
};

enum lay_recording {
    LAY_INITIAL,
    LAY_RECORDING,
    LAY_EXECUTABLE,
    LAY_STATE_UNKNOWN, ///< a command that would have changed it failed
};

enum lay_operation {
    LAY_BUILD,       ///< writes dst
    LAY_COPY,        ///< reads src, writes dst; `mode` is CLONE or COMPACT
    LAY_SERIALIZE,   ///< reads src, writes to a device address
    LAY_DESERIALIZE, ///< reads from a device address, writes dst
    LAY_WRITE_QUERY, ///< reads src, writes query `first_query` of `pool`
    LAY_RESET_QUERIES,
};

/// One use of micromaps or of queries by a recorded command.
struct lay_recorded {
    enum lay_operation operation;
    VkMicromapEXT src, dst;
    uint64_t src_id, dst_id;
    VkCopyMicromapModeEXT mode;
    VkBuildMicromapFlagsEXT flags; ///< of a build
    VkDeviceSize room; ///< bytes behind the address that a serialization writes to; 0: not known
    VkQueryPool pool;
    uint64_t pool_id;
    uint32_t first_query, query_count;
    VkQueryType query_type;
};

struct lay_command_buffer {
    struct lay_record record;
    VkCommandPool pool;
    VkCommandBufferLevel level;
    bool family_known;
    VkQueueFlags queue_flags; ///< of the pool's family
    enum lay_recording state;
    /// Where recording is now. A secondary that continues a render pass begins inside of one.
    bool in_render_pass;
    bool suspending; ///< the render pass instance that recording is in will be suspended
    bool suspended;  ///< a suspended instance was not resumed yet
    bool rendered;   ///< there was an instance, so that `suspended` says something after execution
    bool in_video;
    bool waits; ///< for events, which the host may set after submission
    struct lay_recorded
        *recorded; ///< in the order of recording; those of secondaries where executed
    uint32_t recorded_count, recorded_capacity;
};

/// A query of a pool of one of the two types that micromap commands write.
struct lay_query {
    enum lay_truth reset; ///< after `point`
    struct lay_point point;
    /// Whose size was written, if the last command was a write; 0: nobody's.
    VkMicromapEXT micromap;
    uint64_t micromap_id, version;
};

struct lay_query_pool {
    struct lay_record record;
    VkQueryType type;
    uint32_t count;
    struct lay_query *queries; ///< NULL for pools of other types
};

enum { LAY_HOLDS = 16 };

struct lay_queue {
    struct lay_record record;
    uint64_t submitted; ///< batches so far
    uint64_t complete;  ///< how many of them, in order, are known to be complete
    /// The last of them that may wait for something that others do later, or the one behind it where they
    /// may act in its middle.
    uint64_t waiting;
    /// Which timeline semaphores hold up the last batches that wait for one (in_use.h).
    struct lay_hold {
        VkSemaphore semaphore;
        uint64_t semaphore_id;
        uint64_t value;
        uint64_t batch; ///< 0: nothing
    } holds[LAY_HOLDS]; ///< a ring
    uint32_t next_hold;
};

struct lay_fence {
    struct lay_record record;
    struct lay_point point; ///< what it was submitted behind, until it is reset
};

enum { LAY_SIGNALS = 32 };

/// What the last queue operations on a timeline semaphore tell when they are known to have happened.
struct lay_semaphore {
    struct lay_record record;
    bool timeline;
    struct lay_signal {
        uint64_t value;
        struct lay_point point;
    } signals[LAY_SIGNALS]; ///< a ring; all zero entries say nothing
    uint32_t next_signal;
};

/// Forgets what was recorded; its memory is kept for the next recording. Locked.
void lay_command_buffer_restart(struct lay_command_buffer *buffer, enum lay_recording state);

/// Frees what records own beside themselves; lay_untrack and the end of the device call these.
void lay_command_buffer_release(struct lay_command_buffer *buffer);
void lay_query_pool_release(struct lay_query_pool *pool);

static inline struct lay_command_buffer *lay_find_command_buffer(const struct lay_device *device,
                                                                 VkCommandBuffer buffer)
{
    return lay_find(device, LAY_COMMAND_BUFFER, LAY_POINTER_KEY(buffer));
}

static inline struct lay_query_pool *lay_find_query_pool(const struct lay_device *device,
                                                         VkQueryPool pool)
{
    return lay_find(device, LAY_QUERY_POOL, LAY_KEY(pool));
}

#endif
