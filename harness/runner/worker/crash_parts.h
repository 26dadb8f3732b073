// SPDX-License-Identifier: Apache-2.0
// What the crash handler is made of. All of it is async-signal-safe.
#ifndef RUN_CRASH_PARTS_H
#define RUN_CRASH_PARTS_H

#include "worker/crash.h"

/// Text in a fixed buffer, always ended by a NUL, cut when it does not fit.
struct run_safe_text {
    char *text;
    size_t size;
    size_t length;
};

void run_safe_add(struct run_safe_text *to, const char *text);
void run_safe_add_number(struct run_safe_text *to, uintptr_t number, unsigned base);

/// Writes one line per address: "ADDRESS FILE-OFFSET MODULE".
void run_crash_frames(void *const *addresses, int count, char *lines, size_t size);

/// What the interrupted code was about, from the third argument of its signal handler.
struct run_crash_context {
    uintptr_t program_counter; ///< 0: not known on this machine
    uintptr_t stack_pointer;   ///< 0: not known
    uintptr_t link;            ///< the register with the return address, where there is one
    enum run_crash_access access;
};

struct run_crash_context run_crash_read_context(const void *context);

#endif
