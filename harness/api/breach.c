// SPDX-License-Identifier: Apache-2.0
// Addresses, handles and micromaps that break rules, and submissions that a validation layer stops.
#include <ommcts/breach.h>
#include <ommcts/verdict.h>

#include <string.h>

void omm_must_claim_breach(const char *vuid, const struct omm_breach *breach)
{
    omm_must_claim_way(vuid, breach->name, breach->khronos_misses);
}

enum { ZERO, DESTROYED, PAST_END };

const struct omm_breach omm_bad_addresses[3] = {
    {.name = "zero", .kind = ZERO},
    {.name = "of_destroyed_buffer", .kind = DESTROYED, .khronos_misses = true},
    {.name = "past_the_end", .kind = PAST_END, .khronos_misses = true},
};

VkDeviceAddress omm_bad_address(const struct omm_test *t, const struct omm_breach *breach)
{
    if (breach->kind == ZERO)
        return 0;
    struct omm_region *region = omm_region(t, 1 << 16, 256);
    const VkDeviceAddress begin = region->address - region->offset;
    if (breach->kind == DESTROYED)
        omm_buffer_destroy(region->buffer);
    else
        return (begin + region->buffer->size + 255) & ~(VkDeviceAddress)255;
    return region->address;
}

enum { WILD, GONE, NOTHING };

const struct omm_breach omm_bad_micromaps[3] = {
    {.name = "never_created", .kind = WILD},
    {.name = "destroyed", .kind = GONE},
    {.name = "null", .kind = NOTHING, .khronos_misses = true},
};

VkMicromapEXT omm_bad_micromap_of(const struct omm_test *t, const struct omm_breach *breach)
{
    VkMicromapEXT handle = VK_NULL_HANDLE;
    if (breach->kind == WILD)
        memset(&handle, 0x5B, sizeof handle);
    if (breach->kind != GONE)
        return handle;
    struct omm_micromap *gone = omm_create_micromap(t, 4096);
    handle = gone->handle;
    omm_destroy_micromap(gone);
    return handle;
}

enum { UNBOUND, FREED };

const struct omm_breach omm_unbacked[2] = {
    {.name = "never_bound", .kind = UNBOUND},
    {.name = "memory_freed", .kind = FREED},
};

const struct omm_micromap *omm_unbacked_micromap(const struct omm_test *t, VkDeviceSize size,
                                                 const struct omm_breach *why)
{
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type = OMM_COHERENT,
                                        .unmapped = true,
                                        .unbound = true});
    const struct omm_micromap *map = omm_create_micromap_in(buffer, 0, size);
    if (why->kind == FREED) {
        omm_buffer_bind(buffer);
        t->vk->vkFreeMemory(t->device, buffer->memory, t->allocator);
        buffer->memory = VK_NULL_HANDLE;
    }
    return map;
}

// Nothing of the submission may run. A layer that lets it through is told so, after the work has ended.
static const char *judge(const struct omm_stakes *stakes, const struct omm_test *t,
                         const struct omm_queue *queue, VkFence fence, const char *vuid,
                         VkResult answer)
{
    omm_must_succeed(t->vk->vkQueueWaitIdle(queue->handle), "vkQueueWaitIdle");
    const char *complaint = omm_stopped(stakes, vuid, answer);
    if (complaint)
        return complaint;
    const VkResult status = t->vk->vkGetFenceStatus(t->device, fence);
    return status == VK_NOT_READY ? NULL
                                  : omm_sentence("the fence of a submission that was stopped is %s",
                                                 omm_result_name(status));
}

const char *omm_submit_stopped(const struct omm_stakes *stakes, const struct omm_test *t,
                               const struct omm_queue *queue, VkCommandBuffer commands,
                               const char *vuid)
{
    const VkFence fence = omm_create_fence(t);
    const VkSubmitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .commandBufferCount = 1,
        .pCommandBuffers = &commands,
    };
    return judge(stakes, t, queue, fence, vuid,
                 t->vk->vkQueueSubmit(queue->handle, 1, &info, fence));
}

const char *omm_submit2_stopped(const struct omm_stakes *stakes, const struct omm_test *t,
                                const struct omm_queue *queue, VkCommandBuffer commands,
                                const char *vuid)
{
    const VkFence fence = omm_create_fence(t);
    const VkCommandBufferSubmitInfo buffer = {
        .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO,
        .commandBuffer = commands,
    };
    const VkSubmitInfo2 info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2,
        .commandBufferInfoCount = 1,
        .pCommandBufferInfos = &buffer,
    };
    return judge(stakes, t, queue, fence, vuid,
                 t->vk->vkQueueSubmit2(queue->handle, 1, &info, fence));
}
