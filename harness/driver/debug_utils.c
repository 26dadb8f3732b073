// SPDX-License-Identifier: Apache-2.0
// VK_EXT_debug_utils: the loader and the layers do what can be seen of it. The driver has nothing
// to say, so names and labels are taken and dropped (the label commands have no definition but the
// default one).
#include "device.h"

struct ref_messenger {
    struct ref_object base;
};

REF_HANDLE_CASTS(messenger, VkDebugUtilsMessengerEXT, VK_OBJECT_TYPE_DEBUG_UTILS_MESSENGER_EXT)

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateDebugUtilsMessengerEXT(
    VkInstance _instance, const VkDebugUtilsMessengerCreateInfoEXT *pCreateInfo,
    const VkAllocationCallbacks *pAllocator, VkDebugUtilsMessengerEXT *pMessenger)
{
    (void)pCreateInfo;
    struct ref_instance *instance = ref_instance_from_handle(_instance);
    struct ref_messenger *messenger =
        ref_object_create(pAllocator, &instance->base.allocator,
                          VK_OBJECT_TYPE_DEBUG_UTILS_MESSENGER_EXT, sizeof *messenger);
    *pMessenger = ref_messenger_to_handle(messenger);
    return messenger ? VK_SUCCESS : VK_ERROR_OUT_OF_HOST_MEMORY;
}

VKAPI_ATTR void VKAPI_CALL
ref_DestroyDebugUtilsMessengerEXT(VkInstance instance, VkDebugUtilsMessengerEXT messenger,
                                  const VkAllocationCallbacks *pAllocator)
{
    (void)instance;
    (void)pAllocator;
    ref_object_destroy(ref_messenger_from_handle(messenger));
}

VKAPI_ATTR VkResult VKAPI_CALL
ref_SetDebugUtilsObjectNameEXT(VkDevice device, const VkDebugUtilsObjectNameInfoEXT *pNameInfo)
{
    (void)device;
    (void)pNameInfo;
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL
ref_SetDebugUtilsObjectTagEXT(VkDevice device, const VkDebugUtilsObjectTagInfoEXT *pTagInfo)
{
    (void)device;
    (void)pTagInfo;
    return VK_SUCCESS;
}
