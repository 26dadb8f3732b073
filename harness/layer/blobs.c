// SPDX-License-Identifier: Apache-2.0
#include "blobs.h"

#include <stdlib.h>

struct awaited {
    struct awaited *next;
    VkDeferredOperationKHR operation;
    uint64_t operation_id;
    struct lay_serialization serialization;
};

struct lay_blobs {
    struct awaited *first; // an operation writes one at a time, so there are few
};

static void note(const struct lay_serialization *serialization)
{
    if (serialization->known)
        lay_origin_note(serialization->bytes, serialization->size, &serialization->origin);
    else
        lay_origin_unseen(serialization->origin.create_size);
}

static void await(struct lay_device *device, VkDeferredOperationKHR handle,
                  const struct lay_serialization *serialization)
{
    const struct lay_deferred_operation *operation = lay_find_deferred(device, handle);
    if (!device->blobs)
        device->blobs = calloc(1, sizeof *device->blobs);
    struct awaited *awaited = operation && device->blobs ? malloc(sizeof *awaited) : NULL;
    if (!awaited) {
        lay_origin_unseen(serialization->origin.create_size);
        return;
    }
    *awaited = (struct awaited){device->blobs->first, handle, operation->record.id, *serialization};
    device->blobs->first = awaited;
}

void lay_blobs_take(struct lay_device *device, VkDeferredOperationKHR operation, VkResult result,
                    const struct lay_serialization *serialization)
{
    if (result == VK_OPERATION_DEFERRED_KHR) {
        lay_lock(device);
        lay_take_effects(device, operation, result, NULL, 0);
        await(device, operation, serialization);
        lay_unlock(device);
    } else if (result == VK_SUCCESS || result == VK_OPERATION_NOT_DEFERRED_KHR) {
        note(serialization);
    }
}

static struct awaited **find_awaited(struct lay_blobs *blobs, uint64_t operation_id)
{
    struct awaited **link = &blobs->first;
    while (*link && (*link)->operation_id != operation_id)
        link = &(*link)->next;
    return link;
}

void lay_blobs_settle(struct lay_device *device, uint64_t operation_id, bool succeeded)
{
    if (!device->blobs)
        return;
    struct awaited **link = find_awaited(device->blobs, operation_id);
    struct awaited *awaited = *link;
    if (!awaited)
        return;
    if (succeeded)
        note(&awaited->serialization);
    *link = awaited->next;
    free(awaited);
}

static bool overlaps(const struct lay_serialization *serialization, const void *bytes, size_t size)
{
    const uintptr_t a = (uintptr_t)serialization->bytes;
    const uintptr_t b = (uintptr_t)bytes;
    return a < b ? b - a < serialization->size : a - b < size;
}

VkDeferredOperationKHR lay_blobs_awaited(struct lay_device *device, const void *bytes, size_t size)
{
    struct awaited *awaited = device->blobs ? device->blobs->first : NULL;
    while (awaited && !overlaps(&awaited->serialization, bytes, size))
        awaited = awaited->next;
    if (!awaited || !lay_find_same(device, LAY_DEFERRED_OPERATION, LAY_KEY(awaited->operation),
                                   awaited->operation_id))
        return VK_NULL_HANDLE;
    // The answer may take the entry out of the list.
    const VkDeferredOperationKHR operation = awaited->operation;
    const bool pending = lay_operation_pending(device, operation) == LAY_YES;
    return pending ? operation : VK_NULL_HANDLE;
}

void lay_blobs_clear(struct lay_device *device)
{
    while (device->blobs && device->blobs->first) {
        struct awaited *first = device->blobs->first;
        device->blobs->first = first->next;
        free(first);
    }
    free(device->blobs);
    device->blobs = NULL;
}
