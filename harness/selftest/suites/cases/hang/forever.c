// SPDX-License-Identifier: Apache-2.0
// Cases that do not come back, and one that leaves somebody behind.
#include "fake_backend.h"
#include "greatest.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

OMM_CASE(plain, .about = "Sleeps for ever.")
{
    ASSERT(1);
    for (;;)
        pause();
}

OMM_CASE(ignores_sigterm, .about = "Sleeps for ever and does not listen to SIGTERM.")
{
    ASSERT(1);
    signal(SIGTERM, SIG_IGN);
    fake_record("ignores_sigterm", "%d", (int)getpid());
    for (;;)
        pause();
}

OMM_CASE(spins, .about = "Burns the processor for ever.")
{
    ASSERT(1);
    for (;;)
        __asm__ volatile(""); // nothing that a compiler may take for an end
}

/// A child that keeps stdout and stderr open for a minute.
static void leave_child(const char *file, int own_session)
{
    pid_t child = fork();
    if (child < 0)
        omm_resource_error("fork failed");
    if (child == 0) {
        if (own_session)
            setsid();
        sleep(60);
        _exit(0);
    }
    fake_record(file, "%d", (int)child);
}

OMM_CASE(leaked_child, .about = "Passes, and leaves a child that holds stdout and stderr.")
{
    leave_child("leaked_child", 0);
    ASSERT(1);
    PASS();
}

OMM_CASE(leaked_daemon, .about = "Passes, and leaves a child in a session of its own.")
{
    leave_child("leaked_daemon", 1);
    ASSERT(1);
    PASS();
}

OMM_CASE(hangs_with_child, .about = "Hangs beside a child of its own.")
{
    leave_child("hangs_with_child", 0);
    ASSERT(1);
    for (;;)
        pause();
}

OMM_CASE(waits_for_signal,
         .about = "Tells the test that it runs, then hangs until the runner is stopped.")
{
    ASSERT(1);
    fake_record("waiting", "%d", (int)getpid());
    for (;;)
        pause();
}
