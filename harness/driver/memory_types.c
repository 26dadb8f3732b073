// SPDX-License-Identifier: Apache-2.0
#include "memory_types.h"

enum {
    HOST = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
    COHERENT = VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
    CACHED = VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
    DEVICE = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
};

enum {
    HEAP_DEVICE,
    HEAP_HOST,
};

const VkPhysicalDeviceMemoryProperties ref_memory_properties = {
    .memoryTypeCount = REF_MEMORY_TYPE_COUNT,
    .memoryTypes =
        {
            [REF_MEMORY_COHERENT] = {HOST | COHERENT, HEAP_HOST},
            [REF_MEMORY_NON_COHERENT] = {HOST | CACHED, HEAP_HOST},
            [REF_MEMORY_COHERENT_CACHED] = {HOST | COHERENT | CACHED, HEAP_HOST},
            [REF_MEMORY_DEVICE_LOCAL] = {DEVICE, HEAP_DEVICE},
        },
    .memoryHeapCount = REF_HEAP_COUNT,
    // Not what the machine has: pages are backed when touched. A fixed size makes absurd requests
    // fail the same way everywhere.
    .memoryHeaps =
        {
            [HEAP_DEVICE] = {(VkDeviceSize)16 << 30, VK_MEMORY_HEAP_DEVICE_LOCAL_BIT},
            [HEAP_HOST] = {(VkDeviceSize)16 << 30, 0},
        },
};

VKAPI_ATTR void VKAPI_CALL ref_GetPhysicalDeviceMemoryProperties(
    VkPhysicalDevice physicalDevice, VkPhysicalDeviceMemoryProperties *pMemoryProperties)
{
    (void)physicalDevice;
    *pMemoryProperties = ref_memory_properties;
}

VKAPI_ATTR void VKAPI_CALL ref_GetPhysicalDeviceMemoryProperties2(
    VkPhysicalDevice physicalDevice, VkPhysicalDeviceMemoryProperties2 *pMemoryProperties)
{
    (void)physicalDevice;
    pMemoryProperties->memoryProperties = ref_memory_properties;
}
