// SPDX-License-Identifier: Apache-2.0
// Several runs as one: the shares of a selection, or what a run that was killed left.
#ifndef RUN_MERGE_H
#define RUN_MERGE_H

#include "output/record.h"

/// Joins `count` books, which came from `directories`, into one whose cases are sorted by name. A case that several
/// have counts with its worst result. The books are left empty. False, told on stderr: they were run by different
/// versions of the suite, with different options, or on different drivers. Free with run_book_clear in every case.
bool run_book_merge(struct run_book *into, struct run_book *books, const char *const *directories,
                    size_t count);

/// Writes the book as a run with --output would have left it; the directory is prepared. False: told on stderr.
bool run_book_write(const struct run_book *book, const char *directory);

#endif
