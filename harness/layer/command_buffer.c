// SPDX-License-Identifier: Apache-2.0
// The life of a command buffer between allocation and submission.
#include "commands.h"
#include "recorded.h"

static void set_state(struct lay_device *device, VkCommandBuffer handle, enum lay_recording state)
{
    lay_lock(device);
    struct lay_command_buffer *buffer = lay_find_command_buffer(device, handle);
    if (buffer)
        lay_command_buffer_restart(buffer, state);
    lay_unlock(device);
}

// A secondary that continues a render pass lies inside of one as a whole. The flag means nothing to a primary.
static bool continues(const struct lay_command_buffer *buffer, const VkCommandBufferBeginInfo *info)
{
    return buffer->level == VK_COMMAND_BUFFER_LEVEL_SECONDARY &&
           (info->flags & VK_COMMAND_BUFFER_USAGE_RENDER_PASS_CONTINUE_BIT);
}

static VKAPI_ATTR VkResult VKAPI_CALL begin(VkCommandBuffer handle,
                                            const VkCommandBufferBeginInfo *info)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.BeginCommandBuffer(handle, info);
    lay_lock(device);
    struct lay_command_buffer *buffer = lay_find_command_buffer(device, handle);
    if (buffer) {
        lay_command_buffer_restart(buffer,
                                   result == VK_SUCCESS ? LAY_RECORDING : LAY_STATE_UNKNOWN);
        buffer->in_render_pass = continues(buffer, info);
    }
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL end(VkCommandBuffer handle)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.EndCommandBuffer(handle);
    lay_lock(device);
    struct lay_command_buffer *buffer = lay_find_command_buffer(device, handle);
    if (buffer)
        buffer->state = result == VK_SUCCESS ? LAY_EXECUTABLE : LAY_STATE_UNKNOWN;
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL reset(VkCommandBuffer handle, VkCommandBufferResetFlags flags)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.ResetCommandBuffer(handle, flags);
    set_state(device, handle, result == VK_SUCCESS ? LAY_INITIAL : LAY_STATE_UNKNOWN);
    return result;
}

// What a secondary does, its caller does. Render pass instances that a secondary begins and ends itself are the
// caller's as well, so that the last of them decides whether one is suspended.
static void execute_one(struct lay_device *device, struct lay_command_buffer *buffer,
                        const struct lay_command_buffer *executed)
{
    lay_record_all_of(device, buffer, executed);
    buffer->waits |= executed->waits;
    if (executed->rendered) {
        buffer->rendered = true;
        buffer->suspended = executed->suspended;
    }
}

static VKAPI_ATTR void VKAPI_CALL execute(VkCommandBuffer handle, uint32_t count,
                                          const VkCommandBuffer *executed)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdExecuteCommands(handle, count, executed);
    lay_lock(device);
    struct lay_command_buffer *buffer = lay_find_command_buffer(device, handle);
    for (uint32_t i = 0; buffer && i < count; ++i) {
        const struct lay_command_buffer *secondary = lay_find_command_buffer(device, executed[i]);
        if (secondary)
            execute_one(device, buffer, secondary);
    }
    lay_unlock(device);
}

static void note_wait(struct lay_device *device, VkCommandBuffer handle)
{
    lay_lock(device);
    struct lay_command_buffer *buffer = lay_find_command_buffer(device, handle);
    if (buffer)
        buffer->waits = true;
    lay_unlock(device);
}

static VKAPI_ATTR void VKAPI_CALL wait_events(VkCommandBuffer handle, uint32_t event_count,
                                              const VkEvent *events, VkPipelineStageFlags from,
                                              VkPipelineStageFlags to, uint32_t memory_count,
                                              const VkMemoryBarrier *memory, uint32_t buffer_count,
                                              const VkBufferMemoryBarrier *buffers,
                                              uint32_t image_count,
                                              const VkImageMemoryBarrier *images)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdWaitEvents(handle, event_count, events, from, to, memory_count, memory,
                               buffer_count, buffers, image_count, images);
    note_wait(device, handle);
}

static VKAPI_ATTR void VKAPI_CALL wait_events_2(VkCommandBuffer handle, uint32_t count,
                                                const VkEvent *events,
                                                const VkDependencyInfo *dependencies)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdWaitEvents2(handle, count, events, dependencies);
    note_wait(device, handle);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkBeginCommandBuffer", begin),
    LAY_COMMAND("vkEndCommandBuffer", end),
    LAY_COMMAND("vkResetCommandBuffer", reset),
    LAY_COMMAND("vkCmdExecuteCommands", execute),
    LAY_COMMAND("vkCmdWaitEvents", wait_events),
    LAY_COMMAND("vkCmdWaitEvents2", wait_events_2),
    LAY_COMMAND("vkCmdWaitEvents2KHR", wait_events_2),
};
LAY_FAMILY(lay_command_buffer_family, commands);
