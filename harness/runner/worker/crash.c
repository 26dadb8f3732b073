// SPDX-License-Identifier: Apache-2.0
// The sentence about a crash. It is made in the runner from a worker's frame, and in the signal handler itself
// when there is no worker: so no stdio here.
#include "worker/crash.h"

#include "worker/crash_parts.h"

#include <signal.h>
#include <string.h>

void run_safe_add(struct run_safe_text *to, const char *text)
{
    while (*text && to->length + 1 < to->size)
        to->text[to->length++] = *text++;
    if (to->size)
        to->text[to->length] = '\0';
}

void run_safe_add_number(struct run_safe_text *to, uintptr_t number, unsigned base)
{
    char digits[32];
    size_t at = sizeof(digits) - 1;
    digits[at] = '\0';
    do {
        digits[--at] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number);
    run_safe_add(to, &digits[at]);
}

const char *run_signal_name(int number)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {
        {SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"},   {SIGILL, "SIGILL"},   {SIGFPE, "SIGFPE"},
        {SIGABRT, "SIGABRT"}, {SIGTRAP, "SIGTRAP"}, {SIGTERM, "SIGTERM"}, {SIGKILL, "SIGKILL"},
        {SIGINT, "SIGINT"},   {SIGHUP, "SIGHUP"},   {SIGPIPE, "SIGPIPE"}, {SIGSYS, "SIGSYS"},
        {SIGXCPU, "SIGXCPU"}, {SIGXFSZ, "SIGXFSZ"}, {SIGALRM, "SIGALRM"}, {SIGQUIT, "SIGQUIT"},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (names[i].number == number)
            return names[i].name;
    return "?";
}

/// What the kernel says about a fault; NULL when it says nothing worth telling.
static const char *explain_code(const struct run_crash *crash)
{
    static const struct {
        int signal;
        int code;
        const char *words;
    } known[] = {
        {SIGSEGV, SEGV_MAPERR, "nothing is mapped there"},
        {SIGSEGV, SEGV_ACCERR, "that memory does not permit it"},
        {SIGSEGV, SI_KERNEL, "an address that the processor refuses"},
        {SIGBUS, BUS_ADRALN, "the address is misaligned"},
        {SIGBUS, BUS_ADRERR, "no memory stands behind that mapping"},
        {SIGFPE, FPE_INTDIV, "an integer was divided by zero"},
        {SIGFPE, FPE_INTOVF, "an integer overflowed"},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (known[i].signal == crash->signal && known[i].code == crash->code)
            return known[i].words;
    return NULL;
}

static void add_place(struct run_safe_text *to, const struct run_crash *crash)
{
    const char *words = crash->place[0] ? crash->place : explain_code(crash);
    if (crash->access == RUN_ACCESS_STACK && !crash->place[0])
        words = "the stack overflowed";
    if (words) {
        run_safe_add(to, ": ");
        run_safe_add(to, words);
    }
    if (crash->access == RUN_ACCESS_READ)
        run_safe_add(to, " (a read)");
    else if (crash->access == RUN_ACCESS_WRITE)
        run_safe_add(to, " (a write)");
}

void run_crash_sentence(const struct run_crash *crash, char *text, size_t size)
{
    struct run_safe_text to = {.text = text, .size = size};
    run_safe_add(&to, "signal ");
    run_safe_add_number(&to, (uintptr_t)crash->signal, 10);
    run_safe_add(&to, " (");
    run_safe_add(&to, run_signal_name(crash->signal));
    run_safe_add(&to, ")");
    if (crash->has_address) {
        run_safe_add(&to, " at address 0x");
        run_safe_add_number(&to, crash->address, 16);
    }
    add_place(&to, crash);
    if (crash->sender > 0) {
        run_safe_add(&to, ", sent by process ");
        run_safe_add_number(&to, (uintptr_t)crash->sender, 10);
    }
    if (crash->phase[0]) {
        run_safe_add(&to, ", while ");
        run_safe_add(&to, crash->phase);
    }
}

void run_crash_put(struct run_frame *frame, const struct run_crash *crash)
{
    run_frame_start(frame, RUN_FRAME_CRASH);
    run_frame_put_number(frame, (uint64_t)crash->signal);
    run_frame_put_number(frame, (uint64_t)crash->code);
    run_frame_put_number(frame, crash->address);
    run_frame_put_number(frame, crash->has_address);
    run_frame_put_number(frame, crash->access);
    run_frame_put_number(frame, (uint64_t)crash->sender);
    run_frame_put_text(frame, crash->phase);
    run_frame_put_text(frame, crash->place);
    run_frame_finish(frame);
}

void run_crash_get(struct run_frame *frame, struct run_crash *crash)
{
    *crash = (struct run_crash){0};
    crash->signal = (int)run_frame_number(frame);
    crash->code = (int)run_frame_number(frame);
    crash->address = (uintptr_t)run_frame_number(frame);
    crash->has_address = run_frame_number(frame) != 0;
    crash->access = (enum run_crash_access)run_frame_number(frame);
    crash->sender = (int)run_frame_number(frame);
    run_frame_text_into(frame, crash->phase, sizeof(crash->phase));
    run_frame_text_into(frame, crash->place, sizeof(crash->place));
}
