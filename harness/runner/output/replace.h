// SPDX-License-Identifier: Apache-2.0
// Files that are never half-written under their own name.
#ifndef RUN_REPLACE_H
#define RUN_REPLACE_H

#include "output/record.h"

#include <stdbool.h>
#include <stdio.h>

/// Writes a report of the book. What fails to be written leaves its mark in the file's error flag.
typedef void run_report_writer(FILE *file, const struct run_book *book);

/// Whether a report can be written there, found out before anything runs. False: told on stderr.
bool run_replace_check(const char *path);

/// Writes PATH.tmp, which then takes PATH's place; behind a symbolic link, that of the file it leads to. `durable`: it
/// is on the disk when this returns. False: told on stderr unless `quiet`, and PATH is as it was.
bool run_replace(const char *path, run_report_writer *writer, const struct run_book *book,
                 bool durable, bool quiet);

/// Writes anything else.
typedef void run_file_writer(FILE *file, const void *subject);

/// The same for what is no report of a book.
bool run_replace_by(const char *path, run_file_writer *writer, const void *subject, bool durable,
                    bool quiet);

#endif
