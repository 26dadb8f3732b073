// SPDX-License-Identifier: Apache-2.0
// The commands that the layer intercepts. Each family of them sits in a file of its own, which ends
// in a table of names and functions; families.c lists the families. Whatever is in no table passes
// through the layer without being noticed.
#ifndef LAY_COMMANDS_H
#define LAY_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <vulkan/vulkan_core.h>

enum lay_availability {
    LAY_WHEN_BELOW, ///< the next layer has the command, else nobody has
    /// The layer does it alone if it must, and the instance has the extension.
    LAY_WHEN_DEBUG_UTILS,
    LAY_WHEN_DEBUG_REPORT,
};

struct lay_command {
    const char *name; ///< with its "vk"; an alias (…KHR) is a row of its own
    PFN_vkVoidFunction function;
    enum lay_availability available;
};

struct lay_device;

struct lay_family {
    const struct lay_command *commands;
    size_t count;
    /// For what a family keeps per device; NULL is fine. `device_begins` is called when the record is
    /// complete and nobody else knows it yet; `device_ends` when nobody knows it any more, also for a
    /// device that never began: then everything is still all zero.
    void (*device_begins)(struct lay_device *device);
    void (*device_ends)(struct lay_device *device);
};

#define LAY_COMMAND(name, function)                                                                \
    {                                                                                              \
        name, (PFN_vkVoidFunction)(function), LAY_WHEN_BELOW                                       \
    }
#define LAY_OWN_COMMAND(name, function, when)                                                      \
    {                                                                                              \
        name, (PFN_vkVoidFunction)(function), when                                                 \
    }
/// The definition of a family `name` from its static table `table`.
#define LAY_FAMILY(name, table)                                                                    \
    const struct lay_family name = {table, sizeof(table) / sizeof *(table), NULL, NULL}
/// The same with what the family does when a device begins and ends; either may be NULL.
#define LAY_DEVICE_FAMILY(name, table, begins, ends)                                               \
    const struct lay_family name = {table, sizeof(table) / sizeof *(table), begins, ends}

extern const struct lay_family *const lay_families[];
extern const size_t lay_family_count;

/// The layer's command of this name, or NULL: then it passes by.
const struct lay_command *lay_intercepted(const char *name);

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL lay_GetInstanceProcAddr(VkInstance instance,
                                                                 const char *name);
VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL lay_GetDeviceProcAddr(VkDevice device, const char *name);

#endif
