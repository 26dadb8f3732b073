// SPDX-License-Identifier: Apache-2.0
#include "dispatch_memory.h"

#include "memory.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    PAGE_SIZE = 256,
    PAGE_SETS = PAGE_SIZE / 64,
};

/// Bytes that were read or written, kept for the rest of the dispatch.
struct ref_dispatch_page {
    VkDeviceAddress address;
    uint64_t known[PAGE_SETS]; ///< sets of bytes
    uint64_t written[PAGE_SETS];
    uint8_t bytes[PAGE_SIZE];
};

static bool has(const uint64_t *set, uint32_t byte)
{
    return set[byte / 64] >> byte % 64 & 1;
}

static void add(uint64_t *set, uint32_t byte)
{
    set[byte / 64] |= (uint64_t)1 << byte % 64;
}

static void complain(struct ref_dispatch_memory *memory, VkDeviceAddress address, uint32_t size,
                     const char *verb)
{
    if (memory->complained)
        return;
    memory->complained = true;
    fprintf(stderr,
            "ommref: vkCmdDispatch: a shader %s %u bytes at device address 0x%llx, which are not "
            "inside one "
            "live allocation of the device; reads give 0 there and writes are dropped.\n",
            verb, (unsigned)size, (unsigned long long)address);
}

/// The allocation that holds the bytes, or NULL after the complaint.
static struct ref_memory *find(struct ref_dispatch_memory *memory, VkDeviceAddress address,
                               uint32_t size, const char *verb)
{
    struct ref_memory *found =
        ref_memory_find(ref_execution_device(memory->execution), address, size);
    if (!found)
        complain(memory, address, size, verb);
    return found;
}

static uint32_t place(const struct ref_dispatch_memory *memory, VkDeviceAddress address)
{
    const uint32_t mask = memory->page_capacity - 1;
    uint32_t at = (uint32_t)((address / PAGE_SIZE * 0x9e3779b97f4a7c15u) >> 32) & mask;
    while (memory->pages[at] && memory->pages[at]->address != address)
        at = (at + 1) & mask;
    return at;
}

static bool grow(struct ref_dispatch_memory *memory)
{
    const uint32_t capacity = memory->page_capacity ? memory->page_capacity * 2 : 256;
    struct ref_dispatch_page **pages = calloc(capacity, sizeof(struct ref_dispatch_page *));
    if (!pages)
        return false;
    struct ref_dispatch_page **old = memory->pages;
    const uint32_t old_capacity = memory->page_capacity;
    memory->pages = pages;
    memory->page_capacity = capacity;
    for (uint32_t i = 0; i < old_capacity; i++)
        if (old[i])
            memory->pages[place(memory, old[i]->address)] = old[i];
    free(old);
    return true;
}

/// The page that holds an address; NULL when there is no memory for it.
static struct ref_dispatch_page *page_of(struct ref_dispatch_memory *memory,
                                         VkDeviceAddress address)
{
    address -= address % PAGE_SIZE;
    if (memory->page_count * 2 >= memory->page_capacity && !grow(memory))
        return NULL;
    const uint32_t at = place(memory, address);
    if (memory->pages[at])
        return memory->pages[at];
    struct ref_dispatch_page *page = calloc(1, sizeof *page);
    if (!page)
        return NULL;
    page->address = address;
    memory->pages[at] = page;
    memory->page_count++;
    return page;
}

/// Reads what isn't known yet of some bytes, run by run.
static void learn(struct ref_dispatch_memory *memory, struct ref_dispatch_page *page,
                  uint32_t first, uint32_t end)
{
    while (first < end) {
        if (has(page->known, first)) {
            first++;
            continue;
        }
        uint32_t last = first;
        while (last < end && !has(page->known, last))
            add(page->known, last++);
        const uint8_t *from = ref_execute_read(memory->execution, page->address + first,
                                               last - first, VK_ACCESS_2_SHADER_STORAGE_READ_BIT);
        if (from)
            memcpy(page->bytes + first, from, last - first);
        first = last;
    }
}

static void load_paged(struct ref_dispatch_memory *memory, VkDeviceAddress address, uint8_t *to,
                       uint32_t size)
{
    while (size > 0) {
        const uint32_t first = (uint32_t)(address % PAGE_SIZE);
        const uint32_t part = size < PAGE_SIZE - first ? size : PAGE_SIZE - first;
        struct ref_dispatch_page *page = page_of(memory, address);
        if (page) {
            learn(memory, page, first, first + part);
            memcpy(to, page->bytes + first, part);
        } else {
            memset(to, 0, part);
        }
        address += part;
        to += part;
        size -= part;
    }
}

static void store_paged(struct ref_dispatch_memory *memory, VkDeviceAddress address,
                        const uint8_t *from, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        struct ref_dispatch_page *page = page_of(memory, address + i);
        if (!page)
            return;
        const uint32_t byte = (uint32_t)((address + i) % PAGE_SIZE);
        page->bytes[byte] = from[i];
        add(page->known, byte);
        add(page->written, byte);
    }
}

static void move(struct ref_window *window, const struct ref_memory *found)
{
    *window = (struct ref_window){found->address, found->size, found->device_view};
}

void ref_dispatch_load_slowly(struct ref_dispatch_memory *memory, struct ref_window *window,
                              VkDeviceAddress address, void *to, uint32_t size)
{
    const struct ref_memory *found = find(memory, address, size, "reads");
    if (!found) {
        memset(to, 0, size);
    } else if (memory->paged) {
        load_paged(memory, address, to, size);
    } else {
        move(window, found);
        memcpy(to, window->bytes + (address - window->address), size);
    }
}

void ref_dispatch_store_slowly(struct ref_dispatch_memory *memory, struct ref_window *window,
                               VkDeviceAddress address, const void *from, uint32_t size)
{
    const struct ref_memory *found = find(memory, address, size, "writes");
    if (!found)
        return;
    if (memory->paged) {
        store_paged(memory, address, from, size);
    } else {
        move(window, found);
        memcpy(window->bytes + (address - window->address), from, size);
    }
}

static int by_address(const void *a, const void *b)
{
    const struct ref_dispatch_page *const *first = a, *const *second = b;
    return ((*first)->address > (*second)->address) - ((*first)->address < (*second)->address);
}

/// Bytes are numbered over all pages, in the order of their addresses.
static VkDeviceAddress address_of(const struct ref_dispatch_memory *memory, uint64_t byte)
{
    return memory->pages[byte / PAGE_SIZE]->address + byte % PAGE_SIZE;
}

static bool is_written(const struct ref_dispatch_memory *memory, uint64_t byte)
{
    return has(memory->pages[byte / PAGE_SIZE]->written, (uint32_t)(byte % PAGE_SIZE));
}

/// The first byte from `byte` on that was written, or the number of bytes.
static uint64_t next_written(const struct ref_dispatch_memory *memory, uint64_t byte)
{
    const uint64_t count = (uint64_t)memory->page_count * PAGE_SIZE;
    while (byte < count && !is_written(memory, byte))
        byte++;
    return byte;
}

/// Where the run that begins with `first` ends. Gaps of up to `gap` bytes don't end it.
static uint64_t end_of_run(const struct ref_dispatch_memory *memory, uint64_t first, uint64_t gap)
{
    const uint64_t count = (uint64_t)memory->page_count * PAGE_SIZE;
    const VkDeviceAddress begin = address_of(memory, first);
    uint64_t end = first + 1;
    while (end < count) {
        const uint64_t next = next_written(memory, end);
        if (next == count || next - end > gap || address_of(memory, next) - begin != next - first)
            break;
        end = next + 1;
    }
    return end;
}

static void write_run(struct ref_dispatch_memory *memory, uint64_t first, uint64_t end)
{
    uint8_t *to = ref_execute_write(memory->execution, address_of(memory, first), end - first,
                                    VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT);
    for (uint64_t i = first; to && i < end; i++)
        if (is_written(memory, i))
            to[i - first] = memory->pages[i / PAGE_SIZE]->bytes[i % PAGE_SIZE];
}

/// Exactly the bytes that were written, as long as they are not in too many pieces: each is a
/// record of "weak", which looks at all of them for each. Then what lies in small gaps, such as the
/// padding of an array's elements, counts as written with what it holds.
static void write_all(struct ref_dispatch_memory *memory)
{
    const uint64_t count = (uint64_t)memory->page_count * PAGE_SIZE;
    const uint32_t most = 1024, largest_gap = 64;
    uint32_t runs = 0;
    uint64_t at = next_written(memory, 0);
    for (; at < count && runs <= most; runs++)
        at = next_written(memory, end_of_run(memory, at, 0));
    const uint64_t gap = runs > most ? largest_gap : 0;
    for (at = next_written(memory, 0); at < count;) {
        const uint64_t end = end_of_run(memory, at, gap);
        write_run(memory, at, end);
        at = next_written(memory, end);
    }
}

void ref_dispatch_memory_finish(struct ref_dispatch_memory *memory)
{
    uint32_t count = 0; // comes to page_count
    for (uint32_t i = 0; i < memory->page_capacity; i++)
        if (memory->pages[i])
            memory->pages[count++] = memory->pages[i];
    if (count > 0) {
        qsort(memory->pages, count, sizeof *memory->pages, by_address);
        write_all(memory);
    }
    for (uint32_t i = 0; i < count; i++)
        free(memory->pages[i]);
    free(memory->pages);
}
