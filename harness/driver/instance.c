// SPDX-License-Identifier: Apache-2.0
#include "extensions.h"
#include "fault.h"
#include "outarray.h"
#include "personality.h"

VKAPI_ATTR VkResult VKAPI_CALL ref_EnumerateInstanceVersion(uint32_t *pApiVersion)
{
    *pApiVersion = REF_API_VERSION;
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_EnumerateInstanceExtensionProperties(
    const char *pLayerName, uint32_t *pPropertyCount, VkExtensionProperties *pProperties)
{
    if (pLayerName)
        return VK_ERROR_LAYER_NOT_PRESENT;
    return ref_extension_enumerate(true, pPropertyCount, pProperties);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_EnumerateInstanceLayerProperties(uint32_t *pPropertyCount,
                                                                    VkLayerProperties *pProperties)
{
    return ref_outarray(pPropertyCount, pProperties, NULL, 0, sizeof *pProperties);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateInstance(const VkInstanceCreateInfo *pCreateInfo,
                                                  const VkAllocationCallbacks *pAllocator,
                                                  VkInstance *pInstance)
{
    *pInstance = VK_NULL_HANDLE;
    // Both are checked so that a mistake in each is told.
    const bool fault_known = ref_fault_check(), personality_known = ref_personality_check();
    if (!fault_known || !personality_known)
        return VK_ERROR_INITIALIZATION_FAILED;

    uint32_t extensions = 0;
    for (uint32_t i = 0; i < pCreateInfo->enabledExtensionCount; i++) {
        const enum ref_extension extension =
            ref_extension_find(pCreateInfo->ppEnabledExtensionNames[i], true);
        if (extension == REF_EXTENSION_COUNT)
            return VK_ERROR_EXTENSION_NOT_PRESENT;
        extensions |= 1u << extension;
    }

    // Any version of Vulkan proper is fine; another variant (Vulkan SC) is another API.
    const VkApplicationInfo *application = pCreateInfo->pApplicationInfo;
    const uint32_t api_version =
        application && application->apiVersion ? application->apiVersion : VK_API_VERSION_1_0;
    if (VK_API_VERSION_VARIANT(api_version) != 0)
        return VK_ERROR_INCOMPATIBLE_DRIVER;

    struct ref_instance *instance =
        ref_object_create(pAllocator, NULL, VK_OBJECT_TYPE_INSTANCE, sizeof *instance);
    if (!instance)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    instance->api_version = api_version;
    instance->extensions = extensions;

    instance->physical_device = ref_physical_device_create(instance);
    if (!instance->physical_device) {
        ref_object_destroy(instance);
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    }
    *pInstance = ref_instance_to_handle(instance);
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyInstance(VkInstance _instance,
                                               const VkAllocationCallbacks *pAllocator)
{
    (void)pAllocator;
    struct ref_instance *instance = ref_instance_from_handle(_instance);
    if (!instance)
        return;
    ref_object_destroy(instance->physical_device);
    ref_object_destroy(instance);
}
