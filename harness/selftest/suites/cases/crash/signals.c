// SPDX-License-Identifier: Apache-2.0
// Ways to bring down a process.
#include "fake_backend.h"
#include "greatest.h"
#include "runner/worker/crash_thread.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// Volatile, and kept out of the compiler's sight, so that the fault is not optimised into something else.
static volatile char *volatile nowhere = NULL;

// A function of its own, for the backtrace to name; what it does is the signal handler's to tell, not a
// sanitizer's.
__attribute__((noinline, no_sanitize("address", "undefined"))) static void write_nowhere(void)
{
    *nowhere = 1;
}

OMM_CASE(segv, .about = "Writes through a null pointer.")
{
    ASSERT(1);
    write_nowhere();
    PASS();
}

OMM_CASE(aborts, .about = "Calls abort.")
{
    ASSERT(1);
    abort();
}

OMM_CASE(exits_with_0, .about = "Ends the process as if all were well.")
{
    ASSERT(1);
    _exit(0);
}

OMM_CASE(exits_with_3, .about = "Ends the process with a status of its own, running exit handlers.")
{
    ASSERT(1);
    exit(3);
}

OMM_CASE(killed, .about = "Is killed by a signal that no handler sees.")
{
    ASSERT(1);
    raise(SIGKILL);
    PASS();
}

/// Digs as long as the caller's first byte is 0, which is for ever, though no compiler can know.
static int dig(volatile char *above) // NOLINT(misc-no-recursion)
{
    volatile char frame[4096];
    frame[0] = *above;
    // The frame is used after the call, so that it is still there during the call.
    frame[1] = (char)(frame[0] ? 0 : dig(frame));
    return frame[0] + frame[1];
}

OMM_CASE(stack_overflow, .about = "Recurses without end.")
{
    ASSERT(1);
    volatile char start = 0;
    omm_note("%d", dig(&start));
    PASS();
}

static void *thread_body(void *unused)
{
    write_nowhere();
    return unused;
}

OMM_CASE(in_thread, .about = "Crashes in a thread that the case started.")
{
    ASSERT(1);
    pthread_t thread;
    ASSERT_EQ(0, pthread_create(&thread, NULL, thread_body, NULL));
    pthread_join(thread, NULL);
    PASS();
}

static void *overflowing_thread(void *unused)
{
    run_crash_thread_begin();
    volatile char start = 0;
    dig(&start);
    run_crash_thread_end();
    return unused;
}

OMM_CASE(stack_overflow_in_thread, .about = "Recurses without end in a thread of its own.")
{
    ASSERT(1);
    pthread_t thread;
    ASSERT_EQ(0, pthread_create(&thread, NULL, overflowing_thread, NULL));
    pthread_join(thread, NULL);
    PASS();
}

OMM_CASE(guard_page, .about = "Writes 16 bytes past a block that ends at a guard page.")
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT(pages != MAP_FAILED);
    ASSERT_EQ(0, mprotect(pages + page, page, PROT_NONE));
    fake_guard = (struct fake_guard){.first = pages + page, .size = page};
    nowhere = pages + page + 16;
    write_nowhere();
    PASS();
}

OMM_CASE(once_only, .about = "Crashes the first time it runs, and not when it is run again alone.")
{
    ASSERT(1);
    fake_record("crash_once", "%d", (int)getpid());
    if (fake_recorded("crash_once") == 1)
        write_nowhere();
    PASS();
}
