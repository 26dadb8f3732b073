// SPDX-License-Identifier: Apache-2.0
// Whole pages from the operating system.
#ifndef REF_PAGES_H
#define REF_PAGES_H

#include <stddef.h>

/// At least `size` bytes of fresh pages, backed only when touched; NULL when there are none.
void *ref_pages_map(size_t size);

/// Gives back what ref_pages_map gave for that size. NULL does nothing.
void ref_pages_unmap(void *pages, size_t size);

#endif
