// SPDX-License-Identifier: Apache-2.0
#ifndef RUN_WATCHED_H
#define RUN_WATCHED_H

#include <stdbool.h>

/// Whether a person at a terminal or a debugger follows this process.
bool run_is_watched(void);

#endif
