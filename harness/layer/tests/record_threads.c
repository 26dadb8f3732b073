// SPDX-License-Identifier: Apache-2.0
// Threads that record and submit at once, each to a queue of its own, while all read one micromap. ThreadSanitizer watches
// under the preset of that name. The fake counts nothing here: its lock would order what the layer must.
#include "work.h"

#include <greatest.h>
#include <pthread.h>
#include <stdlib.h>

enum { THREADS = FAKE_FAMILIES, ROUNDS = 60 };

struct worker {
    pthread_t thread;
    VkQueue queue;
    VkCommandPool pool;
    VkFence fence;
    VkMicromapEXT own;
    VkQueryPool queries;
    unsigned surprises;
};

static VkMicromapEXT shared;

static struct worker make_worker(uint32_t family)
{
    struct worker worker = {0};
    const VkCommandPoolCreateInfo pool = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    const VkFenceCreateInfo fence = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    VK(vkGetDeviceQueue)(work.vulkan.device, family, 0, &worker.queue);
    VK(vkCreateCommandPool)(work.vulkan.device, &pool, NULL, &worker.pool);
    VK(vkCreateFence)(work.vulkan.device, &fence, NULL, &worker.fence);
    worker.own = work_micromap();
    worker.queries = work_query_pool(VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 1, 0);
    return worker;
}

static VkCommandBuffer record(const struct worker *worker)
{
    const VkCommandBufferAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
        .commandPool = worker->pool,
        .commandBufferCount = 1,
    };
    VkCommandBuffer commands = VK_NULL_HANDLE;
    VK(vkAllocateCommandBuffers)(work.vulkan.device, &info, &commands);
    work_begin_again(commands, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
    VK(vkCmdResetQueryPool)(commands, worker->queries, 0, 1);
    work_copy(commands, shared, worker->own, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    work_query(commands, worker->own, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
               worker->queries, 0);
    work_end(commands);
    return commands;
}

static void *run(void *argument)
{
    struct worker *worker = argument;
    for (int i = 0; i < ROUNDS; ++i) {
        VkCommandBuffer commands = record(worker);
        const VkSubmitInfo info = {
            .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
            .commandBufferCount = 1,
            .pCommandBuffers = &commands,
        };
        VK(vkResetFences)(work.vulkan.device, 1, &worker->fence);
        VK(vkQueueSubmit)(worker->queue, 1, &info, worker->fence);
        VK(vkWaitForFences)(work.vulkan.device, 1, &worker->fence, VK_TRUE, 0);
        uint64_t size;
        VK(vkGetQueryPoolResults)
        (work.vulkan.device, worker->queries, 0, 1, sizeof size, &size, sizeof size,
         VK_QUERY_RESULT_64_BIT);
        const struct lay_contents contents = work_contents(worker->own);
        worker->surprises += contents.constructed != LAY_YES || contents.serialized_size != size;
        VK(vkFreeCommandBuffers)(work.vulkan.device, worker->pool, 1, &commands);
    }
    return NULL;
}

TEST record_and_submit_at_once(void)
{
    work_open(NULL);
    fake.counts = false;
    shared = work_micromap();
    const VkCommandBuffer build = work_begin();
    work_build(build, shared, 0);
    work_run(build);
    work_wait();
    struct worker workers[THREADS];
    for (uint32_t i = 0; i < THREADS; ++i)
        workers[i] = make_worker(i);
    for (int i = 0; i < THREADS; ++i)
        if (pthread_create(&workers[i].thread, NULL, run, &workers[i]))
            abort();
    for (int i = 0; i < THREADS; ++i) {
        pthread_join(workers[i].thread, NULL);
        ASSERT_EQ(0, workers[i].surprises);
    }
    ASSERT(work_silent());
    work_close();
    PASS();
}

SUITE(record_threads)
{
    RUN_TEST(record_and_submit_at_once);
}
