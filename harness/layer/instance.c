// SPDX-License-Identifier: Apache-2.0
#include "commands.h"
#include "dispatch.h"
#include "messengers.h"

#include <stdlib.h>
#include <string.h>

// Among the loader's own structures in a create info: the link to the next layer, which each layer moves on
// for the one below.
static VkLayerInstanceCreateInfo *find_link(const VkInstanceCreateInfo *info)
{
    const void *chain = info->pNext;
    VkLayerInstanceCreateInfo *found;
    while ((found = (void *)lay_find_in_chain(chain, LAY_STRUCTURE_TYPE_LOADER_INSTANCE)) &&
           found->function != VK_LAYER_LINK_INFO)
        chain = found->pNext;
    return found;
}

static void instance_free(struct lay_instance *instance)
{
    if (instance->messengers)
        lay_messengers_destroy(instance->messengers);
    free(instance);
}

static bool enables(const VkInstanceCreateInfo *info, const char *extension)
{
    for (uint32_t i = 0; i < info->enabledExtensionCount; ++i)
        if (!strcmp(info->ppEnabledExtensionNames[i], extension))
            return true;
    return false;
}

static void read_settings(struct lay_instance *instance, const VkInstanceCreateInfo *info)
{
    char complaint[256];
    instance->settings = lay_settings_read(info, complaint, sizeof complaint);
    if (!complaint[0])
        return;
    const struct lay_message message = {
        .severity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
        .type = VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT,
        .id = "OMMCTS-layer-setting",
        .text = complaint,
    };
    lay_messengers_tell(instance->messengers, instance->settings.to_stderr, &message);
}

static struct lay_instance *instance_new(const VkInstanceCreateInfo *info)
{
    struct lay_instance *instance = calloc(1, sizeof *instance);
    if (!instance)
        return NULL;
    const uint32_t version = info->pApplicationInfo ? info->pApplicationInfo->apiVersion : 0;
    instance->api_version = version ? version : VK_API_VERSION_1_0;
    instance->debug_utils = enables(info, VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
    instance->debug_report = enables(info, VK_EXT_DEBUG_REPORT_EXTENSION_NAME);
    instance->properties_2 = enables(info, VK_KHR_GET_PHYSICAL_DEVICE_PROPERTIES_2_EXTENSION_NAME);
    instance->messengers = lay_messengers_create(info);
    if (!instance->messengers) {
        instance_free(instance);
        return NULL;
    }
    read_settings(instance, info);
    return instance;
}

// An enabled extension is there for every version under its own names. Under those of Vulkan 1.1 layers below would blame
// the application for calls of this one.
static void use_extension(struct lay_instance *instance)
{
    struct lay_instance_next *next = &instance->next;
    next->GetPhysicalDeviceFeatures2 = (PFN_vkGetPhysicalDeviceFeatures2)next->GetInstanceProcAddr(
        instance->handle, "vkGetPhysicalDeviceFeatures2KHR");
    next->GetPhysicalDeviceProperties2 =
        (PFN_vkGetPhysicalDeviceProperties2)next->GetInstanceProcAddr(
            instance->handle, "vkGetPhysicalDeviceProperties2KHR");
}

static VKAPI_ATTR VkResult VKAPI_CALL create_instance(const VkInstanceCreateInfo *info,
                                                      const VkAllocationCallbacks *allocator,
                                                      VkInstance *handle)
{
    VkLayerInstanceCreateInfo *link = find_link(info);
    if (!link || !link->u.pLayerInfo)
        return VK_ERROR_INITIALIZATION_FAILED;
    PFN_vkGetInstanceProcAddr get = link->u.pLayerInfo->pfnNextGetInstanceProcAddr;
    PFN_vkCreateInstance create = (PFN_vkCreateInstance)get(VK_NULL_HANDLE, "vkCreateInstance");
    if (!create)
        return VK_ERROR_INITIALIZATION_FAILED;
    struct lay_instance *instance = instance_new(info);
    if (!instance)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    link->u.pLayerInfo = link->u.pLayerInfo->pNext;
    const VkResult result = create(info, allocator, handle);
    if (result != VK_SUCCESS) {
        instance_free(instance);
        return result;
    }
    instance->handle = *handle;
    lay_instance_next_load(&instance->next, *handle, get);
    if (instance->properties_2)
        use_extension(instance);
    lay_messengers_complete(instance->messengers);
    if (lay_dispatch_add_instance(instance))
        return result;
    instance->next.DestroyInstance(*handle, allocator);
    instance_free(instance);
    return VK_ERROR_OUT_OF_HOST_MEMORY;
}

static VKAPI_ATTR void VKAPI_CALL destroy_instance(VkInstance handle,
                                                   const VkAllocationCallbacks *allocator)
{
    if (!handle)
        return;
    struct lay_instance *instance = lay_dispatch_take_instance(handle);
    instance->next.DestroyInstance(handle, allocator);
    instance_free(instance);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCreateInstance", create_instance),
    LAY_COMMAND("vkDestroyInstance", destroy_instance),
    LAY_COMMAND("vkGetInstanceProcAddr", lay_GetInstanceProcAddr),
};
LAY_FAMILY(lay_instance_family, commands);
