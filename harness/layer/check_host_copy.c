// SPDX-License-Identifier: Apache-2.0
#include "check_copy_info.h"
#include "check_host.h"
#include "commands.h"

#define VUID(id) "VUID-vkCopyMicromapEXT-" id

static const struct lay_host_rules rules = {
    .feature = VUID("micromapHostCommands-07560"),
    .operation = {VUID("deferredOperation-parameter"), VUID("deferredOperation-parent"),
                  VUID("deferredOperation-03678")},
    .info = VUID("pInfo-parameter"),
};
static const struct lay_backing_rules source = {"pInfo->src", VUID("buffer-07558"), true,
                                                VUID("buffer-07561")};
static const struct lay_backing_rules destination = {"pInfo->dst", VUID("buffer-07559"), true,
                                                     VUID("buffer-07562")};

// A copy means the same as its source. If the source is not constructed, nobody knows what a copy is.
static struct lay_contents copy_of(const struct lay_contents *contents)
{
    if (!contents)
        return (struct lay_contents){.constructed = LAY_UNKNOWN};
    return (struct lay_contents){
        .constructed = LAY_YES,
        .flags_known = contents->flags_known,
        .flags = contents->flags,
        .provenance = contents->provenance,
    };
}

static void check(struct lay_call *call, VkDeferredOperationKHR operation,
                  const VkCopyMicromapInfoEXT *info, struct lay_effect *effect)
{
    if (!lay_check_host(call, &rules, operation, info, sizeof *info) ||
        !lay_check_copy_info(call, info))
        return;
    lay_lock(call->device);
    struct lay_micromap *src = lay_find_micromap(call->device, info->src);
    const struct lay_micromap *dst = lay_find_micromap(call->device, info->dst);
    if (src && dst) {
        const struct lay_contents *contents =
            lay_check_host_source(call, &source, VUID("src-11670"), src);
        if (contents && info->mode == VK_COPY_MICROMAP_MODE_COMPACT_EXT)
            lay_check_compactable(call, "VUID-VkCopyMicromapInfoEXT-mode-07533", source.what, src,
                                  contents);
        lay_check_backing(call, &destination, dst);
        *effect = (struct lay_effect){info->dst, dst->record.id, copy_of(contents)};
    }
    lay_unlock(call->device);
}

static VKAPI_ATTR VkResult VKAPI_CALL copy_micromap(VkDevice handle,
                                                    VkDeferredOperationKHR operation,
                                                    const VkCopyMicromapInfoEXT *info)
{
    struct lay_device *device = lay_device_of(handle);
    struct lay_call call = {.device = device, .command = "vkCopyMicromapEXT"};
    struct lay_effect effect = {0};
    check(&call, operation, info, &effect);
    if (lay_call_stopped(&call))
        return LAY_VALIDATION_FAILED;
    const VkResult result = device->next.CopyMicromapEXT(handle, operation, info);
    lay_lock(device);
    lay_take_effects(device, operation, result, &effect, 1);
    lay_unlock(device);
    return result;
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCopyMicromapEXT", copy_micromap),
};
LAY_FAMILY(lay_host_copy_family, commands);
