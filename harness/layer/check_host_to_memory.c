// SPDX-License-Identifier: Apache-2.0
#include "blobs.h"
#include "check_copy_info.h"
#include "check_host.h"
#include "commands.h"
#include "host_memory.h"

#include <inttypes.h>

#define VUID(id) "VUID-vkCopyMicromapToMemoryEXT-" id

enum { HEADER = 2 * VK_UUID_SIZE }; // of serialized data, which is the least that a copy writes

static const struct lay_host_rules rules = {
    .feature = VUID("micromapHostCommands-07571"),
    .operation = {VUID("deferredOperation-parameter"), VUID("deferredOperation-parent"),
                  VUID("deferredOperation-03678")},
    .info = VUID("pInfo-parameter"),
};
static const struct lay_backing_rules source = {"pInfo->src", VUID("buffer-07568"), true,
                                                VUID("buffer-07572")};

// What one call wants to know about its source.
struct source {
    bool usable;          // nothing is wrong with it, so that the next layer can be asked
    bool sized_on_device; // which makes a smaller size possible than the host's
    VkDeviceSize size;    // of serialization, if the application asked for it
    struct lay_origin origin;
};

static struct lay_origin origin_of(const struct lay_micromap *micromap,
                                   const struct lay_contents *contents)
{
    return (struct lay_origin){
        .create_size = micromap->size,
        .flags_known = contents->flags_known,
        .flags = contents->flags,
        .provenance = contents->provenance,
        .compactable =
            !contents->flags_known || contents->flags & VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT,
    };
}

static struct source check_source(struct lay_call *call, VkMicromapEXT handle)
{
    struct source found = {0};
    lay_lock(call->device);
    struct lay_micromap *micromap = lay_find_micromap(call->device, handle);
    const struct lay_contents *contents =
        micromap ? lay_check_host_source(call, &source,
                                         "VUID-VkCopyMicromapToMemoryInfoEXT-src-07540", micromap)
                 : NULL;
    if (contents)
        found = (struct source){
            .usable = contents->constructed == LAY_YES,
            .sized_on_device = micromap->sized_on_device,
            .size = contents->serialized_size,
            .origin = origin_of(micromap, contents),
        };
    lay_unlock(call->device);
    return found;
}

// Asks the next layer only if the answer serves a setting: it costs what the driver likes.
static void find_size(const struct lay_call *call, struct source *src, VkMicromapEXT handle)
{
    const struct lay_settings *settings = &call->device->instance->settings;
    if (src->sized_on_device)
        src->size = 0;
    else if (!src->size && src->usable && !lay_call_has_findings(call) &&
             (settings->probe_pointers || settings->hash_contents))
        src->size = lay_ask_serialized_size(call->device, handle);
}

static void report_short(struct lay_call *call, const VkCopyMicromapToMemoryInfoEXT *info,
                         VkDeviceSize size, size_t reach)
{
    const struct lay_object object = LAY_MICROMAP_OBJECT(info->src);
    lay_report(call, "VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541", &object, 1,
               "The memory at pInfo->dst.hostAddress, %p, is only good for %zu bytes that can be "
               "written. The serialization of pInfo->src takes %" PRIu64 " bytes%s. Ask for the "
               "size with vkWriteMicromapsPropertiesEXT and provide so much memory.",
               info->dst.hostAddress, reach, (uint64_t)size, size == HEADER ? " or more" : "");
}

static void check_destination(struct lay_call *call, const VkCopyMicromapToMemoryInfoEXT *info,
                              VkDeviceSize size)
{
    void *bytes = info->dst.hostAddress;
    if (!bytes) {
        lay_check_writable(call, VUID("pInfo-07569"), "pInfo->dst.hostAddress", NULL,
                           size ? (size_t)size : HEADER);
        return;
    }
    if ((uintptr_t)bytes % 16)
        lay_report_device(call, VUID("pInfo-07570"),
                          "pInfo->dst.hostAddress is %p. It must be a multiple of 16. Allocate the "
                          "memory with aligned_alloc or the like.",
                          bytes);
    const VkDeviceSize needed = size ? size : HEADER;
    const size_t asked = needed < SIZE_MAX ? (size_t)needed : SIZE_MAX;
    const size_t reach = lay_host_reach(call->device, bytes, asked, true);
    if (!reach)
        lay_check_writable(call, VUID("pInfo-07569"), "pInfo->dst.hostAddress", bytes, asked);
    else if (reach < needed)
        report_short(call, info, needed, reach);
}

static void check(struct lay_call *call, VkDeferredOperationKHR operation,
                  const VkCopyMicromapToMemoryInfoEXT *info, struct lay_serialization *written)
{
    if (!lay_check_host(call, &rules, operation, info, sizeof *info))
        return;
    struct source src = {0};
    if (lay_check_to_memory_info(call, info))
        src = check_source(call, info->src);
    else if (info->sType != VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT)
        return;
    find_size(call, &src, info->src);
    check_destination(call, info, src.size);
    *written = (struct lay_serialization){
        .bytes = info->dst.hostAddress,
        .size = (size_t)src.size,
        .known = call->device->instance->settings.hash_contents && src.usable && src.size &&
                 lay_reads_fast(call->device, info->dst.hostAddress),
        .origin = src.origin,
    };
}

static VKAPI_ATTR VkResult VKAPI_CALL copy_to_memory(VkDevice handle,
                                                     VkDeferredOperationKHR operation,
                                                     const VkCopyMicromapToMemoryInfoEXT *info)
{
    struct lay_device *device = lay_device_of(handle);
    struct lay_call call = {.device = device, .command = "vkCopyMicromapToMemoryEXT"};
    struct lay_serialization written = {0};
    check(&call, operation, info, &written);
    // What a call writes that should not be made is nothing to remember.
    written.known = written.known && !lay_call_has_findings(&call);
    if (lay_call_stopped(&call))
        return LAY_VALIDATION_FAILED;
    const VkResult result = device->next.CopyMicromapToMemoryEXT(handle, operation, info);
    lay_blobs_take(device, operation, result, &written);
    return result;
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCopyMicromapToMemoryEXT", copy_to_memory),
};
LAY_DEVICE_FAMILY(lay_host_to_memory_family, commands, NULL, lay_blobs_clear);
