// SPDX-License-Identifier: Apache-2.0
// SIGINT, SIGTERM and SIGHUP end the run soon and in order: reports are still written.
#ifndef RUN_INTERRUPT_H
#define RUN_INTERRUPT_H

#include <stdbool.h>

enum run_interrupt_style {
    RUN_INTERRUPT_ORDERLY,  ///< all three end the run
    RUN_INTERRUPT_DEBUGGER, ///< SIGINT does nothing here: it is for the debugger in front
    RUN_INTERRUPT_PLAIN, ///< as the system has it: cases run in this process and can't be stopped
};

/// Installs the handlers. A closed standard output no longer kills the process.
void run_interrupt_install(enum run_interrupt_style style);

/// Ends the run as a signal would, because nobody reads standard output any more.
void run_interrupt_now(void);

/// Whether the run is to end.
bool run_interrupted(void);

/// "interrupted by SIGINT", ...
const char *run_interrupt_reason(void);

#endif
