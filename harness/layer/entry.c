// SPDX-License-Identifier: Apache-2.0
// The handshake with the loader and the look-up of commands.
#include "commands.h"
#include "state.h"

#include <string.h>

// The one symbol that can be seen from outside. Older headers declare it, and a macro with this name.
#ifndef VK_LAYER_EXPORT
VKAPI_ATTR VkResult VKAPI_CALL
vkNegotiateLoaderLayerInterfaceVersion(VkNegotiateLayerInterface *pVersionStruct);
#endif
#define LAY_EXPORT __attribute__((visibility("default")))

// Commands that exist without an instance.
static bool is_global(const char *name)
{
    static const char *const names[] = {
        "vkCreateInstance",
        "vkEnumerateInstanceExtensionProperties",
        "vkEnumerateInstanceLayerProperties",
        "vkGetInstanceProcAddr",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

// A command that nobody below has stays missing: availability is the driver's, but for what the layer
// can do alone.
static PFN_vkVoidFunction choose(const struct lay_instance *instance, const char *name,
                                 PFN_vkVoidFunction next)
{
    const struct lay_command *own = lay_intercepted(name);
    if (!own)
        return next;
    if (next || (own->available == LAY_WHEN_DEBUG_UTILS && instance->debug_utils) ||
        (own->available == LAY_WHEN_DEBUG_REPORT && instance->debug_report))
        return own->function;
    return NULL;
}

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL lay_GetInstanceProcAddr(VkInstance handle,
                                                                 const char *name)
{
    if (is_global(name))
        return lay_intercepted(name)->function;
    const struct lay_instance *instance = handle ? lay_instance_of(handle) : NULL;
    if (!instance)
        return NULL;
    return choose(instance, name, instance->next.GetInstanceProcAddr(handle, name));
}

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL lay_GetDeviceProcAddr(VkDevice handle, const char *name)
{
    const struct lay_device *device = lay_device_of(handle);
    if (!device)
        return NULL;
    return choose(device->instance, name, device->next.GetDeviceProcAddr(handle, name));
}

LAY_EXPORT VKAPI_ATTR VkResult VKAPI_CALL
vkNegotiateLoaderLayerInterfaceVersion(VkNegotiateLayerInterface *pVersionStruct)
{
    if (pVersionStruct->sType != LAYER_NEGOTIATE_INTERFACE_STRUCT ||
        pVersionStruct->loaderLayerInterfaceVersion < 2)
        return VK_ERROR_INITIALIZATION_FAILED;
    pVersionStruct->loaderLayerInterfaceVersion = 2;
    pVersionStruct->pfnGetInstanceProcAddr = lay_GetInstanceProcAddr;
    pVersionStruct->pfnGetDeviceProcAddr = lay_GetDeviceProcAddr;
    // The layer knows no command of physical devices that the loader does not know.
    pVersionStruct->pfnGetPhysicalDeviceProcAddr = NULL;
    return VK_SUCCESS;
}
