// SPDX-License-Identifier: Apache-2.0
// Two-call enumeration, written once.
#ifndef REF_OUTARRAY_H
#define REF_OUTARRAY_H

#include <string.h>
#include <vulkan/vulkan_core.h>

/// With `out` NULL tells how many elements there are in *count; else copies up to *count of them,
/// sets *count to how many and returns VK_INCOMPLETE when some did not fit.
static inline VkResult ref_outarray(uint32_t *count, void *out, const void *elements,
                                    uint32_t element_count, size_t element_size)
{
    if (!out) {
        *count = element_count;
        return VK_SUCCESS;
    }
    const uint32_t room = *count;
    *count = room < element_count ? room : element_count;
    if (*count > 0)
        memcpy(out, elements, *count * element_size);
    return *count < element_count ? VK_INCOMPLETE : VK_SUCCESS;
}

#endif
