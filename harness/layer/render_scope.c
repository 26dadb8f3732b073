// SPDX-License-Identifier: Apache-2.0
// Where recording enters and leaves render pass instances and video coding scopes.
#include "commands.h"
#include "record.h"

static void enter(struct lay_device *device, VkCommandBuffer handle, bool suspending)
{
    lay_lock(device);
    struct lay_command_buffer *buffer = lay_find_command_buffer(device, handle);
    if (buffer) {
        buffer->in_render_pass = true;
        buffer->suspending = suspending;
        buffer->rendered = true;
    }
    lay_unlock(device);
}

static void leave(struct lay_device *device, VkCommandBuffer handle)
{
    lay_lock(device);
    struct lay_command_buffer *buffer = lay_find_command_buffer(device, handle);
    if (buffer) {
        buffer->in_render_pass = false;
        buffer->suspended = buffer->suspending;
    }
    lay_unlock(device);
}

static VKAPI_ATTR void VKAPI_CALL begin_render_pass(VkCommandBuffer handle,
                                                    const VkRenderPassBeginInfo *info,
                                                    VkSubpassContents contents)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdBeginRenderPass(handle, info, contents);
    enter(device, handle, false);
}

static VKAPI_ATTR void VKAPI_CALL begin_render_pass_2(VkCommandBuffer handle,
                                                      const VkRenderPassBeginInfo *info,
                                                      const VkSubpassBeginInfo *subpass)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdBeginRenderPass2(handle, info, subpass);
    enter(device, handle, false);
}

static VKAPI_ATTR void VKAPI_CALL begin_rendering(VkCommandBuffer handle,
                                                  const VkRenderingInfo *info)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdBeginRendering(handle, info);
    enter(device, handle, info->flags & VK_RENDERING_SUSPENDING_BIT);
}

static VKAPI_ATTR void VKAPI_CALL end_render_pass(VkCommandBuffer handle)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdEndRenderPass(handle);
    leave(device, handle);
}

static VKAPI_ATTR void VKAPI_CALL end_render_pass_2(VkCommandBuffer handle,
                                                    const VkSubpassEndInfo *info)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdEndRenderPass2(handle, info);
    leave(device, handle);
}

static VKAPI_ATTR void VKAPI_CALL end_rendering(VkCommandBuffer handle)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdEndRendering(handle);
    leave(device, handle);
}

static VKAPI_ATTR void VKAPI_CALL end_rendering_2(VkCommandBuffer handle, const void *info)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdEndRendering2(handle, info);
    leave(device, handle);
}

static void set_in_video(struct lay_device *device, VkCommandBuffer handle, bool in_video)
{
    lay_lock(device);
    struct lay_command_buffer *buffer = lay_find_command_buffer(device, handle);
    if (buffer)
        buffer->in_video = in_video;
    lay_unlock(device);
}

static VKAPI_ATTR void VKAPI_CALL begin_video(VkCommandBuffer handle,
                                              const VkVideoBeginCodingInfoKHR *info)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdBeginVideoCodingKHR(handle, info);
    set_in_video(device, handle, true);
}

static VKAPI_ATTR void VKAPI_CALL end_video(VkCommandBuffer handle,
                                            const VkVideoEndCodingInfoKHR *info)
{
    struct lay_device *device = lay_device_of(handle);
    device->next.CmdEndVideoCodingKHR(handle, info);
    set_in_video(device, handle, false);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCmdBeginRenderPass", begin_render_pass),
    LAY_COMMAND("vkCmdBeginRenderPass2", begin_render_pass_2),
    LAY_COMMAND("vkCmdBeginRenderPass2KHR", begin_render_pass_2),
    LAY_COMMAND("vkCmdBeginRendering", begin_rendering),
    LAY_COMMAND("vkCmdBeginRenderingKHR", begin_rendering),
    LAY_COMMAND("vkCmdEndRenderPass", end_render_pass),
    LAY_COMMAND("vkCmdEndRenderPass2", end_render_pass_2),
    LAY_COMMAND("vkCmdEndRenderPass2KHR", end_render_pass_2),
    LAY_COMMAND("vkCmdEndRendering", end_rendering),
    LAY_COMMAND("vkCmdEndRenderingKHR", end_rendering),
    LAY_COMMAND("vkCmdEndRendering2EXT", end_rendering_2),
    LAY_COMMAND("vkCmdEndRendering2KHR", end_rendering_2),
    LAY_COMMAND("vkCmdBeginVideoCodingKHR", begin_video),
    LAY_COMMAND("vkCmdEndVideoCodingKHR", end_video),
};
LAY_FAMILY(lay_render_scope_family, commands);
