// SPDX-License-Identifier: Apache-2.0
// Whole pages from the operating system.
#ifndef REF_PAGES_H
#define REF_PAGES_H

#include <stddef.h>

/// At least `size` bytes of fresh pages, backed only when touched; NULL when there are none.
void *ref_pages_map(size_t size);

/// The same, and an open file that has them; to be closed after the last use of ref_pages_map_again.
void *ref_pages_map_file(size_t size, int *file);

/// The same pages at another address than all that are mapped now; NULL when that can't be.
void *ref_pages_map_again(int file, size_t size);

/// Lets go of the pages and keeps their addresses, which must not be touched any more.
void ref_pages_forbid(void *pages, size_t size);

/// -1 does nothing.
void ref_pages_close_file(int file);

/// Gives back what ref_pages_map gave for that size. NULL does nothing.
void ref_pages_unmap(void *pages, size_t size);

#endif
