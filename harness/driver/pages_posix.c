// SPDX-License-Identifier: Apache-2.0
#include "pages.h"

#include <sys/mman.h>
#include <unistd.h>

static void *checked(void *pages)
{
    return pages == MAP_FAILED ? NULL : pages;
}

void *ref_pages_map(size_t size)
{
    return checked(mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
}

void *ref_pages_map_file(size_t size, int *file)
{
    *file = memfd_create("ommref", MFD_CLOEXEC);
    if (*file < 0)
        return NULL;
    void *pages = ftruncate(*file, (off_t)size) == 0 ? ref_pages_map_again(*file, size) : NULL;
    if (!pages) {
        close(*file);
        *file = -1;
    }
    return pages;
}

void *ref_pages_map_again(int file, size_t size)
{
    return checked(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0));
}

void ref_pages_forbid(void *pages, size_t size)
{
    // The addresses were mapped, so this cannot fail but for want of kernel memory; then the pages
    // stay, which breaks nobody.
    (void)mmap(pages, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1,
               0);
}

void ref_pages_close_file(int file)
{
    if (file >= 0)
        close(file);
}

void ref_pages_unmap(void *pages, size_t size)
{
    if (pages)
        munmap(pages, size);
}
