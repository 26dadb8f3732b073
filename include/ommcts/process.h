// SPDX-License-Identifier: Apache-2.0
// What this process holds, for cases that look for growth.
#ifndef OMMCTS_PROCESS_H
#define OMMCTS_PROCESS_H

#include <stddef.h>

/// Everything that a leak would show in. A number that this system does not tell is 0.
struct omm_holdings {
    size_t heap;        ///< bytes allocated from the C library's heap and not freed
    size_t resident;    ///< bytes of resident memory
    size_t descriptors; ///< open file descriptors
    size_t mappings;    ///< lines of the memory map
};

struct omm_holdings omm_holdings(void);

#endif
