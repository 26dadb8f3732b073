// SPDX-License-Identifier: Apache-2.0
// The personality "shared-handles": micromaps created with equal parameters are one object, which
// dies with the last of them. A device with privateData does not do so: its handles must be unique.
#ifndef REF_SHARED_HANDLES_H
#define REF_SHARED_HANDLES_H

#include "micromap.h"

/// Gives the live object that equals the new one `map`, after destroying that, or `map` itself.
/// In every other personality that is always `map`.
struct ref_micromap *ref_shared_handle(struct ref_device *device, struct ref_micromap *map);

/// True when nobody else has the handle: the object is to be destroyed.
bool ref_shared_handle_drop(struct ref_device *device, struct ref_micromap *map);

/// True when devices made with this create info share handles.
bool ref_shared_handles(const VkDeviceCreateInfo *info);

#endif
