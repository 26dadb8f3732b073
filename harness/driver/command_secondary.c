// SPDX-License-Identifier: Apache-2.0
// vkCmdExecuteCommands.
#include "command_execution.h"

struct secondaries {
    uint32_t count;
    struct ref_command_buffer *buffers[];
};

static void execute(struct ref_execution *execution, const void *payload)
{
    const struct secondaries *secondaries = payload;
    for (uint32_t i = 0; i < secondaries->count; i++)
        ref_commands_execute(execution->queue, secondaries->buffers[i]);
}

static const struct ref_command_type execute_commands = {
    .name = "vkCmdExecuteCommands",
    .execute = execute,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdExecuteCommands(VkCommandBuffer commandBuffer,
                                                  uint32_t commandBufferCount,
                                                  const VkCommandBuffer *pCommandBuffers)
{
    struct secondaries *record;
    record = ref_record(commandBuffer, &execute_commands,
                        sizeof *record + commandBufferCount * sizeof *record->buffers);
    if (!record)
        return;
    record->count = commandBufferCount;
    for (uint32_t i = 0; i < commandBufferCount; i++)
        record->buffers[i] = ref_command_buffer_from_handle(pCommandBuffers[i]);
}
