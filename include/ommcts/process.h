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

/// From here to omm_return_memory the process gets no more memory, neither on the heap nor by mappings, than about
/// `left` bytes. Nothing but the calls under test may run meanwhile: the suite has none either. Needs `.own_process`; ends
/// the case as NotSupported where a sanitizer or a validation layer is in the process, which live on memory.
void omm_exhaust_memory(size_t left);

/// Gives it all back; done after the case in any case.
void omm_return_memory(void);

#endif
