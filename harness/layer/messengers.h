// SPDX-License-Identifier: Apache-2.0
// Who is told what the layer finds: the application's messengers, which every layer that reports has
// to remember itself, because nothing below it would pass messages back up.
#ifndef LAY_MESSENGERS_H
#define LAY_MESSENGERS_H

#include "state.h"

/// One message, ready to be told.
struct lay_message {
    const char *id; ///< the VUID
    int32_t number; ///< a hash of it
    const char *text;
    VkDebugUtilsObjectNameInfoEXT *objects;
    uint32_t object_count;
};

/// The messengers of a new instance, with those that its create info names for the time of its
/// creation and destruction. NULL when there is no memory.
struct lay_messengers *lay_messengers_create(const VkInstanceCreateInfo *info);
void lay_messengers_destroy(struct lay_messengers *messengers);

/// Tells every messenger that wants errors of validation, or stderr as the settings say. Whether one
/// answered VK_TRUE. No lock is held while they listen.
bool lay_messengers_tell(struct lay_instance *instance, const struct lay_message *message);

#endif
