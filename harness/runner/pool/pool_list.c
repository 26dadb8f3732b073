// SPDX-License-Identifier: Apache-2.0
// The devices as a worker tells them.
#include "heap.h"
#include "pool/pool_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *text_or_empty(struct run_frame *frame)
{
    char *text = run_frame_text(frame);
    return text ? text : run_strdup("");
}

void run_list_add_device(struct run_device_list *list, struct run_frame *frame)
{
    struct run_device_info device = {0};
    device.name = text_or_empty(frame);
    device.uuid = text_or_empty(frame);
    device.remarks = text_or_empty(frame);
    if (!list) {
        free(device.name);
        free(device.uuid);
        free(device.remarks);
        return;
    }
    list->devices = run_regrow(list->devices, list->count + 1, sizeof(*list->devices));
    list->devices[list->count++] = device;
}

void run_list_add_fact(struct run_device_list *list, struct run_frame *frame)
{
    char *name = text_or_empty(frame), *value = text_or_empty(frame);
    if (!list || list->count == 0) {
        free(name);
        free(value);
        return;
    }
    struct run_device_info *device = &list->devices[list->count - 1];
    device->facts = run_regrow(device->facts, device->fact_count + 1, sizeof(*device->facts));
    device->facts[device->fact_count][0] = name;
    device->facts[device->fact_count][1] = value;
    device->fact_count++;
}

void run_device_list_clear(struct run_device_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct run_device_info *device = &list->devices[i];
        for (size_t k = 0; k < device->fact_count; k++) {
            free(device->facts[k][0]);
            free(device->facts[k][1]);
        }
        free(device->facts);
        free(device->name);
        free(device->uuid);
        free(device->remarks);
    }
    free(list->devices);
    free(list->why);
    free(list->crash);
    *list = (struct run_device_list){0};
}

bool run_pool_devices(struct run_pool *pool, struct run_device_list *list, char *why,
                      size_t why_size)
{
    *list = (struct run_device_list){0};
    if (pool->launch.isolation == RUN_ISOLATE_NONE)
        return run_inline_devices(pool, list);
    pool->listing = list;
    pool->ending = false;
    pool->failed_starts = 0;
    struct run_slot *slot = &pool->slots[0];
    slot->task = (struct run_task){.active = true, .listing = true};
    run_slot_drive(pool, slot);
    while (slot->task.active)
        run_pool_turn(pool);
    pool->listing = NULL;
    bool told = !pool->ending;
    snprintf(why, why_size, "%s", pool->end_why ? pool->end_why : "");
    free(pool->end_why);
    pool->end_why = NULL;
    pool->ending = false;
    return told;
}
