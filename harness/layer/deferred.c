// SPDX-License-Identifier: Apache-2.0
// Deferred operations: when one completes, what its command did takes effect (effects.c).
#include "commands.h"
#include "names.h"
#include "state.h"

static VKAPI_ATTR VkResult VKAPI_CALL create_operation(VkDevice handle,
                                                       const VkAllocationCallbacks *allocator,
                                                       VkDeferredOperationKHR *operation)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.CreateDeferredOperationKHR(handle, allocator, operation);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    lay_track(device, LAY_DEFERRED_OPERATION, LAY_KEY(*operation));
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR void VKAPI_CALL destroy_operation(VkDevice handle,
                                                    VkDeferredOperationKHR operation,
                                                    const VkAllocationCallbacks *allocator)
{
    struct lay_device *device = lay_device_of(handle);
    lay_lock(device);
    lay_operation_pending(device, operation);
    lay_untrack(device, LAY_DEFERRED_OPERATION, LAY_KEY(operation));
    lay_name_forget(device, VK_OBJECT_TYPE_DEFERRED_OPERATION_KHR, LAY_KEY(operation));
    lay_unlock(device);
    device->next.DestroyDeferredOperationKHR(handle, operation, allocator);
}

static VKAPI_ATTR VkResult VKAPI_CALL join(VkDevice handle, VkDeferredOperationKHR operation)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.DeferredOperationJoinKHR(handle, operation);
    if (result != VK_SUCCESS)
        return result;
    lay_lock(device);
    lay_operation_pending(device, operation);
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL get_result(VkDevice handle, VkDeferredOperationKHR operation)
{
    struct lay_device *device = lay_device_of(handle);
    const VkResult result = device->next.GetDeferredOperationResultKHR(handle, operation);
    if (result == VK_NOT_READY)
        return result;
    lay_lock(device);
    lay_operation_pending(device, operation);
    lay_unlock(device);
    return result;
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCreateDeferredOperationKHR", create_operation),
    LAY_COMMAND("vkDestroyDeferredOperationKHR", destroy_operation),
    LAY_COMMAND("vkDeferredOperationJoinKHR", join),
    LAY_COMMAND("vkGetDeferredOperationResultKHR", get_result),
};
LAY_FAMILY(lay_deferred_family, commands);
