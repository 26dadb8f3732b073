// SPDX-License-Identifier: Apache-2.0
// The names that the application gives to objects.
#ifndef LAY_NAMES_H
#define LAY_NAMES_H

#include "report.h"
#include "state.h"

enum { LAY_NAME_SIZE = 96 };

/// Copies an object's name, cut to size, and returns it; NULL when it has none. Not locked.
const char *lay_name_of(struct lay_device *device, const struct lay_object *object,
                        char name[LAY_NAME_SIZE]);

/// Forgets an object's name at its end. Locked.
void lay_name_forget(struct lay_device *device, VkObjectType type, uint64_t handle);

/// Forgets all names. Locked.
void lay_names_clear(struct lay_device *device);

#endif
