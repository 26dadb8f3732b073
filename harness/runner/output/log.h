// SPDX-License-Identifier: Apache-2.0
// The whole story of one case that did not pass, for people: logs/NAME.log.
#ifndef RUN_LOG_H
#define RUN_LOG_H

#include "output/record.h"

#include <stdbool.h>

/// Writes the case's log below the directory, if it is to have one.
/// False: told on stderr unless `quiet`.
bool run_log_write(const struct run_book *book, const struct run_record *record,
                   const char *directory, bool quiet);

#endif
