// SPDX-License-Identifier: Apache-2.0
// The end of what a command prints.
#ifndef RUN_PRINT_H
#define RUN_PRINT_H

#include <stdbool.h>

/// Whether all that was printed on standard output got there. False: told on stderr, as `what` ("the coverage").
bool run_print_end(const char *what);

#endif
