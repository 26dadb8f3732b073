// SPDX-License-Identifier: Apache-2.0
#include "pages.h"

#include <sys/mman.h>

void *ref_pages_map(size_t size)
{
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

void ref_pages_unmap(void *pages, size_t size)
{
    if (pages)
        munmap(pages, size);
}
