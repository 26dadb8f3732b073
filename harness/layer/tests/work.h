// SPDX-License-Identifier: Apache-2.0
// What tests of recorded commands begin with: a device with an ear at it, queues, and command buffers.
#ifndef WORK_H
#define WORK_H

#include "../record.h"
#include "fake.h"

struct work {
    struct fake_vulkan vulkan;
    struct fake_ear ear;
    struct lay_device *device;
    VkQueue queue, other; ///< of two families
    VkCommandPool pool;   ///< of the first
    VkFence fence;
    VkDebugUtilsMessengerEXT messenger;
    VkCommandBuffer buffers[512]; ///< all that were allocated
    uint32_t buffer_count;
};

extern struct work work;

/// A device command through the layer.
#define VK(name) ON_DEVICE(&work.vulkan, name)

/// Opens everything anew, with `chain` behind the features of the device.
void work_open(const void *chain);
void work_close(void);

VkCommandBuffer work_allocate(VkCommandBufferLevel level);
/// A primary command buffer that is being recorded.
VkCommandBuffer work_begin(void);
void work_begin_again(VkCommandBuffer commands, VkCommandBufferUsageFlags flags);
void work_end(VkCommandBuffer commands);

/// Submits one recorded buffer with the fence. It need not be recorded.
VkResult work_submit(VkQueue queue, VkCommandBuffer commands);
/// work_end and work_submit to the first queue.
VkResult work_run(VkCommandBuffer commands);
/// The fence says that the queue's work is complete.
void work_wait(void);

/// Commands that are right but for what a test does to them.
void work_build(VkCommandBuffer commands, VkMicromapEXT micromap, VkBuildMicromapFlagsEXT flags);
void work_copy(VkCommandBuffer commands, VkMicromapEXT src, VkMicromapEXT dst,
               VkCopyMicromapModeEXT mode);
void work_serialize(VkCommandBuffer commands, VkMicromapEXT src, VkDeviceAddress address);
void work_deserialize(VkCommandBuffer commands, VkDeviceAddress address, VkMicromapEXT dst);
void work_query(VkCommandBuffer commands, VkMicromapEXT micromap, VkQueryType type,
                VkQueryPool pool, uint32_t query);

/// Host commands, likewise. `operation` may be VK_NULL_HANDLE.
VkResult work_host_serialize(VkMicromapEXT src, void *bytes, VkDeferredOperationKHR operation);
VkResult work_host_deserialize(const void *bytes, VkMicromapEXT dst);

VkMicromapEXT work_micromap(void); ///< large enough for a build
VkQueryPool work_query_pool(VkQueryType type, uint32_t count, VkQueryPoolCreateFlags flags);
VkDeviceAddress work_address(VkBuffer buffer);

/// What the host finds in a micromap.
struct lay_contents work_contents(VkMicromapEXT micromap);

/// Whether nothing was heard, or this and nothing else, since the last of these questions.
bool work_silent(void);
bool work_heard(const char *id);

#endif
