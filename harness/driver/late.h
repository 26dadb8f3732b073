// SPDX-License-Identifier: Apache-2.0
// For faults: what a driver does when it has already said that it is done.
#ifndef REF_LATE_H
#define REF_LATE_H

#include <stddef.h>

/// Copies `size` bytes to `to` on a thread of its own, some milliseconds from now. `from` may go away at once.
void ref_late_copy(void *to, const void *from, size_t size);

#endif
