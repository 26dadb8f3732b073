// SPDX-License-Identifier: Apache-2.0
#include "queue_families.h"

#include "outarray.h"

// Timestamps are not there, so no family has valid bits.
const VkQueueFamilyProperties ref_queue_families[REF_QUEUE_FAMILY_COUNT] = {
    {VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT | VK_QUEUE_TRANSFER_BIT, 1, 0, {1, 1, 1}},
    {VK_QUEUE_COMPUTE_BIT | VK_QUEUE_TRANSFER_BIT, REF_QUEUE_COUNT_MAX, 0, {1, 1, 1}},
    {VK_QUEUE_TRANSFER_BIT, 1, 0, {1, 1, 1}},
};

VKAPI_ATTR void VKAPI_CALL ref_GetPhysicalDeviceQueueFamilyProperties(
    VkPhysicalDevice physicalDevice, uint32_t *pQueueFamilyPropertyCount,
    VkQueueFamilyProperties *pQueueFamilyProperties)
{
    (void)physicalDevice;
    ref_outarray(pQueueFamilyPropertyCount, pQueueFamilyProperties, ref_queue_families,
                 REF_QUEUE_FAMILY_COUNT, sizeof *ref_queue_families);
}

VKAPI_ATTR void VKAPI_CALL ref_GetPhysicalDeviceQueueFamilyProperties2(
    VkPhysicalDevice physicalDevice, uint32_t *pQueueFamilyPropertyCount,
    VkQueueFamilyProperties2 *pQueueFamilyProperties)
{
    (void)physicalDevice;
    if (!pQueueFamilyProperties) {
        *pQueueFamilyPropertyCount = REF_QUEUE_FAMILY_COUNT;
        return;
    }
    if (*pQueueFamilyPropertyCount > REF_QUEUE_FAMILY_COUNT)
        *pQueueFamilyPropertyCount = REF_QUEUE_FAMILY_COUNT;
    for (uint32_t i = 0; i < *pQueueFamilyPropertyCount; i++)
        pQueueFamilyProperties[i].queueFamilyProperties = ref_queue_families[i];
}
