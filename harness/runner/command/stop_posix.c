// SPDX-License-Identifier: Apache-2.0
#include "command/stop.h"
#include "pool/pool.h"

#include <signal.h>

static volatile sig_atomic_t caught; // the signal's number; -1: run_stop_now

static void handle(int number)
{
    caught = number;
    run_pool_interrupt();
}

static void nothing(int number)
{
    (void)number;
}

void run_stop_install(enum run_stop_style style)
{
    // Handlers rather than SIG_IGN: what is ignored stays ignored in every worker, a handler does not.
    struct sigaction end = {.sa_handler = handle, .sa_flags = SA_RESTART};
    struct sigaction pass_over = {.sa_handler = nothing, .sa_flags = SA_RESTART};
    sigaction(SIGPIPE, &pass_over, NULL);
    if (style == RUN_STOP_PLAIN)
        return;
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGHUP, &end, NULL);
    // Whoever hits Ctrl-C twice doesn't want to wait for reports.
    end.sa_flags |= (int)SA_RESETHAND;
    sigaction(SIGINT, style == RUN_STOP_DEBUGGER ? &pass_over : &end, NULL);
}

void run_stop_now(void)
{
    caught = -1;
    run_pool_interrupt();
}

bool run_stopped(void)
{
    return caught != 0;
}

const char *run_stop_reason(void)
{
    switch (caught) {
    case SIGINT:
        return "interrupted by SIGINT";
    case SIGTERM:
        return "interrupted by SIGTERM";
    case SIGHUP:
        return "interrupted by SIGHUP";
    default:
        return "ended, because its standard output could not be written";
    }
}
