// SPDX-License-Identifier: Apache-2.0
// What pointers are said to be good for, and that looking changes nothing.
#include "probe.h"

#include <errno.h>
#include <greatest.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGES = 5 }; // two to write, one to read, one that is closed, one to write

static unsigned char *pages;
static size_t page;

static void map_each(void *unused)
{
    (void)unused;
    page = (size_t)sysconf(_SC_PAGESIZE);
    pages = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(pages, 0x5A, PAGES * page);
    mprotect(pages + 2 * page, page, PROT_READ);
    mprotect(pages + 3 * page, page, PROT_NONE);
}

static void unmap_each(void *unused)
{
    (void)unused;
    munmap(pages, PAGES * page);
}

TEST reads_up_to_what_is_closed(void)
{
    ASSERT_EQ(3 * page, lay_readable(pages, PAGES * page));
    ASSERT_EQ(3 * page - 1, lay_readable(pages + 1, PAGES * page - 1));
    ASSERT_EQ(1, lay_readable(pages + 3 * page - 1, 2));
    ASSERT_EQ(0, lay_readable(pages + 3 * page, 1));
    ASSERT_EQ(page, lay_readable(pages + 4 * page, page));
    ASSERT_EQ(0, lay_readable(pages, 0));
    PASS();
}

TEST writes_up_to_what_is_constant(void)
{
    ASSERT_EQ(2 * page, lay_writable(pages, PAGES * page));
    ASSERT_EQ(2 * page, lay_writable(pages, 2 * page));
    ASSERT_EQ(1, lay_writable(pages + 2 * page - 1, 2));
    ASSERT_EQ(0, lay_writable(pages + 2 * page, 16));
    ASSERT_EQ(0, lay_writable(pages + 3 * page, 16));
    for (size_t i = 0; i < 3 * page; ++i)
        ASSERT_EQ(0x5A, pages[i]);
    PASS();
}

TEST leads_nowhere(void)
{
    void *wild;
    memset(&wild, 0x5B, sizeof wild);
    void *const none[] = {NULL, (void *)1, (void *)8, wild, (void *)(UINTPTR_MAX - 15)};
    for (size_t i = 0; i < sizeof none / sizeof *none; ++i) {
        ASSERT_EQ(0, lay_readable(none[i], 16));
        ASSERT_EQ(0, lay_writable(none[i], 16));
        char byte = 7;
        ASSERT_EQ(0, lay_peek(&byte, none[i], 1));
        ASSERT_EQ(7, byte);
    }
    PASS();
}

// A mapping is longer than its file; beyond the file's end the processor would fault.
TEST ends_with_the_file(void)
{
    FILE *file = tmpfile();
    ASSERT(file && !ftruncate(fileno(file), 100));
    unsigned char *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
    ASSERT(map != MAP_FAILED);
    ASSERT_EQ(page, lay_readable(map, 2 * page));
    munmap(map, 2 * page);
    map = mmap(NULL, page, PROT_READ, MAP_SHARED, fileno(file), 0);
    ASSERT_EQ(page, lay_readable(map, page));
    ASSERT_EQ(0, lay_writable(map, page));
    munmap(map, page);
    fclose(file);
    PASS();
}

TEST keeps_errno(void)
{
    errno = 77;
    lay_readable(pages + 3 * page, 1);
    lay_writable(pages + 2 * page, 1);
    char byte;
    lay_peek(&byte, pages + 3 * page, 1);
    ASSERT_EQ(77, errno);
    PASS();
}

TEST peeks_up_to_what_is_closed(void)
{
    static unsigned char copy[PAGES * 65536];
    for (size_t i = 0; i < 2 * page; ++i)
        pages[i] = (unsigned char)(i * 31 >> 3);
    for (size_t begin = 0; begin < 2 * page; begin += 1000) {
        memset(copy, 0, sizeof copy);
        ASSERT_EQ(3 * page - begin, lay_peek(copy, pages + begin, PAGES * page - begin));
        ASSERT_MEM_EQ(pages + begin, copy, 3 * page - begin);
    }
    ASSERT_EQ(5, lay_peek(copy, pages + 3, 5));
    ASSERT_MEM_EQ(pages + 3, copy, 5);
    PASS();
}

TEST peeks_at_more_than_a_pipe_holds(void)
{
    enum { SIZE = 300000 };
    static unsigned char from[SIZE], to[SIZE];
    for (int i = 0; i < SIZE; ++i)
        from[i] = (unsigned char)(i * 7 + (i >> 8));
    ASSERT_EQ(SIZE - 3, lay_peek(to, from + 3, SIZE - 3));
    ASSERT_MEM_EQ(from + 3, to, SIZE - 3);
    PASS();
}

static _Atomic uint32_t *counter;
enum { STEPS = 200000 };

static void *count(void *unused)
{
    (void)unused;
    for (int i = 0; i < STEPS; ++i)
        atomic_fetch_add(counter, 1);
    return NULL;
}

// A probe that wrote back what it had read would undo steps of the other thread.
TEST loses_no_write_of_others(void)
{
    counter = (_Atomic uint32_t *)(void *)pages;
    atomic_store(counter, 0);
    pthread_t thread;
    ASSERT_EQ(0, pthread_create(&thread, NULL, count, NULL));
    for (int i = 0; i < STEPS / 4; ++i)
        if (lay_writable(pages, 4) != 4)
            FAIL();
    pthread_join(thread, NULL);
    ASSERT_EQ(STEPS, atomic_load(counter));
    PASS();
}

static _Atomic bool stop;

static void *flicker(void *unused)
{
    (void)unused;
    while (!atomic_load(&stop)) {
        mprotect(pages, page, PROT_NONE);
        mprotect(pages, page, PROT_READ | PROT_WRITE);
    }
    return NULL;
}

TEST never_faults(void)
{
    atomic_store(&stop, false);
    pthread_t thread;
    ASSERT_EQ(0, pthread_create(&thread, NULL, flicker, NULL));
    unsigned char copy[64];
    for (int i = 0; i < 5000; ++i) {
        const size_t got = lay_peek(copy, pages, sizeof copy);
        if (got != 0 && got != sizeof copy)
            FAIL();
        lay_readable(pages, 64);
        lay_writable(pages, 64);
    }
    atomic_store(&stop, true);
    pthread_join(thread, NULL);
    PASS();
}

SUITE(probes)
{
    SET_SETUP(map_each, NULL);
    SET_TEARDOWN(unmap_each, NULL);
    RUN_TEST(reads_up_to_what_is_closed);
    RUN_TEST(writes_up_to_what_is_constant);
    RUN_TEST(leads_nowhere);
    RUN_TEST(ends_with_the_file);
    RUN_TEST(keeps_errno);
    RUN_TEST(peeks_up_to_what_is_closed);
    RUN_TEST(peeks_at_more_than_a_pipe_holds);
    RUN_TEST(loses_no_write_of_others);
    RUN_TEST(never_faults);
}
