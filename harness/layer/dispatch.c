// SPDX-License-Identifier: Apache-2.0
#include "dispatch.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static struct lay_map instances, devices;

void *lay_dispatch_key(const void *dispatchable)
{
    return *(void *const *)dispatchable;
}

static void *find(const struct lay_map *map, const void *dispatchable)
{
    pthread_rwlock_rdlock(&lock);
    void *found = lay_map_find(map, LAY_POINTER_KEY(lay_dispatch_key(dispatchable)));
    pthread_rwlock_unlock(&lock);
    return found;
}

static bool add(struct lay_map *map, void *key, void *value)
{
    pthread_rwlock_wrlock(&lock);
    const bool added = lay_map_put(map, LAY_POINTER_KEY(key), value);
    pthread_rwlock_unlock(&lock);
    return added;
}

// The last one to go frees the table as well: a layer may be unloaded then.
static void *take(struct lay_map *map, const void *dispatchable)
{
    pthread_rwlock_wrlock(&lock);
    void *taken = lay_map_take(map, LAY_POINTER_KEY(lay_dispatch_key(dispatchable)));
    if (!map->count)
        lay_map_clear(map);
    pthread_rwlock_unlock(&lock);
    return taken;
}

struct lay_instance *lay_instance_of(const void *dispatchable)
{
    return find(&instances, dispatchable);
}

struct lay_device *lay_device_of(const void *dispatchable)
{
    return find(&devices, dispatchable);
}

bool lay_dispatch_add_instance(struct lay_instance *instance)
{
    instance->key = lay_dispatch_key(instance->handle);
    return add(&instances, instance->key, instance);
}

bool lay_dispatch_add_device(struct lay_device *device)
{
    device->key = lay_dispatch_key(device->handle);
    return add(&devices, device->key, device);
}

struct lay_instance *lay_dispatch_take_instance(VkInstance instance)
{
    return take(&instances, instance);
}

struct lay_device *lay_dispatch_take_device(VkDevice device)
{
    return take(&devices, device);
}
