// SPDX-License-Identifier: Apache-2.0
// A process without memory. The limit of the address space keeps the heap from growing and mappings from being made;
// what the heap has left is taken.
#include "sanitized.h"

#include <ommcts/layer.h>
#include <ommcts/process.h>
#include <ommcts/verdict.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

// Growing it would be a mapping as well, and its failure a crash.
enum { STACK = 512 << 10 };

// What was taken from the heap.
struct taken {
    struct taken *next;
};

static struct {
    struct rlimit before;
    struct taken *taken;
    bool exhausted;
} memory;

static size_t address_space(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        omm_not_supported("this system does not tell how large the address space is");
    const int read = fscanf(file, "%lu", &pages);
    fclose(file);
    if (read != 1)
        omm_not_supported("this system does not tell how large the address space is");
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void touch_stack(void)
{
    volatile char room[STACK];
    for (size_t i = 0; i < sizeof room; i += 1024)
        room[i] = 0;
}

// Small blocks of each size: the C library keeps freed ones apart by their sizes.
static void take_heap(void)
{
    enum { SMALL = 2048, STEP = 16 };
    for (size_t size = (size_t)1 << 20; size >= STEP;
         size = size > SMALL ? size / 2 : size - STEP) {
        struct taken *block = malloc(size);
        while (block) {
            block->next = memory.taken;
            memory.taken = block;
            block = malloc(size);
        }
    }
}

static void give_back(void *unused)
{
    (void)unused;
    omm_return_memory();
}

void omm_exhaust_memory(size_t left)
{
    if (omm_sanitized)
        omm_not_supported("a sanitizer is in the process, and lives on memory");
    if (omm_layer_name())
        omm_not_supported("%s is in the process, and lives on memory", omm_layer_name());
    if (getrlimit(RLIMIT_AS, &memory.before))
        omm_not_supported("the address space can't be limited here");
    omm_cleanup(give_back, NULL);
    touch_stack();
    struct taken *reserve = left < sizeof *reserve ? NULL : malloc(left);
    const size_t size = address_space();
    struct rlimit limit = memory.before;
    limit.rlim_cur = size;
    if (setrlimit(RLIMIT_AS, &limit)) {
        free(reserve);
        omm_not_supported("the address space can't be limited to %zu bytes", size);
    }
    memory.exhausted = true;
    take_heap();
    free(reserve);
}

void omm_return_memory(void)
{
    if (!memory.exhausted)
        return;
    memory.exhausted = false;
    setrlimit(RLIMIT_AS, &memory.before);
    while (memory.taken) {
        struct taken *block = memory.taken;
        memory.taken = block->next;
        free(block);
    }
}
