// SPDX-License-Identifier: Apache-2.0
// Buffers, command buffers and submissions for tests, in a few words each.
#ifndef DRIVER_TEST_WORK_H
#define DRIVER_TEST_WORK_H

#include "open.h"

#include <stdint.h>

enum {
    WORK_SIZE = 1024, ///< bytes of a buffer
    // The driver's families.
    WORK_GRAPHICS = 0,
    WORK_COMPUTE = 1,
    WORK_TRANSFER = 2,
};

/// A buffer in mapped, coherent memory of its own, filled with a byte.
struct work_buffer {
    VkBuffer buffer;
    VkDeviceMemory memory;
    uint8_t *map;
};
struct work_buffer work_buffer(uint8_t byte);
void work_buffer_destroy(struct work_buffer *buffer);

/// True when all bytes of the range have the value.
bool work_all(const struct work_buffer *buffer, size_t offset, size_t size, uint8_t byte);

/// A pool with some command buffers, and the queue and fence to submit them with.
struct work {
    VkCommandPool pool;
    VkCommandBuffer primary[3], secondary;
    VkQueue queue;
    VkFence fence;
};
struct work work_open(uint32_t family);
void work_close(struct work *work);

/// Begins recording and gives the buffer back.
VkCommandBuffer work_begin(VkCommandBuffer commands);
VkResult work_end(VkCommandBuffer commands);

/// Submits the buffers and waits for the fence.
VkResult work_run(struct work *work, uint32_t count, const VkCommandBuffer *commands);

/// Submits one buffer, waiting for and signaling timeline semaphores (NULL for none).
VkResult work_submit(struct work *work, VkCommandBuffer commands, VkSemaphore wait,
                     VkPipelineStageFlags2 wait_stages, uint64_t wait_value, VkSemaphore signal,
                     uint64_t signal_value, VkFence fence);

VkResult work_wait(const struct work *work);

VkSemaphore work_timeline(void);

// Commands.
void work_fill(VkCommandBuffer commands, const struct work_buffer *to, uint8_t byte);
void work_copy(VkCommandBuffer commands, const struct work_buffer *from,
               const struct work_buffer *to);
void work_barrier(VkCommandBuffer commands, VkPipelineStageFlags2 src_stages,
                  VkAccessFlags2 src_access, VkPipelineStageFlags2 dst_stages,
                  VkAccessFlags2 dst_access);
void work_barrier_to_host(VkCommandBuffer commands);

// Scopes of the commands above.
#define WORK_CLEAR VK_PIPELINE_STAGE_2_CLEAR_BIT
#define WORK_COPY  VK_PIPELINE_STAGE_2_COPY_BIT
#define WORK_READ  VK_ACCESS_2_TRANSFER_READ_BIT
#define WORK_WRITE VK_ACCESS_2_TRANSFER_WRITE_BIT

#endif
