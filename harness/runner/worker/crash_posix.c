// SPDX-License-Identifier: Apache-2.0
#include "worker/crash.h"
#include "worker/crash_parts.h"

#include <errno.h>
#include <execinfo.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    MAX_DEPTH = 64,
    STACK_SIZE = 128 * 1024, ///< plenty for the unwinder; the kernel's own frame comes on top
    STACK_REACH = 64 * 1024, ///< a fault this far below the stack pointer is taken for an overflow
    LINES_SIZE = RUN_TEXT_LIMIT,
};

static const int handled[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGTERM};
enum { HANDLED = sizeof(handled) / sizeof(handled[0]) };

static struct run_crash_hooks hooks;
static struct sigaction before[HANDLED];
static bool installed;
static const char *_Atomic phase = "";

// The thread that tells its crash; 0: none. The first one is the one that matters.
static atomic_int telling;

static _Thread_local void *alternate_stack;
static _Thread_local stack_t former_stack; // a sanitizer gives every thread one

static size_t alternate_stack_size(void)
{
#ifdef AT_MINSIGSTKSZ
    // What the registers of this machine need, which newer vector units have made large.
    return STACK_SIZE + getauxval(AT_MINSIGSTKSZ);
#else
    return STACK_SIZE;
#endif
}

void run_crash_thread_begin(void)
{
    void *memory = mmap(NULL, alternate_stack_size(), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return; // only the report of a stack overflow is lost
    stack_t stack = {.ss_sp = memory, .ss_size = alternate_stack_size()};
    if (sigaltstack(&stack, &former_stack) != 0) {
        munmap(memory, stack.ss_size);
        return;
    }
    alternate_stack = memory;
}

void run_crash_thread_end(void)
{
    if (!alternate_stack)
        return;
    sigaltstack(&former_stack, NULL);
    munmap(alternate_stack, alternate_stack_size());
    alternate_stack = NULL;
}

void run_crash_phase(const char *words)
{
    phase = words;
}

static bool is_fault(int number)
{
    return number == SIGSEGV || number == SIGBUS || number == SIGILL || number == SIGFPE;
}

static bool touches_memory(int number)
{
    return number == SIGSEGV || number == SIGBUS;
}

static void copy_text(char *to, size_t size, const char *text)
{
    struct run_safe_text safe = {.text = to, .size = size};
    run_safe_add(&safe, text);
}

static void describe_fault(struct run_crash *crash, const siginfo_t *info,
                           const struct run_crash_context *context)
{
    // A non-canonical address comes as SI_KERNEL, and then si_addr is not the address.
    crash->has_address = info->si_code != SI_KERNEL;
    crash->address = (uintptr_t)info->si_addr;
    if (!touches_memory(crash->signal) || !crash->has_address)
        return;
    crash->access = context->access;
    if (hooks.describe_address)
        hooks.describe_address(crash->address, crash->place, sizeof(crash->place));
    uintptr_t stack = context->stack_pointer;
    if (stack && crash->address < stack + 256 && crash->address + STACK_REACH > stack)
        crash->access = RUN_ACCESS_STACK;
}

static void tell_facts(int number, const siginfo_t *info, const struct run_crash_context *context)
{
    static struct run_crash crash;
    crash.signal = number;
    crash.code = info->si_code;
    copy_text(crash.phase, sizeof(crash.phase), phase);
    if (info->si_code <= 0)
        crash.sender = info->si_pid == getpid() ? 0 : info->si_pid;
    else if (is_fault(number))
        describe_fault(&crash, info, context);
    hooks.crashed(&crash);
}

/// Where a call into nowhere came from, which the unwinder cannot tell. The facts are out by now, so the stack
/// pointer may be tried even if it is wild.
static uintptr_t caller_of_nowhere(const struct run_crash_context *context)
{
    return context->link ? context->link : *(const uintptr_t *)context->stack_pointer;
}

static void tell_stack(const struct run_crash_context *context)
{
    static void *addresses[MAX_DEPTH];
    static char lines[LINES_SIZE];
    int count = backtrace(addresses, MAX_DEPTH);
    // What stands above the interrupted code is this handler.
    int first = 0;
    while (first < count && (uintptr_t)addresses[first] != context->program_counter)
        first++;
    if (first == count && context->stack_pointer) {
        addresses[0] = (void *)context->program_counter;
        addresses[1] = (void *)caller_of_nowhere(context);
        first = 0;
        count = 2;
    } else if (first == count) {
        first = 0;
    }
    run_crash_frames(addresses + first, count - first, lines, sizeof(lines));
    hooks.frames(lines);
}

#ifdef OMMCTS_COVERAGE
void __gcov_dump(void);
#endif

/// Where lines are counted, the counts are written when a process exits, and what a signal ends does not.
static void keep_counts(void)
{
#ifdef OMMCTS_COVERAGE
    __gcov_dump();
#endif
}

/// Puts the former disposition back and sees to it that the signal strikes again.
static void let_happen(int number, const siginfo_t *info)
{
    struct sigaction former = {.sa_handler = SIG_DFL};
    for (size_t i = 0; i < HANDLED; i++)
        if (handled[i] == number && before[i].sa_handler != SIG_IGN)
            former = before[i];
    sigaction(number, &former, NULL);
    keep_counts();
    // A fault comes again by itself with its address, which a core file and a sanitizer want to see.
    if (!is_fault(number) || info->si_code <= 0)
        raise(number);
}

static void on_signal(int number, siginfo_t *info, void *raw_context)
{
    int saved_errno = errno;
    int self = (int)syscall(SYS_gettid);
    int nobody = 0;
    if (atomic_compare_exchange_strong(&telling, &nobody, self)) {
        struct run_crash_context context = run_crash_read_context(raw_context);
        tell_facts(number, info, &context);
        tell_stack(&context);
    } else if (nobody != self) {
        for (;;)
            pause(); // another thread tells; the process ends with it
    }
    let_happen(number, info);
    errno = saved_errno;
}

void run_crash_install(const struct run_crash_hooks *wanted)
{
    // The first call loads the unwinder, which allocates: not in a handler, then.
    void *warm[4];
    backtrace(warm, 4);
    hooks = *wanted;
    run_crash_thread_begin();
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < HANDLED; i++)
        sigaddset(&action.sa_mask, handled[i]);
    for (size_t i = 0; i < HANDLED; i++)
        if (handled[i] != SIGTERM || hooks.on_terminate)
            sigaction(handled[i], &action, &before[i]);
    installed = true;
}

void run_crash_uninstall(void)
{
    for (size_t i = 0; installed && i < HANDLED; i++)
        if (handled[i] != SIGTERM || hooks.on_terminate)
            sigaction(handled[i], &before[i], NULL);
    installed = false;
    run_crash_thread_end();
}
