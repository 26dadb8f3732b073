// SPDX-License-Identifier: Apache-2.0
// Queues, command buffers and bounded waits.
#include <ommcts/queue.h>
#include <ommcts/verdict.h>

static const uint64_t patience =
    5ull * 1000 * 1000 * 1000; // ns, before it is worth a line in the log

const struct omm_family_param omm_families[3] = {
    {.name = "graphics", .family = OMM_GRAPHICS},
    {.name = "compute_only", .family = OMM_COMPUTE_ONLY},
    {.name = "computes", .family = OMM_COMPUTES},
};

static bool fits(VkQueueFlags flags, enum omm_family family)
{
    const bool graphics = flags & VK_QUEUE_GRAPHICS_BIT;
    const bool compute = flags & VK_QUEUE_COMPUTE_BIT;
    switch (family) {
    case OMM_COMPUTES:
        return compute;
    case OMM_COMPUTE_ONLY:
        return compute && !graphics;
    case OMM_GRAPHICS:
        return compute && graphics;
    case OMM_TRANSFER_ONLY:
        return (flags & VK_QUEUE_TRANSFER_BIT) && !compute && !graphics;
    }
    return false;
}

const struct omm_queue *omm_queue(const struct omm_test *t, enum omm_family family)
{
    static const char *const words[] = {"computes", "computes without graphics",
                                        "has graphics and compute", "only transfers"};
    for (uint32_t i = 0; i < t->queue_count; ++i)
        if (fits(t->queues[i].flags, family))
            return &t->queues[i];
    omm_not_supported("no queue family of this device %s", words[family]);
}

const struct omm_test *omm_on_queue(const struct omm_test *t, enum omm_family family)
{
    struct omm_test *alone = omm_alloc(sizeof *alone);
    *alone = *t;
    alone->queues = omm_queue(t, family);
    alone->queue_count = 1;
    return alone;
}

static void destroy_pool(void *object)
{
    omm_destroy_pool(object);
}

struct omm_pool *omm_create_pool(const struct omm_test *t, const struct omm_queue *queue,
                                 VkCommandPoolCreateFlags flags)
{
    struct omm_pool *pool = omm_alloc(sizeof *pool);
    pool->t = t;
    const VkCommandPoolCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
        .flags = flags,
        .queueFamilyIndex = queue->family,
    };
    omm_must_succeed(t->vk->vkCreateCommandPool(t->device, &info, t->allocator, &pool->handle),
                     "vkCreateCommandPool");
    omm_cleanup(destroy_pool, pool);
    return pool;
}

void omm_destroy_pool(struct omm_pool *pool)
{
    pool->t->vk->vkDestroyCommandPool(pool->t->device, pool->handle, pool->t->allocator);
    pool->handle = VK_NULL_HANDLE;
}

VkCommandBuffer omm_allocate_from(const struct omm_pool *pool, VkCommandBufferLevel level)
{
    const VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = pool->handle,
        .level = level,
        .commandBufferCount = 1,
    };
    VkCommandBuffer commands = VK_NULL_HANDLE;
    omm_must_succeed(pool->t->vk->vkAllocateCommandBuffers(pool->t->device, &info, &commands),
                     "vkAllocateCommandBuffers");
    return commands;
}

static VkCommandBuffer allocate(const struct omm_test *t, const struct omm_queue *queue,
                                VkCommandBufferLevel level)
{
    return omm_allocate_from(omm_create_pool(t, queue, 0), level);
}

VkCommandBuffer omm_allocate_commands(const struct omm_test *t, const struct omm_queue *queue)
{
    return allocate(t, queue, VK_COMMAND_BUFFER_LEVEL_PRIMARY);
}

VkCommandBuffer omm_begin(const struct omm_test *t, const struct omm_queue *queue,
                          VkCommandBufferUsageFlags flags)
{
    VkCommandBuffer commands = allocate(t, queue, VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    const VkCommandBufferBeginInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
        .flags = flags,
    };
    omm_must_succeed(t->vk->vkBeginCommandBuffer(commands, &info), "vkBeginCommandBuffer");
    return commands;
}

static VkCommandBuffer begin_secondary(const struct omm_test *t, const struct omm_queue *queue,
                                       VkCommandBufferUsageFlags flags, const void *next)
{
    VkCommandBuffer commands = allocate(t, queue, VK_COMMAND_BUFFER_LEVEL_SECONDARY);
    const VkCommandBufferInheritanceInfo inheritance = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_INHERITANCE_INFO,
        .pNext = next,
    };
    const VkCommandBufferBeginInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
        .flags = flags,
        .pInheritanceInfo = &inheritance,
    };
    omm_must_succeed(t->vk->vkBeginCommandBuffer(commands, &info), "vkBeginCommandBuffer");
    return commands;
}

VkCommandBuffer omm_begin_secondary(const struct omm_test *t, const struct omm_queue *queue)
{
    return begin_secondary(t, queue, 0, NULL);
}

VkCommandBuffer omm_begin_continuation(const struct omm_test *t, const struct omm_queue *queue)
{
    const VkCommandBufferInheritanceRenderingInfo rendering = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_INHERITANCE_RENDERING_INFO,
        .rasterizationSamples = VK_SAMPLE_COUNT_1_BIT,
    };
    return begin_secondary(t, queue, VK_COMMAND_BUFFER_USAGE_RENDER_PASS_CONTINUE_BIT, &rendering);
}

void omm_end(const struct omm_test *t, VkCommandBuffer commands)
{
    omm_must_succeed(t->vk->vkEndCommandBuffer(commands), "vkEndCommandBuffer");
}

struct fence {
    const struct omm_test *t;
    VkFence handle;
};

static void destroy_fence(void *object)
{
    const struct fence *fence = object;
    fence->t->vk->vkDestroyFence(fence->t->device, fence->handle, fence->t->allocator);
}

VkFence omm_create_fence(const struct omm_test *t)
{
    struct fence *fence = omm_alloc(sizeof *fence);
    fence->t = t;
    const VkFenceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    omm_must_succeed(t->vk->vkCreateFence(t->device, &info, t->allocator, &fence->handle),
                     "vkCreateFence");
    omm_cleanup(destroy_fence, fence);
    return fence->handle;
}

static void must_not_be_lost(VkResult result, const char *command)
{
    if (result == VK_ERROR_DEVICE_LOST)
        omm_device_lost("VK_ERROR_DEVICE_LOST from %s", command);
    omm_must_succeed(result, command);
}

void omm_wait(const struct omm_test *t, VkFence fence)
{
    VkResult result = t->vk->vkWaitForFences(t->device, 1, &fence, VK_TRUE, patience);
    if (result == VK_TIMEOUT) {
        omm_note("the fence of a submission is not signaled yet after %llu s",
                 (unsigned long long)(patience / 1000000000));
        result = t->vk->vkWaitForFences(t->device, 1, &fence, VK_TRUE, UINT64_MAX);
    }
    must_not_be_lost(result, "vkWaitForFences");
}

void omm_submit_to(const struct omm_test *t, const struct omm_queue *queue,
                   VkCommandBuffer commands, VkFence fence)
{
    const VkSubmitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .commandBufferCount = 1,
        .pCommandBuffers = &commands,
    };
    must_not_be_lost(t->vk->vkQueueSubmit(queue->handle, 1, &info, fence), "vkQueueSubmit");
}

void omm_submit(const struct omm_test *t, const struct omm_queue *queue, VkCommandBuffer commands)
{
    const VkFence fence = omm_create_fence(t);
    omm_submit_to(t, queue, commands, fence);
    omm_wait(t, fence);
}

// Nothing may be destroyed while a submission uses it, also when the case has failed.
static void wait_for_fence(void *object)
{
    const struct fence *fence = object;
    fence->t->vk->vkWaitForFences(fence->t->device, 1, &fence->handle, VK_TRUE, UINT64_MAX);
}

VkFence omm_submit_unwaited(const struct omm_test *t, const struct omm_queue *queue,
                            VkCommandBuffer commands)
{
    struct fence *fence = omm_alloc(sizeof *fence);
    fence->t = t;
    fence->handle = omm_create_fence(t);
    omm_submit_to(t, queue, commands, fence->handle);
    omm_cleanup(wait_for_fence, fence);
    return fence->handle;
}

void omm_barrier(const struct omm_test *t, VkCommandBuffer commands, VkPipelineStageFlags2 from,
                 VkAccessFlags2 written, VkPipelineStageFlags2 to, VkAccessFlags2 used)
{
    const VkMemoryBarrier2 barrier = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2,
        .srcStageMask = from,
        .srcAccessMask = written,
        .dstStageMask = to,
        .dstAccessMask = used,
    };
    const VkDependencyInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
        .memoryBarrierCount = 1,
        .pMemoryBarriers = &barrier,
    };
    t->vk->vkCmdPipelineBarrier2(commands, &info);
}

static const VkAccessFlags2 copy_writes =
    VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT | VK_ACCESS_2_TRANSFER_WRITE_BIT;

void omm_barrier_copies(const struct omm_test *t, VkCommandBuffer commands)
{
    omm_barrier(t, commands, OMM_COPY_STAGES, copy_writes, OMM_COPY_STAGES,
                copy_writes | VK_ACCESS_2_MICROMAP_READ_BIT_EXT | VK_ACCESS_2_TRANSFER_READ_BIT);
}

void omm_barrier_host(const struct omm_test *t, VkCommandBuffer commands)
{
    // A fence makes writes available, but visible to nobody: later submissions need the barrier as well.
    omm_barrier_copies(t, commands);
    omm_barrier(t, commands, OMM_COPY_STAGES, copy_writes, VK_PIPELINE_STAGE_2_HOST_BIT,
                VK_ACCESS_2_HOST_READ_BIT | VK_ACCESS_2_HOST_WRITE_BIT);
}

void omm_run(const struct omm_test *t, const struct omm_queue *queue, VkCommandBuffer commands)
{
    omm_barrier_host(t, commands);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
}

struct query_pool {
    const struct omm_test *t;
    VkQueryPool handle;
};

static void destroy_query_pool(void *object)
{
    const struct query_pool *pool = object;
    pool->t->vk->vkDestroyQueryPool(pool->t->device, pool->handle, pool->t->allocator);
}

VkQueryPool omm_create_query_pool(const struct omm_test *t, VkQueryType type, uint32_t count)
{
    struct query_pool *pool = omm_alloc(sizeof *pool);
    pool->t = t;
    const VkQueryPoolCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
        .queryType = type,
        .queryCount = count,
    };
    omm_must_succeed(t->vk->vkCreateQueryPool(t->device, &info, t->allocator, &pool->handle),
                     "vkCreateQueryPool");
    omm_cleanup(destroy_query_pool, pool);
    return pool->handle;
}

void omm_query_results(const struct omm_test *t, VkQueryPool pool, uint32_t first, uint32_t count,
                       struct omm_query_result *results)
{
    const VkResult result = t->vk->vkGetQueryPoolResults(
        t->device, pool, first, count, count * sizeof *results, results, sizeof *results,
        VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT);
    if (result != VK_NOT_READY)
        must_not_be_lost(result, "vkGetQueryPoolResults");
}
