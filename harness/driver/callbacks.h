// SPDX-License-Identifier: Apache-2.0
// The personality "many-callbacks": what host commands of micromaps do to the application's
// allocator without need. Does nothing in the others.
#ifndef REF_CALLBACKS_H
#define REF_CALLBACKS_H

#include "device.h"

/// Allocates, reallocates and frees in COMMAND scope, notifies of an internal allocation, and the
/// first time takes memory in DEVICE scope that stays. False when an allocation failed.
bool ref_callbacks_exercise(struct ref_device *device);

#endif
