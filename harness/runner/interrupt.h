// SPDX-License-Identifier: Apache-2.0
// SIGINT, SIGTERM and SIGHUP end the run soon and in order: reports are still written.
#ifndef RUN_INTERRUPT_H
#define RUN_INTERRUPT_H

#include <stdbool.h>

/// Installs the handlers. With `leave_sigint`, SIGINT does nothing here: it is for the debugger in front.
/// A closed standard output no longer kills the process.
void run_interrupt_install(bool leave_sigint);

/// Ends the run as a signal would.
void run_interrupt_now(void);

/// Whether the run is to end, by a signal or by run_interrupt_now.
bool run_interrupted(void);

/// "interrupted by SIGINT", or what run_interrupt_now was called for.
const char *run_interrupt_reason(void);

#endif
