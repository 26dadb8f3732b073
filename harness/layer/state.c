// SPDX-License-Identifier: Apache-2.0
// Records of objects: the same bookkeeping for every kind.
#include "state.h"

#include "record.h"

#include <stdatomic.h>
#include <stdlib.h>

static void release_operation(void *record)
{
    free(((struct lay_deferred_operation *)record)->effects);
}

static void release_command_buffer(void *record)
{
    lay_command_buffer_release(record);
}

static void release_query_pool(void *record)
{
    lay_query_pool_release(record);
}

static const struct kind {
    size_t size;
    void (*release)(void *record);
} kinds[LAY_KIND_COUNT] = {
    [LAY_MEMORY] = {sizeof(struct lay_memory), NULL},
    [LAY_BUFFER] = {sizeof(struct lay_buffer), NULL},
    [LAY_MICROMAP] = {sizeof(struct lay_micromap), NULL},
    [LAY_DEFERRED_OPERATION] = {sizeof(struct lay_deferred_operation), release_operation},
    [LAY_COMMAND_POOL] = {sizeof(struct lay_command_pool), NULL},
    [LAY_COMMAND_BUFFER] = {sizeof(struct lay_command_buffer), release_command_buffer},
    [LAY_QUERY_POOL] = {sizeof(struct lay_query_pool), release_query_pool},
    [LAY_QUEUE] = {sizeof(struct lay_queue), NULL},
    [LAY_FENCE] = {sizeof(struct lay_fence), NULL},
    [LAY_SEMAPHORE] = {sizeof(struct lay_semaphore), NULL},
};

// How many live objects of any device have a handle, as a pointer-sized number. The lock is taken
// inside of devices' locks, and none inside of it.
static pthread_mutex_t census_lock = PTHREAD_MUTEX_INITIALIZER;
static struct lay_map census[LAY_KIND_COUNT];

static void count_in(enum lay_kind kind, uint64_t handle, bool in)
{
    pthread_mutex_lock(&census_lock);
    const uintptr_t count = (uintptr_t)lay_map_find(&census[kind], handle);
    if (in)
        lay_map_put(&census[kind], handle, (void *)(count + 1));
    else if (count > 1)
        lay_map_put(&census[kind], handle, (void *)(count - 1));
    else
        lay_map_take(&census[kind], handle);
    if (!census[kind].count)
        lay_map_clear(&census[kind]);
    pthread_mutex_unlock(&census_lock);
}

bool lay_exists(enum lay_kind kind, uint64_t handle)
{
    pthread_mutex_lock(&census_lock);
    const bool exists = lay_map_find(&census[kind], handle);
    pthread_mutex_unlock(&census_lock);
    return exists;
}

uint64_t lay_new_id(void)
{
    static _Atomic uint64_t last;
    return atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
}

static void release(enum lay_kind kind, struct lay_record *record)
{
    count_in(kind, record->handle, false);
    if (kinds[kind].release)
        kinds[kind].release(record);
    free(record);
}

void *lay_track(struct lay_device *device, enum lay_kind kind, uint64_t handle)
{
    struct lay_map *map = &device->maps[kind];
    struct lay_record *twin = lay_map_find(map, handle);
    struct lay_record *record = twin ? NULL : calloc(1, kinds[kind].size);
    if (!record || !lay_map_put(map, handle, record)) {
        free(record);
        device->incomplete[kind] = true;
        if (twin)
            ++twin->twins;
        return NULL;
    }
    record->handle = handle;
    record->id = lay_new_id();
    count_in(kind, handle, true);
    return record;
}

void lay_untrack(struct lay_device *device, enum lay_kind kind, uint64_t handle)
{
    struct lay_record *record = lay_map_find(&device->maps[kind], handle);
    if (!record)
        return;
    // Which of the twins goes is not known. The one that stays is not found either.
    if (record->twins > 0) {
        --record->twins;
        record->ambiguous = true;
        return;
    }
    lay_map_take(&device->maps[kind], handle);
    release(kind, record);
}

void lay_untrack_all(struct lay_device *device)
{
    for (enum lay_kind kind = 0; kind < LAY_KIND_COUNT; ++kind) {
        size_t cursor = 0;
        for (void *record; (record = lay_map_next(&device->maps[kind], &cursor));)
            release(kind, record);
        lay_map_clear(&device->maps[kind]);
    }
}

void *lay_find(const struct lay_device *device, enum lay_kind kind, uint64_t handle)
{
    struct lay_record *record = lay_map_find(&device->maps[kind], handle);
    return record && !record->twins && !record->ambiguous ? record : NULL;
}

void *lay_find_same(const struct lay_device *device, enum lay_kind kind, uint64_t handle,
                    uint64_t id)
{
    struct lay_record *record = lay_find(device, kind, handle);
    return record && record->id == id ? record : NULL;
}

bool lay_is_invalid(const struct lay_device *device, enum lay_kind kind, uint64_t handle)
{
    return !device->incomplete[kind] && !lay_map_find(&device->maps[kind], handle);
}

struct lay_buffer *lay_buffer_of(const struct lay_device *device,
                                 const struct lay_micromap *micromap)
{
    return lay_find_same(device, LAY_BUFFER, LAY_KEY(micromap->buffer), micromap->buffer_id);
}

struct lay_memory *lay_memory_of(const struct lay_device *device, const struct lay_buffer *buffer)
{
    if (!buffer->bound || buffer->sparse)
        return NULL;
    return lay_find_same(device, LAY_MEMORY, LAY_KEY(buffer->memory), buffer->memory_id);
}

const void *lay_find_in_chain(const void *chain, VkStructureType type)
{
    const VkBaseInStructure *link = chain;
    while (link && link->sType != type)
        link = link->pNext;
    return link;
}
