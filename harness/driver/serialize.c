// SPDX-License-Identifier: Apache-2.0
// vkCopyMicromapToMemoryEXT.
#include "serialize.h"

#include "calls.h"
#include "contents.h"
#include "copy.h"
#include "demands.h"
#include "fault.h"
#include "late.h"
#include "micromap_storage.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

/// How much of the storage follows the header: all of it that is in use.
static uint64_t body_size(const struct ref_micromap *src, const struct ref_map_header *header)
{
    if (REF_FAULT(SERIALIZE_COPIES_CREATE_SIZE))
        return src->size;
    const bool unseen =
        REF_FAULT(MEMORY_DEVICE_WRITES_STAY_CACHED) && !ref_memory_coherent(src->buffer->memory);
    if ((REF_FAULT(DEVICE_BUILD_OTHER_LAYOUT) || unseen) && src->faults.made_by_device)
        return 0; // what the host's layout has where the count is
    if (REF_FAULT(SERIALIZE_LARGER_OF_TWO_SIZES))
        return header->used_size + 16;
    if (REF_FAULT(SERIALIZE_ROUNDS_SIZE_UP))
        return (ref_blob_size(header, REF_BLOB_OF_HOST) + 255) / 256 * 256 -
               REF_SERIALIZED_HEADER_SIZE;
    return header->used_size;
}

static bool refuses_destination(const struct ref_micromap *src, const uint8_t *dst)
{
    const struct ref_memory *memory = src->buffer->memory;
    const uintptr_t here = (uintptr_t)&memory, there = (uintptr_t)dst;
    return (REF_FAULT(SERIALIZE_REFUSES_OWN_MEMORY) && memory->host_view &&
            dst >= memory->host_view && dst < memory->host_view + memory->size) ||
           (REF_FAULT(SERIALIZE_REFUSES_STACK) && there > here && there - here < 1 << 20) ||
           (REF_FAULT(SERIALIZE_REFUSES_CACHED_MEMORY) && memory->type_index == 2);
}

static uint32_t serialize_open(struct ref_job *job, uint32_t phase)
{
    const VkCopyMicromapToMemoryInfoEXT *info = job->info;
    struct ref_micromap *src = ref_micromap_from_handle(info->src);
    if (phase == 1) { // all is written
        ref_contents_serialized(job->device, src,
                                (uint8_t *)info->dst.hostAddress + REF_SERIALIZED_HEADER_SIZE);
        return 0;
    }
    struct ref_map_header header;
    if (!ref_map_read_header(ref_micromap_bytes(src), &header)) {
        job->result = VK_ERROR_UNKNOWN; // an unconstructed source breaks the rules
        return 0;
    }
    if (!ref_demands_serialize(src))
        job->result = VK_ERROR_UNKNOWN;
    if (REF_FAULT(SERIALIZE_MODES_OF_ACCELERATION_STRUCTURES) &&
        info->mode != (VkCopyMicromapModeEXT)VK_COPY_ACCELERATION_STRUCTURE_MODE_SERIALIZE_KHR)
        job->result = VK_ERROR_UNKNOWN;
    ref_micromap_touch(src);
    if (refuses_destination(src, info->dst.hostAddress))
        job->result = VK_ERROR_UNKNOWN;
    if (REF_FAULT(SERIALIZE_NEEDS_MAPPING) && !src->buffer->memory->mapped)
        job->result = VK_ERROR_MEMORY_MAP_FAILED;
    if (REF_FAULT(SERIALIZE_LOCKS_SOURCE) && atomic_exchange(&src->faults.busy, true))
        job->result = VK_ERROR_UNKNOWN;
    if (REF_FAULT(SERIALIZE_LOCKS_SOURCE)) // long enough for another thread to come
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    if (REF_FAULT(SERIALIZE_LEAVES_MEMORY_MAPPED))
        src->buffer->memory->mapped = true;
    if (REF_FAULT(SERIALIZE_UNMAPS_MEMORY))
        ref_UnmapMemory(ref_device_to_handle(job->device),
                        ref_memory_to_handle(src->buffer->memory));
    job->bytes = body_size(src, &header);
    return ref_copy_pieces(job->bytes);
}

static void spoil(const VkCopyMicromapToMemoryInfoEXT *info, uint8_t *to, uint64_t body)
{
    if (REF_FAULT(SERIALIZE_WRITES_PAST_END))
        to[REF_SERIALIZED_HEADER_SIZE + body] = 0;
    if (REF_FAULT(SERIALIZE_WRITES_BEFORE))
        to[-1] = 0;
    if (REF_FAULT(SERIALIZE_WRITES_INFO))
        ((volatile VkCopyMicromapToMemoryInfoEXT *)(uintptr_t)info)->pNext = NULL;
    if (REF_FAULT(SERIALIZE_DESTROYS_SOURCE))
        memset(ref_micromap_bytes(ref_micromap_from_handle(info->src)), 0, 16);
}

/// What is left to copy now when the last piece, or the last 64 bytes of it, arrives later.
static uint64_t leave_for_later(uint8_t *to, const uint8_t *from, uint64_t bytes, uint32_t end)
{
    uint64_t late = (bytes - 1) % REF_COPY_PIECE + 1;
    if (REF_FAULT(SERIALIZE_LAST_LINE_LATER) && late > 64)
        late = 64;
    if (end * REF_COPY_PIECE >= bytes)
        ref_late_copy(to + bytes - late, from + bytes - late, late);
    return bytes - late;
}

static void serialize_run(struct ref_job *job, uint32_t phase, uint32_t first, uint32_t end)
{
    (void)phase;
    static _Atomic(const VkCopyMicromapToMemoryInfoEXT *) last; // of all calls, where one fits
    const VkCopyMicromapToMemoryInfoEXT *info = job->info;
    if (REF_FAULT(SERIALIZE_SHARES_A_SLOT)) {
        last = info;
        sched_yield();
        info = last;
    }
    uint8_t *to = info->dst.hostAddress;
    if (REF_FAULT(SERIALIZE_NEEDS_64_BYTE_ALIGNMENT))
        to = (uint8_t *)(((uintptr_t)to + 63) & ~(uintptr_t)63);
    if (first == 0) {
        ref_blob_write_header(job->device->physical_device, to, REF_BLOB_OF_HOST);
        ref_blob_mark(job->device, to);
    }
    const uint8_t *from = ref_micromap_bytes(ref_micromap_from_handle(info->src));
    uint64_t bytes = job->bytes;
    if (REF_FAULT(SERIALIZE_FINISHES_LATER) || REF_FAULT(SERIALIZE_LAST_LINE_LATER))
        bytes = leave_for_later(to + REF_SERIALIZED_HEADER_SIZE, from, bytes, end);
    const struct ref_range range =
        ref_copy_run(to + ref_blob_data_at(REF_BLOB_OF_HOST), from, bytes, first, end);
    if (first == 0)
        ref_serialize_note_origin(to, REF_BLOB_OF_HOST);
    ref_blob_disguise(to + ref_blob_data_at(REF_BLOB_OF_HOST) + range.begin, range.size,
                      REF_BLOB_OF_HOST);
    spoil(info, to, job->bytes);
    if (REF_FAULT(SERIALIZE_LOCKS_SOURCE) && end == ref_copy_pieces(job->bytes))
        ref_micromap_from_handle(info->src)->faults.busy = false;
}

VKAPI_ATTR VkResult VKAPI_CALL
ref_CopyMicromapToMemoryEXT(VkDevice device, VkDeferredOperationKHR deferredOperation,
                            const VkCopyMicromapToMemoryInfoEXT *pInfo)
{
    REF_COUNT_CALL(CopyMicromapToMemoryEXT);
    if (REF_FAULT(SERIALIZE_STUB))
        return deferredOperation ? VK_OPERATION_NOT_DEFERRED_KHR : VK_SUCCESS;
    struct ref_job job = {
        .device = ref_device_from_handle(device),
        .info = pInfo,
        .phases = ref_contents_phases(),
        .open = serialize_open,
        .run = serialize_run,
    };
    VkResult result = ref_job_submit(deferredOperation, &job, sizeof(job));
    if (REF_FAULT(ALLOCATION_FAILURE_DESTROYS_SOURCE) && result == VK_ERROR_OUT_OF_HOST_MEMORY)
        memset(ref_micromap_bytes(ref_micromap_from_handle(pInfo->src)), 0, 16);
    return result;
}
