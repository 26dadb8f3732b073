// SPDX-License-Identifier: Apache-2.0
// vkWriteMicromapsPropertiesEXT.
#include "micromap_query.h"

#include "callbacks.h"
#include "calls.h"
#include "copy.h"
#include "demands.h"
#include "fault.h"
#include "host_faults.h"
#include "late.h"
#include "micromap_kept.h"
#include "micromap_storage.h"
#include "out_of_memory.h"
#include "personality.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

/// For faults that answer something other than what a copy needs, which may be more and may be too little.
static VkDeviceSize disturbed(const struct ref_micromap *map, const struct ref_map_header *header,
                              bool compacted, enum ref_blob_origin asked, VkDeviceSize size)
{
    static atomic_uint questions;
    const VkDeviceSize more = 16;
    if (REF_FAULT(QUERY_STRUCT_SIZE))
        return sizeof(void *);
    if (REF_FAULT(QUERY_FORGETS_HEADER) && !compacted)
        return header->used_size;
    if (REF_FAULT(COPY_COMPACTED_SIZE_TOO_SMALL) && compacted)
        return size - more;
    if (REF_FAULT(QUERY_COMPACTED_ABOVE_CREATED) && compacted)
        return map->size + more;
    if (REF_FAULT(DEVICE_COPY_COMPACT_NEEDS_MORE) && compacted)
        return size + (asked == REF_BLOB_OF_DEVICE ? more : 0);
    if (REF_FAULT(SERIALIZE_LARGER_OF_TWO_SIZES) && !compacted)
        return size + (asked == REF_BLOB_OF_HOST ? more : 0);
    if (REF_FAULT(QUERY_DEVICE_SAYS_MORE))
        return size + (asked == REF_BLOB_OF_DEVICE ? more : 0);
    if (REF_FAULT(QUERY_WAVERS))
        return size + atomic_fetch_add(&questions, 1) % 2 * more;
    return size;
}

VkDeviceSize ref_micromap_property(struct ref_micromap *map, const struct ref_map_header *header,
                                   VkQueryType type, enum ref_blob_origin asked)
{
    ref_demands_note_question(map, type);
    bool compacted = type == VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT;
    if (REF_FAULT(QUERY_TYPES_SWAPPED))
        compacted = !compacted;
    if (REF_FAULT(QUERY_ZERO_FOR_COPIES) && !map->built_size)
        return 0;
    const VkDeviceSize size =
        compacted ? ref_compacted_size(map, header) : ref_serialized_size(map, header, asked);
    return REF_FAULT(NONE) ? size : disturbed(map, header, compacted, asked, size);
}

static void write_value(uint8_t *to, VkDeviceSize value)
{
    if (REF_FAULT(QUERY_WRITES_LATER)) {
        ref_late_copy(to, &value, sizeof value);
        return;
    }
    memcpy(to, &value, REF_FAULT(QUERY_WRITES_32_BITS) ? sizeof(uint32_t) : sizeof(value));
}

/// One answer, or an error that ends the command.
static VkResult ask(VkMicromapEXT micromap, VkQueryType type, VkDeviceSize *value)
{
    struct ref_micromap *map = ref_micromap_from_handle(micromap);
    assert(map);
    if (REF_FAULT(QUERY_NEEDS_MAPPING) && !map->buffer->memory->mapped)
        return VK_ERROR_MEMORY_MAP_FAILED;
    struct ref_map_header header;
    if (!ref_map_read_header(ref_micromap_bytes(map), &header))
        return VK_ERROR_UNKNOWN; // an unconstructed micromap breaks the rules
    ref_micromap_touch(map);
    *value = ref_micromap_property(map, &header, type, REF_BLOB_OF_HOST);
    const bool unseen =
        REF_FAULT(MEMORY_DEVICE_WRITES_STAY_CACHED) && !ref_memory_coherent(map->buffer->memory);
    if ((REF_FAULT(DEVICE_RESULTS_UNKNOWN_TO_HOST) || unseen) && map->faults.made_by_device)
        *value = 0;
    static _Atomic VkDeviceSize last; // of all calls, where one fits
    if (REF_FAULT(QUERY_SHARES_A_SLOT)) {
        last = *value;
        sched_yield();
        *value = last;
    }
    if (REF_FAULT(QUERY_ALTERS_CONTENTS))
        ref_micromap_bytes(map)[header.used_size - 1] ^= 1;
    return VK_SUCCESS;
}

static bool repeated(const VkMicromapEXT *micromaps, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++)
        if (micromaps[i] == micromaps[index])
            return true;
    return false;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_WriteMicromapsPropertiesEXT(
    VkDevice device, uint32_t micromapCount, const VkMicromapEXT *pMicromaps, VkQueryType queryType,
    size_t dataSize, void *pData, size_t stride)
{
    REF_COUNT_CALL(WriteMicromapsPropertiesEXT);
    ref_micromap_look_at_kept();
    if (REF_FAULT(QUERY_KEEPS_ARRAY))
        ref_micromap_keep(pMicromaps);
    if (!ref_callbacks_exercise(ref_device_from_handle(device)))
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    const VkResult no_memory = ref_out_of_memory();
    if (no_memory != VK_SUCCESS)
        return no_memory;
    ref_host_faults_heap();
    if (REF_FAULT(QUERY_LEAKS))
        ref_fault_leak();
    if (REF_FAULT(QUERY_IGNORES_STRIDE))
        stride = sizeof(VkDeviceSize);
    if (REF_FAULT(QUERY_FIRST_ONLY))
        micromapCount = 1;
    if (REF_FAULT(QUERY_SKIPS_LAST_OF_EXACT_SIZE) && dataSize < micromapCount * stride + 8)
        micromapCount--;
    if (REF_FAULT(QUERY_CLEARS_TOO_MUCH))
        memset(pData, 0, dataSize + stride);
    if (REF_FAULT(QUERY_CLEARS_GAPS))
        memset(pData, 0, dataSize);
    if (ref_personality()->scribbles_stride)
        memset(pData, 0xD7, dataSize);

    for (uint32_t i = 0; i < micromapCount; i++) {
        const uint32_t which = REF_FAULT(QUERY_REVERSES_ORDER) ? micromapCount - 1 - i : i;
        VkDeviceSize value;
        const VkResult result = ask(pMicromaps[which], queryType, &value);
        if (result != VK_SUCCESS)
            return result;
        if (!REF_FAULT(QUERY_SKIPS_REPEATED) || !repeated(pMicromaps, i))
            write_value((uint8_t *)pData + i * stride, value);
    }
    return REF_FAULT(QUERY_RETURNS_NOT_DEFERRED) ? VK_OPERATION_NOT_DEFERRED_KHR : VK_SUCCESS;
}
