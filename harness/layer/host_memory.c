// SPDX-License-Identifier: Apache-2.0
#include "host_memory.h"

#include "probe.h"

const struct lay_memory *lay_mapped_at(const struct lay_device *device, const void *pointer)
{
    return lay_mappings_find(&device->mappings, pointer);
}

// How many bytes from `pointer` on are mapped, and whether what follows them is certainly not the application's.
static size_t mapped_reach(struct lay_device *device, const void *pointer, size_t size, bool *end)
{
    lay_lock(device);
    const struct lay_memory *memory = lay_mapped_at(device, pointer);
    VkDeviceSize reach = device->mappings_lost ? size : 0;
    *end = false;
    if (memory) {
        reach = memory->map_size - ((uintptr_t)pointer - (uintptr_t)memory->mapped);
        *end = !memory->imported && !memory->map_placed;
    }
    lay_unlock(device);
    return reach < size ? (size_t)reach : size;
}

static size_t probed_reach(const void *pointer, size_t size, bool written)
{
    return written ? lay_writable(pointer, size) : lay_readable(pointer, size);
}

size_t lay_host_reach(struct lay_device *device, const void *pointer, size_t size, bool written)
{
    const bool probes = device->instance->settings.probe_pointers;
    // What can be read may be read, wherever it is. Memory that is mapped is not probed for writing: device
    // memory need not like the probe.
    if (!written && (!probes || lay_readable(pointer, size) == size))
        return size;
    bool end = false;
    const size_t mapped = mapped_reach(device, pointer, size, &end);
    if (mapped == size || end || !probes)
        return end ? mapped : size;
    const char *rest = (const char *)pointer + mapped;
    return mapped + probed_reach(rest, size - mapped, written);
}

bool lay_reads_fast(struct lay_device *device, const void *pointer)
{
    lay_lock(device);
    const struct lay_memory *memory = lay_mapped_at(device, pointer);
    const bool fast = !memory || device->memory_properties.memoryTypes[memory->type].propertyFlags &
                                     VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
    lay_unlock(device);
    return fast;
}
