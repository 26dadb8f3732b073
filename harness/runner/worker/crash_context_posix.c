// SPDX-License-Identifier: Apache-2.0
// The registers of the interrupted code, where this knows the machine. Elsewhere a report lacks
// the word "read" or "write" and shows the handler's own frames: nothing worse.
#include "worker/crash_parts.h"

#include <ucontext.h>

struct run_crash_context run_crash_read_context(const void *context)
{
    struct run_crash_context seen = {0};
    const ucontext_t *interrupted = context;
#if defined(__x86_64__)
    const greg_t *registers = interrupted->uc_mcontext.gregs;
    seen.program_counter = (uintptr_t)registers[REG_RIP];
    seen.stack_pointer = (uintptr_t)registers[REG_RSP];
    // Bit 1 of a page fault's error code: the access was a write.
    seen.access = registers[REG_ERR] & 2 ? RUN_ACCESS_WRITE : RUN_ACCESS_READ;
#elif defined(__i386__)
    const greg_t *registers = interrupted->uc_mcontext.gregs;
    seen.program_counter = (uintptr_t)registers[REG_EIP];
    seen.stack_pointer = (uintptr_t)registers[REG_ESP];
    seen.access = registers[REG_ERR] & 2 ? RUN_ACCESS_WRITE : RUN_ACCESS_READ;
#elif defined(__aarch64__)
    seen.program_counter = (uintptr_t)interrupted->uc_mcontext.pc;
    seen.stack_pointer = (uintptr_t)interrupted->uc_mcontext.sp;
    seen.link = (uintptr_t)interrupted->uc_mcontext.regs[30];
#else
    (void)interrupted;
#endif
    return seen;
}
