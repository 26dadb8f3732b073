// SPDX-License-Identifier: Apache-2.0
// Between the journal's lines and its file.
#ifndef RUN_JOURNAL_FILE_H
#define RUN_JOURNAL_FILE_H

#include "output/journal.h"

/// Appends `line` and a line break in one piece, or nothing of it.
void run_journal_append(struct run_journal *journal, const char *line);

#endif
