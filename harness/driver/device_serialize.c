// SPDX-License-Identifier: Apache-2.0
// vkCmdCopyMicromapToMemoryEXT.
#include "calls.h"
#include "contents.h"
#include "demands.h"
#include "device_micromap.h"
#include "fault.h"
#include "serialize.h"

#include <string.h>

struct serialize {
    VkCopyMicromapToMemoryInfoEXT info;
    const VkCopyMicromapToMemoryInfoEXT *theirs; ///< only for the fault that keeps pInfo
    bool executed;                               ///< only for the fault that writes the header once
};

static const char name[] = "vkCmdCopyMicromapToMemoryEXT";

static uint64_t written_size(const struct ref_map_header *header)
{
    const uint64_t size = ref_blob_size(header, REF_BLOB_OF_DEVICE);
    return REF_FAULT(DEVICE_SERIALIZE_OVERWRITES_TAIL) ? (size + 255) / 256 * 256 : size;
}

/// True from the second time on. The payload is constant by contract, which this fault breaks.
static bool repeated(const struct serialize *serialize)
{
    bool *executed = (bool *)(uintptr_t)&serialize->executed;
    return __atomic_exchange_n(executed, true, __ATOMIC_RELAXED);
}

static void write_header(const struct ref_execution *execution, const struct serialize *serialize,
                         uint8_t *to)
{
    const struct ref_physical_device *physical_device =
        ref_execution_device(execution)->physical_device;
    if (REF_FAULT(DEVICE_SERIALIZE_HEADER_ONCE) && repeated(serialize))
        return;
    ref_blob_write_header(physical_device, to, REF_BLOB_OF_DEVICE);
    ref_blob_mark(ref_execution_device(execution), to);
    if (REF_FAULT(DEVICE_SERIALIZE_WRONG_HEADER))
        memcpy(to, physical_device->device_uuid, VK_UUID_SIZE);
    if (REF_FAULT(DEVICE_SERIALIZE_OTHER_COMPATIBILITY))
        memset(to + VK_UUID_SIZE, 0, VK_UUID_SIZE);
}

static void execute(struct ref_execution *execution, const void *payload)
{
    const struct serialize *serialize = payload;
    const VkCopyMicromapToMemoryInfoEXT *info =
        REF_FAULT(DEVICE_SERIALIZE_KEEPS_INFO) ? serialize->theirs : &serialize->info;
    struct ref_map_header header;
    const struct ref_micromap *src = ref_micromap_from_handle(info->src);
    if (REF_FAULT(DEVICE_SERIALIZE_NEEDS_HOST_VISIBLE) && !src->buffer->memory->host_view)
        return;
    const uint8_t *from = ref_device_read_map(execution, src, &header);
    if (!from) {
        ref_device_complain(name, "does nothing: it sees no constructed micromap in src");
        return;
    }
    if (!ref_demands_serialize(src)) {
        ref_device_complain(name, "does nothing: nobody asked for the serialization size");
        return;
    }
    const uint64_t size = written_size(&header);
    VkDeviceAddress address = info->dst.deviceAddress;
    if (REF_FAULT(DEVICE_SERIALIZE_NEEDS_512_BYTE_ALIGNMENT))
        address = (address + 511) & ~(VkDeviceAddress)511;
    uint8_t *to = ref_execute_write(execution, address, size, VK_ACCESS_2_TRANSFER_WRITE_BIT);
    if (!to)
        return;
    write_header(execution, serialize, to);
    const uint64_t at = ref_blob_data_at(REF_BLOB_OF_DEVICE);
    memcpy(to + at, from, size - at);
    ref_serialize_note_origin(to, REF_BLOB_OF_DEVICE);
    ref_contents_serialized(ref_execution_device(execution), src, to + at);
    ref_blob_disguise(to + at, size - at, REF_BLOB_OF_DEVICE);
}

static const struct ref_command_type type = {
    .name = name,
    .stage = VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
    .execute = execute,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdCopyMicromapToMemoryEXT(
    VkCommandBuffer commandBuffer, const VkCopyMicromapToMemoryInfoEXT *pInfo)
{
    REF_COUNT_CALL(CmdCopyMicromapToMemoryEXT);
    struct serialize *serialize = ref_record(commandBuffer, &type, sizeof *serialize);
    if (!serialize)
        return;
    serialize->info = *pInfo;
    serialize->info.pNext = NULL;
    serialize->theirs = pInfo;
}
