// SPDX-License-Identifier: Apache-2.0
// vkCmdCopyMemoryToMicromapEXT.
#include "calls.h"
#include "contents.h"
#include "demands.h"
#include "device_micromap.h"
#include "fault.h"
#include "micromap_storage.h"
#include "serialize.h"

#include <string.h>

struct deserialize {
    VkCopyMemoryToMicromapInfoEXT info;
    const VkCopyMemoryToMicromapInfoEXT *theirs; ///< only for the fault that keeps pInfo
};

static const char name[] = "vkCmdCopyMemoryToMicromapEXT";

/// The serialized data behind its header, as long as the data itself says. NULL after a sentence.
static const uint8_t *serialized_body(struct ref_execution *execution, VkDeviceAddress address,
                                      struct ref_map_header *header, enum ref_blob_origin *origin)
{
    const VkAccessFlags2 access = VK_ACCESS_2_TRANSFER_READ_BIT;
    const uint8_t *from = ref_execute_read(execution, address, REF_SERIALIZED_HEADER_SIZE, access);
    if (!from)
        return NULL;
    *origin = ref_blob_origin(ref_execution_device(execution)->physical_device, from);
    const uint64_t at = ref_blob_data_at(*origin);
    from = ref_execute_read(execution, address, at + sizeof *header, access);
    if (!from)
        return NULL;
    if (!ref_blob_read_map_header(from + at, *origin, header) ||
        header->used_size < sizeof *header) {
        ref_device_complain(name, "does nothing: it sees no serialized micromap in src");
        return NULL;
    }
    from = ref_execute_read(execution, address, ref_blob_size(header, *origin), access);
    return from ? from + at : NULL;
}

static bool faulty_refusal(const struct ref_micromap *dst, const struct ref_map_header *header)
{
    return (REF_FAULT(DEVICE_DESERIALIZE_REFUSES_HOST_BLOBS) && header->zero == REF_BLOB_OF_HOST) ||
           (REF_FAULT(DEVICE_DESERIALIZE_DEMANDS_EQUAL_SIZE) && dst->size != header->used_size);
}

static void execute(struct ref_execution *execution, const void *payload)
{
    const struct deserialize *deserialize = payload;
    const VkCopyMemoryToMicromapInfoEXT *info =
        REF_FAULT(DEVICE_DESERIALIZE_KEEPS_INFO) ? deserialize->theirs : &deserialize->info;
    struct ref_map_header header;
    enum ref_blob_origin origin;
    VkDeviceAddress address = info->src.deviceAddress;
    if (REF_FAULT(DEVICE_DESERIALIZE_NEEDS_512_BYTE_ALIGNMENT))
        address = (address + 511) & ~(VkDeviceAddress)511;
    const uint8_t *from = serialized_body(execution, address, &header, &origin);
    if (!from)
        return;
    struct ref_micromap *dst = ref_micromap_from_handle(info->dst);
    if (faulty_refusal(dst, &header))
        return;
    const uint64_t pages = (ref_blob_size(&header, origin) + 4095) / 4096 * 4096;
    if (REF_FAULT(DEVICE_DESERIALIZE_READS_WHOLE_PAGES) &&
        !ref_execute_read(execution, address, pages, VK_ACCESS_2_TRANSFER_READ_BIT))
        return;
    if (!ref_demands_deserialize(&header, dst)) {
        ref_device_complain(name, "does nothing: dst is smaller than what was serialized");
        return;
    }
    uint8_t *to = ref_device_write_map(execution, dst, header.used_size);
    if (!to) {
        ref_device_complain(name, "does nothing: dst is too small");
        return;
    }
    if (ref_contents_left_alone(to, &header))
        return;
    memcpy(to, from, header.used_size);
    ref_blob_disguise(to, header.used_size, origin);
    ref_micromap_constructed(dst, REF_MICROMAP_DESERIALIZED);
    ref_contents_loaded(ref_execution_device(execution), to);
    ref_contents_loaded_by_device(to);
    if (REF_FAULT(DEVICE_DESERIALIZE_WRITES_PAST_END))
        memset(to + dst->size, 0, 16);
    if (REF_FAULT(DEVICE_DESERIALIZE_CLEARS_SOURCE))
        memset((uint8_t *)(uintptr_t)from, 0, sizeof header);
}

static const struct ref_command_type type = {
    .name = name,
    .stage = VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
    .execute = execute,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdCopyMemoryToMicromapEXT(
    VkCommandBuffer commandBuffer, const VkCopyMemoryToMicromapInfoEXT *pInfo)
{
    REF_COUNT_CALL(CmdCopyMemoryToMicromapEXT);
    struct deserialize *deserialize = ref_record(commandBuffer, &type, sizeof *deserialize);
    if (!deserialize)
        return;
    deserialize->info = *pInfo;
    deserialize->info.pNext = NULL;
    deserialize->theirs = pInfo;
}
