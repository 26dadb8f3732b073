// SPDX-License-Identifier: Apache-2.0
// The handshake with the loader and the look-up of entry points. Which command belongs to which
// level and extension comes from the table that commands.cmake makes of the Vulkan header.
#include "calls.h"
#include "extensions.h"
#include "fault.h"

#include <stdlib.h>
#include <string.h>

#define REF_EXPORT __attribute__((visibility("default")))

enum level {
    LEVEL_GLOBAL,
    LEVEL_INSTANCE,
    LEVEL_PHYSICAL_DEVICE,
    LEVEL_DEVICE,
};

struct command {
    const char *name;
    enum level level;
    enum ref_extension owner;
    PFN_vkVoidFunction function;
};

static const struct command commands[] = {
#define REF_COMMAND(name, level, owner, function)                                                  \
    {"vk" #name, LEVEL_##level, REF_EXTENSION_##owner, (PFN_vkVoidFunction)ref_##function},
#include "commands.inc"
#undef REF_COMMAND
};

static int compare_name(const void *name, const void *command)
{
    return strcmp(name, ((const struct command *)command)->name);
}

static const struct command *find(const char *name)
{
    return bsearch(name, commands, sizeof commands / sizeof *commands, sizeof *commands,
                   compare_name);
}

/// vkGetInstanceProcAddr, table of its behavior: a device command is given as soon as the device
/// extension is available, enabled or not.
static bool instance_gives(const struct ref_instance *instance, const struct command *command)
{
    if (command->level == LEVEL_GLOBAL)
        return !instance;
    if (strcmp(command->name, "vkGetInstanceProcAddr") == 0)
        return true;
    if (!instance)
        return false;
    if (command->owner == REF_EXTENSION_CORE)
        return true;
    if (ref_extension_is_instance(command->owner))
        return instance->extensions & 1u << command->owner;
    return ref_extension_available(command->owner);
}

/// vkGetDeviceProcAddr: only device commands, and only those of the core and of enabled extensions.
/// Features play no part.
static bool device_gives(const struct ref_device *device, const struct command *command)
{
    if (command->level != LEVEL_DEVICE)
        return false;
    if (command->owner == REF_EXTENSION_CORE)
        return true;
    if (ref_extension_is_instance(command->owner))
        return device->physical_device->instance->extensions & 1u << command->owner;
    if (command->owner == REF_EXTENSION_EXT_opacity_micromap) {
        if (REF_FAULT(PROC_ADDR_NULL_FOR_ONE_MICROMAP_COMMAND) &&
            strcmp(command->name, "vkWriteMicromapsPropertiesEXT") == 0)
            return false;
        if (REF_FAULT(PROC_ADDR_NULL_WITHOUT_HOST_COMMANDS) && !device->micromap_host_commands &&
            strncmp(command->name, "vkCopy", strlen("vkCopy")) == 0)
            return false;
        if (REF_FAULT(PROC_ADDR_MICROMAP_WITHOUT_EXTENSION))
            return true;
    }
    if (command->owner == REF_EXTENSION_KHR_deferred_host_operations) {
        if (REF_FAULT(PROC_ADDR_NULL_FOR_JOIN) &&
            strcmp(command->name, "vkDeferredOperationJoinKHR") == 0)
            return false;
        if (REF_FAULT(PROC_ADDR_DEFERRED_WITHOUT_EXTENSION))
            return true;
    }
    return ref_device_extension_enabled(device, command->owner);
}

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL ref_GetInstanceProcAddr(VkInstance instance,
                                                                 const char *pName)
{
    const struct command *command = find(pName);
    if (!command || !instance_gives(ref_instance_from_handle(instance), command))
        return NULL;
    return command->function;
}

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL ref_GetDeviceProcAddr(VkDevice device, const char *pName)
{
    if (strcmp(pName, "ommrefGetCallCount") == 0)
        return (PFN_vkVoidFunction)ref_get_call_count;
    const struct command *command = find(pName);
    if (!command || !device_gives(ref_device_from_handle(device), command))
        return NULL;
    return command->function;
}

REF_EXPORT VKAPI_ATTR VkResult VKAPI_CALL
vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *pVersion)
{
    // Version 5 is the first that leaves it to the driver to judge the application's API version,
    // and every loader that knows Vulkan 1.3 speaks it.
    const uint32_t oldest = 5, newest = 7;
    if (*pVersion < oldest)
        return VK_ERROR_INCOMPATIBLE_DRIVER;
    if (*pVersion > newest)
        *pVersion = newest;
    return VK_SUCCESS;
}

REF_EXPORT VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL
vk_icdGetPhysicalDeviceProcAddr(VkInstance instance, const char *pName)
{
    const struct command *command = find(pName);
    if (!command || command->level != LEVEL_PHYSICAL_DEVICE ||
        !instance_gives(ref_instance_from_handle(instance), command))
        return NULL;
    return command->function;
}

REF_EXPORT VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL vk_icdGetInstanceProcAddr(VkInstance instance,
                                                                              const char *pName)
{
    if (strcmp(pName, "vk_icdNegotiateLoaderICDInterfaceVersion") == 0)
        return (PFN_vkVoidFunction)vk_icdNegotiateLoaderICDInterfaceVersion;
    if (strcmp(pName, "vk_icdGetPhysicalDeviceProcAddr") == 0)
        return (PFN_vkVoidFunction)vk_icdGetPhysicalDeviceProcAddr;
    return ref_GetInstanceProcAddr(instance, pName);
}
