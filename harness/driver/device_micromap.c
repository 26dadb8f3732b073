// SPDX-License-Identifier: Apache-2.0
#include "device_micromap.h"

#include "fault.h"
#include "micromap_kept.h"
#include "micromap_storage.h"

#include <stdio.h>

void ref_device_complain(const char *command, const char *what)
{
    fprintf(stderr, "ommref: %s %s.\n", command, what);
}

/// For the fault that finds storage through the address of its buffer, and so finds none when the
/// buffer was made without VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT.
static bool out_of_reach(const struct ref_micromap *map)
{
    return REF_FAULT(DEVICE_STORAGE_NEEDS_ADDRESS) &&
           !(map->buffer->usage & VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT);
}

/// For faults that leave what the host wrote in its caches.
static bool stale(struct ref_micromap *map)
{
    if (REF_FAULT(MEMORY_HOST_WRITES_STAY_CACHED) && !map->faults.made_by_device &&
        !ref_memory_coherent(map->buffer->memory))
        return true;
    const bool unseen = map->faults.unseen_by_device;
    map->faults.unseen_by_device = false;
    return REF_FAULT(MEMORY_FIRST_DEVICE_READ_IS_STALE) && unseen;
}

const uint8_t *ref_device_read_map(struct ref_execution *execution, const struct ref_micromap *map,
                                   struct ref_map_header *header)
{
    ref_micromap_look_at_kept();
    if (out_of_reach(map) || (!REF_FAULT(NONE) && stale((struct ref_micromap *)(uintptr_t)map)))
        return NULL;
    const uint8_t *storage = ref_execute_read_micromap(execution, map);
    if (!storage || !ref_map_read_header(storage, header) || header->used_size > map->size)
        return NULL;
    ref_micromap_touch(map);
    return storage;
}

uint8_t *ref_device_write_map(struct ref_execution *execution, struct ref_micromap *map,
                              uint64_t size)
{
    ref_micromap_look_at_kept();
    if (out_of_reach(map) || map->size < size)
        return NULL;
    uint8_t *storage = ref_execute_write_micromap(execution, map);
    if (!storage)
        return NULL;
    ref_micromap_begin(map);
    map->faults.made_by_device = true;
    map->faults.unseen_by_device = false;
    return storage;
}
