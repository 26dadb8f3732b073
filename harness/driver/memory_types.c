// SPDX-License-Identifier: Apache-2.0
#include "memory_types.h"

#include "fault.h"
#include "personality.h"

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

// Not what the machine has: pages are backed when touched. A fixed size makes absurd requests fail
// the same way everywhere.
#define HEAP_SIZE ((VkDeviceSize)16 << 30)

struct layout {
    VkPhysicalDeviceMemoryProperties properties;
    enum ref_memory_kind kinds[4]; ///< of each type
};

static const struct layout layouts[] = {
    [REF_MEMORY_FOUR_TYPES] =
        {
            .properties =
                {
                    .memoryTypeCount = 4,
                    .memoryTypes = {{HOST | COHERENT, HEAP_HOST},
                                    {HOST | CACHED, HEAP_HOST},
                                    {HOST | COHERENT | CACHED, HEAP_HOST},
                                    {DEVICE, HEAP_DEVICE}},
                    .memoryHeapCount = 2,
                    .memoryHeaps = {[HEAP_DEVICE] = {HEAP_SIZE, VK_MEMORY_HEAP_DEVICE_LOCAL_BIT},
                                    [HEAP_HOST] = {HEAP_SIZE, 0}},
                },
            .kinds = {REF_MEMORY_COHERENT, REF_MEMORY_NON_COHERENT, REF_MEMORY_COHERENT_CACHED,
                      REF_MEMORY_DEVICE_LOCAL},
        },
    [REF_MEMORY_NON_COHERENT_FIRST] =
        {
            .properties =
                {
                    .memoryTypeCount = 3,
                    .memoryTypes = {{HOST | CACHED, HEAP_HOST},
                                    {HOST | COHERENT, HEAP_HOST},
                                    {DEVICE, HEAP_DEVICE}},
                    .memoryHeapCount = 2,
                    .memoryHeaps = {[HEAP_DEVICE] = {HEAP_SIZE, VK_MEMORY_HEAP_DEVICE_LOCAL_BIT},
                                    [HEAP_HOST] = {HEAP_SIZE, 0}},
                },
            .kinds = {REF_MEMORY_NON_COHERENT, REF_MEMORY_COHERENT, REF_MEMORY_DEVICE_LOCAL},
        },
    [REF_MEMORY_ONE_TYPE] =
        {
            .properties =
                {
                    .memoryTypeCount = 1,
                    .memoryTypes = {{DEVICE | HOST | COHERENT | CACHED, HEAP_DEVICE}},
                    .memoryHeapCount = 1,
                    .memoryHeaps = {[HEAP_DEVICE] = {HEAP_SIZE, VK_MEMORY_HEAP_DEVICE_LOCAL_BIT}},
                },
            .kinds = {REF_MEMORY_UNIVERSAL},
        },
};

static const struct layout *layout(void)
{
    return &layouts[ref_personality()->memory];
}

const VkPhysicalDeviceMemoryProperties *ref_memory_properties(void)
{
    return &layout()->properties;
}

uint32_t ref_memory_type_bits(uint32_t excluded_kinds)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < layout()->properties.memoryTypeCount; i++)
        if (!(excluded_kinds & 1u << layout()->kinds[i]))
            bits |= 1u << i;
    return bits;
}

VKAPI_ATTR void VKAPI_CALL ref_GetPhysicalDeviceMemoryProperties(
    VkPhysicalDevice physicalDevice, VkPhysicalDeviceMemoryProperties *pMemoryProperties)
{
    (void)physicalDevice;
    *pMemoryProperties = *ref_memory_properties();
    if (REF_FAULT(MEMORY_TYPES_WITHOUT_HEAP))
        pMemoryProperties->memoryTypes[pMemoryProperties->memoryTypeCount - 1].heapIndex =
            pMemoryProperties->memoryHeapCount;
}

VKAPI_ATTR void VKAPI_CALL ref_GetPhysicalDeviceMemoryProperties2(
    VkPhysicalDevice physicalDevice, VkPhysicalDeviceMemoryProperties2 *pMemoryProperties)
{
    (void)physicalDevice;
    pMemoryProperties->memoryProperties = *ref_memory_properties();
}
