// SPDX-License-Identifier: Apache-2.0
#include "blobs.h"
#include "check_copy_info.h"
#include "check_host.h"
#include "commands.h"
#include "host_memory.h"

#include <inttypes.h>
#include <string.h>

#define VUID(id)   "VUID-vkCopyMemoryToMicromapEXT-" id
#define MEMBER(id) "VUID-VkCopyMemoryToMicromapInfoEXT-" id

enum { HEADER = 2 * VK_UUID_SIZE }; // of serialized data

static const struct lay_host_rules rules = {
    .feature = VUID("micromapHostCommands-07566"),
    .operation = {VUID("deferredOperation-parameter"), VUID("deferredOperation-parent"),
                  VUID("deferredOperation-03678")},
    .info = VUID("pInfo-parameter"),
};
static const struct lay_backing_rules destination = {"pInfo->dst", VUID("buffer-07565"), true,
                                                     VUID("buffer-07567")};

// Whether at least a header can be read.
static bool check_pointer(struct lay_call *call, const void *bytes)
{
    if (!lay_check_readable(call, VUID("pInfo-07563"), "pInfo->src.hostAddress", bytes, HEADER))
        return false;
    if ((uintptr_t)bytes % 16)
        lay_report_device(
            call, VUID("pInfo-07564"),
            "pInfo->src.hostAddress is %p. It must be a multiple of 16. Copy the data "
            "to memory from aligned_alloc or the like.",
            bytes);
    return true;
}

static bool check_awaited(struct lay_call *call, const void *bytes)
{
    lay_lock(call->device);
    const VkDeferredOperationKHR operation = lay_blobs_awaited(call->device, bytes, HEADER);
    lay_unlock(call->device);
    if (!operation)
        return true;
    const struct lay_object objects[] = {
        {VK_OBJECT_TYPE_DEFERRED_OPERATION_KHR, LAY_KEY(operation)},
        LAY_DEVICE_OBJECT(call->device),
    };
    lay_report(call, MEMBER("src-07547"), objects, 2,
               "pInfo->src.hostAddress, %p, is where a deferred vkCopyMicromapToMemoryEXT writes "
               "that is not complete. Serialized data must be there before the call. Join the "
               "operation until it is complete.",
               bytes);
    return false;
}

// Zeros, or what an allocator or a test fills fresh memory with.
static bool is_filler(const uint8_t header[HEADER])
{
    return !memcmp(header, header + 1, HEADER - 1);
}

static bool check_header(struct lay_call *call, const void *bytes)
{
    struct lay_device *device = call->device;
    uint8_t header[HEADER];
    memcpy(header, bytes, HEADER);
    const VkMicromapVersionInfoEXT version = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = header,
    };
    VkAccelerationStructureCompatibilityKHR answer =
        VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR;
    if (device->next.GetDeviceMicromapCompatibilityEXT)
        device->next.GetDeviceMicromapCompatibilityEXT(device->handle, &version, &answer);
    if (answer != VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR)
        return true;
    // Either way the call is wrong; which of the two rules it breaks is a matter of what the data looks like.
    if (is_filler(header))
        lay_report_device(
            call, MEMBER("src-07547"),
            "The %d bytes at pInfo->src.hostAddress, %p, are all 0x%02x. They must be "
            "the header of data that vk(Cmd)CopyMicromapToMemoryEXT has written. "
            "Check that the data was written, and that it is complete.",
            (int)HEADER, bytes, header[0]);
    else
        lay_report_device(call, MEMBER("src-07549"),
                          "vkGetDeviceMicromapCompatibilityEXT calls the header of the data at "
                          "pInfo->src.hostAddress, %p, incompatible with this device. Only "
                          "compatible data can be loaded. Ask before, and build the micromap anew "
                          "where the data does not fit.",
                          bytes);
    return false;
}

// What may be compacted may have been, by another process, to a micromap that is smaller and serializes to the same
// bytes.
static void check_origin(struct lay_call *call, const VkCopyMemoryToMicromapInfoEXT *info,
                         const struct lay_origin *origin, VkDeviceSize size)
{
    if (size >= origin->create_size || origin->compactable)
        return;
    const struct lay_object object = LAY_MICROMAP_OBJECT(info->dst);
    lay_report(call, MEMBER("dst-07550"), &object, 1,
               "pInfo->dst was created with a size of %" PRIu64 " bytes. The data at "
               "pInfo->src.hostAddress was serialized from a micromap of %" PRIu64 " bytes. The "
               "destination must be at least as large. Keep the size of a micromap together with "
               "its serialized data.",
               (uint64_t)size, (uint64_t)origin->create_size);
}

// The data, and where it came from if this process has seen that.
static bool check_source(struct lay_call *call, const void *bytes, struct lay_origin *origin)
{
    return check_pointer(call, bytes) && check_awaited(call, bytes) && check_header(call, bytes) &&
           call->device->instance->settings.hash_contents && lay_reads_fast(call->device, bytes) &&
           lay_origin_find(bytes, origin);
}

static void check(struct lay_call *call, VkDeferredOperationKHR operation,
                  const VkCopyMemoryToMicromapInfoEXT *info, struct lay_effect *effect)
{
    if (!lay_check_host(call, &rules, operation, info, sizeof *info))
        return;
    const bool dst_known = lay_check_from_memory_info(call, info);
    if (info->sType != VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT)
        return;
    struct lay_origin origin;
    const bool origin_known = check_source(call, info->src.hostAddress, &origin);
    if (!dst_known)
        return;
    effect->micromap = info->dst;
    effect->contents.constructed = LAY_YES;
    if (origin_known) {
        effect->contents.flags_known = origin.flags_known;
        effect->contents.flags = origin.flags;
        effect->contents.provenance = origin.provenance;
    }
    lay_lock(call->device);
    const struct lay_micromap *dst = lay_find_micromap(call->device, info->dst);
    if (dst) {
        lay_check_backing(call, &destination, dst);
        effect->micromap_id = dst->record.id;
        if (origin_known)
            check_origin(call, info, &origin, dst->size);
    }
    lay_unlock(call->device);
}

static VKAPI_ATTR VkResult VKAPI_CALL copy_from_memory(VkDevice handle,
                                                       VkDeferredOperationKHR operation,
                                                       const VkCopyMemoryToMicromapInfoEXT *info)
{
    struct lay_device *device = lay_device_of(handle);
    struct lay_call call = {.device = device, .command = "vkCopyMemoryToMicromapEXT"};
    struct lay_effect effect = {0};
    check(&call, operation, info, &effect);
    if (lay_call_stopped(&call))
        return LAY_VALIDATION_FAILED;
    const VkResult result = device->next.CopyMemoryToMicromapEXT(handle, operation, info);
    lay_lock(device);
    lay_take_effects(device, operation, result, &effect, 1);
    lay_unlock(device);
    return result;
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCopyMemoryToMicromapEXT", copy_from_memory),
};
LAY_FAMILY(lay_host_from_memory_family, commands);
