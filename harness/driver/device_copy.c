// SPDX-License-Identifier: Apache-2.0
// vkCmdCopyMicromapEXT.
#include "calls.h"
#include "contents.h"
#include "copy.h"
#include "demands.h"
#include "device_micromap.h"
#include "fault.h"
#include "micromap_kept.h"
#include "micromap_storage.h"

#include <string.h>

struct copy {
    VkCopyMicromapInfoEXT info;
    const VkCopyMicromapInfoEXT *theirs; ///< only for the fault that keeps pInfo
    struct ref_map_header recorded;      ///< only for the fault that looks at src while recording
};

static const char name[] = "vkCmdCopyMicromapEXT";

static void share_storage(const VkCopyMicromapInfoEXT *info)
{
    const struct ref_micromap *src = ref_micromap_from_handle(info->src);
    struct ref_micromap *dst = ref_micromap_from_handle(info->dst);
    dst->buffer = src->buffer;
    dst->offset = src->offset;
}

static void compact(uint8_t *to, const uint8_t *from, const struct ref_map_header *header)
{
    const struct ref_map_header packed = ref_compact_header(header);
    ref_compact_triangles(to, from, 0, header->triangle_count);
    memcpy(to, &packed, sizeof packed);
}

/// Bytes that the destination must have.
static uint64_t needed_size(const struct ref_micromap *src, const struct ref_map_header *header,
                            bool compacts)
{
    if (REF_FAULT(DEVICE_COPY_COMPACT_NEEDS_MORE) && compacts)
        return ref_compacted_size(src, header) + 16;
    return compacts ? ref_compacted_size(src, header) : header->used_size;
}

static void execute(struct ref_execution *execution, const void *payload)
{
    const struct copy *copy = payload;
    const VkCopyMicromapInfoEXT *info =
        REF_FAULT(DEVICE_COPY_KEEPS_INFO) ? copy->theirs : &copy->info;
    const bool compacts = info->mode == VK_COPY_MICROMAP_MODE_COMPACT_EXT;
    if (REF_FAULT(DEVICE_COPY_CLONE_SHARES_STORAGE) && !compacts) {
        share_storage(info);
        return;
    }
    struct ref_map_header header;
    const struct ref_micromap *src = ref_micromap_from_handle(info->src);
    struct ref_micromap *dst = ref_micromap_from_handle(info->dst);
    const uint8_t *from = ref_device_read_map(execution, src, &header);
    if (!from) {
        ref_device_complain(name, "does nothing: it sees no constructed micromap in src");
        return;
    }
    if (REF_FAULT(DEVICE_COPY_REFUSES_HOST_BUILT) && !src->faults.made_by_device)
        return;
    if (!ref_demands_copy(src, &header, dst, info->mode)) {
        ref_device_complain(name, "does nothing: nobody promised that it would");
        return;
    }
    if (REF_FAULT(DEVICE_COPY_STALE_SIZE))
        header = copy->recorded;
    const uint64_t size = compacts ? header.packed_size : header.used_size;
    uint8_t *to = ref_device_write_map(execution, dst, needed_size(src, &header, compacts));
    if (!to) {
        ref_device_complain(name, "does nothing: dst is too small");
        return;
    }
    if (compacts)
        compact(to, from, &header);
    else
        memcpy(to, from, size);
    ref_micromap_constructed(dst, compacts ? REF_MICROMAP_COMPACTED : REF_MICROMAP_CLONED);
    (compacts ? ref_contents_compacted : ref_contents_cloned)(to);
    if (compacts && REF_FAULT(DEVICE_COPY_COMPACT_WRITES_USED_SIZE))
        memset(to + size, 0, header.used_size - header.packed_size);
    if (REF_FAULT(DEVICE_COPY_DESTROYS_SOURCE))
        memset((uint8_t *)(uintptr_t)from, 0, sizeof header);
}

static const struct ref_command_type type = {
    .name = name,
    .stage = VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
    .execute = execute,
};

static struct ref_map_header header_now(const struct ref_micromap *map)
{
    struct ref_map_header header = {0};
    if (map->buffer->memory)
        ref_map_read_header(ref_micromap_bytes(map), &header);
    return header;
}

VKAPI_ATTR void VKAPI_CALL ref_CmdCopyMicromapEXT(VkCommandBuffer commandBuffer,
                                                  const VkCopyMicromapInfoEXT *pInfo)
{
    REF_COUNT_CALL(CmdCopyMicromapEXT);
    struct copy *copy = ref_record(commandBuffer, &type, sizeof *copy);
    if (!copy)
        return;
    copy->info = *pInfo;
    copy->info.pNext = NULL;
    copy->theirs = pInfo;
    const struct ref_micromap *dst = ref_micromap_from_handle(pInfo->dst);
    if (REF_FAULT(RECORD_HOLDS_MICROMAPS) && dst->buffer->memory)
        ref_micromap_keep(ref_micromap_bytes(dst));
    if (REF_FAULT(DEVICE_COPY_STALE_SIZE))
        copy->recorded = header_now(ref_micromap_from_handle(pInfo->src));
}
