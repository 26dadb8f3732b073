// SPDX-License-Identifier: Apache-2.0
// SIGINT, SIGTERM and SIGHUP end the run soon and in order: reports are still written.
#ifndef RUN_STOP_H
#define RUN_STOP_H

#include <stdbool.h>

enum run_stop_style {
    RUN_STOP_ORDERLY,  ///< all three end the run
    RUN_STOP_DEBUGGER, ///< SIGINT does nothing here: it is for the debugger in front
    RUN_STOP_PLAIN,    ///< as the system has it: cases run in this process and can't be stopped
};

/// Installs the handlers. A closed standard output no longer kills the process.
void run_stop_install(enum run_stop_style style);

/// Ends the run as a signal would, because nobody reads standard output any more.
void run_stop_now(void);

/// Whether the run is to end.
bool run_stopped(void);

/// "interrupted by SIGINT", ...
const char *run_stop_reason(void);

#endif
