// SPDX-License-Identifier: Apache-2.0
// Binding, push constants and dispatches.
#include "command_buffer.h"
#include "dispatch_run.h"
#include "pipeline_compute.h"

#include <stdio.h>
#include <string.h>

VKAPI_ATTR void VKAPI_CALL ref_CmdBindPipeline(VkCommandBuffer commandBuffer,
                                               VkPipelineBindPoint pipelineBindPoint,
                                               VkPipeline pipeline)
{
    if (pipelineBindPoint != VK_PIPELINE_BIND_POINT_COMPUTE)
        return; // no other pipeline can be created
    ref_command_buffer_from_handle(commandBuffer)->dispatch.pipeline =
        ref_pipeline_from_handle(pipeline);
}

VKAPI_ATTR void VKAPI_CALL ref_CmdPushConstants(VkCommandBuffer commandBuffer,
                                                VkPipelineLayout layout,
                                                VkShaderStageFlags stageFlags, uint32_t offset,
                                                uint32_t size, const void *pValues)
{
    (void)layout;
    struct ref_command_buffer *buffer = ref_command_buffer_from_handle(commandBuffer);
    assert(buffer);
    struct ref_dispatch_state *state = &buffer->dispatch;
    if (!(stageFlags & VK_SHADER_STAGE_COMPUTE_BIT))
        return;
    if (offset > sizeof state->push || size > sizeof state->push - offset) {
        fprintf(stderr, "ommref: vkCmdPushConstants writes %u bytes at offset %u; there are %zu.\n",
                size, offset, sizeof state->push);
        return;
    }
    assert(pValues);
    memcpy(state->push + offset, pValues, size);
}

static void execute(struct ref_execution *execution, const void *payload)
{
    if (!ref_execution_discards(execution))
        ref_dispatch_run(execution, payload);
}

static const struct ref_command_type dispatch_type = {
    .name = "vkCmdDispatch",
    .stage = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
    .execute = execute,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdDispatchBase(VkCommandBuffer commandBuffer, uint32_t baseGroupX,
                                               uint32_t baseGroupY, uint32_t baseGroupZ,
                                               uint32_t groupCountX, uint32_t groupCountY,
                                               uint32_t groupCountZ)
{
    const struct ref_dispatch_state *state =
        &ref_command_buffer_from_handle(commandBuffer)->dispatch;
    if (!state->pipeline) {
        fprintf(stderr, "ommref: vkCmdDispatch without a compute pipeline that is bound; it does "
                        "nothing.\n");
        return;
    }
    struct ref_dispatch *record = ref_record(commandBuffer, &dispatch_type, sizeof *record);
    if (!record)
        return;
    *record = (struct ref_dispatch){
        .program = state->pipeline->program,
        .base = {baseGroupX, baseGroupY, baseGroupZ},
        .count = {groupCountX, groupCountY, groupCountZ},
    };
    memcpy(record->push, state->push, sizeof record->push);
}

VKAPI_ATTR void VKAPI_CALL ref_CmdDispatch(VkCommandBuffer commandBuffer, uint32_t groupCountX,
                                           uint32_t groupCountY, uint32_t groupCountZ)
{
    ref_CmdDispatchBase(commandBuffer, 0, 0, 0, groupCountX, groupCountY, groupCountZ);
}

/// Its parameters are read in another stage than its shader runs in, which commands here can't do.
VKAPI_ATTR void VKAPI_CALL ref_CmdDispatchIndirect(VkCommandBuffer commandBuffer, VkBuffer buffer,
                                                   VkDeviceSize offset)
{
    (void)buffer;
    (void)offset;
    fprintf(stderr, "ommref: vkCmdDispatchIndirect is not supported; recording fails.\n");
    ref_command_buffer_from_handle(commandBuffer)->result = VK_ERROR_UNKNOWN;
}
