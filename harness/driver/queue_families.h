// SPDX-License-Identifier: Apache-2.0
#ifndef REF_QUEUE_FAMILIES_H
#define REF_QUEUE_FAMILIES_H

#include "device.h"

/// REF_QUEUE_FAMILY_COUNT of them: everything, compute and transfer, transfer only.
extern const VkQueueFamilyProperties ref_queue_families[REF_QUEUE_FAMILY_COUNT];

#endif
