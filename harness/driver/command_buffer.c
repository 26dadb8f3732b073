// SPDX-License-Identifier: Apache-2.0
// The states of a command buffer, and recording.
#include "command_buffer.h"

#include "fault.h"
#include "micromap_kept.h"

#include <stdio.h>
#include <string.h>

static void drop_commands(struct ref_command_buffer *buffer)
{
    // While the submission that uses them is not complete, nothing may happen to them.
    if (buffer->pending)
        fprintf(stderr, "ommref: a command buffer is reset, re-recorded or freed while it is "
                        "pending; wait for its fence first.\n");
    if (buffer->first && REF_FAULT(RECORD_HOLDS_MICROMAPS))
        ref_micromap_look_at_kept();
    for (struct ref_command *command = buffer->first, *next; command; command = next) {
        next = command->next;
        ref_free(&buffer->pool->base.allocator, command);
    }
    buffer->first = buffer->last = NULL;
}

void ref_command_buffer_reset(struct ref_command_buffer *buffer)
{
    if (!REF_FAULT(RECORD_KEEPS_OLD_COMMANDS))
        drop_commands(buffer);
    buffer->result = VK_SUCCESS;
    buffer->submissions = 0;
    // Push constants that nobody pushed are undefined, so they had better not be zero.
    memset(&buffer->dispatch, 0xA5, sizeof buffer->dispatch);
    buffer->dispatch.pipeline = NULL;
    buffer->state = REF_COMMAND_BUFFER_INITIAL;
}

void ref_command_buffer_destroy(struct ref_command_buffer *buffer)
{
    drop_commands(buffer);
    ref_object_destroy(buffer);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_BeginCommandBuffer(VkCommandBuffer commandBuffer,
                                                      const VkCommandBufferBeginInfo *pBeginInfo)
{
    struct ref_command_buffer *buffer = ref_command_buffer_from_handle(commandBuffer);
    ref_command_buffer_reset(buffer);
    buffer->one_time = pBeginInfo->flags & VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    buffer->state = REF_COMMAND_BUFFER_RECORDING;
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_EndCommandBuffer(VkCommandBuffer commandBuffer)
{
    struct ref_command_buffer *buffer = ref_command_buffer_from_handle(commandBuffer);
    buffer->state =
        buffer->result == VK_SUCCESS ? REF_COMMAND_BUFFER_EXECUTABLE : REF_COMMAND_BUFFER_INVALID;
    return buffer->result;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_ResetCommandBuffer(VkCommandBuffer commandBuffer,
                                                      VkCommandBufferResetFlags flags)
{
    (void)flags; // memory is always given back
    ref_command_buffer_reset(ref_command_buffer_from_handle(commandBuffer));
    return VK_SUCCESS;
}

void *ref_record(VkCommandBuffer commandBuffer, const struct ref_command_type *type, size_t size)
{
    struct ref_command_buffer *buffer = ref_command_buffer_from_handle(commandBuffer);
    if (buffer->result != VK_SUCCESS)
        return NULL; // what follows a command that is missing must not be executed without it
    if (REF_FAULT(RECORDING_LEAKS))
        ref_fault_leak();
    struct ref_command *command;
    command = ref_alloc(&buffer->pool->base.allocator, sizeof *command + size,
                        _Alignof(max_align_t), VK_SYSTEM_ALLOCATION_SCOPE_OBJECT);
    if (!command) {
        if (!REF_FAULT(RECORDING_DROPS_COMMANDS))
            buffer->result = VK_ERROR_OUT_OF_HOST_MEMORY;
        return NULL;
    }
    memset(command, 0, sizeof *command + size);
    command->type = type;
    command->secondary = buffer->secondary;
    if (buffer->last)
        buffer->last->next = command;
    else
        buffer->first = command;
    buffer->last = command;
    return command->payload;
}

void ref_record_queries(VkCommandBuffer commandBuffer, VkQueryPool queryPool, uint32_t firstQuery,
                        uint32_t queryCount)
{
    struct ref_command *command = ref_command_buffer_from_handle(commandBuffer)->last;
    command->queries = ref_query_pool_from_handle(queryPool);
    command->first_query = firstQuery;
    command->query_count = queryCount;
}
