// SPDX-License-Identifier: Apache-2.0
// Guard pages by mmap and mprotect. The blocks of the running case stand in a fixed table, because the
// crash handler reads it and may neither lock nor allocate.
#include <ommcts/block.h>
#include <ommcts/verdict.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_BLOCKS 256

static struct omm_block blocks[MAX_BLOCKS]; // a NULL `pages` marks a free slot

static const uint8_t canary = 0x9D;

// Asked once by the first block, because sysconf is not for signal handlers.
static size_t page_bytes;

static size_t page_size(void)
{
    if (!page_bytes)
        page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    return page_bytes;
}

static size_t round_up(size_t value, size_t unit)
{
    return (value + unit - 1) / unit * unit;
}

static void release(void *object)
{
    struct omm_block *block = object;
    uint8_t *pages = block->pages;
    block->pages = NULL;
    munmap(pages - page_size(), block->page_bytes + 2 * page_size());
}

static struct omm_block *free_slot(void)
{
    for (size_t i = 0; i < MAX_BLOCKS; ++i)
        if (!blocks[i].pages)
            return &blocks[i];
    omm_resource_error("a case may hold %d guarded blocks at a time", MAX_BLOCKS);
}

// First byte of the block inside its pages: as near to the guard page of the asked edge as alignment allows.
static uint8_t *place(const struct omm_block_request *request, uint8_t *pages, size_t count)
{
    const size_t alignment = request->alignment ? request->alignment : 1;
    if (request->edge == OMM_BEGINS_AT_GUARD)
        return pages + request->residue;
    const size_t end = (size_t)(pages + count);
    size_t address = (end - request->size) / alignment * alignment + request->residue;
    if (address + request->size > end)
        address -= alignment;
    return pages + (address - (size_t)pages);
}

struct omm_block *omm_block(const struct omm_block_request *request)
{
    const size_t page = page_size();
    const size_t alignment = request->alignment ? request->alignment : 1;
    if (alignment > page || request->residue >= alignment)
        omm_resource_error(
            "block '%s': alignment %zu, residue %zu can't be had with pages of %zu bytes",
            request->name, alignment, request->residue, page);
    const size_t inner = round_up(request->size + alignment + request->residue, page);
    uint8_t *mapping = mmap(NULL, inner + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED || mprotect(mapping + page, inner, PROT_READ | PROT_WRITE))
        omm_resource_error("no %zu bytes of address space for block '%s': %s", inner, request->name,
                           strerror(errno));
    struct omm_block *block = free_slot();
    block->name = request->name;
    block->size = request->size;
    block->page_bytes = inner;
    block->bytes = place(request, mapping + page, inner);
    block->pages = mapping + page;
    omm_cleanup(release, block);
    memset(block->pages, canary, inner);
    memset(block->bytes, OMM_POISON, block->size);
    return block;
}

struct omm_block *omm_block_with(const char *name, const void *bytes, size_t size)
{
    struct omm_block *block =
        omm_block(&(struct omm_block_request){.name = name, .size = size, .alignment = 16});
    memcpy(block->bytes, bytes, size);
    return block;
}

void omm_block_protect(const struct omm_block *block, enum omm_access access)
{
    static const int protections[] = {
        [OMM_NO_ACCESS] = PROT_NONE,
        [OMM_READ_ONLY] = PROT_READ,
        [OMM_READ_WRITE] = PROT_READ | PROT_WRITE,
    };
    if (mprotect(block->pages, block->page_bytes, protections[access]))
        omm_resource_error("mprotect of block '%s': %s", block->name, strerror(errno));
}

void omm_block_fill(struct omm_block *block, uint8_t value)
{
    memset(block->bytes, value, block->size);
}

// Index of the first byte of `bytes` that is not `value`, or `count`.
static size_t first_other(const uint8_t *bytes, size_t count, uint8_t value)
{
    if (!count || (bytes[0] == value && !memcmp(bytes, bytes + 1, count - 1)))
        return count;
    size_t i = 0;
    while (bytes[i] == value)
        ++i;
    return i;
}

const char *omm_block_intact(const struct omm_block *block)
{
    omm_checked();
    const size_t before = (size_t)(block->bytes - block->pages);
    size_t at = first_other(block->pages, before, canary);
    if (at < before)
        return omm_sentence("%zu bytes before the %zu-byte %s a byte was written: 0x%02x",
                            before - at, block->size, block->name, block->pages[at]);
    const uint8_t *end = block->bytes + block->size;
    const size_t after = (size_t)(block->pages + block->page_bytes - end);
    at = first_other(end, after, canary);
    if (at < after)
        return omm_sentence("byte %zu past the end of the %zu-byte %s was written: 0x%02x", at + 1,
                            block->size, block->name, end[at]);
    return NULL;
}

const char *omm_block_untouched(const struct omm_block *block, size_t from, uint8_t value)
{
    omm_checked();
    const size_t count = block->size - from;
    const size_t at = first_other(block->bytes + from, count, value);
    if (at == count)
        return NULL;
    return omm_sentence("byte %zu of the %zu-byte %s changed from 0x%02x to 0x%02x", from + at,
                        block->size, block->name, value, block->bytes[from + at]);
}

static bool holds(const struct omm_block *block, uintptr_t address)
{
    const uintptr_t first = (uintptr_t)block->pages;
    return block->pages && address >= first - page_bytes &&
           address < first + block->page_bytes + page_bytes;
}

// Decimal digits without stdio, which a signal handler must not use.
static char *put_number(char *at, const char *end, size_t number)
{
    char digits[24];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    while (count && at < end)
        *at++ = digits[--count];
    return at;
}

static char *put_text(char *at, const char *end, const char *text)
{
    while (*text && at < end)
        *at++ = *text++;
    return at;
}

size_t omm_block_describe(uintptr_t address, char *text, size_t size)
{
    for (size_t i = 0; i < MAX_BLOCKS; ++i) {
        const struct omm_block *block = &blocks[i];
        if (!holds(block, address))
            continue;
        const uintptr_t begin = (uintptr_t)block->bytes;
        const uintptr_t end = begin + block->size;
        const char *const last = text + size - 1;
        char *at = text;
        if (address < begin) {
            at = put_number(at, last, begin - address);
            at = put_text(at, last, " bytes before the beginning of the ");
        } else if (address >= end) {
            at = put_number(at, last, address - end + 1);
            at = put_text(at, last, " bytes past the end of the ");
        } else {
            at = put_text(at, last, "at byte ");
            at = put_number(at, last, address - begin);
            at = put_text(at, last, " of the protected ");
        }
        at = put_number(at, last, block->size);
        at = put_text(at, last, "-byte ");
        at = put_text(at, last, block->name);
        *at = '\0';
        return (size_t)(at - text);
    }
    return 0;
}
