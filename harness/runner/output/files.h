// SPDX-License-Identifier: Apache-2.0
// The files of a directory that are made from the book; the journal and the logs lie beside them.
#ifndef RUN_FILES_H
#define RUN_FILES_H

#include "output/record.h"

#include <stdbool.h>

/// Makes the directory, in one that is there, unless it is there and free of runs. False: told on stderr. A directory of
/// another run is left alone; `option` asked for it, and `way_out` says what to do then.
bool run_files_prepare(const char *option, const char *directory, const char *way_out);

/// Writes the list of cases and the folder of logs. False: told on stderr.
bool run_files_write_plan(const struct run_book *book, const char *directory);

/// Writes all reports as they are now. `last`: they are on the disk then. False: told on stderr unless `quiet`.
bool run_files_write(const struct run_book *book, const char *directory, bool last, bool quiet);

#endif
