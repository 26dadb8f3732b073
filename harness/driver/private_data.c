// SPDX-License-Identifier: Apache-2.0
// Private data hangs on the object itself, keyed by the slot's never-repeated number: an object
// that gets a dead one's address starts empty, and a destroyed slot's values can't show up under a
// new one.
#include "private_data.h"

#include "device.h"

#include <pthread.h>

struct ref_private_data {
    struct ref_private_data *next;
    uint64_t slot;
    uint64_t value;
    VkAllocationCallbacks allocator; ///< the device's
};

struct ref_private_data_slot {
    struct ref_object base;
    uint64_t number;
};

REF_HANDLE_CASTS(private_data_slot, VkPrivateDataSlot, VK_OBJECT_TYPE_PRIVATE_DATA_SLOT)

// Neither the object nor the slot is externally synchronized in set and get.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

VKAPI_ATTR VkResult VKAPI_CALL ref_CreatePrivateDataSlot(
    VkDevice _device, const VkPrivateDataSlotCreateInfo *pCreateInfo,
    const VkAllocationCallbacks *pAllocator, VkPrivateDataSlot *pPrivateDataSlot)
{
    (void)pCreateInfo;
    static uint64_t last_number;
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_private_data_slot *slot = ref_object_create(
        pAllocator, &device->base.allocator, VK_OBJECT_TYPE_PRIVATE_DATA_SLOT, sizeof *slot);
    *pPrivateDataSlot = ref_private_data_slot_to_handle(slot);
    if (!slot)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    pthread_mutex_lock(&lock);
    slot->number = ++last_number;
    pthread_mutex_unlock(&lock);
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyPrivateDataSlot(VkDevice device, VkPrivateDataSlot slot,
                                                      const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy(ref_private_data_slot_from_handle(slot));
}

static struct ref_private_data *find(const struct ref_object *object, uint64_t slot)
{
    for (struct ref_private_data *item = object->private_data; item; item = item->next)
        if (item->slot == slot)
            return item;
    return NULL;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_SetPrivateData(VkDevice _device, VkObjectType objectType,
                                                  uint64_t objectHandle,
                                                  VkPrivateDataSlot privateDataSlot, uint64_t data)
{
    (void)objectType;
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_object *object = (struct ref_object *)(uintptr_t)objectHandle;
    const uint64_t slot = ref_private_data_slot_from_handle(privateDataSlot)->number;

    pthread_mutex_lock(&lock);
    struct ref_private_data *item = find(object, slot);
    if (!item) {
        item = ref_alloc(&device->base.allocator, sizeof *item, _Alignof(max_align_t),
                         VK_SYSTEM_ALLOCATION_SCOPE_DEVICE);
        if (item) {
            item->slot = slot;
            item->allocator = device->base.allocator;
            item->next = object->private_data;
            object->private_data = item;
        }
    }
    if (item)
        item->value = data;
    pthread_mutex_unlock(&lock);
    return item ? VK_SUCCESS : VK_ERROR_OUT_OF_HOST_MEMORY;
}

VKAPI_ATTR void VKAPI_CALL ref_GetPrivateData(VkDevice device, VkObjectType objectType,
                                              uint64_t objectHandle,
                                              VkPrivateDataSlot privateDataSlot, uint64_t *pData)
{
    (void)device;
    (void)objectType;
    const struct ref_object *object = (const struct ref_object *)(uintptr_t)objectHandle;
    const uint64_t slot = ref_private_data_slot_from_handle(privateDataSlot)->number;

    pthread_mutex_lock(&lock);
    const struct ref_private_data *item = find(object, slot);
    *pData = item ? item->value : 0;
    pthread_mutex_unlock(&lock);
}

void ref_private_data_release(struct ref_object *object)
{
    for (struct ref_private_data *item = object->private_data, *next; item; item = next) {
        next = item->next;
        const VkAllocationCallbacks allocator = item->allocator;
        ref_free(&allocator, item);
    }
    object->private_data = NULL;
}
