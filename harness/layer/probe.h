// SPDX-License-Identifier: Apache-2.0
// Whether this process may read or write where a pointer points to: without a fault, without changing a
// byte, and as the processor would answer, so that device memory of any kind that is mapped counts.
#ifndef LAY_PROBE_H
#define LAY_PROBE_H

#include <stddef.h>

/// How many of the `size` bytes from `pointer` on can be read before the first that can't. `size` also
/// when the operating system can't tell.
size_t lay_readable(const void *pointer, size_t size);

/// The same for bytes that can be read and written.
size_t lay_writable(const void *pointer, size_t size);

/// Copies as lay_readable looks: without a fault, even if another thread unmaps the memory meanwhile.
/// Returns how many bytes were copied; fewer than `size` when the rest can't be read or there is no way.
size_t lay_peek(void *to, const void *from, size_t size);

#endif
