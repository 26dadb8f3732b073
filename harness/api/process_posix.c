// SPDX-License-Identifier: Apache-2.0
// What this process holds, as Linux and glibc tell it.
#include "sanitized.h"

#include <ommcts/process.h>

#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

static size_t heap_bytes(void)
{
#if defined __GLIBC__ && __GLIBC_PREREQ(2, 33)
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0;
#endif
}

// Under a sanitizer it tells more of what was freed than of what is held.
static size_t resident_bytes(void)
{
    if (omm_sanitized)
        return 0;
    unsigned long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    const int read = fscanf(file, "%lu %lu", &total, &resident);
    fclose(file);
    return read == 2 ? (size_t)resident * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

static size_t count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    if (!folder)
        return 0;
    size_t count = 0;
    while (readdir(folder))
        ++count;
    closedir(folder);
    return count;
}

static size_t count_mappings(void)
{
    FILE *file = fopen("/proc/self/maps", "re");
    if (!file)
        return 0;
    size_t lines = 0;
    for (int c = getc(file); c != EOF; c = getc(file))
        lines += c == '\n';
    fclose(file);
    return lines;
}

struct omm_holdings omm_holdings(void)
{
    // The heap first: reading files takes and gives back buffers.
    return (struct omm_holdings){
        .heap = heap_bytes(),
        .resident = resident_bytes(),
        .descriptors = count_descriptors(),
        .mappings = count_mappings(),
    };
}
