// SPDX-License-Identifier: Apache-2.0
// Queues and command buffers. Waits end when the device has finished, however slow it is: how long that may take is the
// limit of the case (--timeout), which ends the worker, so that nothing is destroyed that is still in use.
#ifndef OMMCTS_QUEUE_H
#define OMMCTS_QUEUE_H

#include <ommcts/test.h>

/// Which family a case wants its queue from.
enum omm_family {
    OMM_COMPUTES,      ///< the first that computes, whatever else it does
    OMM_COMPUTE_ONLY,  ///< computes, without graphics
    OMM_GRAPHICS,      ///< graphics and compute
    OMM_TRANSFER_ONLY, ///< neither graphics nor compute
};

/// Parameters over the families on which micromap commands are legal, named by what they can do.
struct omm_family_param {
    const char *name;
    enum omm_family family;
};
extern const struct omm_family_param omm_families[3];
#define OMM_COMPUTING_FAMILIES                                                                     \
    {                                                                                              \
        .first = omm_families, .count = 3, .size = sizeof(struct omm_family_param)                 \
    }

/// Ends the case as NotSupported, naming the family, when the device has none.
const struct omm_queue *omm_queue(const struct omm_test *t, enum omm_family family);

/// The same device with the queue of this family alone, so that every helper that is given it records and submits
/// there: what one family's queue wrote, another family's may not read without a transfer of ownership.
const struct omm_test *omm_on_queue(const struct omm_test *t, enum omm_family family);

/// A command pool of the case's device.
struct omm_pool {
    const struct omm_test *t;
    VkCommandPool handle;
};

/// A pool for the queue's family, destroyed after the case; `flags` go to vkCreateCommandPool.
struct omm_pool *omm_create_pool(const struct omm_test *t, const struct omm_queue *queue,
                                 VkCommandPoolCreateFlags flags);

/// Destroys the pool now, and its command buffers with it.
void omm_destroy_pool(struct omm_pool *pool);

/// A command buffer in the initial state, which lives as long as its pool.
VkCommandBuffer omm_allocate_from(const struct omm_pool *pool, VkCommandBufferLevel level);

/// A primary command buffer in the initial state; its pool is destroyed after the case.
VkCommandBuffer omm_allocate_commands(const struct omm_test *t, const struct omm_queue *queue);

/// A primary command buffer that is being recorded; its pool is destroyed after the case. `flags` go to
/// vkBeginCommandBuffer.
VkCommandBuffer omm_begin(const struct omm_test *t, const struct omm_queue *queue,
                          VkCommandBufferUsageFlags flags);

/// A secondary command buffer that is being recorded, outside of any render pass.
VkCommandBuffer omm_begin_secondary(const struct omm_test *t, const struct omm_queue *queue);

/// A secondary command buffer that is being recorded, inside of a render pass instance without attachments that another
/// begins. Needs dynamic_rendering and a queue with graphics.
VkCommandBuffer omm_begin_continuation(const struct omm_test *t, const struct omm_queue *queue);

/// vkEndCommandBuffer, which must succeed: errors of vkCmd* calls surface there.
void omm_end(const struct omm_test *t, VkCommandBuffer commands);

/// Submits a recorded buffer and waits for its fence. May be called again with the same buffer.
void omm_submit(const struct omm_test *t, const struct omm_queue *queue, VkCommandBuffer commands);

/// The same with a fence of the caller's, which is not signaled, and without the wait.
void omm_submit_to(const struct omm_test *t, const struct omm_queue *queue,
                   VkCommandBuffer commands, VkFence fence);

/// omm_barrier_host, omm_end, omm_submit: how a recording ends whose results are looked at.
void omm_run(const struct omm_test *t, const struct omm_queue *queue, VkCommandBuffer commands);

/// Submits a recorded buffer and gives its fence without waiting: for cases that look before the work is done. The
/// clean-up waits for it.
VkFence omm_submit_unwaited(const struct omm_test *t, const struct omm_queue *queue,
                            VkCommandBuffer commands);

/// One global memory barrier through vkCmdPipelineBarrier2.
void omm_barrier(const struct omm_test *t, VkCommandBuffer commands, VkPipelineStageFlags2 from,
                 VkAccessFlags2 written, VkPipelineStageFlags2 to, VkAccessFlags2 used);

/// Where micromap copies run, under every reading of the specification: the text names MICROMAP_BUILD for the
/// transfer accesses of serialized data, the list of supported access types names only COPY.
#define OMM_COPY_STAGES (VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT | VK_PIPELINE_STAGE_2_COPY_BIT)

/// What a micromap command wrote, micromap or serialized data, made visible to the next micromap command.
void omm_barrier_copies(const struct omm_test *t, VkCommandBuffer commands);

/// The same made visible to the host, and to micromap commands that are submitted to this queue later: what every
/// submission whose results are looked at records last.
void omm_barrier_host(const struct omm_test *t, VkCommandBuffer commands);

/// An empty render pass instance without attachments, begun and ended. Needs dynamic_rendering and a queue with graphics.
void omm_render_nothing(const struct omm_test *t, VkCommandBuffer commands);

/// The same in two halves: suspended, and resumed and ended right after.
void omm_render_in_two(const struct omm_test *t, VkCommandBuffer commands);

/// Begins conditional rendering with a predicate that discards whatever heeds it. Needs conditional_rendering; the case
/// calls vkCmdEndConditionalRenderingEXT.
void omm_begin_discarding(const struct omm_test *t, VkCommandBuffer commands);

/// A fence that is destroyed after the case, and a bounded wait for it.
VkFence omm_create_fence(const struct omm_test *t);
void omm_wait(const struct omm_test *t, VkFence fence);

/// A query pool, destroyed after the case. Queries are reset by vkCmdResetQueryPool or the host, by the case.
VkQueryPool omm_create_query_pool(const struct omm_test *t, VkQueryType type, uint32_t count);

/// As vkGetQueryPoolResults lays it out with 64 bits and availability.
struct omm_query_result {
    uint64_t value;     ///< undefined while not available
    uint64_t available; ///< 0: not yet
};

/// vkGetQueryPoolResults of `count` queries, without waiting for any of them. Every query must have been reset once.
void omm_query_results(const struct omm_test *t, VkQueryPool pool, uint32_t first, uint32_t count,
                       struct omm_query_result *results);

#endif
