// SPDX-License-Identifier: Apache-2.0
#include <ommcts/host.h>
#include <ommcts/verdict.h>

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct mapping {
    void *address;
    size_t size;
};

static void unmap(void *object)
{
    const struct mapping *mapping = object;
    munmap(mapping->address, mapping->size);
}

// `descriptor` -1: anonymous. It is closed in any case, because a mapping outlives it.
static uint8_t *map(int descriptor, size_t size, int protection, int flags)
{
    struct mapping *mapping = omm_alloc(sizeof *mapping);
    mapping->size = size;
    mapping->address = mmap(NULL, size, protection, flags, descriptor, 0);
    const int error = errno;
    if (descriptor >= 0)
        close(descriptor);
    if (mapping->address == MAP_FAILED)
        omm_resource_error("no mapping of %zu bytes: %s", size, strerror(error));
    omm_cleanup(unmap, mapping);
    return mapping->address;
}

// A nameless file of `size` zero bytes in the folder for temporary files.
static int make_file(size_t size)
{
    const char *folder = getenv("TMPDIR");
    char *path = omm_alloc(4096);
    snprintf(path, 4096, "%s/ommcts-XXXXXX", folder && folder[0] ? folder : "/tmp");
    const int descriptor = mkstemp(path);
    if (descriptor < 0)
        omm_resource_error("no temporary file %s: %s", path, strerror(errno));
    unlink(path);
    if (ftruncate(descriptor, (off_t)size)) {
        const int error = errno;
        close(descriptor);
        omm_resource_error("no temporary file of %zu bytes: %s", size, strerror(error));
    }
    return descriptor;
}

static uint8_t *from_heap(size_t size)
{
    // One alignment unit at least, because an empty block need not have an address of its own.
    void *bytes = aligned_alloc(16, (size / 16 + 1) * 16);
    if (!bytes)
        omm_resource_error("no %zu bytes of heap", size);
    memset(bytes, 0, size);
    omm_cleanup(free, bytes);
    return bytes;
}

uint8_t *omm_host_memory(enum omm_host_kind kind, size_t size)
{
    switch (kind) {
    case OMM_HOST_ANONYMOUS:
        return map(-1, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
    case OMM_HOST_SHARED_FILE:
        return map(make_file(size), size, PROT_READ | PROT_WRITE, MAP_SHARED);
    case OMM_HOST_PRIVATE_FILE:
        return map(make_file(size), size, PROT_READ | PROT_WRITE, MAP_PRIVATE);
    default:
        return from_heap(size);
    }
}

static void fill_file(int descriptor, const uint8_t *bytes, size_t size)
{
    size_t written = 0;
    while (written < size) {
        const ssize_t count = pwrite(descriptor, bytes + written, size - written, (off_t)written);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            const int error = errno;
            close(descriptor);
            omm_resource_error("a temporary file can't be written: %s", strerror(error));
        }
        written += (size_t)count;
    }
}

const uint8_t *omm_host_file(const void *bytes, size_t size)
{
    const int descriptor = make_file(size);
    fill_file(descriptor, bytes, size);
    return map(descriptor, size, PROT_READ, MAP_SHARED);
}

void omm_sleep(unsigned milliseconds)
{
    struct timespec left = {
        .tv_sec = milliseconds / 1000,
        .tv_nsec = (long)(milliseconds % 1000) * 1000000,
    };
    while (nanosleep(&left, &left) && errno == EINTR)
        ;
}

uint64_t omm_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

unsigned omm_processors(void)
{
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed))
        return 1;
    const int count = CPU_COUNT(&allowed);
    return count > 0 ? (unsigned)count : 1;
}
