// SPDX-License-Identifier: Apache-2.0
// Host memory as applications have it, for pointers that must work wherever they come from; and time.
#ifndef OMMCTS_HOST_H
#define OMMCTS_HOST_H

#include <stddef.h>
#include <stdint.h>

enum omm_host_kind {
    OMM_HOST_HEAP,         ///< the C library's heap
    OMM_HOST_ANONYMOUS,    ///< pages of an anonymous mapping
    OMM_HOST_SHARED_FILE,  ///< pages of a file, written back to it
    OMM_HOST_PRIVATE_FILE, ///< pages of a file, copied on the first write
};

/// Zeroed memory of this kind, aligned to 16 bytes. Never NULL; released after the case.
uint8_t *omm_host_memory(enum omm_host_kind kind, size_t size);

/// A read-only mapping of a file that holds these bytes: writing to it faults. Page-aligned, never NULL; released
/// after the case.
const uint8_t *omm_host_file(const void *bytes, size_t size);

/// What --fuzz-steps says, or `usual` without it: how many steps a random walk is long.
uint32_t omm_fuzz_steps(uint32_t usual);

/// Lets this much time pass.
void omm_sleep(unsigned milliseconds);

/// Nanoseconds of a clock that nobody sets.
uint64_t omm_now(void);

/// How many processors this process may run on; at least 1.
unsigned omm_processors(void);

#endif
