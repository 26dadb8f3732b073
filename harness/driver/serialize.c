// SPDX-License-Identifier: Apache-2.0
// vkCopyMicromapToMemoryEXT.
#include "serialize.h"

#include "calls.h"
#include "contents.h"
#include "copy.h"
#include "fault.h"

#include <string.h>

uint64_t ref_serialized_size(const struct ref_map_header *header)
{
    return REF_SERIALIZED_HEADER_SIZE + header->used_size;
}

/// How much of the storage follows the header: all of it that is in use.
static uint64_t body_size(const struct ref_micromap *src, const struct ref_map_header *header)
{
    if (REF_FAULT(SERIALIZE_COPIES_CREATE_SIZE))
        return src->size;
    if (REF_FAULT(DEVICE_BUILD_OTHER_LAYOUT) && src->made_by_device)
        return 0; // what the host's layout has where the count is
    if (REF_FAULT(SERIALIZE_ROUNDS_SIZE_UP))
        return (ref_serialized_size(header) + 255) / 256 * 256 - REF_SERIALIZED_HEADER_SIZE;
    return header->used_size;
}

static bool refuses_destination(const struct ref_micromap *src, const uint8_t *dst)
{
    const struct ref_memory *memory = src->buffer->memory;
    return REF_FAULT(SERIALIZE_REFUSES_OWN_MEMORY) && memory->host_view &&
           dst >= memory->host_view && dst < memory->host_view + memory->size;
}

static uint32_t serialize_open(struct ref_job *job, uint32_t phase)
{
    const VkCopyMicromapToMemoryInfoEXT *info = job->info;
    struct ref_micromap *src = ref_micromap_from_handle(info->src);
    if (phase == 1) { // all is written
        ref_contents_serialized(job->device,
                                (uint8_t *)info->dst.hostAddress + REF_SERIALIZED_HEADER_SIZE);
        return 0;
    }
    struct ref_map_header header;
    if (!ref_map_read_header(ref_micromap_bytes(src), &header)) {
        job->result = VK_ERROR_UNKNOWN; // an unconstructed source breaks the rules
        return 0;
    }
    if (refuses_destination(src, info->dst.hostAddress))
        job->result = VK_ERROR_UNKNOWN;
    if (REF_FAULT(SERIALIZE_NEEDS_MAPPING) && !src->buffer->memory->mapped)
        job->result = VK_ERROR_MEMORY_MAP_FAILED;
    if (REF_FAULT(SERIALIZE_LEAVES_MEMORY_MAPPED))
        src->buffer->memory->mapped = true;
    job->bytes = body_size(src, &header);
    return ref_copy_pieces(job->bytes);
}

void ref_serialize_write_header(const struct ref_physical_device *physical_device, uint8_t *to)
{
    const uint8_t *driver = physical_device->driver_uuid;
    const uint8_t *compatibility = physical_device->compatibility_uuid;
    if (REF_FAULT(SERIALIZE_DEVICE_UUID))
        driver = physical_device->device_uuid;
    if (REF_FAULT(SERIALIZE_OTHER_COMPATIBILITY))
        compatibility = physical_device->device_uuid;
    memcpy(to, driver, VK_UUID_SIZE);
    if (!REF_FAULT(SERIALIZE_HALF_A_HEADER))
        memcpy(to + VK_UUID_SIZE, compatibility, VK_UUID_SIZE);
    if (REF_FAULT(SERIALIZE_SWAPS_UUID_BYTES)) {
        for (uint32_t i = 0; i < VK_UUID_SIZE; i++)
            to[i] = driver[i ^ 3];
    }
}

void ref_serialize_note_origin(uint8_t *blob, enum ref_blob_origin origin)
{
    const uint32_t note = origin;
    if (REF_FAULT(DEVICE_DESERIALIZE_REFUSES_HOST_BLOBS) ||
        REF_FAULT(DESERIALIZE_REFUSES_DEVICE_BLOBS))
        memcpy(blob + REF_SERIALIZED_HEADER_SIZE + offsetof(struct ref_map_header, zero), &note,
               sizeof(note));
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

static void serialize_run(struct ref_job *job, uint32_t phase, uint32_t first, uint32_t end)
{
    (void)phase;
    const VkCopyMicromapToMemoryInfoEXT *info = job->info;
    uint8_t *to = info->dst.hostAddress;
    if (REF_FAULT(SERIALIZE_NEEDS_64_BYTE_ALIGNMENT))
        to = (uint8_t *)(((uintptr_t)to + 63) & ~(uintptr_t)63);
    if (first == 0)
        ref_serialize_write_header(job->device->physical_device, to);
    ref_copy_run(to + REF_SERIALIZED_HEADER_SIZE,
                 ref_micromap_bytes(ref_micromap_from_handle(info->src)), job->bytes, first, end);
    if (first == 0)
        ref_serialize_note_origin(to, REF_BLOB_OF_HOST);
    spoil(info, to, job->bytes);
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
