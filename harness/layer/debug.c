// SPDX-License-Identifier: Apache-2.0
// The commands of VK_EXT_debug_utils and VK_EXT_debug_report by which applications say who listens.
// The next layer is told too: it may report things of its own. A loader implements these commands
// beneath every layer; where nobody does, handles are the layer's own.
#include "commands.h"
#include "messengers.h"

static VKAPI_ATTR VkResult VKAPI_CALL
create_messenger(VkInstance handle, const VkDebugUtilsMessengerCreateInfoEXT *info,
                 const VkAllocationCallbacks *allocator, VkDebugUtilsMessengerEXT *messenger)
{
    struct lay_instance *instance = lay_instance_of(handle);
    VkResult result = VK_SUCCESS;
    if (instance->next.CreateDebugUtilsMessengerEXT)
        result = instance->next.CreateDebugUtilsMessengerEXT(handle, info, allocator, messenger);
    else
        *messenger = (VkDebugUtilsMessengerEXT)lay_new_id();
    if (result != VK_SUCCESS ||
        lay_messengers_add(instance->messengers, LAY_KEY(*messenger), info, NULL))
        return result;
    if (instance->next.DestroyDebugUtilsMessengerEXT)
        instance->next.DestroyDebugUtilsMessengerEXT(handle, *messenger, allocator);
    *messenger = VK_NULL_HANDLE;
    return VK_ERROR_OUT_OF_HOST_MEMORY;
}

static VKAPI_ATTR void VKAPI_CALL destroy_messenger(VkInstance handle,
                                                    VkDebugUtilsMessengerEXT messenger,
                                                    const VkAllocationCallbacks *allocator)
{
    struct lay_instance *instance = lay_instance_of(handle);
    if (messenger)
        lay_messengers_remove(instance->messengers, LAY_KEY(messenger), true);
    if (instance->next.DestroyDebugUtilsMessengerEXT)
        instance->next.DestroyDebugUtilsMessengerEXT(handle, messenger, allocator);
}

// What the application says itself reaches its messengers from below, when there is a below.
static VKAPI_ATTR void VKAPI_CALL submit_message(VkInstance handle,
                                                 VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                                 VkDebugUtilsMessageTypeFlagsEXT types,
                                                 const VkDebugUtilsMessengerCallbackDataEXT *data)
{
    struct lay_instance *instance = lay_instance_of(handle);
    if (instance->next.SubmitDebugUtilsMessageEXT) {
        instance->next.SubmitDebugUtilsMessageEXT(handle, severity, types, data);
        return;
    }
    const struct lay_message message = {
        .severity = severity,
        .type = types,
        .id = data->pMessageIdName,
        .number = data->messageIdNumber,
        .text = data->pMessage,
        .objects = (VkDebugUtilsObjectNameInfoEXT *)data->pObjects,
        .object_count = data->objectCount,
    };
    lay_messengers_tell(instance->messengers, LAY_STDERR_NEVER, &message);
}

static VKAPI_ATTR VkResult VKAPI_CALL
create_callback(VkInstance handle, const VkDebugReportCallbackCreateInfoEXT *info,
                const VkAllocationCallbacks *allocator, VkDebugReportCallbackEXT *callback)
{
    struct lay_instance *instance = lay_instance_of(handle);
    VkResult result = VK_SUCCESS;
    if (instance->next.CreateDebugReportCallbackEXT)
        result = instance->next.CreateDebugReportCallbackEXT(handle, info, allocator, callback);
    else
        *callback = (VkDebugReportCallbackEXT)lay_new_id();
    if (result != VK_SUCCESS ||
        lay_messengers_add(instance->messengers, LAY_KEY(*callback), NULL, info))
        return result;
    if (instance->next.DestroyDebugReportCallbackEXT)
        instance->next.DestroyDebugReportCallbackEXT(handle, *callback, allocator);
    *callback = VK_NULL_HANDLE;
    return VK_ERROR_OUT_OF_HOST_MEMORY;
}

static VKAPI_ATTR void VKAPI_CALL destroy_callback(VkInstance handle,
                                                   VkDebugReportCallbackEXT callback,
                                                   const VkAllocationCallbacks *allocator)
{
    struct lay_instance *instance = lay_instance_of(handle);
    if (callback)
        lay_messengers_remove(instance->messengers, LAY_KEY(callback), false);
    if (instance->next.DestroyDebugReportCallbackEXT)
        instance->next.DestroyDebugReportCallbackEXT(handle, callback, allocator);
}

static const struct lay_command commands[] = {
    LAY_OWN_COMMAND("vkCreateDebugUtilsMessengerEXT", create_messenger, LAY_WHEN_DEBUG_UTILS),
    LAY_OWN_COMMAND("vkDestroyDebugUtilsMessengerEXT", destroy_messenger, LAY_WHEN_DEBUG_UTILS),
    LAY_OWN_COMMAND("vkSubmitDebugUtilsMessageEXT", submit_message, LAY_WHEN_DEBUG_UTILS),
    LAY_OWN_COMMAND("vkCreateDebugReportCallbackEXT", create_callback, LAY_WHEN_DEBUG_REPORT),
    LAY_OWN_COMMAND("vkDestroyDebugReportCallbackEXT", destroy_callback, LAY_WHEN_DEBUG_REPORT),
};
LAY_FAMILY(lay_debug_family, commands);
