// SPDX-License-Identifier: Apache-2.0
#include "shared_handles.h"

#include "personality.h"

static bool same_allocator(const VkAllocationCallbacks *a, const VkAllocationCallbacks *b)
{
    return a->pUserData == b->pUserData && a->pfnAllocation == b->pfnAllocation &&
           a->pfnFree == b->pfnFree;
}

static bool equal(const struct ref_micromap *a, const struct ref_micromap *b)
{
    return a->buffer == b->buffer && a->offset == b->offset && a->size == b->size &&
           a->type == b->type && a->flags == b->flags &&
           same_allocator(&a->base.allocator, &b->base.allocator);
}

struct ref_micromap *ref_shared_handle(struct ref_device *device, struct ref_micromap *map)
{
    if (!device->shared_handles)
        return map;
    pthread_mutex_lock(&device->lock);
    struct ref_micromap *found = device->shared_micromaps;
    while (found && !equal(found, map))
        found = found->next;
    if (!found) {
        map->next = device->shared_micromaps;
        device->shared_micromaps = map;
    }
    (found ? found : map)->holders++;
    pthread_mutex_unlock(&device->lock);
    if (found)
        ref_object_destroy(map);
    return found ? found : map;
}

bool ref_shared_handle_drop(struct ref_device *device, struct ref_micromap *map)
{
    if (!device->shared_handles || !map)
        return true;
    pthread_mutex_lock(&device->lock);
    const bool last = --map->holders == 0;
    if (last) {
        struct ref_micromap **link = &device->shared_micromaps;
        while (*link != map)
            link = &(*link)->next;
        *link = map->next;
    }
    pthread_mutex_unlock(&device->lock);
    return last;
}

bool ref_shared_handles(const VkDeviceCreateInfo *info)
{
    const VkPhysicalDevicePrivateDataFeatures *alone =
        ref_find(info->pNext, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRIVATE_DATA_FEATURES);
    const VkPhysicalDeviceVulkan13Features *all =
        ref_find(info->pNext, VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES);
    const bool private_data = (alone && alone->privateData) || (all && all->privateData);
    return ref_personality()->shared_handles && !private_data;
}
