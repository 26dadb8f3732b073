// SPDX-License-Identifier: Apache-2.0
#include "check_place.h"

static void check_scopes(struct lay_call *call, const struct lay_place_rules *rules,
                         const struct lay_command_buffer *buffer, const struct lay_object *object)
{
    if (buffer->in_render_pass)
        lay_report(
            call, rules->renderpass, object, 1,
            "The command buffer is inside a render pass instance. This command is only "
            "allowed outside of one. Record it before the instance begins or after it ends%s.",
            buffer->level == VK_COMMAND_BUFFER_LEVEL_SECONDARY
                ? ", in a command buffer that was begun without "
                  "VK_COMMAND_BUFFER_USAGE_RENDER_PASS_CONTINUE_BIT"
                : "");
    else if (buffer->suspended)
        lay_report(call, rules->suspended, object, 1,
                   "A render pass instance of this command buffer was suspended and is not resumed "
                   "yet. This command is not allowed in between. Record it before the suspended "
                   "instance or after the end of the one that resumes it.");
    if (buffer->in_video)
        lay_report(
            call, rules->videocoding, object, 1,
            "The command buffer is inside a video coding scope. This command is only allowed "
            "outside of one. Record it before vkCmdBeginVideoCodingKHR or after "
            "vkCmdEndVideoCodingKHR.");
}

static void check(struct lay_call *call, const struct lay_place_rules *rules,
                  const struct lay_command_buffer *buffer)
{
    const struct lay_object object = {VK_OBJECT_TYPE_COMMAND_BUFFER, buffer->record.handle};
    if (buffer->state == LAY_INITIAL || buffer->state == LAY_EXECUTABLE) {
        lay_report(call, rules->recording, &object, 1,
                   "The command buffer is in the %s state. Commands are only recorded in the "
                   "recording state. Call %s.",
                   buffer->state == LAY_INITIAL ? "initial" : "executable",
                   buffer->state == LAY_INITIAL ? "vkBeginCommandBuffer first"
                                                : "it before vkEndCommandBuffer");
        return;
    }
    if (buffer->family_known && !(buffer->queue_flags & VK_QUEUE_COMPUTE_BIT))
        lay_report(
            call, rules->cmdpool, &object, 1,
            "The command buffer's pool is of a queue family with the flags 0x%x. This command "
            "needs VK_QUEUE_COMPUTE_BIT. Create the pool for a family that has it.",
            buffer->queue_flags);
    check_scopes(call, rules, buffer, &object);
}

void lay_check_place(struct lay_call *call, const struct lay_place_rules *rules,
                     VkCommandBuffer handle)
{
    lay_lock(call->device);
    const struct lay_command_buffer *buffer = lay_find_command_buffer(call->device, handle);
    if (buffer)
        check(call, rules, buffer);
    lay_unlock(call->device);
}
