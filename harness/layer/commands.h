// SPDX-License-Identifier: Apache-2.0
// The commands that the layer intercepts. Each family of them sits in a file of its own, which ends
// in a table of names and functions; families.c lists the families. Whatever is in no table passes
// through the layer without being noticed.
#ifndef LAY_COMMANDS_H
#define LAY_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <vulkan/vulkan_core.h>

struct lay_command {
    const char *name; ///< with its "vk"; an alias (…KHR) is a row of its own
    PFN_vkVoidFunction function;
};

struct lay_family {
    const struct lay_command *commands;
    size_t count;
};

#define LAY_COMMAND(name, function)                                                                \
    {                                                                                              \
        name, (PFN_vkVoidFunction)(function)                                                       \
    }
/// The definition of a family `name` from its static table `table`.
#define LAY_FAMILY(name, table)                                                                    \
    const struct lay_family name = {table, sizeof(table) / sizeof *(table)}

extern const struct lay_family *const lay_families[];
extern const size_t lay_family_count;

/// The function of the layer for the command `name`, or NULL: then the command passes by.
PFN_vkVoidFunction lay_intercepted(const char *name);

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL lay_GetInstanceProcAddr(VkInstance instance,
                                                                 const char *name);
VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL lay_GetDeviceProcAddr(VkDevice device, const char *name);

#endif
