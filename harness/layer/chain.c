// SPDX-License-Identifier: Apache-2.0
#include "chain.h"

#include "compat.h"

#include <stdlib.h>
#include <string.h>
#include <vulkan/vk_layer.h>

// 0: not known.
static size_t size_of(VkStructureType type)
{
    switch ((int)type) {
#define LAY_STRUCTURE(type, name)                                                                  \
    case type:                                                                                     \
        return sizeof(name);
#include "structures.inc"
#undef LAY_STRUCTURE
    case VK_STRUCTURE_TYPE_LOADER_DEVICE_CREATE_INFO:
        return sizeof(VkLayerDeviceCreateInfo);
    default:
        return 0;
    }
}

VkBaseOutStructure *lay_chain_copy(const void *chain, const void *last)
{
    VkBaseOutStructure *first = NULL, **end = &first;
    const VkBaseOutStructure *rest = ((const VkBaseOutStructure *)last)->pNext;
    for (const VkBaseOutStructure *link = chain; link != rest; link = link->pNext) {
        const size_t size = size_of(link->sType);
        VkBaseOutStructure *copy = size ? malloc(size) : NULL;
        if (!copy) {
            lay_chain_free(first, NULL);
            return NULL;
        }
        memcpy(copy, link, size);
        copy->pNext = NULL;
        *end = copy;
        end = &copy->pNext;
    }
    *end = (VkBaseOutStructure *)rest;
    return first;
}

void lay_chain_free(VkBaseOutStructure *copy, const void *rest)
{
    while (copy && copy != rest) {
        VkBaseOutStructure *next = copy->pNext;
        free(copy);
        copy = next;
    }
}

void *lay_chain_find(VkBaseOutStructure *chain, VkStructureType type)
{
    while (chain && chain->sType != type)
        chain = chain->pNext;
    return chain;
}
