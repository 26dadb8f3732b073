// SPDX-License-Identifier: Apache-2.0
// Who is told what the layer finds: the application's messengers, which every layer that reports has
// to remember itself, because nothing below it would pass messages back up. Messengers of
// VK_EXT_debug_utils and callbacks of the older VK_EXT_debug_report are listeners alike.
#ifndef LAY_MESSENGERS_H
#define LAY_MESSENGERS_H

#include "state.h"

/// One message, ready to be told.
struct lay_message {
    VkDebugUtilsMessageSeverityFlagBitsEXT severity;
    VkDebugUtilsMessageTypeFlagsEXT type;
    const char *id; ///< the VUID
    int32_t number; ///< a hash of it
    const char *text;
    VkDebugUtilsObjectNameInfoEXT *objects;
    uint32_t object_count;
};

/// The listeners of a new instance: those that its create info names, which hear what is said while it
/// is created. NULL when there is no memory.
struct lay_messengers *lay_messengers_create(const VkInstanceCreateInfo *info);
void lay_messengers_destroy(struct lay_messengers *messengers);

/// The instance is there, and nobody else knows it yet: from now on the listeners of its create info sleep. (While it is
/// destroyed, nothing is said.)
void lay_messengers_complete(struct lay_messengers *messengers);

/// Tells every listener that wants messages of this severity and type, or stderr as the settings say.
/// Whether one answered VK_TRUE. No lock is held while they listen.
bool lay_messengers_tell(struct lay_messengers *messengers, enum lay_stderr to_stderr,
                         const struct lay_message *message);

/// Adds a listener with one of the two structures, not both. False when there is no memory.
bool lay_messengers_add(struct lay_messengers *messengers, uint64_t handle,
                        const VkDebugUtilsMessengerCreateInfoEXT *utils,
                        const VkDebugReportCallbackCreateInfoEXT *report);
/// Messengers and callbacks may share a handle, so that it takes `utils` to tell which is meant.
void lay_messengers_remove(struct lay_messengers *messengers, uint64_t handle, bool utils);

#endif
