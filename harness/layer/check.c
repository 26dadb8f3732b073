// SPDX-License-Identifier: Apache-2.0
#include "check.h"

#include "host_memory.h"

#include <inttypes.h>

bool lay_check_feature(struct lay_call *call, const char *vuid, bool enabled, const char *feature)
{
    if (enabled)
        return true;
    lay_report_device(call, vuid,
                      "The feature %s is not enabled. This command needs it. Ask for it with "
                      "vkGetPhysicalDeviceFeatures2 and enable it in the chain of "
                      "VkDeviceCreateInfo.",
                      feature);
    return false;
}

bool lay_check_handle(struct lay_call *call, const struct lay_handle_rules *rules, uint64_t handle)
{
    static const struct {
        VkObjectType type;
        const char *name;
    } types[LAY_KIND_COUNT] = {
        [LAY_MEMORY] = {VK_OBJECT_TYPE_DEVICE_MEMORY, "VkDeviceMemory"},
        [LAY_BUFFER] = {VK_OBJECT_TYPE_BUFFER, "VkBuffer"},
        [LAY_MICROMAP] = {VK_OBJECT_TYPE_MICROMAP_EXT, "VkMicromapEXT"},
        [LAY_DEFERRED_OPERATION] = {VK_OBJECT_TYPE_DEFERRED_OPERATION_KHR,
                                    "VkDeferredOperationKHR"},
        [LAY_QUERY_POOL] = {VK_OBJECT_TYPE_QUERY_POOL, "VkQueryPool"},
    };
    struct lay_device *device = call->device;
    lay_lock(device);
    const bool known = lay_find(device, rules->kind, handle);
    const bool invalid = !handle || lay_is_invalid(device, rules->kind, handle);
    lay_unlock(device);
    if (!invalid)
        return known;
    const char *name = types[rules->kind].name;
    const struct lay_object objects[] = {LAY_DEVICE_OBJECT(device),
                                         {types[rules->kind].type, handle}};
    if (!handle)
        lay_report_device(call, rules->valid,
                          "%s is VK_NULL_HANDLE. A valid %s is needed. Create one, or check that "
                          "its creation succeeded.",
                          rules->what, name);
    else if (lay_exists(rules->kind, handle))
        lay_report(call, rules->parent ? rules->parent : rules->valid, objects, 2,
                   "%s, 0x%" PRIx64 ", was created from another device. This command only takes "
                   "objects of the device that it is called on. Create a %s from this device.",
                   rules->what, handle, name);
    else
        lay_report(call, rules->valid, objects, 2,
                   "%s, 0x%" PRIx64 ", is no %s: none with this handle was created, or it has been "
                   "destroyed. A valid handle is needed. Keep the object alive until the command "
                   "has completed.",
                   rules->what, handle, name);
    return false;
}

void lay_check_operation(struct lay_call *call, const struct lay_operation_rules *rules,
                         VkDeferredOperationKHR operation)
{
    if (operation == VK_NULL_HANDLE)
        return;
    const struct lay_handle_rules handle = {LAY_DEFERRED_OPERATION, "deferredOperation",
                                            rules->valid, rules->parent};
    if (!lay_check_handle(call, &handle, LAY_KEY(operation)) || !rules->idle)
        return;
    struct lay_device *device = call->device;
    lay_lock(device);
    if (lay_operation_pending(device, operation) == LAY_YES) {
        const struct lay_object objects[] = {
            {VK_OBJECT_TYPE_DEFERRED_OPERATION_KHR, LAY_KEY(operation)}, LAY_DEVICE_OBJECT(device)};
        lay_report(call, rules->idle, objects, 2,
                   "The command that was deferred to deferredOperation before is not complete. An "
                   "operation takes one command at a time. Join it until it is complete, or create "
                   "another operation.");
    }
    lay_unlock(device);
}

bool lay_check_head(struct lay_call *call, const struct lay_head_rules *rules,
                    const void *structure)
{
    const VkBaseInStructure *head = structure;
    if (head->sType != rules->type) {
        lay_report_device(call, rules->type_rule,
                          "The sType of %s is %d. It must be %s, %d. Initialize the structure with "
                          "it.",
                          rules->structure, (int)head->sType, rules->type_name, (int)rules->type);
        return false;
    }
    if (head->pNext)
        lay_report_device(call, rules->chain_rule,
                          "The pNext of %s is %p. Nothing extends this structure. Set pNext to "
                          "NULL.",
                          rules->structure, (const void *)head->pNext);
    return true;
}

static bool check_memory(struct lay_call *call, const char *vuid, const char *what,
                         const void *pointer, size_t size, bool written)
{
    const char *use = written ? "write" : "read";
    if (!pointer) {
        lay_report_device(call, vuid,
                          "%s is NULL. The command will %s %zu bytes there. Pass the address of so "
                          "many bytes.",
                          what, use, size);
        return false;
    }
    const size_t reach = lay_host_reach(call->device, pointer, size, written);
    if (reach >= size)
        return true;
    lay_report_device(call, vuid,
                      "%s, %p, is valid for %zu bytes only. The command will %s %zu bytes there. "
                      "Pass the address of so many bytes%s, and keep them mapped during the call.",
                      what, pointer, reach, use, size, written ? " that can be written" : "");
    return false;
}

bool lay_check_readable(struct lay_call *call, const char *vuid, const char *what,
                        const void *pointer, size_t size)
{
    return check_memory(call, vuid, what, pointer, size, false);
}

bool lay_check_writable(struct lay_call *call, const char *vuid, const char *what,
                        const void *pointer, size_t size)
{
    return check_memory(call, vuid, what, pointer, size, true);
}
