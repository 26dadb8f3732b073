// SPDX-License-Identifier: Apache-2.0
// vkCopyMemoryToMicromapEXT: deserialization. The storage becomes what it was, wherever it is now.
#include "calls.h"
#include "contents.h"
#include "copy.h"
#include "demands.h"
#include "fault.h"
#include "micromap_kept.h"
#include "micromap_storage.h"
#include "serialize.h"

#include <sched.h>
#include <string.h>

struct body {
    enum ref_blob_origin origin;
    const uint8_t *data;
};

static struct body body_of(const struct ref_job *job)
{
    const VkCopyMemoryToMicromapInfoEXT *info = job->info;
    const uint8_t *from = info->src.hostAddress;
    if (REF_FAULT(DESERIALIZE_NEEDS_64_BYTE_ALIGNMENT))
        from = (const uint8_t *)(((uintptr_t)from + 63) & ~(uintptr_t)63);
    const enum ref_blob_origin origin = ref_blob_origin(job->device->physical_device, from);
    return (struct body){origin, from + ref_blob_data_at(origin)};
}

static bool fits(const struct ref_micromap *dst, const struct ref_map_header *header)
{
    if (REF_FAULT(DESERIALIZE_DEMANDS_EQUAL_SIZE))
        return dst->size == header->used_size;
    if (REF_FAULT(DESERIALIZE_DEMANDS_UNCOMPACTED_SIZE) && dst->size < header->create_size)
        return false;
    return dst->size >= header->used_size && ref_demands_deserialize(header, dst);
}

static uint32_t deserialize_open(struct ref_job *job, uint32_t phase)
{
    const VkCopyMemoryToMicromapInfoEXT *info = job->info;
    struct ref_micromap *dst = ref_micromap_from_handle(info->dst);
    if (phase == 1) { // all is written
        ref_contents_loaded(job->device, ref_micromap_bytes(dst));
        return 0;
    }
    const struct body body = body_of(job);
    struct ref_map_header header;
    if (!ref_blob_read_map_header(body.data, body.origin, &header) || !fits(dst, &header)) {
        job->result = VK_ERROR_UNKNOWN; // altered data or a small destination break the rules
        return 0;
    }
    if (REF_FAULT(DESERIALIZE_REFUSES_DEVICE_BLOBS) && header.zero == REF_BLOB_OF_DEVICE)
        job->result = VK_ERROR_UNKNOWN;
    if (ref_contents_left_alone(ref_micromap_bytes(dst), &header))
        return 0;
    ref_micromap_begin(dst);
    // The length is the data's own; a larger destination says nothing about it.
    job->bytes = REF_FAULT(DESERIALIZE_READS_DESTINATION_SIZE) ? dst->size : header.used_size;
    return ref_copy_pieces(job->bytes);
}

static void spoil(const VkCopyMemoryToMicromapInfoEXT *info)
{
    struct ref_micromap *dst = ref_micromap_from_handle(info->dst);
    if (REF_FAULT(DESERIALIZE_WRITES_SOURCE))
        *(volatile uint8_t *)(uintptr_t)info->src.hostAddress ^= 0;
    if (REF_FAULT(DESERIALIZE_WRITES_PAST_END))
        memset(ref_micromap_bytes(dst) + dst->size, 0, 16);
    if (REF_FAULT(DESERIALIZE_WRITES_BEFORE) && dst->offset >= 16)
        memset(ref_micromap_bytes(dst) - 16, 0, 16);
    if (REF_FAULT(DESERIALIZE_KEEPS_SOURCE))
        ref_micromap_keep(info->src.hostAddress);
}

static void deserialize_run(struct ref_job *job, uint32_t phase, uint32_t first, uint32_t end)
{
    (void)phase;
    const VkCopyMemoryToMicromapInfoEXT *info = job->info;
    if (REF_FAULT(DESERIALIZE_SHARES_A_SLOT)) {
        static _Atomic(const VkCopyMemoryToMicromapInfoEXT *) last; // of all calls, where one fits
        last = info;
        sched_yield();
        info = last;
    }
    struct ref_micromap *dst = ref_micromap_from_handle(info->dst);
    const struct body body = body_of(job);
    const struct ref_range range =
        ref_copy_run(ref_micromap_bytes(dst), body.data, job->bytes, first, end);
    ref_blob_disguise(ref_micromap_bytes(dst) + range.begin, range.size, body.origin);
    if (first == 0)
        ref_micromap_constructed(dst, REF_MICROMAP_DESERIALIZED);
    spoil(info);
}

VKAPI_ATTR VkResult VKAPI_CALL
ref_CopyMemoryToMicromapEXT(VkDevice device, VkDeferredOperationKHR deferredOperation,
                            const VkCopyMemoryToMicromapInfoEXT *pInfo)
{
    REF_COUNT_CALL(CopyMemoryToMicromapEXT);
    if (REF_FAULT(DESERIALIZE_STUB))
        return deferredOperation ? VK_OPERATION_NOT_DEFERRED_KHR : VK_SUCCESS;
    struct ref_job job = {
        .device = ref_device_from_handle(device),
        .info = pInfo,
        .phases = ref_contents_phases(),
        .open = deserialize_open,
        .run = deserialize_run,
    };
    return ref_job_submit(deferredOperation, &job, sizeof(job));
}
