// SPDX-License-Identifier: Apache-2.0
// The rules of creating and destroying micromaps. Both are called without the device's lock.
#ifndef LAY_CHECK_CREATE_H
#define LAY_CHECK_CREATE_H

#include "report.h"

#include <vulkan/vulkan_core.h>

void lay_check_create(struct lay_call *call, const VkMicromapCreateInfoEXT *info,
                      const VkAllocationCallbacks *allocator, const VkMicromapEXT *micromap);
void lay_check_destroy(struct lay_call *call, VkMicromapEXT micromap,
                       const VkAllocationCallbacks *allocator);

#endif
