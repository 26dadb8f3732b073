// SPDX-License-Identifier: Apache-2.0
#include "check_host.h"

bool lay_check_host(struct lay_call *call, const struct lay_host_rules *rules,
                    VkDeferredOperationKHR operation, const void *info, size_t size)
{
    if (!lay_check_feature(call, rules->feature, call->device->features.micromap_host_commands,
                           "VkPhysicalDeviceOpacityMicromapFeaturesEXT::micromapHostCommands"))
        return false;
    lay_check_operation(call, &rules->operation, operation);
    return lay_check_readable(call, rules->info, "pInfo", info, size);
}

static void report_empty(struct lay_call *call, const char *vuid, const char *what,
                         const struct lay_micromap *micromap)
{
    const struct lay_object objects[] = {
        {VK_OBJECT_TYPE_MICROMAP_EXT, micromap->record.handle},
        {VK_OBJECT_TYPE_DEFERRED_OPERATION_KHR, LAY_KEY(micromap->pending)},
    };
    if (micromap->pending)
        lay_report(call, vuid, objects, 2,
                   "%s is not constructed yet: the command that does it was deferred and is not "
                   "complete. Host commands only read micromaps that are. Join the operation until "
                   "it is complete.",
                   what);
    else
        lay_report(call, vuid, objects, 1,
                   "%s has never been constructed. A build or a copy to it must have been executed "
                   "before. Build it, or copy another one to it, first.",
                   what);
}

const struct lay_contents *lay_check_host_source(struct lay_call *call,
                                                 const struct lay_backing_rules *rules,
                                                 const char *constructed,
                                                 struct lay_micromap *micromap)
{
    // Where the memory is wrong, what is in it is not worth a second message.
    if (!lay_check_backing(call, rules, micromap))
        return NULL;
    const struct lay_contents *contents = lay_contents_of(call->device, micromap);
    if (contents->constructed != LAY_NO)
        return contents;
    report_empty(call, constructed, rules->what, micromap);
    return NULL;
}

void lay_check_compactable(struct lay_call *call, const char *vuid, const char *what,
                           const struct lay_micromap *micromap, const struct lay_contents *contents)
{
    if (contents->constructed != LAY_YES || !contents->flags_known ||
        contents->flags & VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT)
        return;
    const struct lay_object object = {VK_OBJECT_TYPE_MICROMAP_EXT, micromap->record.handle};
    lay_report(call, vuid, &object, 1,
               "%s was built with flags 0x%x, without "
               "VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT. Compaction needs it. Build with that "
               "flag, or clone instead.",
               what, contents->flags);
}

VkDeviceSize lay_ask_serialized_size(struct lay_device *device, VkMicromapEXT micromap)
{
    VkDeviceSize size = 0;
    if (!device->next.WriteMicromapsPropertiesEXT ||
        device->next.WriteMicromapsPropertiesEXT(device->handle, 1, &micromap,
                                                 VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                                                 sizeof size, &size, sizeof size) != VK_SUCCESS)
        return 0;
    return size;
}
