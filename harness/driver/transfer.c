// SPDX-License-Identifier: Apache-2.0
// vkCmdFillBuffer, vkCmdUpdateBuffer and vkCmdCopyBuffer(2). The first two are clear commands to
// the specification, and their stage is that of clears, not of copies.
#include "command.h"
#include "fault.h"

#include <string.h>

struct fill {
    struct ref_buffer *buffer;
    VkDeviceSize offset, size;
    uint32_t data;
};

static void execute_fill(struct ref_execution *execution, const void *payload)
{
    const struct fill *fill = payload;
    VkDeviceSize size =
        fill->size == VK_WHOLE_SIZE ? fill->buffer->size - fill->offset : fill->size;
    size -= size % sizeof fill->data;
    uint8_t *to = ref_execute_write_buffer(execution, fill->buffer, fill->offset, size,
                                           VK_ACCESS_2_TRANSFER_WRITE_BIT);
    for (VkDeviceSize at = 0; to && at < size; at += sizeof fill->data)
        memcpy(to + at, &fill->data, sizeof fill->data);
}

static const struct ref_command_type fill_buffer = {
    .name = "vkCmdFillBuffer",
    .stage = VK_PIPELINE_STAGE_2_CLEAR_BIT,
    .execute = execute_fill,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdFillBuffer(VkCommandBuffer commandBuffer, VkBuffer dstBuffer,
                                             VkDeviceSize dstOffset, VkDeviceSize size,
                                             uint32_t data)
{
    struct fill *record = ref_record(commandBuffer, &fill_buffer, sizeof *record);
    if (!record)
        return;
    *record = (struct fill){ref_buffer_from_handle(dstBuffer), dstOffset, size, data};
}

struct update {
    struct ref_buffer *buffer;
    VkDeviceSize offset, size;
    uint8_t data[];
};

static void execute_update(struct ref_execution *execution, const void *payload)
{
    const struct update *update = payload;
    uint8_t *to = ref_execute_write_buffer(execution, update->buffer, update->offset, update->size,
                                           VK_ACCESS_2_TRANSFER_WRITE_BIT);
    if (to)
        memcpy(to, update->data, (size_t)update->size);
}

static const struct ref_command_type update_buffer = {
    .name = "vkCmdUpdateBuffer",
    .stage = VK_PIPELINE_STAGE_2_CLEAR_BIT,
    .execute = execute_update,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdUpdateBuffer(VkCommandBuffer commandBuffer, VkBuffer dstBuffer,
                                               VkDeviceSize dstOffset, VkDeviceSize dataSize,
                                               const void *pData)
{
    struct update *record =
        ref_record(commandBuffer, &update_buffer, sizeof *record + (size_t)dataSize);
    if (!record)
        return;
    *record = (struct update){ref_buffer_from_handle(dstBuffer), dstOffset, dataSize};
    memcpy(record->data, pData, (size_t)dataSize);
}

struct region {
    VkDeviceSize from, to, size;
};

struct copy {
    struct ref_buffer *src, *dst;
    uint32_t count;
    struct region regions[];
};

static void copy_region(struct ref_execution *execution, const struct copy *copy,
                        struct region region)
{
    if (REF_FAULT(TRANSFER_COPY_IGNORES_SRC_OFFSET))
        region.from = 0;
    const uint8_t *from = ref_execute_read_buffer(execution, copy->src, region.from, region.size,
                                                  VK_ACCESS_2_TRANSFER_READ_BIT);
    uint8_t *to = ref_execute_write_buffer(execution, copy->dst, region.to, region.size,
                                           VK_ACCESS_2_TRANSFER_WRITE_BIT);
    if (from && to)
        memcpy(to, from, (size_t)region.size);
}

static void execute_copy(struct ref_execution *execution, const void *payload)
{
    const struct copy *copy = payload;
    for (uint32_t i = 0; i < copy->count; i++)
        copy_region(execution, copy, copy->regions[i]);
}

static const struct ref_command_type copy_buffer = {
    .name = "vkCmdCopyBuffer",
    .stage = VK_PIPELINE_STAGE_2_COPY_BIT,
    .execute = execute_copy,
};

static struct copy *record_copy(VkCommandBuffer commandBuffer, VkBuffer src, VkBuffer dst,
                                uint32_t count)
{
    struct copy *record;
    record =
        ref_record(commandBuffer, &copy_buffer, sizeof *record + count * sizeof *record->regions);
    if (!record)
        return NULL;
    record->src = ref_buffer_from_handle(src);
    record->dst = ref_buffer_from_handle(dst);
    record->count = count;
    return record;
}

VKAPI_ATTR void VKAPI_CALL ref_CmdCopyBuffer(VkCommandBuffer commandBuffer, VkBuffer srcBuffer,
                                             VkBuffer dstBuffer, uint32_t regionCount,
                                             const VkBufferCopy *pRegions)
{
    struct copy *record = record_copy(commandBuffer, srcBuffer, dstBuffer, regionCount);
    for (uint32_t i = 0; record && i < regionCount; i++)
        record->regions[i] =
            (struct region){pRegions[i].srcOffset, pRegions[i].dstOffset, pRegions[i].size};
}

VKAPI_ATTR void VKAPI_CALL ref_CmdCopyBuffer2(VkCommandBuffer commandBuffer,
                                              const VkCopyBufferInfo2 *pCopyBufferInfo)
{
    const VkCopyBufferInfo2 *info = pCopyBufferInfo;
    struct copy *record =
        record_copy(commandBuffer, info->srcBuffer, info->dstBuffer, info->regionCount);
    for (uint32_t i = 0; record && i < info->regionCount; i++)
        record->regions[i] = (struct region){info->pRegions[i].srcOffset,
                                             info->pRegions[i].dstOffset, info->pRegions[i].size};
}
