// SPDX-License-Identifier: Apache-2.0
// VK_EXT_conditional_rendering. Of what is there it affects dispatches; micromap commands, copies and
// fills always execute. The predicate is read when the commands are executed.
#include "command_execution.h"

#include <string.h>

struct begin {
    struct ref_buffer *buffer;
    VkDeviceSize offset;
    bool inverted;
};

static void execute_begin(struct ref_execution *execution, const void *payload)
{
    const struct begin *begin = payload;
    uint32_t predicate = 0;
    const uint8_t *from =
        ref_execute_read_buffer(execution, begin->buffer, begin->offset, sizeof predicate,
                                VK_ACCESS_2_CONDITIONAL_RENDERING_READ_BIT_EXT);
    if (from)
        memcpy(&predicate, from, sizeof predicate);
    execution->queue->discards = (predicate == 0) != begin->inverted;
}

static const struct ref_command_type begin_conditional_rendering = {
    .name = "vkCmdBeginConditionalRenderingEXT",
    .stage = VK_PIPELINE_STAGE_2_CONDITIONAL_RENDERING_BIT_EXT,
    .in_place = true,
    .execute = execute_begin,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdBeginConditionalRenderingEXT(
    VkCommandBuffer commandBuffer,
    const VkConditionalRenderingBeginInfoEXT *pConditionalRenderingBegin)
{
    const VkConditionalRenderingBeginInfoEXT *info = pConditionalRenderingBegin;
    struct begin *record = ref_record(commandBuffer, &begin_conditional_rendering, sizeof *record);
    if (!record)
        return;
    *record = (struct begin){
        .buffer = ref_buffer_from_handle(info->buffer),
        .offset = info->offset,
        .inverted = info->flags & VK_CONDITIONAL_RENDERING_INVERTED_BIT_EXT,
    };
}

static void execute_end(struct ref_execution *execution, const void *payload)
{
    (void)payload;
    execution->queue->discards = false;
}

static const struct ref_command_type end_conditional_rendering = {
    .name = "vkCmdEndConditionalRenderingEXT",
    .execute = execute_end,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdEndConditionalRenderingEXT(VkCommandBuffer commandBuffer)
{
    ref_record(commandBuffer, &end_conditional_rendering, 0);
}
