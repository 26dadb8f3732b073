// SPDX-License-Identifier: Apache-2.0
// What host commands do to micromaps, at once or when a deferred operation completes.
#include "blobs.h"
#include "contents.h"

#include <stdlib.h>
#include <string.h>

static const struct lay_contents nobody_knows = {.constructed = LAY_UNKNOWN};

static void apply(struct lay_device *device, const struct lay_effect *effect, bool succeeded)
{
    struct lay_micromap *micromap =
        lay_find_same(device, LAY_MICROMAP, LAY_KEY(effect->micromap), effect->micromap_id);
    if (!micromap)
        return;
    lay_contents_set(micromap, succeeded ? &effect->contents : &nobody_knows,
                     (struct lay_point){0});
    micromap->pending = VK_NULL_HANDLE;
}

static void finish(struct lay_device *device, struct lay_deferred_operation *operation,
                   VkResult result)
{
    for (uint32_t i = 0; i < operation->effect_count; ++i)
        apply(device, &operation->effects[i], result == VK_SUCCESS);
    lay_blobs_settle(device, operation->record.id, result == VK_SUCCESS);
    free(operation->effects);
    operation->effects = NULL;
    operation->effect_count = 0;
    operation->pending = false;
}

// Asks the next layer how a pending operation stands, and notes its effects once it is complete.
static void settle(struct lay_device *device, struct lay_deferred_operation *operation)
{
    if (!operation->pending)
        return;
    const VkDeferredOperationKHR handle = (VkDeferredOperationKHR)operation->record.handle;
    const VkResult result = device->next.GetDeferredOperationResultKHR(device->handle, handle);
    if (result != VK_NOT_READY)
        finish(device, operation, result);
}

enum lay_truth lay_operation_pending(struct lay_device *device, VkDeferredOperationKHR handle)
{
    struct lay_deferred_operation *operation = lay_find_deferred(device, handle);
    if (!operation)
        return LAY_UNKNOWN;
    settle(device, operation);
    return operation->pending ? LAY_YES : LAY_NO;
}

const struct lay_contents *lay_contents_of(struct lay_device *device, struct lay_micromap *micromap)
{
    if (micromap->pending) {
        struct lay_deferred_operation *operation = lay_find_same(
            device, LAY_DEFERRED_OPERATION, LAY_KEY(micromap->pending), micromap->pending_id);
        if (operation)
            settle(device, operation);
    }
    if (device->blind || !lay_point_complete(&micromap->written))
        return &nobody_knows;
    return &micromap->contents;
}

static bool keep(struct lay_device *device, VkDeferredOperationKHR handle,
                 const struct lay_effect *effects, uint32_t count)
{
    struct lay_deferred_operation *operation = lay_find_deferred(device, handle);
    if (!operation)
        return false;
    // A command was deferred to it, so that the one before is complete, whoever saw that.
    finish(device, operation, VK_ERROR_UNKNOWN);
    operation->pending = true;
    if (!count)
        return true;
    operation->effects = malloc(count * sizeof *effects);
    if (!operation->effects)
        return false;
    memcpy(operation->effects, effects, count * sizeof *effects);
    operation->effect_count = count;
    for (uint32_t i = 0; i < count; ++i) {
        struct lay_micromap *micromap = lay_find_same(
            device, LAY_MICROMAP, LAY_KEY(effects[i].micromap), effects[i].micromap_id);
        if (!micromap)
            continue;
        micromap->contents = (struct lay_contents){.constructed = LAY_NO};
        micromap->pending = handle;
        micromap->pending_id = operation->record.id;
    }
    return true;
}

void lay_take_effects(struct lay_device *device, VkDeferredOperationKHR operation, VkResult result,
                      const struct lay_effect *effects, uint32_t count)
{
    if (result == VK_OPERATION_DEFERRED_KHR && keep(device, operation, effects, count))
        return;
    const bool succeeded = result == VK_SUCCESS || result == VK_OPERATION_NOT_DEFERRED_KHR;
    for (uint32_t i = 0; i < count; ++i)
        apply(device, &effects[i], succeeded);
}
