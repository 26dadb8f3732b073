// SPDX-License-Identifier: Apache-2.0
// Crashes on a thread of a case are told like those on its main thread.
#ifndef RUN_CRASH_THREAD_H
#define RUN_CRASH_THREAD_H

/// Gives the calling thread an alternate signal stack, without which a stack overflow there
/// cannot be told. run_crash_install does it for its own thread.
void run_crash_thread_begin(void);

/// Takes it away again; the thread's last call.
void run_crash_thread_end(void);

#endif
