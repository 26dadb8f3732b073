// SPDX-License-Identifier: Apache-2.0
#include "addresses.h"

#include <stdlib.h>
#include <string.h>

// One buffer. `reach` is the highest end of this range and all before it: where it is not above an address, no
// earlier range contains the address.
struct range {
    VkDeviceAddress first, end, reach;
    VkBuffer buffer;
    uint64_t id;
};

struct lay_addresses {
    struct range
        *ranges; // sorted by `first`, but for the last `fresh` ones, which have no addresses yet
    size_t count, capacity, fresh;
    size_t dead; // how many belong to buffers that are gone
};

static struct lay_addresses *addresses_of(struct lay_device *device)
{
    if (!device->addresses)
        device->addresses = calloc(1, sizeof *device->addresses);
    return device->addresses;
}

static bool has_address(const struct lay_device *device, const struct lay_buffer *buffer)
{
    return device->features.buffer_device_address && device->next.GetBufferDeviceAddress &&
           (buffer->usage & VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT);
}

static bool grow(struct lay_addresses *addresses)
{
    const size_t capacity = addresses->capacity ? 2 * addresses->capacity : 32;
    struct range *ranges = realloc(addresses->ranges, capacity * sizeof *ranges);
    if (!ranges)
        return false;
    addresses->ranges = ranges;
    addresses->capacity = capacity;
    return true;
}

void lay_addresses_add(struct lay_device *device, const struct lay_buffer *buffer)
{
    if (!has_address(device, buffer))
        return;
    struct lay_addresses *addresses = addresses_of(device);
    if (!addresses || (addresses->count == addresses->capacity && !grow(addresses))) {
        device->incomplete[LAY_BUFFER] = true;
        return;
    }
    addresses->ranges[addresses->count++] = (struct range){
        .buffer = (VkBuffer)buffer->record.handle,
        .id = buffer->record.id,
    };
    ++addresses->fresh;
}

void lay_addresses_remove(struct lay_device *device, const struct lay_buffer *buffer)
{
    if (has_address(device, buffer) && device->addresses)
        ++device->addresses->dead;
}

void lay_addresses_clear(struct lay_device *device)
{
    if (device->addresses)
        free(device->addresses->ranges);
    free(device->addresses);
    device->addresses = NULL;
}

static struct lay_buffer *buffer_of(const struct lay_device *device, const struct range *range)
{
    return lay_find_same(device, LAY_BUFFER, LAY_KEY(range->buffer), range->id);
}

static int by_address(const void *a, const void *b)
{
    const VkDeviceAddress first = ((const struct range *)a)->first;
    const VkDeviceAddress second = ((const struct range *)b)->first;
    return (first > second) - (first < second);
}

// Takes the ranges of dead buffers out.
static void sweep(const struct lay_device *device, struct lay_addresses *addresses)
{
    size_t kept = 0;
    for (size_t i = 0; i < addresses->count; ++i)
        if (buffer_of(device, &addresses->ranges[i]))
            addresses->ranges[kept++] = addresses->ranges[i];
    addresses->count = kept;
    addresses->dead = 0;
}

// A buffer that is bound now can be asked; one whose memory is gone again can't, and stays without.
static void ask(const struct lay_device *device, struct range *range)
{
    struct lay_buffer *buffer = buffer_of(device, range);
    if (!buffer || (!buffer->sparse && !lay_memory_of(device, buffer)))
        return;
    const VkBufferDeviceAddressInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO,
        .buffer = range->buffer,
    };
    buffer->address = device->next.GetBufferDeviceAddress(device->handle, &info);
    range->first = buffer->address;
    range->end = buffer->address + buffer->size;
}

// Asks for the addresses of fresh ranges and sorts them in: one by one into place while they are few.
static void refresh(const struct lay_device *device, struct lay_addresses *addresses)
{
    const size_t old = addresses->count - addresses->fresh;
    for (size_t i = old; i < addresses->count; ++i)
        ask(device, &addresses->ranges[i]);
    if (addresses->fresh > 32) {
        qsort(addresses->ranges, addresses->count, sizeof *addresses->ranges, by_address);
    } else {
        for (size_t i = old; i < addresses->count; ++i) {
            const struct range range = addresses->ranges[i];
            size_t place = i;
            while (place > 0 && addresses->ranges[place - 1].first > range.first)
                --place;
            memmove(&addresses->ranges[place + 1], &addresses->ranges[place],
                    (i - place) * sizeof range);
            addresses->ranges[place] = range;
        }
    }
    addresses->fresh = 0;
    if (2 * addresses->dead > addresses->count)
        sweep(device, addresses);
    VkDeviceAddress reach = 0;
    for (size_t i = 0; i < addresses->count; ++i) {
        struct range *range = &addresses->ranges[i];
        reach = range->end > reach ? range->end : reach;
        range->reach = reach;
    }
}

// How many ranges begin at the address or before.
static size_t count_up_to(const struct lay_addresses *addresses, VkDeviceAddress address)
{
    size_t low = 0, high = addresses->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (addresses->ranges[middle].first <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void take(const struct lay_device *device, const struct range *range,
                 VkDeviceAddress address, struct lay_address *found)
{
    const struct lay_buffer *buffer = buffer_of(device, range);
    if (!buffer || (!buffer->sparse && !lay_memory_of(device, buffer)))
        return;
    found->valid = LAY_YES;
    found->usage |= buffer->usage;
    if (range->end - address <= found->room)
        return;
    found->room = range->end - address;
    found->buffer = range->buffer;
    found->memory_id = buffer->sparse ? 0 : buffer->memory_id;
    found->memory_offset = buffer->memory_offset + (address - range->first);
}

struct lay_address lay_address_find(struct lay_device *device, VkDeviceAddress address)
{
    struct lay_address found = {.valid = LAY_NO};
    if (!address)
        return found; // null is nowhere, whatever else is known
    struct lay_addresses *addresses = addresses_of(device);
    if (addresses && addresses->fresh)
        refresh(device, addresses);
    size_t i = addresses ? count_up_to(addresses, address) : 0;
    for (; i > 0 && addresses->ranges[i - 1].reach > address; --i)
        if (addresses->ranges[i - 1].end > address)
            take(device, &addresses->ranges[i - 1], address, &found);
    // Somewhere else may be right as well, unless the layer knows every buffer and its memory.
    const bool all_known = device->features.buffer_device_address && addresses &&
                           !device->incomplete[LAY_BUFFER] && !device->incomplete[LAY_MEMORY];
    if (found.valid == LAY_NO && !all_known)
        found.valid = LAY_UNKNOWN;
    return found;
}
