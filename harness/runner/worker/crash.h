// SPDX-License-Identifier: Apache-2.0
// What a process tells of its own crash: a signal handler on an alternate stack that uses nothing but
// async-signal-safe calls, and the sentence made from what it saw.
#ifndef RUN_CRASH_H
#define RUN_CRASH_H

#include "frame.h"
#include "worker/crash_thread.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum run_crash_access {
    RUN_ACCESS_UNKNOWN,
    RUN_ACCESS_READ,
    RUN_ACCESS_WRITE,
    RUN_ACCESS_STACK, ///< just below the stack pointer: the stack is used up
};

/// A signal as its handler saw it.
struct run_crash {
    int signal;
    int code;          ///< si_code
    uintptr_t address; ///< where the fault was; meaningful if `has_address`
    bool has_address;
    enum run_crash_access access;
    int sender;      ///< process that sent it; 0: the processor did
    char phase[64];  ///< what the process was doing; "" is the case's body
    char place[512]; ///< what the backend knows about the address, or ""
};

/// How the handler tells. Every function must be async-signal-safe.
struct run_crash_hooks {
    /// First the bare facts, so that they are safe if the unwinder stumbles.
    void (*crashed)(const struct run_crash *crash);
    /// Then the stack: lines "ADDRESS FILE-OFFSET MODULE", both numbers in hexadecimal.
    void (*frames)(const char *lines);
    /// See struct run_backend. May be NULL.
    size_t (*describe_address)(uintptr_t address, char *text, size_t size);
    bool on_terminate; ///< treat SIGTERM too: a supervisor's way of asking where a case hangs
};

/// Handles SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT and SIGTRAP of the whole process. After it has told,
/// the handler puts back the disposition it found and lets the signal happen again: the process dies of
/// it, and the report of a sanitizer, whose handlers were there first, still comes.
void run_crash_install(const struct run_crash_hooks *hooks);

/// Puts back what run_crash_install found.
void run_crash_uninstall(void);

/// Names what the process does from now on: a string that outlives it. "": a case's body.
void run_crash_phase(const char *phase);

/// "signal 11 (SIGSEGV) at address 0x10: nothing is mapped there (a write)". Async-signal-safe.
void run_crash_sentence(const struct run_crash *crash, char *text, size_t size);

/// The name of a signal ("SIGSEGV"), or "?". Async-signal-safe.
const char *run_signal_name(int number);

/// The facts as a frame and back. Putting is async-signal-safe.
void run_crash_put(struct run_frame *frame, const struct run_crash *crash);
void run_crash_get(struct run_frame *frame, struct run_crash *crash);

/// Turns the handler's stack lines into "#0 function+0x12 (module+0x1234)" with the symbol tables of the
/// files they name. To be freed.
char *run_crash_symbolize(const char *lines);

#endif
